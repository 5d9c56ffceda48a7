"""Golden numbers replayed in float64: the peer computes what it is measured at.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from network import CELLS, GENOTYPES, Arch, EvalNet, Noise, Supernet
from steps import (alpha_optimizer, eval_losses, eval_step, full_step, hessian, mean_shift, softmax_rows,
                   weight_optimizer)


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """Floating tensors as float64, integers as int64."""
    raw = path.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    kinds = {"F32": torch.float32, "F64": torch.float64, "I32": torch.int32}
    out: dict[str, Tensor] = {}
    for key, meta in json.loads(raw[8:8 + size]).items():
        if key != "__metadata__":
            begin, end = (8 + size + o for o in meta["data_offsets"])
            t = torch.frombuffer(bytearray(raw[begin:end]), dtype=kinds[meta["dtype"]]).reshape(meta["shape"])
            out[key] = t.to(torch.float64 if t.is_floating_point() else torch.int64)
    return out


def gauss32(seed: int, count: int) -> Tensor:
    """The golden noise stream: mulberry32 and Box-Muller (cosine branch), rounded to float32. [count]"""
    mask = 0xFFFFFFFF
    a = (seed + 0x6D2B79F5 * torch.arange(1, 2 * count + 1)) & mask
    t = ((a ^ (a >> 15)) * (a | 1)) & mask
    t = ((t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask) ^ t
    u = ((t ^ (t >> 14)).double() + 0.5) / 2.0**32
    return ((-2 * u[0::2].log()).sqrt() * (2 * math.pi * u[1::2]).cos()).float()


Errors = dict[str, tuple[float, float]]  # quantity -> largest |result - golden|, largest |golden|


class Checker:
    """Collects max |result - golden| per quantity; indexed families (bn_after, grad_w, w_after) are pooled."""

    def __init__(self, golden: dict[str, Tensor]) -> None:
        self.golden = golden
        self.errors: Errors = {}

    def __call__(self, key: str, value: Tensor | float, label: str | None = None) -> None:
        want = self.golden[key]
        got = torch.as_tensor(value, dtype=torch.float64).detach().reshape(want.shape)
        worst, scale = self.errors.get(label or key, (0.0, 0.0))
        diff = float((got - want).abs().max())
        diff = math.inf if math.isnan(diff) else diff
        self.errors[label or key] = (max(worst, diff), max(scale, float(want.abs().max())))

    def pooled(self, prefix: str, named: Sequence[tuple[str, Tensor]]) -> None:
        for name, value in named:
            if "num_batches" not in name:
                self(f"{prefix}.{name}", value, f"{prefix}.*")


def load_golden(net: nn.Module, tensors: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, p in net.named_parameters():
            p.copy_(tensors[f"w.{name}"])
        for name, b in net.named_buffers():
            if "num_batches" not in name:
                b.copy_(tensors[f"b.{name}"])


def seeded_noise(base: int, calls: list[int]) -> Callable[[tuple[int, ...]], Tensor]:
    """The golden noise of one edge: a stream of its own in each forward pass of a section."""
    return lambda shape: gauss32(base + 1_000_000 * calls[0], math.prod(shape)).reshape(shape)


def read_case(folder: Path, name: str) -> tuple[dict[str, Tensor], Checker]:
    """What goes into a case, and the checker of what comes out."""
    given, wanted = (read_safetensors(folder / f"{name}.{side}.safetensors") for side in ("in", "out"))
    return given, Checker(wanted)


def verify_supernet(folder: Path, name: str, case: dict) -> Errors:
    I, check = read_case(folder, name)
    net = Supernet(case["C"], case["layers"], case["classes"], case["space"]).double()
    calls = [-1]  # forward passes since the section began, for the noise stream
    net.register_forward_pre_hook(lambda *_: calls.__setitem__(0, calls[0] + 1))
    for c, cell in enumerate(net.cells):
        for e, edge in enumerate(cell._ops):
            for op in edge._ops:
                if isinstance(op, Noise):
                    op.source = seeded_noise(90_000_000 + 1000 * c + e, calls)

    def section() -> Arch:
        load_golden(net, I)
        net.zero_grad()
        calls[0] = -1
        return tuple(I[f"alpha.{c}"].clone().requires_grad_() for c in CELLS)

    x, y, xv, yv = I["in.x_train"], I["in.y_train"], I["in.x_val"], I["in.y_val"]
    for mode in ("train", "eval"):
        for kind, batch in (("alpha", (xv, yv)), ("A", (x, y))):
            alphas, key = section(), f"{kind}_{mode}"
            leaves = alphas if kind == "alpha" else tuple(a.detach().requires_grad_() for a in softmax_rows(alphas))
            net.train(mode == "train")
            logits = net(batch[0], softmax_rows(alphas) if kind == "alpha" else leaves)
            loss = F.cross_entropy(logits, batch[1])
            loss.backward()
            check(f"{key}.logits", logits)
            check(f"{key}.loss", loss)
            for c, leaf in zip(CELLS, leaves):
                check(f"{key}.grad_{kind}.{c}", leaf.grad)
            check(f"{key}.grad_w_norm", torch.stack([p.grad.norm() for p in net.parameters()]).norm())
            if key == "alpha_train":
                check.pooled(f"{key}.grad_w", [(n, p.grad) for n, p in net.named_parameters()])
                check.pooled(f"{key}.bn_after", list(net.named_buffers()))
    shift = {"T": case["T"], "N": case["N"], "h": case["h"], "eps": case["eps_ms"]}
    A0 = softmax_rows(tuple(a.detach() for a in section()))
    noise = tuple(I[f"ms.noise.{c}"] for c in CELLS)
    A, losses = mean_shift(net, A0, x, y, noise=noise, **shift)
    check("ms.loss", losses)
    for i, c in enumerate(CELLS):
        check.golden[f"ms.A_last.{c}"] = check.golden[f"ms.A.{c}"][-1]
        check(f"ms.A_last.{c}", A[i])
    alphas = section()
    alpha_opt, weight_opt = alpha_optimizer(alphas), weight_optimizer(net, case["lr"])
    for k in range(2):
        # the golden second step swaps the two batches
        batches = (x, y, xv, yv) if k == 0 else (xv, yv, x, y)
        noise = tuple(I[f"step.noise.{c}"][k] for c in CELLS)
        out = full_step(net, alphas, alpha_opt, weight_opt, *batches, noise=noise, **shift)
        for i, c in enumerate(CELLS):
            check(f"step{k}.alpha_grad.{c}", out["alpha_grad"][i])
            check(f"step{k}.alpha_after.{c}", alphas[i])
            check(f"step{k}.ms_A.{c}", out["A"][i])
        for key in ("ms_loss", "logits", "loss", "grad_norm"):
            check(f"step{k}.{key}", out[key])
        if f"step{k}.w_after.stem.0.weight" in check.golden:
            check.pooled(f"step{k}.w_after", list(net.named_parameters()))
            check.pooled(f"step{k}.bn_after", list(net.named_buffers()))
    hess = folder / f"{name}.hess.safetensors"
    if hess.exists():
        want = read_safetensors(hess)
        check.golden.update(want)
        if "hess.alpha_train_wd.H" in want:
            H = hessian(net, section(), xv, yv, case["arch_weight_decay"])
            check("hess.alpha_train_wd.H", H)
            check("hess.alpha_train_wd.eig", torch.linalg.eigvalsh((H + H.T) / 2).sort().values, None)
    return check.errors


def first_weights(net: nn.Module, golden: dict[str, Tensor], lr: float = 0.025, decay: float = 3e-4,
                  clip: float = 5.0) -> dict[str, Tensor]:
    """The weights after one SGD step from the golden gradient, momentum still zero."""
    scale = min(1.0, clip / float(golden["train.grad_norm"]))
    return {name: p.detach() - lr * (scale * golden[f"train.grad_w.{name}"] + decay * p.detach())
            for name, p in net.named_parameters()}


def verify_eval(folder: Path, name: str, case: dict) -> Errors:
    """The case's sections, then one training step, whose weights follow from the golden gradient."""
    I, check = read_case(folder, name)
    genotype = GENOTYPES[case["genotype"]] if isinstance(case["genotype"], str) else case["genotype"]
    net = EvalNet(genotype, case["C"], case["layers"], len(I["w.classifier.bias"]), case["auxiliary"]).double()
    rows = {tuple(r): k for k, r in enumerate(I["droppath.order"].tolist())}
    net.mask_source = lambda cell, edge, batch: I["droppath.masks"][rows[cell, edge]]
    x, y = I["in.x"], I["in.y"]
    load_golden(net, I)
    check("eval.logits", net.eval()(x)[0])
    for key, drop, lean in (("train", 0.0, False), ("droppath", case["drop_path_prob"], False),
                            ("droppath", case["drop_path_prob"], True)):
        load_golden(net, I)
        net.drop_path, net.lean = drop, lean
        net.zero_grad()
        out = eval_losses(net, x, y, case["auxiliary_weight"])
        out["loss"].backward()
        for label, value in out.items():
            check(f"{key}.{label}", value)
        check(f"{key}.grad_norm", torch.stack([p.grad.norm() for p in net.parameters()]).norm())
        if key == "train":
            check.pooled("train.grad_w", [(n, p.grad) for n, p in net.named_parameters()])
            check.pooled("train.bn_after", list(net.named_buffers()))
    load_golden(net, I)
    net.drop_path = 0.0
    check.golden.update({f"step.w_after.{n}": w for n, w in first_weights(net, check.golden).items()})
    check("train.grad_norm", eval_step(net, weight_optimizer(net), x, y))
    check.pooled("step.w_after", list(net.named_parameters()))
    return check.errors


