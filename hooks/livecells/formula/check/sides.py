"""The sides of a statement at a batch of points, and how far they may be apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from livecells.formula.check.printed import is_number
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.choices import ADD_ONE, GapError, Switch
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.evaluator import Evaluator
from livecells.formula.evaluate.limits import counted
from livecells.formula.evaluate.products import fitted, same_but_for_layout
from livecells.formula.evaluate.scope import Scope
from livecells.formula.evaluate.values import FITTED, Shape, Value
from livecells.formula.syntax.tree import (
    Add,
    Applied,
    Call,
    Deriv,
    Differential,
    Div,
    Grad,
    Integral,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Reduction,
    Transpose,
    walk,
)


@dataclass(frozen=True)
class Side:
    """An expression for all values of the free indices: `lead` axes, then its own `tail`."""

    node: Node
    tex: str
    value: Value
    lead: Shape
    rough: float = 0.0

    @property
    def tail(self) -> Shape:
        """The shape of the expression for one value of each free index."""
        return self.value.shape[len(self.lead) :]

    @property
    def is_number(self) -> bool:
        """Whether only numbers are written on this side."""
        return is_number(self.node)


@dataclass(frozen=True)
class Evaluation:
    """The sides of a statement at leaves, with the switches that were met."""

    sides: Sequence[Side]
    switches: Sequence[Switch]
    holds: Tensor  # (points,) whether the conditions beside the statement hold
    diverges: Tensor | None = None  # (points,) whether a sum without end has no value
    settles: bool = True  # whether numbers of all such sums settle


@dataclass(frozen=True)
class Formula:
    """What is to be evaluated: expressions with their free indices, conditions, and symbols."""

    exprs: Sequence[Node]
    conditions: Sequence[Node]
    running: Mapping[str, Shape]
    scope: Scope
    definitions: Mapping[str, Definition]
    lengths: dict[str, int]

    @property
    def lead(self) -> Shape:
        """The axes of the free indices."""
        return tuple(size for shape in self.running.values() for size in shape)

    def at(
        self,
        leaves: Mapping[str, Tensor],
        confirm: bool = False,
        probes: Mapping[int, Tensor] | None = None,
    ) -> Evaluation:
        """The sides at these values; `confirm` and `probes` as in `Evaluator`."""
        evaluator = Evaluator(leaves, self.definitions, self.lengths, confirm, probes)
        try:
            with counted():
                holds = self._holds(evaluator, leaves)
                sides = [self._side(evaluator, node) for node in self.exprs]
        except GapError as gap:
            where = point_text(leaves, gap.place_of_point)
            reason = f"no case holds at {where}: {ADD_ONE}"
            raise FormulaError(reason, gap.tex, gap.span) from None
        choices = evaluator.choices
        return Evaluation(sides, choices.switches, holds, choices.diverges, choices.settles)

    def doubts(self, leaves: Mapping[str, Tensor]) -> Tensor:
        """The points at which a slope is not what finite differences say it is.

        There e^x in it is too large or too small a number for autograd to go back through.
        """
        evaluator = Evaluator(leaves, self.definitions, self.lengths, confirm=True)
        found = evaluator.choices.doubts = []
        with counted():
            points = len(self._holds(evaluator, leaves))
            for node in self.exprs:
                self._side(evaluator, node)
        none = torch.zeros(points, dtype=torch.bool)
        return torch.stack([none, *(one.expand(points) for one in found)]).any(0)

    def holding(self, leaves: Mapping[str, Tensor]) -> Tensor:
        """At which points the conditions beside the statement hold."""
        with counted():
            return self._holds(Evaluator(leaves, self.definitions, self.lengths), leaves)

    def _holds(self, evaluator: Evaluator, leaves: Mapping[str, Tensor]) -> Tensor:
        """At which points the conditions beside the statement hold; cases may leave out others."""
        points = max((data.shape[0] for data in leaves.values()), default=1)
        holds = torch.ones(points, dtype=torch.bool)
        for condition in self.conditions:
            found = evaluator.choices.condition(evaluator, condition, self._inside(evaluator))
            flat = found.data.expand(points, *found.data.shape[1:]).reshape(points, -1)
            holds &= (flat != 0).all(1)
        evaluator.choices.counts = holds if self.conditions else None
        return holds

    def _inside(self, evaluator: Evaluator) -> Scope:
        return evaluator.within(self.running, self.scope)

    def _side(self, evaluator: Evaluator, node: Node) -> Side:
        evaluator.rough = 0.0
        value = evaluator.over_indices(node, self.running, self.scope)
        return Side(node, self.scope.tex[slice(*node.span)], value, self.lead, evaluator.rough)

    def scales(self, leaves: Mapping[str, Tensor], node: Node) -> Value:
        """How large the terms are that make up each entry of an expression."""
        evaluator = Evaluator(leaves, self.definitions, self.lengths)
        with counted():
            self._holds(evaluator, leaves)
            return evaluator.over_indices(_without_signs(node), self.running, self.scope)


def _without_signs(node: Node) -> Node:
    """The expression with every term positive: its value is the size of what cancels in it."""
    if isinstance(node, Neg):
        return _without_signs(node.body)
    if isinstance(node, Add):
        return replace(node, terms=tuple(map(_without_signs, node.terms)))
    if isinstance(node, Product):
        return replace(node, left=_without_signs(node.left), right=_without_signs(node.right))
    if isinstance(node, Div):
        return replace(node, over=_without_signs(node.over), under=Call("|.|", (node.under,)))
    if isinstance(node, Reduction) and node.op == "sum":
        return replace(node, body=_without_signs(node.body))
    if isinstance(node, Integral):
        return Call("|.|", (replace(node, body=_without_signs(node.body)),), span=node.span)
    if isinstance(node, Transpose):
        return replace(node, body=_without_signs(node.body))
    if isinstance(node, Pow) and isinstance(node.exponent, Num):
        return replace(node, base=_without_signs(node.base))
    if isinstance(node, Call) and node.name == "det":
        return replace(node, name="|det|", args=tuple(map(_without_signs, node.args)))
    return Call("|.|", (node,), span=node.span)


def differentiates(node: Node) -> bool:
    """Whether derivatives are written in it: what cancels inside of them cannot be seen."""
    return any(
        isinstance(n, Deriv | Grad | Differential) or (isinstance(n, Call | Applied) and n.primes)
        for n in walk(node)
    )


def aligned(left: Side, right: Side, tex: str, detached: bool = True) -> tuple[Tensor, Tensor]:
    """The entries of both sides, shape (points, entries); 0 may stand for an array of zeros.

    With `detached=False` they still hang on the values that they were computed from.

    Raises:
        FormulaError: The shapes differ.
    """
    a, b = left.value, right.value
    if a.layout in FITTED or b.layout in FITTED:
        try:
            a, b = fitted(a, b.shape), fitted(b, a.shape)
        except FormulaError as error:
            error.place(tex, (left.node.span[0], right.node.span[1]))
            raise
        left, right = replace(left, value=a), replace(right, value=b)
    if left.tail != right.tail and not _fits(left, right):
        raise FormulaError(
            f"shapes differ: {shape_text(left.tail)} on the left, {shape_text(right.tail)} on the "
            f"right\n    left   {left.tex}\n    right  {right.tex}",
            tex,
            (left.node.span[0], right.node.span[1]),
        )
    if {a.layout, b.layout} == {"loose", "turned"}:
        raise FormulaError("one side is the transpose of the other", tex, left.node.span)
    sizes = [max(value.data.numel() // value.data.shape[0], 0) for value in (a, b)]
    shape = max(a.shape, b.shape, key=len)
    plain = [value.with_data(value.data.detach()) if detached else value for value in (a, b)]
    flat = [_flat(value, shape, max(sizes)) for value in plain]
    points = max(x.shape[0] for x in flat)
    return flat[0].expand(points, -1), flat[1].expand(points, -1)


def _flat(value: Value, shape: Shape, size: int) -> Tensor:
    data = value.data
    if data[0].numel() == size:
        return data.reshape(data.shape[0], -1)
    spread = data.reshape(*data.shape, *[1] * (len(shape) - len(value.shape)))
    return spread.expand(data.shape[0], *shape).reshape(data.shape[0], -1)


def _fits(left: Side, right: Side) -> bool:
    a, b = left.tail, right.tail
    if () in (a, b):
        zero = left if a == () else right
        return zero.is_number and bool((zero.value.data == 0).all())
    column = (min(a, b, key=len)[0], 1)
    loose = left.value.layout or right.value.layout or column in (a, b)
    return bool(loose) and same_but_for_layout(a, b)


def of_dots(side: Side, definitions: Mapping[str, Definition]) -> str:
    r"""What to write instead, where \cdot has made one number of two vectors."""
    meant = definitions.get(getattr(side.node, "name", ""))
    body = side.node if meant is None else meant.body
    dots = any(isinstance(n, Product) and n.op == "cdot" for n in walk(body))
    hint = "; \\cdot of two vectors is one number, \\odot one for each entry"
    return hint if dots and side.value.shape == () else ""


def shape_text(shape: Shape) -> str:
    """A shape in words, for messages."""
    if shape == ():
        return "a scalar"
    return f"a row of {shape[1]}" if len(shape) == 2 and shape[0] == 1 else str(shape)


def point_text(leaves: Mapping[str, Tensor], point: int) -> str:
    """The values of the symbols at a point, the first eight of them."""
    shown = []
    for name, data in leaves.items():
        values = data.detach()[min(point, len(data) - 1)]
        for place, value in np.ndenumerate(values.numpy()):
            index = ",".join(str(k + 1) for k in place)
            shown.append(f"{name}{f'[{index}]' if index else ''} = {float(value):.6g}")
    more = f", ... ({len(shown)} in all)" if len(shown) > 8 else ""
    return ", ".join(shown[:8]) + more or "every point: no variable is left"
