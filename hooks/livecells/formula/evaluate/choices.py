"""What decides between formulas: cases, max and min, kinks; each remembers where it turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import functions
from livecells.formula.evaluate.scope import Evaluates, Scope, located
from livecells.formula.evaluate.values import Value, aligned, elementwise, scalar
from livecells.formula.syntax.tree import And, Cases, Node, Or, Rel, Set, Space

_COMPARE = {
    "=": torch.eq, "!=": torch.ne, "<": torch.lt, "<=": torch.le, ">": torch.gt, ">=": torch.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Switch:
    """A difference whose sign decides: x of relu(x), a - b of max(a, b).

    `plain`: whether the value at 0 is a convention that torch and the field share. `written`:
    whether the page itself says what is on which side, x >= 0.
    """

    difference: Value
    plain: bool = True
    written: bool = False


class Choices:
    """The choices of one evaluation, with the switches met so far."""

    def __init__(self) -> None:
        self.switches: list[Switch] = []
        self.counts: Tensor | None = None  # the points at which a statement is about anything
        self.doubts: list[Tensor] | None = None  # where slopes by autograd are none, if looked for
        self.diverges: Tensor | None = None  # the points at which a sum without end has no value
        self.settles = True  # whether numbers of all such sums settle at all points

    def turns(self, difference: Value, plain: bool = True, written: bool = False) -> None:
        """Remember a difference whose sign decides."""
        if difference.data.requires_grad and difference.data.numel():
            self.switches.append(Switch(difference, plain, written))

    def unsettled(self, where: Tensor, grows: Tensor) -> None:
        """Remember the points at which a sum without end has no value in numbers, or none."""
        self.settles &= not bool(where.any())
        found = grows.reshape(len(grows), -1).any(1)
        self.diverges = found if self.diverges is None else self.diverges | found

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Within, other points are looked at: what turns or has no value there is forgotten."""
        before = self.settles, self.diverges
        self.diverges = None
        known = len(self.switches)
        try:
            yield
        finally:
            self.settles, self.diverges = before
            del self.switches[known:]

    def extreme(self, name: str, args: Sequence[Value]) -> Value:
        """The maximum or minimum of its arguments, or over the entries of its one argument."""
        if len(args) == 1:
            self._closest(args[0])
            return functions.over_entries(name, args[0])
        found = args[0]
        for other in args[1:]:
            constant = [a for a in (found, other) if not a.data.requires_grad]
            plain = all(bool((a.data == 0).all()) for a in constant)
            self.turns(elementwise(torch.sub, found, other), plain)
            found = functions.extreme(name, found, other)
        return found

    def _closest(self, value: Value) -> None:
        if not value.shape:
            return
        flat = value.data.flatten(1 + len(value.axes))
        if flat.shape[-1] > 1:
            ordered = flat.sort(-1).values
            self.turns(Value(ordered[..., -1] - ordered[..., -2], value.axes))

    def kink(self, name: str, value: Value) -> None:
        """Remember where a function such as relu has its kink, or floor the jump that is next."""
        if name in functions.KINKED:
            self.turns(value)
        if name in functions.JUMPS:
            first, data = functions.JUMPS[name], value.data
            self.turns(value.with_data(data - (data.detach() - first).round() - first))

    def cases(self, evaluator: Evaluates, node: Cases, scope: Scope) -> Value:
        """The value of the row whose condition holds."""
        rows = [
            (scalar(evaluator.value(entry, scope)), self._holds(evaluator, condition, scope))
            for entry, condition in node.rows
        ]
        axes, data = aligned([value for row in rows for value in row])
        entries, holds = data[::2], [condition != 0 for condition in data[1::2]]
        last = node.rows[-1][1] is None
        self._refuse_two_values(entries[: len(entries) - last], holds[: len(holds) - last])
        if not last:
            _refuse_gap(holds, self.counts)
        result = entries[-1]
        for entry, condition in zip(entries[-2::-1], holds[-2::-1], strict=True):
            result = torch.where(condition, entry, result)
        return Value(result, axes)

    def _holds(self, evaluator: Evaluates, condition: Node | None, scope: Scope) -> Value:
        if condition is None:
            return Value(torch.ones(1))
        return self.condition(evaluator, condition, scope)

    def _refuse_two_values(self, entries: Sequence[Tensor], holds: Sequence[Tensor]) -> None:
        """Where two conditions hold, both rows must say the same."""
        for place, (entry, condition) in enumerate(zip(entries, holds, strict=True)):
            for other, too in zip(entries[:place], holds[:place], strict=True):
                apart = (entry - other).abs() > 1e-6 * (1 + entry.abs())
                if bool((condition & too & apart).any()):
                    raise FormulaError("two of these conditions hold at one point, with two values")

    def condition(self, evaluator: Evaluates, node: Node, scope: Scope) -> Value:
        """A condition: 1 where it holds, else 0."""
        with located(node, scope):
            if isinstance(node, And | Or):
                parts = [self.condition(evaluator, part, scope) for part in node.parts]
                join = torch.minimum if isinstance(node, And) else torch.maximum
                found = parts[0]
                for part in parts[1:]:
                    found = elementwise(join, found, part)
                return found
            if not isinstance(node, Rel):
                raise FormulaError("a condition such as x > 0 is needed here")
            return self._compared(evaluator, node, scope)

    def _compared(self, evaluator: Evaluates, node: Rel, scope: Scope) -> Value:
        left = evaluator.value(node.left, scope)
        if node.op == "=" and len(left.shape) == 2:
            return _are_equal(left, evaluator.value(node.right, scope))
        if not isinstance(node.right, Space):
            left = scalar(left)
        if node.op == "in" and isinstance(node.right, Set):
            members = [scalar(evaluator.value(m, scope)) for m in node.right.members]
            return elementwise(
                lambda x, *s: sum((x == m).double() for m in s).clamp(max=1), left, *members
            )
        if node.op == "in" and isinstance(node.right, Space):
            return left.with_data(_is_of_space(left.data, node.right))
        if node.op == "in" and len((listed := evaluator.value(node.right, scope)).shape) == 1:
            return _is_listed(left, listed)
        if node.op not in _COMPARE:
            raise FormulaError("behind \\in a set is written here: \\{1, 2\\}, \\mathbb{R}")
        right = scalar(evaluator.value(node.right, scope))
        self.turns(elementwise(torch.sub, left, right), written=True)
        return elementwise(lambda a, b: _COMPARE[node.op](a, b).double(), left, right)


