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
    FITTED,
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


def matrix(rows: Sequence[Sequence[Value]]) -> Value:
    """A matrix literal of scalars, where one column is a vector; or of blocks that fit."""
    entries = [entry for row in rows for entry in row]
    if any(entry.shape for entry in entries):
        return _of_blocks(rows)
    axes, data = aligned([scalar(entry) for entry in entries])
    data = broadcast(data)
    whole = torch.stack(data, -1).reshape(*data[0].shape, len(rows), len(rows[0]))
    return Value(whole.squeeze(-1) if len(rows[0]) == 1 else whole, axes)


def _of_blocks(rows: Sequence[Sequence[Value]]) -> Value:
    """Blocks beside and below each other; a vector is a column, a number a block of its own."""
    column = len(rows[0]) == 1 and all(len(row[0].shape) < 2 for row in rows)
    axes, data = _batched_all([_block(entry) for row in rows for entry in row])
    width = len(rows[0])
    heights = [[d.shape[-2] for d in data[k : k + width]] for k in range(0, len(data), width)]
    widths = [[d.shape[-1] for d in data[k::width]] for k in range(width)]
    for sizes in (*heights, *widths):
        if len(set(sizes)) > 1:
            raise MismatchError("blocks of other sizes in one row or column", (sizes[0], sizes[-1]))
    bands = [torch.cat(data[k : k + width], -1) for k in range(0, len(data), width)]
    whole = torch.cat(bands, -2)
    return Value(whole.squeeze(-1) if column else whole, axes)


def _block(entry: Value) -> Value:
    if len(entry.shape) > 2 or entry.layout in FITTED:
        raise FormulaError("a block of a matrix is a number, a vector or a matrix")
    missing = [1] * (2 - len(entry.shape))
    return Value(entry.data.reshape(*entry.data.shape, *missing), entry.axes)


def _batched_all(entries: Sequence[Value]) -> tuple[tuple[str, ...], list[Tensor]]:
    """Data with all axes in front, of one number of points and positions."""
    axes = tuple(dict.fromkeys(axis for entry in entries for axis in entry.axes))
    data = [with_axes(entry, axes, 2) for entry in entries]
    front = np.broadcast_shapes(*(d.shape[:-2] for d in data))
    hold(prod(front) * sum(d.shape[-2] * d.shape[-1] for d in data))
    return axes, [d.expand(*front, *d.shape[-2:]) for d in data]
