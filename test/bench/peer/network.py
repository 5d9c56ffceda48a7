"""The search network and the evaluation network of MS-DARTS in plain PyTorch.

SPDX-License-Identifier: MIT

Shapes: images x [B,3,H,W], labels y [B]; architecture = (normal, reduce), each [14, K], one row per edge.
An edge list runs over nodes i = 0..3 and their inputs j = 0..i+1. `alphas` are logits, `A` are mixing weights.
`lean` drops work that cannot change a result: the 'none' branch (x*0), the weight gradients of the alpha step,
the gradients of A in the weight step and the second pass over a dropped path. lean=False does what a literal
reading of the method does.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Arch = tuple[Tensor, Tensor]
CELLS = ("normal", "reduce")
SHORT = {"none": "none", "mp": "max_pool_3x3", "ap": "avg_pool_3x3", "skip": "skip_connect", "noise": "noise",
         "s3": "sep_conv_3x3", "s5": "sep_conv_5x5", "d3": "dil_conv_3x3", "d5": "dil_conv_5x5"}
S1_NORMAL = ("skip/d3 skip/d5 skip/d5 skip/s3 skip/d3 mp/skip skip/s3 "
             "skip/s3 skip/d3 skip/s3 mp/skip skip/d3 d3/d5 d3/d5")
S1_REDUCE = "mp/ap mp/d3 mp/ap mp/ap skip/d5 mp/ap mp/s3 skip/d3 skip/d5 mp/ap mp/ap skip/d5 skip/d5 skip/d5"
UNIFORM = {"s2": "skip/s3", "s3": "none/skip/s3", "s4": "noise/s3", "s5": "none/mp/ap/skip/s3/s5/d3/d5"}
GENOTYPES: dict[str, dict] = {  # (operation, input state), two per node
    "c10_s5_ms": {"normal": [("sep_conv_3x3", 1), ("sep_conv_3x3", 0), ("skip_connect", 0), ("sep_conv_3x3", 2),
                             ("sep_conv_3x3", 0), ("sep_conv_3x3", 1), ("sep_conv_3x3", 0), ("dil_conv_3x3", 3)],
                  "reduce": [("sep_conv_3x3", 0), ("avg_pool_3x3", 1), ("sep_conv_3x3", 0), ("sep_conv_3x3", 2),
                             ("max_pool_3x3", 0), ("dil_conv_3x3", 3), ("sep_conv_3x3", 3), ("skip_connect", 2)]},
    "DARTS_V2": {"normal": [("sep_conv_3x3", 0), ("sep_conv_3x3", 1), ("sep_conv_3x3", 0), ("sep_conv_3x3", 1),
                            ("sep_conv_3x3", 1), ("skip_connect", 0), ("skip_connect", 0), ("dil_conv_3x3", 2)],
                 "reduce": [("max_pool_3x3", 0), ("max_pool_3x3", 1), ("skip_connect", 2), ("max_pool_3x3", 1),
                            ("max_pool_3x3", 0), ("skip_connect", 2), ("skip_connect", 2), ("max_pool_3x3", 1)]},
}


def space_ops(space: str) -> tuple[list[list[str]], list[list[str]]]:
    """Operation names per edge, for normal and reduction cells: 2 lists of 14 lists of K names."""
    texts = (S1_NORMAL, S1_REDUCE) if space == "s1" else (" ".join([UNIFORM[space]] * 14),) * 2
    normal, reduce = ([[SHORT[o] for o in edge.split("/")] for edge in t.split()] for t in texts)
    return normal, reduce


# ---------------------------------------------------------------- operations
class Block(nn.Module):
    """A chain of layers kept under the name `op`."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.op = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.op(x)


