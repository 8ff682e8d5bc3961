"""What the sentences of local rules mean for matrices, shapes and choices.

Where a sentence speaks of copies of an entry, the copies are found by their numbers, which the
cases make different from each other.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .rule_reader import TERMS, WORDS, Term, tensor_of


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


def copies_of_a(t: Term) -> Tensor:
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
        r"\bar y \text{ where } y \text{ was taken from} \text{, else } 0": copies_of_a,
        r"\bar y \text{ at the place of } a_i \text{ in } y \text{, else } 0": copies_of_a,
        r"\bar y \text{ summed over the copies of } a": copies_of_a,
        _ALL_COPIES: copies_of_a,
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
        r"\bar y \text{ at the places that } b \text{ was written to}"
        r"\text{, summed over its copies}": lambda t: _where_written(t),
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
