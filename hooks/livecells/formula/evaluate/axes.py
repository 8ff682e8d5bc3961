"""Values along the axes of indices: picked entries, sums over an axis, indices rolled out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

import numpy as np
import torch
from torch import Tensor

from livecells.formula.evaluate.limits import hold
from livecells.formula.evaluate.values import Shape, Value, broadcast, with_axes


def reduced(value: Value, axis: str, apply: Callable[[Tensor, int], Tensor]) -> Value:
    """One axis taken away by a sum, product, maximum or minimum."""
    place = value.axes.index(axis)
    left = value.axes[:place] + value.axes[place + 1 :]
    return Value(apply(value.data, 1 + place), left)


def pick(value: Value, subs: Sequence[Value | None]) -> Value:
    """The entries at these positions (from 0; None is `:`), which may depend on indices."""
    order = [k for k, sub in enumerate(subs) if sub is not None]
    kept = [k for k, sub in enumerate(subs) if sub is None]
    start = 1 + len(value.axes)
    data = value.data.permute(*range(start), *(start + k for k in (*order, *kept)))
    chosen = [sub for sub in subs if sub is not None]
    axes = tuple(dict.fromkeys((*value.axes, *(axis for sub in chosen for axis in sub.axes))))
    if not axes or not chosen:
        return _plain(data, value.axes, chosen)
    own = [_counting(axis, value.data.shape[1 + k]) for k, axis in enumerate(value.axes)]
    places = [with_axes(sub, axes, 0)[0].long() for sub in (*own, *chosen)]
    picked = prod(np.broadcast_shapes(*(place.shape for place in places)))
    hold(data.shape[0] * picked * prod(data.shape[1 + len(places) :]))
    index: tuple[slice | Tensor, ...] = (slice(None), *broadcast(places))
    return Value(data[index], axes)


def _plain(data: Tensor, axes: tuple[str, ...], chosen: Sequence[Value]) -> Value:
    for sub in chosen:
        data = data.select(1 + len(axes), int(sub.data[0]))
    return Value(data, axes)


def _counting(axis: str, size: int) -> Value:
    return Value(torch.arange(size).unsqueeze(0), (axis,))


def unrolled(value: Value, lead: Sequence[tuple[str, Shape]]) -> Value:
    """All values of the indices, before the shape; an index may count an array of any shape."""
    if not lead and not value.axes:
        hold(value.data.numel())
        return value
    axes = tuple(axis for axis, _ in lead)
    data = with_axes(value, axes, len(value.shape))
    sizes = [size for _, shape in lead for size in shape]
    counts = [torch.Size(shape).numel() for _, shape in lead]
    hold(data.shape[0] * prod(counts) * prod(value.shape))
    data = data.expand(data.shape[0], *counts, *value.shape)
    return Value(data.reshape(data.shape[0], *sizes, *value.shape), (), value.layout)


def with_shape(value: Value, kept: Sequence[str]) -> Value:
    """Some axes turned into the first of the shape."""
    rest = tuple(axis for axis in value.axes if axis not in kept)
    data = with_axes(value, (*rest, *kept), len(value.shape))
    return Value(data, rest)
