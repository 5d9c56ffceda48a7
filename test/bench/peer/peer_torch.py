#!/usr/bin/env python3
"""MS-DARTS in plain PyTorch, as the peer that Plateau is raced against.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.dont_write_bytecode = True  # leaves nothing beside the sources

import torch
from torch import Tensor, nn

from golden import verify
from network import GENOTYPES, EvalNet, Supernet
from steps import (alpha_optimizer, alpha_step, eval_step, full_step, hessian_rows, mean_shift, softmax_rows,
                   weight_optimizer, weight_step)

Args = argparse.Namespace


def spread(samples: Sequence[float]) -> dict[str, float]:
    return {"min": round(min(samples), 5), "median": round(statistics.median(samples), 5)}


def seconds(fn: Callable[[], object]) -> float:
    """Wall seconds of fn()."""
    start = time.perf_counter()
    fn()
    return time.perf_counter() - start


def timed(a: Args, fn: Callable[[], object]) -> dict[str, float]:
    """Wall seconds of `steps` calls, after `warmup` unmeasured ones."""
    return spread([seconds(fn) for _ in range(a.warmup + a.steps)][a.warmup:])


def layout(a: Args) -> torch.memory_format:
    return torch.channels_last if a.channels_last else torch.contiguous_format


def batch(a: Args) -> tuple[Tensor, Tensor]:
    """Random images and labels."""
    x = torch.randn(a.batch, 3, a.resolution, a.resolution).contiguous(memory_format=layout(a))
    return x, torch.randint(0, a.classes, (a.batch,))


def supernet(a: Args) -> Supernet:
    return Supernet(a.channels, a.layers, a.classes, a.space, bool(a.lean)).to(memory_format=layout(a))


def bench_step(a: Args) -> tuple[nn.Module, dict]:
    (x, y), (xv, yv) = batch(a), batch(a)
    net = supernet(a)
    alphas = net.new_alphas()
    alpha_opt, weight_opt, shift = alpha_optimizer(alphas), weight_optimizer(net), {"T": a.T, "N": a.N}
    A = softmax_rows(tuple(t.detach() for t in alphas))
    return net, {
        "alphaStep": timed(a, lambda: alpha_step(net, alphas, alpha_opt, xv, yv)),
        "meanShift": timed(a, lambda: mean_shift(net, A, x, y, **shift)),
        "weightStep": timed(a, lambda: weight_step(net, A, weight_opt, x, y)),
        "fullStep": timed(a, lambda: full_step(net, alphas, alpha_opt, weight_opt, x, y, xv, yv, **shift)),
    }


def bench_hessian(a: Args) -> tuple[nn.Module, dict]:
    """Some rows of the Hessian, spread over all; `hessian` is the time of all of them with the graph."""
    x, y = batch(a)
    net = supernet(a)
    sizes: list[int] = []
    rows = hessian_rows(net, net.new_alphas(), x, y)
    setup = seconds(lambda: sizes.append(len(next(rows))))
    n = sizes[0]
    picks = [round(k * (n - 1) / max(1, a.rows - 1)) for k in range(min(a.rows, n))]
    rows.send(picks[0])  # warm-up
    samples = [seconds(lambda: rows.send(i)) for i in picks]
    return net, {"setup": round(setup, 5), "row": spread(samples), "hessianRows": n, "measuredRows": len(picks),
                 "hessian": round(setup + n * statistics.mean(samples), 3)}


def bench_eval(a: Args) -> tuple[nn.Module, dict]:
    """A training step of the discrete network."""
    x, y = batch(a)
    known = a.genotype in GENOTYPES
    genotype = GENOTYPES[a.genotype] if known else json.loads(Path(a.genotype).read_text())
    net = EvalNet(genotype, a.channels, a.layers, a.classes, lean=bool(a.lean)).to(memory_format=layout(a))
    net.drop_path = a.drop_path
    opt = weight_optimizer(net)
    return net, {"step": timed(a, lambda: eval_step(net, opt, x, y))}


BENCHMARKS = {"bench": bench_step, "bench-hessian": bench_hessian, "bench-eval": bench_eval}


def bench(a: Args) -> dict:
    torch.manual_seed(a.seed)
    net, times = BENCHMARKS[a.command](a)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    config = {key: value for key, value in vars(a).items() if key not in ("command", "json")}
    return {"command": a.command, "torch": torch.__version__, "threads": torch.get_num_threads(), "config": config,
            "params": sum(p.numel() for p in net.parameters()), "seconds": times, "maxRssMiB": round(peak, 1)}


def parse(argv: Sequence[str] | None) -> Args:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sub = parser.add_subparsers(dest="command", required=True)
    small, paper = {"channels": 8, "layers": 5, "batch": 32}, {"channels": 16, "layers": 8, "batch": 64}
    common = {"resolution": 32, "classes": 10, "steps": 5, "warmup": 1, "threads": 2, "seed": 0}
    numbers = {"bench": {**small, "T": 2, "N": 3}, "bench-hessian": {**small, "rows": 6}, "bench-eval": paper}
    for command, own in numbers.items():
        p = sub.add_parser(command)
        for name, default in {**own, **common}.items():
            p.add_argument(f"--{name}", type=int, default=default)
        for name in ("--channels-last", "--lean"):
            p.add_argument(name, type=int, choices=(0, 1), default=0)
        if command == "bench-eval":
            p.add_argument("--genotype", default="c10_s5_ms", help="a known name or a JSON file {normal, reduce}")
            p.add_argument("--drop-path", type=float, default=0.2)
        else:
            p.add_argument("--space", choices=("s1", "s2", "s3", "s4", "s5"), default="s5")
    p = sub.add_parser("verify")
    p.add_argument("folder", type=Path)
    p.add_argument("--threads", type=int, default=1)
    for p in sub.choices.values():
        p.add_argument("--json", action="store_true", help="one compact line instead of indented JSON")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    a = parse(argv)
    torch.set_num_threads(a.threads)
    result = verify(a.folder) if a.command == "verify" else bench(a)
    print(json.dumps(result, indent=None if a.json else 1))
    return 0 if result.get("pass", True) else 1


if __name__ == "__main__":
    sys.exit(main())
