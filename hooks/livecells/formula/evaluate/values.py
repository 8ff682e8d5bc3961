r"""Values over a batch of points, with an axis for each running index.

A plain vector of shape (n,) is a column; its transpose is a row, shape (1, n). `layout` marks the
derivative of a scalar by a vector, which may stand as a row or as a column: both are in use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import prod

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.limits import hold

Shape = tuple[int, ...]
FITTED = ("identity", "ones", "row of ones")  # layouts of what has the size that fits


class MismatchError(FormulaError):
    """Two lengths that had to be the same: `sizes`."""

    def __init__(self, message: str, sizes: tuple[int, int]) -> None:
        super().__init__(message)
        self.sizes = sizes


@dataclass(slots=True, eq=False, init=False)  # not frozen: made three times as slowly
class Value:
    """`data` has the axes (points, *axes, *shape); a value that is the same everywhere one point.

    `axes` are the indices that it depends on, `shape` is that for one value of each index.
    `layout`: "loose" for a derivative by a vector, "turned" for its transpose, else "".
    """

    data: Tensor
    axes: tuple[str, ...]
    layout: str
    shape: Shape = field(init=False)

    def __init__(self, data: Tensor, axes: tuple[str, ...] = (), layout: str = "") -> None:
        self.data, self.axes, self.layout = data, axes, layout
        self.shape = tuple(data.shape[1 + len(axes) :])

    def with_data(self, data: Tensor) -> Value:
        """The same axes and layout with other numbers."""
        return Value(data, self.axes, self.layout)


def of(number: float) -> Value:
    """A number."""
    return Value(torch.tensor([number], dtype=torch.float64))


@cache
def of_fraction(number: Fraction) -> Value:
    """A number that is written."""
    return of(float(number))


def scalar(value: Value) -> Value:
    """The value, which has to be a scalar."""
    if value.shape:
        raise FormulaError(f"a scalar is needed here, this has shape {value.shape}")
    return value


def aligned(values: Sequence[Value]) -> tuple[tuple[str, ...], list[Tensor]]:
    """All axes that occur, and the data of each value with them (of length 1 if not its own).

    Shapes are kept, with axes of length 1 in front where they have fewer axes than others.
    """
    first = values[0]
    if all(v.axes == first.axes and len(v.shape) == len(first.shape) for v in values):
        _hold_all(values)
        return first.axes, [value.data for value in values]
    axes = tuple(dict.fromkeys(axis for value in values for axis in value.axes))
    rank = max(len(value.shape) for value in values)
    sizes: dict[str, int] = {}
    for value in values:
        sizes |= dict(zip(value.axes, value.data.shape[1:], strict=False))
    entries = max(torch.Size(value.shape).numel() for value in values)
    points = max(value.data.shape[0] for value in values)
    hold(points * entries * torch.Size(sizes.values()).numel())
    return axes, [with_axes(value, axes, rank) for value in values]


def _hold_all(values: Sequence[Value]) -> None:
    """Refuse too many entries, of what is aligned as it stands."""
    shapes = {value.data.shape for value in values}
    hold(prod(shapes.pop() if len(shapes) == 1 else map(max, *shapes)))


def with_axes(value: Value, axes: tuple[str, ...], rank: int) -> Tensor:
    """The data with all these axes in this order, and a shape of at least `rank` axes."""
    if axes == value.axes and rank == len(value.shape):
        return value.data
    own = [axis for axis in axes if axis in value.axes]
    order = [1 + value.axes.index(axis) for axis in own]
    shape, start = value.shape, 1 + len(value.axes)
    data = value.data.permute(0, *order, *range(start, start + len(shape)))
    sizes = dict(zip(own, data.shape[1:], strict=False))
    lead = [sizes.get(axis, 1) for axis in axes]
    return data.reshape(data.shape[0], *lead, *[1] * (rank - len(shape)), *shape)


def batched(left: Value, right: Value) -> tuple[tuple[str, ...], list[Tensor]]:
    """Data with all axes, each with its own shape behind them."""
    axes = tuple(dict.fromkeys((*left.axes, *right.axes)))
    return axes, [with_axes(value, axes, len(value.shape)) for value in (left, right)]


def elementwise(apply: Callable[..., Tensor], *values: Value) -> Value:
    """A function of numbers on each entry; the shapes are equal, or those of scalars."""
    first = values[0]
    if len(values) == 1:
        hold(first.data.numel())
        return Value(apply(first.data), first.axes, first.layout)
    if _are_alike(values):
        hold(first.data.numel())
        return Value(apply(*[value.data for value in values]), first.axes, first.layout)
    shapes = {value.shape for value in values if value.shape}
    if len(shapes) > 1:
        a, b = sorted(shapes)[:2]
        raise differ(f"shapes {a} and {b} do not fit", a, b)
    axes, data = aligned(values)
    return Value(apply(*data), axes, _common_layout(values))


def _are_alike(values: Sequence[Value]) -> bool:
    """Whether two values have the same axes, sizes and layout; a scalar keeps no layout."""
    if len(values) != 2:
        return False
    a, b = values
    same = a.data.shape == b.data.shape and a.axes == b.axes and a.layout == b.layout
    return same and (not a.layout or bool(a.shape))


def broadcast(data: Sequence[Tensor]) -> list[Tensor]:
    """Tensors with one shape."""
    return list(torch.broadcast_tensors(*data))  # type: ignore[no-untyped-call]


def _common_layout(values: Sequence[Value]) -> str:
    arrays = {value.layout for value in values if value.shape}
    return arrays.pop() if len(arrays) == 1 else ""


def differ(message: str, a: Shape, b: Shape) -> FormulaError:
    """The error for two shapes that had to be the same."""
    pairs = [(m, n) for m, n in zip(a, b, strict=False) if m != n]
    same_rank = len(a) == len(b) and pairs
    return MismatchError(message, pairs[0]) if same_rank else FormulaError(message)
