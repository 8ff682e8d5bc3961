"""A step of the way from one tensor to another."""

from ._broadcast import bshape, spread
from ._graph import record
from ._held import held
from ._layout import new_like
from ._tensor import Tensor
from ._types import UNKNOWN, f32, fault, float32, kind, refuse


def lerp(a, end, weight):
    if not isinstance(end, Tensor) or isinstance(weight, Tensor) or end.dtype is not a.dtype:
        refuse("lerp of this kind")
    if kind(a.dtype) < 2:
        fault(NotImplementedError, UNKNOWN % ("lerp_kernel_scalar", a.dtype.title))
    shape, r = bshape(a.shape, end.shape), f32 if a.dtype is float32 else float
    w = r(held(weight, a.dtype))
    pairs = list(zip(spread(a, shape), spread(end, shape), strict=True))
    if abs(w) < 0.5:
        vals = [p + w * r(q - p) for p, q in pairs]
    else:
        vals = [q - r(q - p) * r(1 - w) for p, q in pairs]

    def back(n, g):
        return g * (1 - weight) if n.need(0) else None, g * weight if n.need(1) else None

    return record(new_like(vals, shape, a.dtype, a, end), "LerpBackward0", [a, end], back)
