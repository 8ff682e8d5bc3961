"""What the sentences of local rules mean that add up: reductions, activations, classes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import torch
from torch import Tensor

from .rule_reader import WORDS, Term


def along(t: Term, entry: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Tensor:
    """One sum for each entry along the dimension in question: `entry(a, g, y)` on vectors."""
    dim = 0 if t.dims is None else t.dims[0]
    if t.dims is None and len(t.shape) != 1:
        rows = entry(t.a.flatten(), t.gradient(0), t.output(0))
        return rows.reshape(t.shape)
    a, g, y = (
        x.movedim(dim, -1) if x.dim() == len(t.shape) else x
        for x in (t.a, t.gradient(0), t.output(0))
    )
    if g.dim() < a.dim():
        g, y = g.unsqueeze(-1), y.unsqueeze(-1)
    flat = [x.reshape(-1, x.shape[-1]) for x in (a, g, y)]
    made = torch.stack([entry(*row) for row in zip(*flat, strict=True)])
    return made.reshape(a.shape).movedim(-1, dim)


def _products(a: Tensor, g: Tensor, _y: Tensor) -> Tensor:
    others = [torch.cat([a[:i], a[i + 1 :]]).prod() for i in range(len(a))]
    return g * torch.stack(others)


def _later(a: Tensor, g: Tensor, _y: Tensor) -> Tensor:
    return torch.stack([g[i:].sum() for i in range(len(a))])


def _later_products(a: Tensor, g: Tensor, _y: Tensor) -> Tensor:
    def term(i: int, j: int) -> Tensor:
        return g[j] * math.prod([a[k] for k in range(j + 1) if k != i], start=torch.tensor(1.0))

    return torch.stack([sum(term(i, j) for j in range(i, len(a))) for i in range(len(a))])


def _later_exponents(a: Tensor, g: Tensor, y: Tensor) -> Tensor:
    n = len(a)
    return torch.stack([sum(g[j] * (a[i] - y[j]).exp() for j in range(i, n)) for i in range(n)])


def ties(t: Term, where: Tensor, g: Tensor) -> Tensor:
    """The gradient in equal shares for all places of a row."""
    count = where.sum() if t.dims is None else where.sum(tuple(t.dims), keepdim=True)
    return torch.where(where, g / count, 0.0)


def put_back(t: Term) -> Tensor:
    """Each gradient at the index that its entry came from; several may meet there."""
    dim = 0 if t.dims is None else t.dims[0]
    if t.dims is None and len(t.shape) > 1:
        dim = -1
    k, g, zeros = t.k, t.gradient(0), torch.zeros(t.shape, dtype=torch.float64)
    if k.dim() < zeros.dim():
        k, g = k.unsqueeze(dim), g.unsqueeze(dim)
    for source in itertools.product(*map(range, k.shape)):
        at = list(source)
        at[dim] = int(k[source])
        zeros[tuple(at)] += g[source]
    return zeros


SUMS = {
    r"\bar y \prod_{j \ne i} a_j": lambda t: along(t, _products),
    r"\sum_{j \ge i} \bar y_j": lambda t: along(t, _later),
    r"\sum_{j \ge i} \bar y_j \prod_{k \le j,\ k \ne i} a_k": lambda t: along(t, _later_products),
    r"\sum_{j \ge i} \bar y_j\,e^{a_i - y_j}": lambda t: along(t, _later_exponents),
    r"\tfrac1m\,\bar y \text{ where } a_i = y \text{ (in } m \text{ places)} \text{, else } 0": (
        lambda t: ties(t, t.a == t.y, t.g)
    ),
    r"\tfrac{1}{m_1}\,\bar y_1 \text{ where } a_i = y_1, \text{ plus } \tfrac{1}{m_2}\,\bar y_2"
    r" \text{ where } a_i = y_2 \text{, in } m_1 \text{ and } m_2 \text{ places}": lambda t: sum(
        ties(t, t.a == t.spread(t.output(k)), t.spread(t.gradient(k))) for k in (0, 1)
    ),
    r"\tfrac1m\,\bar y\,\operatorname{sign}(a_i) \text{ where } |a_i| = y"
    r" \text{ (in } m \text{ places)} \text{, else } 0": lambda t: ties(
        t, t.a.abs() == t.y, t.g * t.a.sign()
    ),
    r"\bar y_j \text{ where } k_j = i \text{, else } 0": put_back,
    r"\frac{2}{n - c}\,\bar y_1\,(a_i - y_2) + \tfrac1n\,\bar y_2": lambda t: (
        2 / (t.n - t.c) * t.spread(t.gradient(0)) * (t.a - t.spread(t.output(1)))
        + t.spread(t.gradient(1)) / t.n
    ),
    r"\frac{\bar y_1\,(a_i - y_2)}{(n - c)\,y_1} + \tfrac1n\,\bar y_2": lambda t: (
        t.spread(t.gradient(0))
        * (t.a - t.spread(t.output(1)))
        / ((t.n - t.c) * t.spread(t.output(0)))
        + t.spread(t.gradient(1)) / t.n
    ),
    r"\sum_j \bar y_{ij}\,\frac{a_i - b_j}{y_{ij}}": lambda t: (
        t.gradient(0)[..., None] * (t.a[:, None] - t.b[None]) / t.output(0)[..., None]
    ).sum(1),
    r"\sum_i \bar y_{ij}\,\frac{b_j - a_i}{y_{ij}}": lambda t: (
        t.gradient(0)[..., None] * (t.b[None] - t.a[:, None]) / t.output(0)[..., None]
    ).sum(0),
    r"\frac{g}{\|v\|}\Bigl(\bar y - v\,\frac{\sum \bar y \odot v}{\|v\|^2}\Bigr)"
    r"\text{ for each entry of } g": (
        lambda t: t.letter("g") / _length(t) * (t.g - t.v * _dot(t) / _length(t) ** 2)
    ),
    r"\frac{\sum \bar y \odot v}{\|v\|}": lambda t: _dot(t) / _length(t),
}
WORDS.update(SUMS)


def _length(t: Term) -> Tensor:
    dims = [dim for dim in range(t.v.dim()) if dim != t.facts.settings["dim"]]
    return (t.v**2).sum(dims, keepdim=True).sqrt()


def _dot(t: Term) -> Tensor:
    dims = [dim for dim in range(t.v.dim()) if dim != t.facts.settings["dim"]]
    return (t.g * t.v).sum(dims, keepdim=True)


def _gelu(a: Tensor) -> Tensor:
    density = (-(a**2) / 2).exp() / math.sqrt(2 * math.pi)
    return (1 + torch.erf(a / math.sqrt(2))) / 2 + a * density


def _gelu_by_tanh(a: Tensor) -> Tensor:
    root = math.sqrt(2 / math.pi)
    tanh, slope = (root * (a + 0.044715 * a**3)).tanh(), root * (1 + 3 * 0.044715 * a**2)
    return (1 + tanh + a * (1 - tanh**2) * slope) / 2


def _glu(t: Term) -> Tensor:
    left, right = t.a.chunk(2, t.d[0])
    gate = right.sigmoid()
    return torch.cat([t.g * gate, t.g * left * gate * (1 - gate)], t.d[0])


def _total(t: Term, x: Tensor) -> Tensor:
    return x.sum(t.d[0] if "d" in t.formula.numbers else None, keepdim="d" in t.formula.numbers)


_WITH_SUMS = r"\text{, with sums along } d"
for _end in ("", _WITH_SUMS):
    WORDS[r"y \odot \bigl(\bar y - \textstyle\sum \bar y \odot y\bigr)" + _end] = lambda t: (
        t.y * (t.g - _total(t, t.g * t.y))
    )
    WORDS[r"\bar y - e^{y} \odot \textstyle\sum \bar y" + _end] = lambda t: (
        t.g - t.y.exp() * _total(t, t.g)
    )
WORDS[
    r"\bar y \odot \bigl(\Phi(a) + a \odot \varphi(a)\bigr)"
    r"\text{, with the normal distribution } \Phi \text{ and its density } \varphi"
] = lambda t: t.g * _gelu(t.a)
WORDS[
    r"\tfrac12\,\bar y \odot \bigl(1 + t + a \odot (1 - t^2) \odot u'\bigr)"
    r"\text{ with } t = \tanh u,\ u = \sqrt{\tfrac2\pi}\,(a + 0.044715\,a^3)"
] = lambda t: t.g * _gelu_by_tanh(t.a)
WORDS[
    r"\bigl(\bar y \odot \sigma(r),\ \bar y \odot l \odot \sigma(r) \odot (1 - \sigma(r))\bigr)"
    r"\text{ for the halves } a = (l, r) \text{ along } d"
] = _glu


# ----- Classes -----


def _classes(t: Term, share: Tensor) -> Tensor:
    made = torch.zeros(t.shape, dtype=torch.float64)
    target = t.t
    rows = made[None] if made.dim() == 1 else made
    for at in itertools.product(*map(range, target.shape)):
        label = int(target[at])
        if "m" in t.formula.numbers and label == t.m:
            continue
        row = (at[0] if at else 0, label, *at[1:])
        weight = t.w[label] if "weight" in t.facts.tensors else 1.0
        rows[row] = -weight * (share[at] if share.dim() else share)
    return made


def _weights(t: Term) -> Tensor:
    skipped = t.m if "m" in t.formula.numbers else None
    return sum(t.w[int(label)] for label in t.t.flatten() if int(label) != skipped)


for _rows in ("", r"\text{; rows with } t_i = m \text{ are left out}"):
    _end = r" \text{, else } 0" + _rows
    WORDS[r"-\tfrac1n\,\bar y" + _end] = lambda t: _classes(t, t.g / t.n)
    WORDS[r"-\bar y" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-\bar y_i" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-w_{t_i}\,\bar y" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-w_{t_i}\,\bar y_i" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-w_{t_i}\,\frac{\bar y}{\sum_j w_{t_j}}" + _end] = lambda t: _classes(
        t, t.g / _weights(t)
    )
