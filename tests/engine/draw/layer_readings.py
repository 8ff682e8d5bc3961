"""What the sentences of local rules mean for tables and for whole layers of networks."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor

from .matrix_readings import copies_of_a
from .rule_reader import TERMS, WORDS, Term
from .sum_readings import put_back

# ----- Tables -----


def _rows(t: Term) -> Tensor:
    """The gradients of a table's rows, added up over all that looked them up."""
    made, k = torch.zeros(t.shape, dtype=torch.float64), t.k.flatten()
    for place, row in enumerate(t.gradient(0).reshape(len(k), -1)):
        made[int(k[place])] += row
    return made


def _looked_up(t: Term) -> Tensor:
    return _rows(t) if "weight_sym_argsize_0" in t.facts.settings else put_back(t)


def _padded(t: Term) -> Tensor:
    made = _rows(t)
    made[t.p] = 0
    return made


def _by_count(t: Term) -> Tensor:
    counts = torch.stack([(t.k == row).sum().clamp(min=1) for row in range(t.shape[0])])
    return _rows(t) / counts[:, None]


def _bags(t: Term, *, mean: bool) -> Tensor:
    offsets = [*t._known("offsets", None).tolist(), len(t.k)]
    made = torch.zeros(t.shape, dtype=torch.float64)
    for bag, (start, end) in enumerate(itertools.pairwise(offsets)):
        for k in t.k[start:end].tolist():
            made[k] += t.gradient(0)[bag] / ((end - start) if mean else 1)
    return made


_LOOKED_UP = r"\sum_{j:\,k_j = i} \bar y_j"
_BAGS = r" \text{ over all entries } k = i \text{ of bags } j"
WORDS.update(
    {
        _LOOKED_UP: _looked_up,
        _LOOKED_UP + r"\text{, but } 0 \text{ in row } p": _padded,
        _LOOKED_UP + r"\text{, divided by how often } i \text{ is in } k": _by_count,
        r"\sum \bar y_j" + _BAGS: lambda t: _bags(t, mean=False),
        r"\sum \tfrac{1}{n_j}\,\bar y_j" + _BAGS + r"\text{, of } n_j \text{ entries}": lambda t: (
            _bags(t, mean=True)
        ),
    }
)

# ----- Layers -----


def _per_channel(x: Tensor, like: Tensor) -> Tensor:
    return x.reshape(1, -1, *[1] * (like.dim() - 2))


def _layout(t: Term, where: str) -> tuple[Tensor, Tensor, list[int]]:
    """The inverse deviation, the weight, and the dimensions of the means, for one kind of norm."""
    weight = t.facts.inputs.get(1) or t.facts.tensors.get("weight")
    if where == "the normalised dimensions":
        dims = list(range(t.a.dim()))[-len(t.facts.settings["normalized_shape"]) :]
        return t.s, t.w if weight else torch.ones(()), dims
    w = _per_channel(t.w, t.a) if weight else torch.ones(())
    if where == "each channel":
        return _per_channel(t.s, t.a), w, [0, *range(2, t.a.dim())]
    return t.s, w, []


def _grouped(t: Term, x: Tensor) -> Tensor:
    groups = t.facts.settings["group"]
    parts = x.reshape(x.shape[0], groups, -1)
    return parts.mean(-1, keepdim=True).expand(parts.shape).reshape(x.shape)


def _normal(t: Term, where: str) -> Tensor:
    s, w, dims = _layout(t, where)

    def mean(x: Tensor) -> Tensor:
        return x.mean(dims, keepdim=True) if dims else _grouped(t, x)

    if not dims:
        repeat = t.a.shape[1] // t.facts.settings["group"]
        s = _expanded(s, repeat, t.a)
    g = w * t.g
    h = s * (t.a - mean(t.a))
    return s * (g - mean(g) - h * mean(g * h))


def _expanded(s: Tensor, repeat: int, like: Tensor) -> Tensor:
    rows = s.reshape(like.shape[0], -1).repeat_interleave(repeat, 1)
    return rows.reshape(*rows.shape, *[1] * (like.dim() - 2))


for _where in ("the normalised dimensions", "each channel", "each group of channels"):
    for _g in (r"\bar y", r"w \odot \bar y"):
        WORDS[
            r"s\,(g - \operatorname{mean} g - h \odot \operatorname{mean}(g \odot h))"
            rf"\text{{ with }} g = {_g},\ h = s\,(a - \operatorname{{mean}} a)"
            rf"\text{{, means over {_where}}}"
        ] = lambda t, where=_where: _normal(t, where)


