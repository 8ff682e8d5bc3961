"""What is left by a division."""

import math

from ._arithmetic import binary, div, divides, no_derivative_of
from ._broadcast import _num, inf, nan, tensor_of
from ._promotion import result_type
from ._tensor import Tensor
from ._types import kind, refuse


def _remainder(p, q):
    if isinstance(p, int) and isinstance(q, int):
        return p % q
    if not q or p != p or q != q or abs(p) == inf:
        return nan
    r = math.fmod(p, q)
    return r + q if r and (r < 0) != (q < 0) else r


def remainder(a, b):
    if not _num(b) or not _num(a):
        return NotImplemented
    divides(a, b, "remainder_cpu")
    if not isinstance(a, Tensor):
        return no_derivative_of("remainder", binary("", a, b, _remainder), [b])
    return _left(a, b, "Remainder", _remainder, "floor")


def fmod(a, b):
    if kind(result_type(tensor_of(a), tensor_of(b))) < 2:
        refuse("fmod of whole numbers")
    fn = lambda p, q: math.fmod(p, q) if q and abs(p) != inf else nan
    return _left(a, b, "Fmod", fn, "trunc")


def _left(a, b, name, fn, rounding):
    """A step whose slope by a divisor that is a tensor is minus the quotient, rounded."""
    if not isinstance(b, Tensor):
        return binary(f"{name}Backward0", a, b, fn, lambda n, g: (g,), inputs=[a])

    def back(n, g):
        x, o = n.get("self"), n.get("other")
        return g, -g * div(x, o, rounding_mode=rounding) if n.need(1) else None

    return binary(f"{name}Backward1", a, b, fn, back, "2")