VERIFIERS = {"supernet": verify_supernet, "eval": verify_eval}


def tolerance(key: str, scale: float) -> float:
    """1e-9 of the quantity's size, or float32 rounding where the golden file stores float32."""
    return max(1e-9, 1.2e-7 * scale) if key.endswith(("*", ".H")) else 1e-9 * max(1.0, scale)


def verify(folder: Path) -> dict:
    """Replays the cases of kind 'supernet' and 'eval'; a case whose files are not there does not pass."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise SystemExit(f"{manifest} is missing: give a folder of golden numbers.")
    report: dict[str, dict] = {}
    for name, case in json.loads(manifest.read_text())["cases"].items():
        if case["kind"] not in VERIFIERS:
            continue
        try:
            errors = VERIFIERS[case["kind"]](folder, name, case)
        except FileNotFoundError as error:
            report[name] = {"pass": False, "problem": f"{error.filename} is missing"}
        else:
            rows = {key: {"maxAbsError": err, "maxAbs": scale, "pass": err <= tolerance(key, scale)}
                    for key, (err, scale) in errors.items()}
            report[name] = {"pass": all(row["pass"] for row in rows.values()), "quantities": rows}
        print(name, "pass" if report[name]["pass"] else report[name].get("problem", "FAIL"), file=sys.stderr)
    return {"pass": bool(report) and all(case["pass"] for case in report.values()), "cases": report}