class FactorizedReduce(nn.Module):
    """[B,Cin,H,W] -> [B,Cout,H/2,W/2] with two 1x1 convolutions of stride 2, one of them shifted by a pixel."""

    def __init__(self, cin: int, cout: int, affine: bool) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(cin, cout // 2, 1, 2, bias=False)
        self.conv_2 = nn.Conv2d(cin, cout - cout // 2, 1, 2, bias=False)
        self.bn = nn.BatchNorm2d(cout, affine=affine)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(x)
        return self.bn(torch.cat((self.conv_1(x), self.conv_2(x[:, :, 1:, 1:])), 1))


class Zero(nn.Module):
    """The 'none' operation."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :, :: self.stride, :: self.stride] * 0.0


class Noise(nn.Module):
    """N(0,1) in place of the (strided) input, drawn anew at each call; `source(shape)` replaces the generator."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.stride, self.source = stride, None

    def forward(self, x: Tensor) -> Tensor:
        x = x.detach()[:, :, :: self.stride, :: self.stride]
        return torch.randn_like(x) if self.source is None else self.source(tuple(x.shape)).to(x)


def conv_bn(cin: int, cout: int, affine: bool = False) -> Block:
    """ReLU, 1x1 convolution, batch norm."""
    return Block(nn.ReLU(), nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout, affine=affine))


def make_op(name: str, c: int, stride: int, affine: bool, pool_bn: bool) -> nn.Module:
    """One operation, C channels in and out; `pool_bn` puts a batch norm behind a pooling (search only)."""
    def depthwise(k: int, s: int, dilation: int) -> tuple[nn.Module, ...]:
        return (nn.ReLU(), nn.Conv2d(c, c, k, s, dilation * (k - 1) // 2, dilation, groups=c, bias=False),
                nn.Conv2d(c, c, 1, bias=False), nn.BatchNorm2d(c, affine=affine))
    if name == "none":
        return Zero(stride)
    if name == "noise":
        return Noise(stride)
    if name == "skip_connect":
        return nn.Identity() if stride == 1 else FactorizedReduce(c, c, affine)
    kind, k = name.split("_")[0], int(name[-1])
    if kind == "sep":
        return Block(*depthwise(k, stride, 1), *depthwise(k, 1, 1))
    if kind == "dil":
        return Block(*depthwise(k, stride, 2))
    pool = nn.MaxPool2d(3, stride, 1) if kind == "max" else nn.AvgPool2d(3, stride, 1, count_include_pad=False)
    return nn.Sequential(pool, nn.BatchNorm2d(c, affine=affine)) if pool_bn else pool


# ---------------------------------------------------------------- networks
class MixedEdge(nn.Module):
    """sum_k w[k] * op_k(x); x [B,C,H,W], w [K]."""

    def __init__(self, names: Sequence[str], c: int, stride: int, lean: bool) -> None:
        super().__init__()
        self._ops = nn.ModuleList(make_op(n, c, stride, False, True) for n in names)
        self.live = [k for k, n in enumerate(names) if not (lean and n == "none")]

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        parts = w.unbind()
        out = parts[self.live[0]] * self._ops[self.live[0]](x)
        for k in self.live[1:]:
            out = out + parts[k] * self._ops[k](x)
        return out


class Cell(nn.Module):
    """Two inputs, four nodes; with `genotype` two chosen operations per node, otherwise a MixedEdge per edge."""

    def __init__(self, names: Sequence, cpp: int, cp: int, c: int, reduction: bool, after_reduction: bool,
                 mixed: bool, lean: bool) -> None:
        super().__init__()
        affine = not mixed
        self.reduction, self.mixed = reduction, mixed
        self.preprocess0 = FactorizedReduce(cpp, c, affine) if after_reduction else conv_bn(cpp, c, affine)
        self.preprocess1 = conv_bn(cp, c, affine)
        self.inputs = [j for i in range(4) for j in range(i + 2)] if mixed else [j for _, j in names]
        self.fan_in = [2, 3, 4, 5] if mixed else [2, 2, 2, 2]
        self._ops = nn.ModuleList()
        for name, j in zip(names, self.inputs):
            stride = 2 if reduction and j < 2 else 1
            self._ops.append(MixedEdge(name, c, stride, lean) if mixed else make_op(name[0], c, stride, True, False))

    def forward(self, s0: Tensor, s1: Tensor, edge: Callable[[nn.Module, Tensor, int], Tensor]) -> Tensor:
        """[B,Cpp,..], [B,Cp,..] -> [B,4C,..]; `edge(op, state, e)` evaluates edge e."""
        states, e = [self.preprocess0(s0), self.preprocess1(s1)], 0
        for fan in self.fan_in:
            node = edge(self._ops[e], states[self.inputs[e]], e)
            for k in range(e + 1, e + fan):
                node = node + edge(self._ops[k], states[self.inputs[k]], k)
            states.append(node)
            e += fan
        return torch.cat(states[2:], 1)


class Backbone(nn.Module):
    """Stem (3 -> 3C), `layers` cells with reductions at L//3 and 2L//3, global pooling, linear classifier."""

    def __init__(self, per_cell: dict[str, Sequence], channels: int, layers: int, classes: int, mixed: bool,
                 lean: bool = False) -> None:
        super().__init__()
        c = channels
        self.stem = nn.Sequential(nn.Conv2d(3, 3 * c, 3, 1, 1, bias=False), nn.BatchNorm2d(3 * c))
        self.cells = nn.ModuleList()
        cpp, cp, after = 3 * c, 3 * c, False
        self.aux_at, self.aux_channels = 2 * layers // 3, 0
        for i in range(layers):
            reduction = i in (layers // 3, 2 * layers // 3)
            c = 2 * c if reduction else c
            self.cells.append(Cell(per_cell[CELLS[reduction]], cpp, cp, c, reduction, after, mixed, lean))
            cpp, cp, after = cp, 4 * c, reduction
            if i == self.aux_at:
                self.aux_channels = cp
        self.classifier = nn.Linear(cp, classes)

    def head(self, x: Tensor) -> Tensor:
        return self.classifier(x.mean((2, 3)))


class Supernet(Backbone):
    """The weight-sharing network of spaces s1..s5. Logits [B,classes] = net(x, (A_normal, A_reduce))."""

    def __init__(self, channels: int, layers: int, classes: int, space: str, lean: bool = False) -> None:
        super().__init__(dict(zip(CELLS, space_ops(space))), channels, layers, classes, True, lean)
        self.lean = lean
        self.ops_per_edge = len(space_ops(space)[0][0])

    def new_alphas(self) -> Arch:
        """Two fresh logit tensors [14,K], 1e-3 * N(0,1)."""
        return tuple((1e-3 * torch.randn(14, self.ops_per_edge)).requires_grad_() for _ in CELLS)

    def forward(self, x: Tensor, A: Arch) -> Tensor:
        rows = [a.unbind() for a in A]
        s0 = s1 = self.stem(x)
        for cell in self.cells:
            w = rows[cell.reduction]
            s0, s1 = s1, cell(s0, s1, lambda op, state, e: op(state, w[e]))
        return self.head(s1)


class AuxHead(nn.Module):
    """[B,C,8,8] -> [B,classes]."""

    def __init__(self, c: int, classes: int) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.ReLU(), nn.AvgPool2d(5, 3, 0, count_include_pad=False),
            nn.Conv2d(c, 128, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(),
            nn.Conv2d(128, 768, 2, bias=False), nn.BatchNorm2d(768), nn.ReLU())
        self.classifier = nn.Linear(768, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).flatten(1))


class EvalNet(Backbone):
    """The discrete network of a genotype: affine batch norm, drop path, auxiliary head (training only)."""

    def __init__(self, genotype: dict, channels: int, layers: int, classes: int, auxiliary: bool = True,
                 lean: bool = False) -> None:
        super().__init__(genotype, channels, layers, classes, False)
        self.auxiliary_head = AuxHead(self.aux_channels, classes) if auxiliary else None
        self.lean = lean
        self.drop_path = 0.0
        self.mask_source: Callable[[int, int, int], Tensor] | None = None  # (cell, edge, batch) -> [B] of 0/1

    def dropped(self, y: Tensor, cell: int, e: int) -> Tensor:
        """Drops the path for some images and scales it for the others, in place: no backward pass wants the old y."""
        keep, batch = 1.0 - self.drop_path, len(y)
        mask = torch.rand(batch) < keep if self.mask_source is None else self.mask_source(cell, e, batch)
        mask = mask.to(y).view(-1, 1, 1, 1)
        return y.mul_(mask / keep) if self.lean else y.div_(keep).mul_(mask)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Logits [B,classes] and, in training, auxiliary logits."""
        s0, s1, aux = *(self.stem(x),) * 2, None
        drops = self.training and self.drop_path > 0
        for i, cell in enumerate(self.cells):
            def edge(op: nn.Module, state: Tensor, e: int) -> Tensor:
                y = op(state)
                return self.dropped(y, i, e) if drops and not isinstance(op, nn.Identity) else y
            s0, s1 = s1, cell(s0, s1, edge)
            if i == self.aux_at and self.auxiliary_head is not None and self.training:
                aux = self.auxiliary_head(s1)
        return self.head(s1), aux
