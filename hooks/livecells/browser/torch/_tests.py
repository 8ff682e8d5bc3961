"""Yes or no of each number, or of all."""

import itertools
import math

from ._arithmetic import binary
from ._broadcast import batched, bshape, spread
from ._compare import second_is_tensor
from ._graph import record
from ._held import LARGEST
from ._layout import new_copy, new_like
from ._mode import seen_roughly
from ._tensor import new
from ._types import bool_, fault, int64, refuse


def _each(test):
    return lambda input: new_like([test(v) for v in input.vals()], input.shape, bool_, input)


isnan = _each(lambda v: v != v)
isinf = _each(lambda v: abs(v) == math.inf)
logical_not = _each(lambda v: not v)


def isfinite(input):
    if input.requires_grad:
        seen_roughly("isfinite")
    vals = [v == v and abs(v) != math.inf for v in input.vals()]
    x = input.detach()
    parts = (x == x, x.abs() != math.inf) if input.dtype.is_floating_point else (x,)
    return new_like(vals, input.shape, bool_, *parts)


def logical_and(a, b):
    second_is_tensor("logical_and", b)
    return binary("", a, b, lambda p, q: 1 if p and q else 0, dt=bool_)


def logical_or(a, b):
    second_is_tensor("logical_or", b)
    return binary("", a, b, lambda p, q: 1 if p or q else 0, dt=bool_)


def count_nonzero(input):
    return new([sum(1 for v in input.vals() if v)], (), int64)


UNSIZED = (
    "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap over aten::%s. "
    "Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature."
)


def nonzero(input, *, as_tuple=False):
    if batched(input):
        fault(RuntimeError, UNSIZED % "nonzero")
    if as_tuple or not input.dim() or not input.numel():
        refuse("nonzero of these axes")
    every = itertools.product(*map(range, input.shape))
    hits = [place for place, v in zip(every, input.vals(), strict=True) if v]
    across = new(
        [place[d] for d in range(input.dim()) for place in hits], (input.dim(), len(hits)), int64
    )
    return across.t()._alias()  # torch keeps each dimension's places together


def _near(p, q, rtol, atol, equal_nan):
    if p == q or (equal_nan and p != p and q != q):
        return True
    if abs(q) == math.inf or abs(p) == math.inf:
        return False
    return abs(p - q) <= atol + rtol * abs(q)


def _pairs(a, b):
    if a.dtype is not b.dtype:
        fault(RuntimeError, f"{a.dtype.title} did not match {b.dtype.title}")
    shape = bshape(a.shape, b.shape)
    return shape, list(zip(spread(a, shape), spread(b, shape), strict=True))


def _tolerances(rtol, atol):
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not value >= 0:
            said = f"{value:g}"
            fault(RuntimeError, f"{name} must be greater than or equal to zero, but got {said}")


def allclose(input, other, rtol=1e-5, atol=1e-8, equal_nan=False):
    if batched(input, other):
        refuse("allclose in vmap")
    if not isinstance(equal_nan, bool):
        refuse("allclose with such an equal_nan")
    _tolerances(rtol, atol)
    return all(_near(p, q, rtol, atol, equal_nan) for p, q in _pairs(input, other)[1])


def isclose(input, other, rtol=1e-5, atol=1e-8, equal_nan=False):
    _tolerances(rtol, atol)
    if input.requires_grad or other.requires_grad:
        seen_roughly("isclose")
    if equal_nan and input.dtype.is_complex:
        refuse("isclose(equal_nan=True) of complex numbers")
    shape, pairs = _pairs(input, other)
    near = [_near(p, q, rtol, atol, equal_nan) for p, q in pairs]
    out = new_like(near, shape, bool_, input, other)
    # torch edits its result in place on the way
    out._vc[0] = (rtol > 0 or atol > 0) + (equal_nan and input.dtype.is_floating_point)
    return out


def equal(input, other):
    if batched(input, other):
        refuse("equal in vmap")
    return tuple(input.shape) == tuple(other.shape) and input.vals() == other.vals()


def logical_xor(a, b):
    second_is_tensor("logical_xor", b)
    return binary("", a, b, lambda p, q: 1 if bool(p) != bool(q) else 0, dt=bool_)


def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    if posinf is not None or neginf is not None or not input.dtype.is_floating_point:
        refuse("this call of nan_to_num")
    most = LARGEST[input.dtype.name]

    def value(v):
        return nan if v != v else min(most, max(-most, v))

    out = new_copy([value(v) for v in input.vals()], input.dtype, input)
    keep = new([v == v and abs(v) != math.inf for v in input.vals()], input.shape, bool_)
    return record(out, "NanToNumBackward0", [input], lambda n, g: (g * keep,))