def _scale(t: Term) -> Tensor:
    """The gradient of a weight: of a layer's, or of each channel."""
    if "normalized_shape" in t.facts.settings:
        dims = list(range(t.a.dim()))[-len(t.facts.settings["normalized_shape"]) :]
        h = t.s * (t.a - t.a.mean(dims, keepdim=True))
        return _add_up(t.g * h, t.shape)
    if "group" in t.facts.settings:
        s = _expanded(t.s, t.a.shape[1] // t.facts.settings["group"], t.a)
        return _over_channels(t.g * s * (t.a - _grouped(t, t.a)))
    mean = t.a.mean([0, *range(2, t.a.dim())], keepdim=True)
    return _over_channels(t.g * _per_channel(t.s, t.a) * (t.a - mean))


def _add_up(x: Tensor, shape: torch.Size) -> Tensor:
    while x.dim() > len(shape):
        x = x.sum(0)
    return x


def _over_channels(x: Tensor) -> Tensor:
    return x.sum([0, *range(2, x.dim())]) if x.dim() > 1 else x


def _shift(t: Term) -> Tensor:
    if "normalized_shape" in t.facts.settings:
        return _add_up(t.g, t.shape)
    return t.g.sum() if not t.shape else _over_channels(t.g)


def _root(t: Term) -> Tensor:
    return _per_channel((t.v + t.number(r"\epsilon")).sqrt(), t.a)


def _convolve(t: Term, a: Tensor, w: Tensor) -> Tensor:
    s = t.facts.settings
    return torch.convolution(
        a,
        w,
        None,
        s["stride"],
        s["padding"],
        s["dilation"],
        s["transposed"],
        s["output_padding"],
        s["groups"],
    )


def _units(like: Tensor) -> list[Tensor]:
    return list(torch.eye(like.numel(), dtype=torch.float64).reshape(-1, *like.shape))


def _terms_with(t: Term, letter: str) -> Tensor:
    """For each entry the sum of what it is multiplied with in all terms, times their gradients."""
    made = [
        _convolve(t, unit, t.w) if letter == "a" else _convolve(t, t.a, unit)
        for unit in _units(t.a if letter == "a" else t.w)
    ]
    return torch.stack([(part * t.g).sum() for part in made]).reshape(t.shape)


def _windows(t: Term) -> Tensor:
    """Which entries of a belong to which window: a row for each entry."""
    inside = [_pooled(t, unit) > 0 for unit in _units(t.a)]
    return torch.stack([which.to(torch.float64).flatten() for which in inside])


def _pooled(t: Term, x: Tensor) -> Tensor:
    s = t.facts.settings
    if "kernel_size" not in s:
        return torch.nn.functional.adaptive_avg_pool2d(x, t.output(0).shape[-2:])
    step = s["stride"] or None
    return torch.nn.functional.avg_pool2d(x, s["kernel_size"], step, s["padding"])


def _averaged(t: Term) -> Tensor:
    inside = _windows(t)
    counts = t.n if "n" in t.formula.numbers else inside.sum(0)
    if not isinstance(counts, int):  # of the same channel alone
        counts = counts.clamp(min=1)
    return (inside * (t.gradient(0).flatten() / counts)).sum(1).reshape(t.shape)


_CAUSAL = r"\text{, with scores } -\infty \text{ above the diagonal}"


def _attention(t: Term) -> tuple[Tensor, Tensor]:
    scores = t.number("s") * t.Q @ t.K.mT
    if "attn_mask" in t.facts.tensors:
        scores = scores + t.M
    if "above the diagonal" in t.formula.latex:
        scores = scores.masked_fill(
            ~torch.ones(scores.shape[-2:], dtype=torch.bool).tril(), -torch.inf
        )
    p = scores.softmax(-1)
    d = p * (t.g @ t.V.mT - (t.g * t.y).sum(-1, keepdim=True))
    return p, d


TERMS[r"s\,D\,K"] = lambda t: t.number("s") * _attention(t)[1] @ t.K
TERMS[r"s\,D^{\mathsf T} Q"] = lambda t: t.number("s") * _attention(t)[1].mT @ t.Q
_D = r",\ D = P \odot \bigl(\bar y\,V^{\mathsf T} - \operatorname{rowsum}(\bar y \odot y)\bigr)"
for _mask in ("", " + M"):
    for _causal in ("", _CAUSAL):
        _p = r"P^{\mathsf T}\,\bar y\text{ with } P = "
        _p += rf"\operatorname{{softmax}}(s\,Q K^{{\mathsf T}}{_mask})"
        WORDS[f"{_p}{_causal}{_D}"] = lambda t: _attention(t)[0].mT @ t.g

_TERMS_OF = r" \text{ over all terms } a_q\,w_k \text{ of entries } y_p"
_WINDOWS = r" \text{ over all windows } j \text{ with } a_i"
WORDS.update(
    {
        r"\sum \bar y \odot s\,(a - \operatorname{mean} a)": _scale,
        r"\sum \bar y": _shift,
        r"\sum_i \bar y_i": lambda t: t.gradient(0).sum(),
        r"\sum \bar y \text{ over each channel}": lambda t: _over_channels(t.g),
        r"\frac{\bar y \odot w}{\sqrt{v + \epsilon}}": lambda t: (
            t.g * _per_channel(t.w, t.a) / _root(t)
        ),
        r"\frac{\bar y}{\sqrt{v + \epsilon}}": lambda t: t.g / _root(t),
        r"\sum \bar y \odot \frac{a - m}{\sqrt{v + \epsilon}}": lambda t: _over_channels(
            t.g * (t.a - _per_channel(t.m, t.a)) / _root(t)
        ),
        r"\sum \bar y_p\,w_k" + _TERMS_OF: lambda t: _terms_with(t, "a"),
        r"\sum \bar y_p\,a_q" + _TERMS_OF: lambda t: _terms_with(t, "w"),
        r"\sum \bar y_j \text{ over all windows } j \text{ that took } a_i": copies_of_a,
        r"\tfrac1n \sum \bar y_j" + _WINDOWS: _averaged,
        r"\sum \tfrac{1}{n_j}\,\bar y_j"
        + _WINDOWS
        + r"\text{, of } n_j \text{ entries}": _averaged,
    }
)
