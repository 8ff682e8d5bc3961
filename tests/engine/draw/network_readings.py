"""What the sentences of local rules mean for matrices, shapes, choices and whole layers.

Where a sentence speaks of copies of an entry, the copies are found by their numbers, which the
cases make different from each other.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from .rule_reader import TERMS, WORDS, Term, tensor_of
from .rule_readings import put_back


def H(x: Tensor) -> Tensor:  # noqa: N802  (as in the formulas)
    return x.mT.conj()


def inverse(x: Tensor) -> Tensor:
    return torch.linalg.inv(x)


def outer(x: Tensor, y: Tensor) -> Tensor:
    return x.unsqueeze(-1) @ y.unsqueeze(-2)


TERMS.update(
    {
        r"\bar y\,B^{\mathsf T}": lambda t: t.g @ t.B.mT,
        r"A^{\mathsf T}\,\bar y": lambda t: t.A.mT @ t.g,
        r"\bar y\,B^{\mathsf H}": lambda t: t.g @ H(t.B),
        r"A^{\mathsf H}\,\bar y": lambda t: H(t.A) @ t.g,
        r"\bar y\,v^{\mathsf T}": lambda t: outer(t.g, t.v),
        r"\bar y\,B_k^{\mathsf T}": lambda t: torch.stack([t.g @ part.mT for part in t.B]),
        r"A_k^{\mathsf T}\,\bar y": lambda t: torch.stack([part.mT @ t.g for part in t.A]),
        r"\bar y\,b": lambda t: t.g @ t.b if t.g.dim() else t.g * t.b,
        r"\bar y\,a": lambda t: t.g * t.a,
        r"\bar y\,b^*": lambda t: t.g * t.b.conj(),
        r"\bar y\,a^*": lambda t: t.g * t.a.conj(),
        r"\bar y^*\,b": lambda t: t.g.conj() * t.b,
        r"\bar y^{\mathsf T}\,a": lambda t: t.g.mT @ t.a,
        r"\bar y^{\mathsf T}": lambda t: t.g.t(),
        r"\bar y\,I": lambda t: t.g * torch.eye(*t.shape, dtype=torch.float64),
        r"b \times \bar y": lambda t: torch.linalg.cross(t.b, t.g),
        r"\bar y \times a": lambda t: torch.linalg.cross(t.g, t.a),
        r"\bar y\,y\,A^{-\mathsf T}": lambda t: (t.g * t.y)[..., None, None] * inverse(t.A).mT,
        r"\bar y_2\,A^{-\mathsf T}": lambda t: t.gradient(1)[..., None, None] * inverse(t.A).mT,
        r"-y^{\mathsf T}\,\bar y\,y^{\mathsf T}": lambda t: -t.y.mT @ t.g @ t.y.mT,
        r"-A^{-\mathsf T}\,\bar y\,y^{\mathsf T}": lambda t: (
            -outer(inverse(t.A).mT @ t.g, t.y)
            if t.g.dim() == 1
            else -inverse(t.A).mT @ t.g @ t.y.mT
        ),
        r"A^{-\mathsf T}\,\bar y": lambda t: inverse(t.A).mT @ t.g,
        r"-y^{\mathsf T}\,\bar y\,A^{-\mathsf T}": lambda t: -t.y.mT @ t.g @ inverse(t.A).mT,
        r"\bar y\,A^{-\mathsf T}": lambda t: t.g @ inverse(t.A).mT,
        # complex numbers
        r"\bar y^*": lambda t: t.g.conj(),
        r"\operatorname{Re} \bar y": lambda t: t.g.real,
        r"\operatorname{Im} \bar y": lambda t: t.g.imag,
        r"(\operatorname{Re} \bar y,\ \operatorname{Im} \bar y)": lambda t: torch.stack(
            [t.g.real, t.g.imag], -1
        ),
        r"\bar y_1 + \mathrm i\,\bar y_2\text{, from the last dimension of } \bar y": lambda t: (
            t.g[..., 0] + 1j * t.g[..., 1]
        ),
        # shapes
        r"\bar y \text{ in the shape of } a": lambda t: t.g.reshape(t.shape),
        r"\bar y\text{ in the type of } a": lambda t: t.g.to(t.a.dtype),
        r"\bar y \text{ with dimensions } p \text{ and } q \text{ swapped back}": lambda t: (
            t.g.transpose(t.p, t.q)
        ),
        r"\bar y \text{ with the order } p \text{ of dimensions undone}": lambda t: t.g.movedim(
            tuple(range(t.g.dim())), tuple(t.p)
        ),
        r"\bar y \text{ flipped back along } d": lambda t: t.g.flip(t.d),
        r"\bar y \text{ turned back by } k \text{ quarters, in the plane } d": lambda t: t.g.rot90(
            -t.k, t.d
        ),
        r"\text{the slices } \bar y_1, \bar y_2, \dots \text{ stacked along } d": lambda t: (
            torch.stack(_all(t), t.d)
        ),
        r"\text{the parts } \bar y_1, \bar y_2, \dots \text{ joined along } d": lambda t: torch.cat(
            _all(t), t.d
        ),
    }
)


def _all(t: Term) -> list[Tensor]:
    return [t.gradient(index) for index in range(len(t.facts.outputs))]


def _cholesky(t: Term) -> Tensor:
    s = (t.y.mT @ t.g).tril()
    middle = s + s.mT - torch.diag(s.diagonal())
    return inverse(t.y).mT @ middle @ inverse(t.y) / 2


def found_in(entries: Tensor, result: Tensor, gradient: Tensor) -> Tensor:
    """For each entry the sum of the gradients at all its copies in the result."""
    same = entries.flatten()[:, None] == result.flatten()[None, :]
    return (same * gradient.flatten()[None, :]).sum(1).reshape(entries.shape)


def _copies_of_a(t: Term) -> Tensor:
    return found_in(t.a, t.output(0), t.gradient(0))


def _parts(t: Term) -> list[Tensor]:
    """For inputs that were joined: each one's part, found by its numbers."""
    return [
        found_in(tensor_of(t.facts.inputs[place]), t.y, t.g) for place in sorted(t.facts.inputs)
    ]


