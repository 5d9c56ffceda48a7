"""The search step (alpha step, mean shift, weight step), Hessian rows and the evaluation step.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer

from network import Arch, EvalNet, Supernet


def softmax_rows(alphas: Arch) -> Arch:
    return tuple(a.softmax(-1) for a in alphas)


def clip_rows(x: Tensor) -> Tensor:
    """Back to the simplex: clamp to [0,1], a row of zeros becomes its arg max, divide by the sum. [14,K] -> [14,K]"""
    c = x.clamp(0, 1)
    onehot = torch.zeros_like(x).scatter_(1, x.argmax(1, keepdim=True), 1.0)
    c = torch.where(c.sum(1, keepdim=True) == 0, onehot, c)
    return c / c.sum(1, keepdim=True)


def alpha_optimizer(alphas: Arch) -> torch.optim.Adam:
    return torch.optim.Adam(alphas, lr=3e-4, betas=(0.5, 0.999), weight_decay=1e-3)


def weight_optimizer(net: nn.Module, lr: float = 0.025) -> torch.optim.SGD:
    return torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9, weight_decay=3e-4)


def alpha_step(net: Supernet, alphas: Arch, opt: Optimizer, x: Tensor, y: Tensor) -> None:
    """First-order update of alphas (in place) on a validation batch, train-mode batch norm."""
    net.train()
    opt.zero_grad()
    loss = F.cross_entropy(net(x, softmax_rows(alphas)), y)
    if net.lean:
        for a, g in zip(alphas, torch.autograd.grad(loss, alphas)):
            a.grad = g
    else:
        loss.backward()
    opt.step()
    net.zero_grad()


@torch.no_grad()
def mean_shift(net: Supernet, A: Arch, x: Tensor, y: Tensor, T: int = 2, N: int = 3, h: float = 1.0,
               eps: float = 0.25, noise: Arch | None = None) -> tuple[Arch, Tensor]:
    """T mean-shift iterations of N samples around A, in eval mode, on a training batch.

    Samples are scored clipped and averaged unclipped, with weight softmax(+loss) * Gaussian kernel of the distance
    to the clipped sample (one kernel per cell type). `noise` = 2 x [T,N,14,K] replaces the uniform draws.
    Returns the shifted A (not on the simplex in general) and the losses [T,N]."""
    training = net.training
    net.eval()
    losses = x.new_zeros(T, N)
    for t in range(T):
        samples: list[Arch] = []
        dist2 = x.new_zeros(2, N)
        for n in range(N):
            draw = [r[t, n] for r in noise] if noise else [torch.empty_like(a).uniform_(-eps, eps) for a in A]
            raw = tuple(a + d for a, d in zip(A, draw))
            clipped = tuple(clip_rows(r) for r in raw)
            losses[t, n] = F.cross_entropy(net(x, clipped), y)
            dist2[:, n] = torch.stack([(a - p).square().sum() for a, p in zip(A, clipped)])
            samples.append(raw)
        # [2,N]; the kernel's constant cancels
        weight = (losses[t].log_softmax(0) - 0.5 * dist2 / h**2).softmax(1)
        A = tuple(torch.einsum("n,nek->ek", weight[c], torch.stack([s[c] for s in samples])) for c in (0, 1))
    net.train(training)
    return A, losses


def descend(net: nn.Module, opt: Optimizer, loss: Tensor, clip: float) -> Tensor:
    """One clipped step down the gradient of `loss`. Returns the gradient norm before clipping.

    Zero the gradients before the forward pass: the last ones in the middle of the heap cost a tenth more memory."""
    loss.backward()
    norm = nn.utils.clip_grad_norm_(net.parameters(), clip)
    opt.step()
    return norm


def weight_step(net: Supernet, A: Arch, opt: Optimizer, x: Tensor, y: Tensor,
                clip: float = 5.0) -> tuple[Tensor, Tensor, Tensor]:
    """SGD update of the weights at mixing weights A (used as they are).

    Returns loss, logits, gradient norm before clipping."""
    net.train()
    opt.zero_grad()
    logits = net(x, tuple(a.detach().requires_grad_(not net.lean) for a in A))
    loss = F.cross_entropy(logits, y)
    norm = descend(net, opt, loss, clip)
    return loss.detach(), logits.detach(), norm


def full_step(net: Supernet, alphas: Arch, alpha_opt: Optimizer, weight_opt: Optimizer, x: Tensor, y: Tensor,
              xv: Tensor, yv: Tensor, noise: Arch | None = None, **shift: float) -> dict[str, object]:
    """Alpha step on (xv,yv), then mean shift of softmax(alphas) and weight step on (x,y).

    The alphas keep the alpha step's value."""
    alpha_step(net, alphas, alpha_opt, xv, yv)
    alpha_grad = [a.grad.clone() for a in alphas]
    A, losses = mean_shift(net, softmax_rows(tuple(a.detach() for a in alphas)), x, y, noise=noise, **shift)
    loss, logits, norm = weight_step(net, A, weight_opt, x, y)
    return {"alpha_grad": alpha_grad, "A": A, "ms_loss": losses, "loss": loss, "logits": logits, "grad_norm": norm}


def hessian_rows(net: Supernet, alphas: Arch, x: Tensor, y: Tensor,
                 weight_decay: float = 1e-3) -> Generator[Tensor, int, None]:
    """Rows of d2 L/d alpha2 + weight_decay * I, n = 2*14*K, train mode.

    First yields the flat gradient [n], then row [n] per index sent. Rows of the reduce tensor hold only
    its own columns (the rest follows by symmetry): their backward pass is shorter."""
    net.train()
    net.requires_grad_(not net.lean)
    loss = F.cross_entropy(net(x, softmax_rows(alphas)), y)
    grads = [(torch.autograd.grad(loss, a, create_graph=True)[0] + weight_decay * a).flatten() for a in alphas]
    net.requires_grad_(True)
    size, index = len(grads[0]), (yield torch.cat(grads).detach())
    while True:
        c = index // size
        part = torch.autograd.grad(grads[c][index - c * size], alphas[c:], retain_graph=True)
        index = yield torch.cat([x.new_zeros(c * size), *(g.flatten() for g in part)])


def hessian(net: Supernet, alphas: Arch, x: Tensor, y: Tensor, weight_decay: float = 1e-3) -> Tensor:
    """Full symmetric Hessian [n,n], one double-backward pass per row."""
    rows = hessian_rows(net, alphas, x, y, weight_decay)
    H = torch.stack([rows.send(i) for i in range(len(next(rows)))])
    half = len(H) // 2
    H[half:, :half] = H[:half, half:].T
    return H


def eval_losses(net: EvalNet, x: Tensor, y: Tensor, aux_weight: float = 0.4) -> dict[str, Tensor]:
    """Forward pass in train mode: logits of the heads, their losses, and the loss that is descended."""
    logits, logits_aux = net.train()(x)
    main = F.cross_entropy(logits, y)
    if logits_aux is None:
        return {"logits": logits, "loss_main": main, "loss": main}
    aux = F.cross_entropy(logits_aux, y)
    return {"logits": logits, "logits_aux": logits_aux, "loss_main": main, "loss_aux": aux,
            "loss": main + aux_weight * aux}


def eval_step(net: EvalNet, opt: Optimizer, x: Tensor, y: Tensor, clip: float = 5.0) -> Tensor:
    """One training step of the discrete network, with the auxiliary loss. Returns the gradient norm before clipping."""
    opt.zero_grad()
    return descend(net, opt, eval_losses(net, x, y)["loss"], clip)
