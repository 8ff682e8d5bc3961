"""Distances between rows."""

import math

from ._broadcast import bshape, inf
from ._graph import Mode, record
from ._hidden import hide_behind
from ._lengths import length
from ._tensor import Tensor, new
from ._types import f32, fault, float32, numel, refuse
from ._underived import backward_only, once
from ._views import expand

COLUMNS = "X1 and X2 must have the same number of columns. X1: %d X2: %d"
AGAIN = "the derivative for '_cdist_backward' is not implemented."


def _far(row, p, dtype):
    """The length of a difference."""
    if p == 0:
        return float(sum(v != 0 for v in row))
    if p == inf:
        return max((abs(v) for v in row), default=0.0)
    return length(row, p, dtype)


def _pull(v, length, p):
    """The slope of a length along one entry of its difference."""
    if length == 0 or v == 0 or p == 0:
        return 0.0
    sign = math.copysign(1.0, v)
    if p == inf:
        return sign if abs(v) == length else 0.0
    return sign * (abs(v) / length) ** (p - 1)


def cdist(x1, x2, p=2.0, compute_mode=None):
    if compute_mode is not None or not isinstance(x1, Tensor) or not isinstance(x2, Tensor):
        refuse("cdist in this way")
    if type(p) not in (int, float) or p != p:
        refuse("cdist with such a power")
    if x1.dtype.code not in "fd" or x1.dtype is not x2.dtype or min(x1.dim(), x2.dim()) < 2:
        refuse("cdist of these tensors")
    if x1.shape[-1] != x2.shape[-1]:
        fault(RuntimeError, COLUMNS % (x1.shape[-1], x2.shape[-1]))
    if any(v != v for t in (x1, x2) for v in t.vals()):
        refuse("cdist of what is no number")
    if p < 0 or max(x1.shape[-2], x2.shape[-2]) > 25:
        refuse("cdist of these tensors")
    batch = bshape(x1.shape[:-2], x2.shape[:-2])
    wide = [(t, (*batch, *t.shape[-2:])) for t in (x1, x2)]
    a, b = (t if tuple(t.shape) == shape else expand(t, shape) for t, shape in wide)
    backward_only("_cdist_forward", a, b)
    out = _measured(a, b, batch, float(p), [("x1", x1), ("x2", x2)])
    if batch and out._gf is not None:
        hide_behind(out._gf)
    return out


def _rows(a, b, batch):
    """The differences of all pairs, each with the places of its two rows."""
    (n, k), m = a.shape[-2:], b.shape[-2]
    x, y, r = a.vals(), b.vals(), f32 if a.dtype is float32 else float
    for box in range(numel(batch)):
        for i in range(n):
            for j in range(m):
                at, to = (box * n + i) * k, (box * m + j) * k
                yield at, to, [r(x[at + c] - y[to + c]) for c in range(k)]


def _measured(a, b, batch, p, saved):
    lengths = [_far(row, p, a.dtype) for _, _, row in _rows(a, b, batch)]
    out = new(lengths, (*batch, a.shape[-2], b.shape[-2]), a.dtype)

    def back(node, g):
        pairs = zip(("x1", "x2"), (a.shape, b.shape), strict=True)
        x, y = (
            t if t.shape == s else expand(t, s) for t, s in ((node.get(k), s) for k, s in pairs)
        )
        r = node.get("result")
        if Mode.rows:
            refuse("cdist where torch walks back with several gradients at once")
        made = _slopes(x, y, batch, (g.vals(), r.vals()), p)
        ins = [g, x, y]
        return tuple(
            once(t, ins, NotImplementedError, AGAIN, "CdistBackwardBackward0")
            if node.need(i)
            else None
            for i, t in enumerate(made)
        )

    return record(out, "CdistBackward0", [a, b], back, saved, "result")


def _slopes(x, y, batch, pulls, p):
    of_x, of_y = [0.0] * x.numel(), [0.0] * y.numel()
    for (at, to, row), up, far in zip(_rows(x, y, batch), *pulls, strict=True):
        for c, v in enumerate(row):
            slope = up * _pull(v, far, p)
            of_x[at + c] += slope
            of_y[to + c] -= slope
    return new(of_x, x.shape, x.dtype), new(of_y, y.shape, y.dtype)