def _rolled(t: Term) -> Tensor:
    if "d" not in t.formula.numbers:
        return t.g.flatten().roll(-t.s[0]).reshape(t.g.shape)
    return t.g.roll([-shift for shift in t.s], t.d)


def _triangle(t: Term, *, upper: bool) -> Tensor:
    rows, columns = t.shape
    distance = torch.arange(columns)[None, :] - torch.arange(rows)[:, None]
    return torch.where(distance >= t.k if upper else distance <= t.k, t.g, 0.0)


_ALL_COPIES = r"\text{the sum of } \bar y \text{ over all copies of } a_i \text{ in } y"
WORDS.update(
    {
        r"\tfrac12\,y^{-\mathsf T} (S + S^{\mathsf T} - \operatorname{diag} S)\,y^{-1}"
        r"\text{ with the lower triangle } S \text{ of } y^{\mathsf T}\,\bar y": _cholesky,
        r"\bar y \text{ where } y \text{ was taken from} \text{, else } 0": _copies_of_a,
        r"\bar y \text{ at the place of } a_i \text{ in } y \text{, else } 0": _copies_of_a,
        r"\bar y \text{ summed over the copies of } a": _copies_of_a,
        _ALL_COPIES: _copies_of_a,
        r"\text{slice } k \text{ of } \bar y \text{ along } d": lambda t: [
            t.g.select(t.d, place) for place in sorted(t.facts.inputs)
        ],
        r"\text{the part of } \bar y \text{ that came from } a_k": lambda t: _parts(t),
        r"\text{block } k \text{ of } \bar y": lambda t: _parts(t),
        r"\bar y \text{ rolled back by } s": _rolled,
        r"\bar y \text{ rolled back by } s\text{ along } d": _rolled,
        r"\bar y_{ij} \text{ where } j - i \ge k \text{, else } 0": lambda t: _triangle(
            t, upper=True
        ),
        r"\bar y_{ij} \text{ where } j - i \le k \text{, else } 0": lambda t: _triangle(
            t, upper=False
        ),
        r"\bar y \text{ at the places that } b \text{ was written to}": lambda t: _where_written(t),
        r"\bar y \text{ at the places that } b \text{ was written to}\text{, summed over its copies}": lambda t: (
            _where_written(t)
        ),
        r"\bar y \text{ at the places that } b \text{ was written to} \text{, else } 0": lambda t: (
            found_in(t.b, t.y, t.g)
        ),
        r"\bar y \text{ where } b \text{ was added}": lambda t: _where_added(t),
        r"\bar y \text{ where } b \text{ was added}\text{, summed over its copies}": lambda t: (
            _where_added(t)
        ),
        r"\alpha\,\bar y \text{ where } b \text{ was added}": lambda t: (
            t.number(r"\alpha") * _where_added(t)
        ),
    }
)


def _where_written(t: Term) -> Tensor:
    """By the index that the node keeps, for several may have been written to one place."""
    by_index = any(name.startswith("ind") for name in t.facts.tensors)
    return _where_added(t) if by_index else found_in(t.b, t.y, t.g)


def _where_added(t: Term) -> Tensor:
    """Where each entry of b went stands in the index that the node keeps."""
    name = next(name for name in t.facts.tensors if name.startswith("ind"))
    index = t._known(name, None)
    dim = t.facts.settings.get("dim", 0)
    if index.dim() == t.g.dim() and index.shape == t.shape:
        return t.g.gather(dim, index)
    parts = torch.stack([t.g.select(dim, int(k)) for k in index], dim)
    return parts if parts.shape == t.shape else parts.sum()


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
    for bag, (start, end) in enumerate(zip(offsets, offsets[1:], strict=False)):
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
            rf"\text{{ with }} g = {_g},\ h = s\,(a - \operatorname{{mean}} a)\text{{, means over {_where}}}"
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
    s = t.facts.settings
    if "kernel_size" not in s:
        pool = lambda x: F.adaptive_avg_pool2d(x, t.output(0).shape[-2:])  # noqa: E731
    else:
        pool = lambda x: F.avg_pool2d(x, s["kernel_size"], s["stride"] or None, s["padding"])  # noqa: E731
    return torch.stack([(pool(unit) > 0).to(torch.float64).flatten() for unit in _units(t.a)])


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
        _p = rf"P^{{\mathsf T}}\,\bar y\text{{ with }} P = \operatorname{{softmax}}(s\,Q K^{{\mathsf T}}{_mask})"
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
        r"\sum \bar y_j \text{ over all windows } j \text{ that took } a_i": _copies_of_a,
        r"\tfrac1n \sum \bar y_j" + _WINDOWS: _averaged,
        r"\sum \tfrac{1}{n_j}\,\bar y_j"
        + _WINDOWS
        + r"\text{, of } n_j \text{ entries}": _averaged,
    }
)
