"""What the values of a run cannot tell: parts of a definition that could be otherwise there.

A definition is compared with a run at one point. Where a symbol is 0 there, a branch is not taken,
a base is 1 or a matrix is symmetric, a sign, a term, an exponent or a transpose could be wrong.
Each part of the definition is moved a little; what changes nothing is hidden until a later
statement of the page, which would change with it, has held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from livecells.formula.check.printed import is_number
from livecells.formula.check.sides import Formula
from livecells.formula.evaluate.definitions import Definition, parts_of_law
from livecells.formula.syntax.tree import (
    Call,
    Cases,
    Deriv,
    Draw,
    EvaluatedAt,
    Grad,
    Node,
    Num,
    Ones,
    Pow,
    Reduction,
    Sym,
    Transpose,
    children,
)

_PARTS = (Sym, Reduction, Deriv, Grad, Call, Num, Pow, Transpose)
_SMALL = 1e-12  # of the largest change that a part makes
_PLAIN = 1e-3  # above this part of an output a change is seen at once
_ROUNDING = 1e-7
_MOVES = (-1.0, 0.7)  # a part goes, or grows


@dataclass(frozen=True)
class Part:
    """A part of a definition that nothing has tested."""

    definition: Definition
    node: Node

    @property
    def tex(self) -> str:
        """The part as it is written."""
        return self.definition.tex[slice(*self.node.span)]


@dataclass
class Probes:
    """Small numbers by which parts are moved; `factors` is what the evaluator looks up."""

    nodes: list[Node]
    factors: dict[int, Tensor] = field(init=False)
    _place: dict[int, int] = field(init=False)
    _all: Tensor = field(init=False)  # the numbers as one tensor, so that one slope is asked for

    def __post_init__(self) -> None:
        self._all = torch.zeros(len(self.nodes), 1, dtype=torch.float64, requires_grad=True)
        each = self._all.unbind()
        self._place = {id(node): place for place, node in enumerate(self.nodes)}
        self.factors = {name: each[place] for name, place in self._place.items()}

    def slopes(self, output: Tensor) -> list[float]:
        """How fast the output changes with each part; NaN where that cannot be said."""
        if not output.requires_grad or not self.nodes:
            return [0.0 for _ in self.nodes]
        total = (output.nan_to_num(0, 0, 0) * _weights(output.shape)).sum()
        (found,) = torch.autograd.grad(total, self._all, allow_unused=True, retain_graph=True)
        slopes = [0.0] * len(self.nodes) if found is None else found.flatten().tolist()
        return [slopes[self._place[id(node)]] for node in self.nodes]

    def felt(self, output: Tensor, small: float = _SMALL) -> list[bool]:
        """Whether each part changes the output, or may do so."""
        found = self.slopes(output)
        size = float(output.detach().nan_to_num(0, 0, 0).abs().sum())
        largest = max([size, *(abs(x) for x in found if x == x)])
        return [not abs(x) <= small * largest for x in found]

    def matter(
        self, places: Sequence[int], output: Callable[[int], Tensor], rtol: float
    ) -> set[int]:
        """Which parts change an output when they go or grow, by more than would be taken.

        Args:
            places: The parts; each is moved at points of its own, the first point is as it was.
            output: The output at so many points, with the numbers that are in `factors`.
            rtol: What would be taken.
        """
        points = 1 + len(_MOVES) * len(places)
        kept = dict(self.factors)
        for k, place in enumerate(places):
            steps = torch.zeros(points, dtype=torch.float64)
            first = 1 + len(_MOVES) * k
            steps[first : first + len(_MOVES)] = torch.tensor(_MOVES, dtype=torch.float64)
            self.factors[id(self.nodes[place])] = steps
        found = output(points).detach()
        self.factors.update(kept)
        if len(found) == 1:
            return set()
        before, after = found[:1], found[1:]
        size = torch.maximum(after.abs(), before.abs())
        changed = ((after - before).abs() > rtol * size).reshape(len(places), -1).any(1)
        return {place for place, change in zip(places, changed.tolist(), strict=True) if change}

    def part(self, left: Tensor, right: Tensor) -> list[bool]:
        """Whether each part changes the two sides differently, by more than rounding."""
        one, other = self.slopes(left), self.slopes(right)
        return [
            abs(a - b) > _ROUNDING * max(abs(a), abs(b)) for a, b in zip(one, other, strict=True)
        ]


@lru_cache(256)
def _weights(shape: torch.Size) -> Tensor:
    """Random numbers, the same for all outputs of a shape."""
    generator = torch.Generator().manual_seed(3)
    return 0.5 + torch.rand(shape, generator=generator, dtype=torch.float64)


def parts_of(node: Node) -> Iterable[Node]:
    """The parts of a definition that a mistake could be in: not subscripts, limits, conditions."""
    if isinstance(node, _PARTS):
        yield node
    for child in _inside(node):
        yield from parts_of(child)


def _is_set(node: Node) -> bool:
    return isinstance(node, Sym) and node.name.startswith("\\mathcal{")


def _inside(node: Node) -> Iterable[Node]:
    if isinstance(node, Sym | Deriv | Grad | Ones):
        return ()
    if isinstance(node, Reduction):
        return (node.body,)
    if isinstance(node, Draw):
        return parts_of_law(node)
    if isinstance(node, Cases):
        return tuple(entry for entry, _ in node.rows)
    if isinstance(node, EvaluatedAt):
        return (node.body, *(value for _, value in node.points))
    if isinstance(node, Call) and node.name == "norm":
        return node.args[:1]
    if isinstance(node, Call) and node.name == "abs" and _is_set(node.args[0]):
        return ()  # of a set only its size counts
    if isinstance(node, Pow) and is_number(node.exponent):
        return (node.base,)
    return children(node)


def all_parts(own: Definition) -> tuple[Part, ...]:
    """Every part of a definition, and at last the whole of it."""
    parts = [node for node in parts_of(own.body) if node is not own.body]
    return tuple(Part(own, node) for node in (*parts, own.body))


def special(values: Mapping[str, Tensor]) -> set[str]:
    """The arrays whose entries are all the same: an index or a factor could be missing unseen."""
    return {
        name
        for name, value in values.items()
        if value.numel() > 1 and bool((value == value.flatten()[0]).all())
    }


def without_effect(
    parts: Sequence[Part], formula: Formula, leaves: Mapping[str, Tensor]
) -> set[int]:
    """Those parts, by their place, that could be otherwise at any values: x_{ij} of a whole sum."""
    probes = Probes([part.node for part in parts])
    sides = formula.at(leaves, probes=probes.factors).sides
    felt = probes.felt(sides[1].value.data)
    return {k for k, seen in enumerate(felt) if not (seen or isinstance(parts[k].node, Reduction))}


def seen_by(
    parts: Sequence[Part],
    formula: Formula,
    leaves: Mapping[str, Tensor],
    pairs: Sequence[tuple[int, int]],
    rtol: float | None,
    alike: Collection[str],
) -> set[int]:
    """Those parts, by their place, that a statement which holds would not hold without.

    Args:
        parts: The parts that nothing has tested so far.
        formula: The statement.
        leaves: Points at which its sides are equal; the last is that of the run if there is one.
        pairs: Which sides were compared with each other.
        rtol: How exactly the sides were compared with a value of the run; None if they were not.
        alike: Definitions made of arrays whose entries are all the same in the run.
    """
    probes = Probes([part.node for part in parts])
    few = {name: data[-4 if pairs else -1 :] for name, data in leaves.items()}
    outputs = [side.value.data for side in formula.at(few, probes=probes.factors).sides]
    found: set[int] = set()
    for left, right in pairs:
        a, b = _entries(outputs[left], outputs[right])
        found |= {k for k, seen in enumerate(probes.part(a, b)) if seen}
    if rtol is not None:
        run = {name: data[-1:] for name, data in few.items()}
        at_run = [output[-1:] for output in outputs]
        whole = {k for k, p in enumerate(parts) if p.node is p.definition.body}
        vague = {k for k in whole if parts[k].definition.name in alike}
        found |= _felt_in_run(probes, formula, run, at_run, rtol) - vague
    return found


def _felt_in_run(
    probes: Probes,
    formula: Formula,
    run: Mapping[str, Tensor],
    outputs: Sequence[Tensor],
    rtol: float,
) -> set[int]:
    """The parts that change the sides, which are `outputs`, at the values of the run."""

    def moved(points: int) -> Tensor:
        many = {name: data.expand(points, *data.shape[1:]) for name, data in run.items()}
        return formula.at(many, probes=probes.factors).sides[:2][-1].value.data

    felt = [probes.felt(output, _PLAIN) for output in outputs]
    found = {k for k in range(len(probes.nodes)) if any(side[k] for side in felt)}
    rest = [k for k in range(len(probes.nodes)) if k not in found]
    return found | (probes.matter(rest, moved, rtol) if rest else set())


def _entries(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both sides with as many entries, so that they are weighed alike."""
    flat = a.reshape(a.shape[0], -1), b.reshape(b.shape[0], -1)
    whole = np.broadcast_shapes(flat[0].shape, flat[1].shape)
    return flat[0].expand(whole), flat[1].expand(whole)
