"""A tensor and a product or quotient of two others."""

from ._arithmetic import div
from ._broadcast import bshape, spread
from ._elementary import _div
from ._graph import record
from ._held import held
from ._layout import new_like
from ._tensor import Tensor
from ._types import f32, float32, refuse


def addcmul(a, t1, t2, value=1):
    return _three("AddcmulBackward0", a, t1, t2, value, lambda p, q: p * q, _addcmul_back)


def addcdiv(a, t1, t2, value=1):
    return _three("AddcdivBackward0", a, t1, t2, value, _div, _addcdiv_back)


def _addcmul_back(g, t1, t2, value):
    return g * (t2 * value), g * (t1 * value)


def _addcdiv_back(g, t1, t2, value):
    return g * div(value, t2), -g * ((t1 * value) / (t2 * t2))


def _three(name, a, t1, t2, value, fn, back_of):
    """`a` and a product or quotient of two others."""
    if not all(isinstance(t, Tensor) and t.dtype is a.dtype for t in (t1, t2)):
        refuse("this sum of tensors of several types")
    if not a.dtype.is_floating_point:
        refuse("this sum of whole numbers")
    value = value.item() if isinstance(value, Tensor) else value
    held(value, a.dtype)
    shape = bshape(bshape(a.shape, t1.shape), t2.shape)
    r = f32 if a.dtype is float32 else float
    within = r if fn is _div else float  # a product is added before it is rounded
    rows = zip(spread(a, shape), spread(t1, shape), spread(t2, shape), strict=True)
    k = r(value)
    vals = [p + within(fn(r(k * q), s)) for p, q, s in rows]

    def back(n, g):
        g1, g2 = back_of(g, n.get("tensor1"), n.get("tensor2"), value)
        return g, g1 if n.need(1) else None, g2 if n.need(2) else None

    saved = [("tensor1", t1), ("tensor2", t2)]
    return record(new_like(vals, shape, a.dtype, a, t1, t2), name, [a, t1, t2], back, saved)
