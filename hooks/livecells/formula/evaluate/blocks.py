"""Matrices written out, of numbers or of blocks, and the Kronecker product."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.limits import hold
from livecells.formula.evaluate.values import (
    MismatchError,
    Value,
    aligned,
    batched,
    broadcast,
    scalar,
    with_axes,
)


def kronecker(left: Value, right: Value) -> Value:
    """The matrix of blocks A_{ij} B."""
    axes, (first, second) = batched(left, right)
    (m, n), (r, s) = left.shape, right.shape
    first, second = first[..., :, None, :, None], second[..., None, :, None, :]
    hold(prod(np.broadcast_shapes(first.shape, second.shape)))
    blocks = first * second
    return Value(blocks.reshape(*blocks.shape[:-4], m * r, n * s), axes)


def matrix(rows: Sequence[Sequence[Value]], opened: str = "") -> Value:
    """A matrix literal of scalars, where one column is a vector; or of blocks that fit.

    `opened` is the bracket of a list: matrices in [A, B] stand side by side.
    """
    if opened and any(len(entry.shape) > 1 for row in rows for entry in row):
        if opened == "(":
            raise FormulaError("side by side or one below the other? Write [A, B] or [A; B]")
        rows = [[entry for row in rows for entry in row]]
    entries = [entry for row in rows for entry in row]
    if any(entry.shape for entry in entries):
        return _of_blocks(rows)
    axes, data = aligned([scalar(entry) for entry in entries])
    data = broadcast(data)
    whole = torch.stack(data, -1).reshape(*data[0].shape, len(rows), len(rows[0]))
    return Value(whole.squeeze(-1) if len(rows[0]) == 1 else whole, axes)


def _of_blocks(rows: Sequence[Sequence[Value]]) -> Value:
    """Blocks beside and below each other; a vector is a column, a number a block of its own.

    0, I and the ones have the size that their row and their column leave them.
    """
    column = len(rows[0]) == 1 and all(len(row[0].shape) < 2 for row in rows)
    heights = [_one_size([_sides(entry)[0] for entry in row]) for row in rows]
    widths = [_one_size([_sides(row[k])[1] for row in rows]) for k in range(len(rows[0]))]
    _square(rows, heights, widths)
    blocks = [
        _block(entry, (height or 1, width or 1))
        for row, height in zip(rows, heights, strict=True)
        for entry, width in zip(row, widths, strict=True)
    ]
    axes, data = _batched_all(blocks)
    bands = [torch.cat(data[k : k + len(widths)], -1) for k in range(0, len(data), len(widths))]
    whole = torch.cat(bands, -2)
    return Value(whole.squeeze(-1) if column else whole, axes)


def _sides(entry: Value) -> tuple[int, int]:
    """Height and width of a block; 0 where it takes the size that is there."""
    if len(entry.shape) > 2:
        raise FormulaError("a block of a matrix is a number, a vector or a matrix")
    if entry.shape:
        return entry.shape[0], 1 if len(entry.shape) == 1 else entry.shape[1]
    nothing = not entry.data.requires_grad and not bool(entry.data.any())
    if entry.layout in ("ones", "row of ones"):
        return (0, 1) if entry.layout == "ones" else (1, 0)
    return (0, 0) if nothing or entry.layout == "identity" else (1, 1)


def _one_size(sizes: Sequence[int]) -> int:
    """The size that all blocks of a row or a column have; 0 where none has one."""
    known = sorted({size for size in sizes if size})
    if len(known) > 1:
        reason = f"blocks of {known[0]} and of {known[-1]} entries beside or below each other"
        raise MismatchError(reason, (known[0], known[-1]))
    return known[0] if known else 0


def _square(rows: Sequence[Sequence[Value]], heights: list[int], widths: list[int]) -> None:
    """Where a row or a column has no size, an I in it gives it that of the other side."""
    for k, row in enumerate(rows):
        for j, entry in enumerate(row):
            if entry.layout == "identity" and not entry.shape:
                heights[k] = heights[k] or widths[j]
                widths[j] = widths[j] or heights[k]


def _block(entry: Value, size: tuple[int, int]) -> Value:
    """A block as a matrix of this size."""
    missing = [1] * (2 - len(entry.shape))
    data = entry.data.reshape(*entry.data.shape, *missing)
    hold(data[..., :1, :1].numel() * prod(size))
    if entry.layout == "identity" and not entry.shape:
        if size[0] != size[1]:
            raise MismatchError(f"I in a block of {size[0]} rows and {size[1]} columns", size)
        data = data * torch.eye(size[0], dtype=torch.float64)
    return Value(data.expand(*data.shape[:-2], *size), entry.axes)


def _batched_all(entries: Sequence[Value]) -> tuple[tuple[str, ...], list[Tensor]]:
    """Data with all axes in front, of one number of points and positions."""
    axes = tuple(dict.fromkeys(axis for entry in entries for axis in entry.axes))
    data = [with_axes(entry, axes, 2) for entry in entries]
    front = np.broadcast_shapes(*(d.shape[:-2] for d in data))
    hold(prod(front) * sum(d.shape[-2] * d.shape[-1] for d in data))
    return axes, [d.expand(*front, *d.shape[-2:]) for d in data]