def _is_of_space(data: Tensor, space: Space) -> Tensor:
    r"""Whether numbers are whole, where \mathbb{N} or \mathbb{Z} stands; real ones all are."""
    if space.name == "\\mathbb{R}" or space.sizes:
        return torch.ones_like(data)
    whole = data == data.round()
    return (whole & (data >= 1) if space.name == "\\mathbb{N}" else whole).double()


def _is_listed(left: Value, members: Value) -> Value:
    r"""Whether a number is one of a set that is given as a list."""
    last = members.data.unbind(-1)
    return elementwise(
        lambda x, *s: sum((x == m).double() for m in s).clamp(max=1),
        left,
        *(Value(data, members.axes) for data in last),
    )


def _are_equal(left: Value, right: Value) -> Value:
    """Whether two matrices have the same entries, as A = A^T says."""
    apart = elementwise(torch.sub, left, right)
    size = apart.data.abs().flatten(1 + len(apart.axes)).amax(-1)
    return Value((size <= 1e-6).double(), apart.axes)


class GapError(FormulaError):
    """No case holds at a point, the one at `place`."""

    def __init__(self, place: int) -> None:
        super().__init__(f"no case holds at some point: {ADD_ONE}")
        self.place_of_point = place


ADD_ONE = "add one, or \\text{otherwise}, or say beside the equation where it holds: x \\ne 0"


def _refuse_gap(holds: Sequence[Tensor], counts: Tensor | None) -> None:
    any_holds = holds[0]
    for condition in holds[1:]:
        any_holds = any_holds | condition
    if counts is not None and len(counts) == len(any_holds):
        any_holds = any_holds | ~counts.reshape(-1, *[1] * (any_holds.dim() - 1))
    if not bool(any_holds.all()):
        raise GapError(int(torch.nonzero(~any_holds)[0][0]))
