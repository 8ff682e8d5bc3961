"""The points at which an inequality would fail first: plain numbers, and where its sides touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import pi
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from livecells.formula.check.batch import Batch
from livecells.formula.check.lost_digits import is_false
from livecells.formula.check.sides import aligned, point_text
from livecells.formula.check.symbols_of import numbers_in, used_names
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.descents import lowest_values
from livecells.formula.evaluate.extremes import plain_values, touching_values
from livecells.formula.evaluate.precise import precise
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.beside import ROUNDED
from livecells.formula.syntax.tree import Call, Node, Space, walk

if TYPE_CHECKING:
    from livecells.formula.check.comparison import Comparison

RELATIONS = {
    "<": torch.lt, "<=": torch.le, ">": torch.gt, ">=": torch.ge, "!=": torch.ne,
}  # fmt: skip
_PERIODIC = frozenset({"sin", "cos", "tan"})
_DOUBTS = 40  # points at which sides that are near each other are computed without rounding
_TOUCH = 1e-12  # of the size of the terms: nearer than this, two sides are equal at some point
_EQUAL, _OTHER = 1e-9, 1e-4  # of sides that are equal, and of others that are not
_IS_ONE = 1e-9  # of a sum that is 1
_BORDER = 1e-4  # nearer than this to where a condition ends, sides may come as near as they like


def tempting(check: Comparison, left: int, right: int) -> Iterator[Batch]:
    """Batches of points that an inequality has to hold at, too."""
    names = check.names
    if not names.varying or names.all_fixed:
        return

    def difference(leaves: Mapping[str, Tensor]) -> Tensor:
        sides = check.formula.at(leaves).sides
        a, b = aligned(sides[left], sides[right], check.tex, detached=False)
        return a - b

    def room(leaves: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        found = check.formula.at(leaves)
        a, b = aligned(found.sides[left], found.sides[right], check.tex, detached=False)
        gap = b - a if check.chain.relations[left] in ("<", "<=") else a - b
        points = len(found.holds)
        return gap.amin(1).expand(points), found.holds

    finders: list[Callable[[], dict[str, Tensor] | None]] = [
        lambda: plain_values(names, _numbers(check)),
        lambda: touching_values(names, difference),
    ]
    if any(map(_is_of_whole_numbers, check.chain.conditions)):
        finders.append(lambda: _rounded(touching_values(names, difference)))
    if check.settings.confirm and check.chain.relations[left] != "!=":
        finders.append(lambda: lowest_values(names, room))
    for find in finders:
        try:
            values = find()
            if values is not None:
                leaves = names.leaves(values)
                yield Batch(leaves, check.formula.at(leaves), border=True, tempting=True)
        except FormulaError:
            continue  # at such points a matrix has no inverse, say: nothing is compared there


def _is_of_whole_numbers(condition: Node) -> bool:
    r"""Whether n \in \mathbb{N} stands there."""
    spaces = [node.name for node in walk(condition) if isinstance(node, Space)]
    return bool({"\\mathbb{N}", "\\mathbb{Z}"} & set(spaces))


def _rounded(values: dict[str, Tensor] | None) -> dict[str, Tensor] | None:
    return None if values is None else {name: data.round() for name, data in values.items()}


def made_from(check: Comparison) -> list[Node]:
    """The sides of the formula, and what the names in them are defined to be."""
    known = check.formula.definitions
    reached = made_of(known, used_names(check.formula.exprs))
    return [*check.formula.exprs, *(known[name].body for name in reached if name in known)]


def _numbers(check: Comparison) -> list[float]:
    """The numbers that stand in the formula, or in what it is made of."""
    roots = made_from(check)
    turning = any(isinstance(n, Call) and n.name in _PERIODIC for r in roots for n in walk(r))
    return [*numbers_in(roots), *((pi / 2, pi, 2 * pi) if turning else ())]


def fails(check: Comparison, batch: Batch, left: int, relation: str, right: int) -> Tensor:
    """Where a relation does not hold; where sides are as near as rounding, it is looked into."""
    a, b = check.entries(batch, left, right)
    near = (a - b).abs() <= check.tolerance(batch, left, right, a, b)
    holds = RELATIONS[relation](a, b)
    if relation in ("<=", ">="):
        doubtful = near & ~holds
        for place in torch.nonzero(doubtful.any(1)).flatten().tolist()[:_DOUBTS]:
            near[place] &= not is_false(check, batch, place, left, relation, right)
        return ~(holds | near)
    if not batch.tempting:
        return ~holds & ~(near & _is_for_digits(check, left, right))
    inside = _away_from_ends(batch).unsqueeze(1)
    return (~holds & ~(near & ~inside)) | (_touch(check, batch, left, right) & inside)


def _is_for_digits(check: Comparison, left: int, right: int) -> bool:
    r"""Whether two numbers that are as near as rounding, \tanh 40 and 1, are compared later."""
    nodes = [check.sides[place].node for place in (left, right)]
    known = [not check.names.shapes and precise(n, check.formula.definitions, {}) for n in nodes]
    return all(value is not None and value is not False for value in known)


def _touch(check: Comparison, batch: Batch, left: int, right: int) -> Tensor:
    """Where two sides are as good as equal."""
    a, b = check.entries(batch, left, right)
    scale = check.scale(batch, (left, right), torch.maximum(a.abs(), b.abs()))
    return (a - b).abs() <= _TOUCH * scale


def _away_from_ends(batch: Batch) -> Tensor:
    """The points that are not so near where a condition ends that sides may come together there."""
    inside = torch.ones(len(batch.evaluation.holds), dtype=torch.bool)
    for switch in batch.evaluation.switches:
        data = switch.difference.data.detach().abs()
        if bool(((data - float(ROUNDED)).abs() < _IS_ONE).all()):
            continue  # a sum that is 1 everywhere: that is no end to come near to
        flat = data.expand(len(inside), *data.shape[1:]).reshape(len(inside), -1)
        inside &= ~((flat > 0) & (flat < _BORDER)).any(1)
    return inside


def counterexample(check: Comparison) -> str:
    """Where the first two sides are equal and the last two are not; empty if that is not found.

    Args:
        check: A statement of four sides: those of what is supposed, those of what shall follow.
    """
    names = check.names
    if not names.varying or names.all_fixed:
        return ""

    def difference(leaves: Mapping[str, Tensor]) -> Tensor:
        sides = check.formula.at(leaves).sides
        a, b = aligned(sides[0], sides[1], check.tex, detached=False)
        return a - b

    try:
        values = touching_values(names, difference)
        if values is None:
            return ""
        batch = Batch(names.leaves(values), check.formula.at(names.leaves(values)), border=True)
        (a, b), (c, d) = check.entries(batch, 0, 1), check.entries(batch, 2, 3)
    except FormulaError:
        return ""
    supposed = ((a - b).abs() <= _EQUAL * (1 + a.abs())).all(1) & batch.evaluation.holds
    other = supposed & ((c - d).abs() > _OTHER * (1 + c.abs())).any(1)
    return point_text(batch.leaves, int(torch.nonzero(other)[0])) if bool(other.any()) else ""
