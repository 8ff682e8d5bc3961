"""Two tensors at a corner: the larger one past nan, a distance, a sign."""

import math

from ._arithmetic import binary
from ._broadcast import bshape
from ._elementary import _round
from ._graph import record
from ._layout import new_like
from ._mode import seen_roughly
from ._promotion import result_type
from ._reduce import norm, norm_back
from ._saved_first import sizes_of
from ._tensor import Tensor, new
from ._types import f32, float32, full_size, kind, refuse
from ._unary import unary


def _floating(what, a, b):
    if not isinstance(a, Tensor) or not isinstance(b, Tensor):
        refuse(f"{what} with something else than tensors")
    if a.dtype is not b.dtype or kind(a.dtype) != 2:
        refuse(f"{what} of these types")
    full_size(a.dtype, what)


def _past_nan(name, node, before):
    """Of equal ones the first has all of the gradient; nan counts for nothing."""

    def f(input, other):
        _floating(name, input, other)

        def value(p, q):
            return p if q != q else q if p != p else (p if before(p, q) else q)

        def back(n, g):
            a, b = n.get("self"), n.get("other")
            first = before(a, b) | b.isnan()
            return (
                g.masked_fill(~first, 0) if n.need(0) else None,
                g.masked_fill(first, 0) if n.need(1) else None,
            )

        return binary(node, input, other, value, back, "!ab?")

    return f


fmax = _past_nan("fmax", "FmaxBackward0", lambda p, q: p >= q)
fmin = _past_nan("fmin", "FminBackward0", lambda p, q: p <= q)


def round_(input, *, decimals=None):
    if decimals is None:
        return unary("round", input)
    if not isinstance(decimals, int) or kind(input.dtype) != 2:
        refuse("round of these numbers")
    full_size(input.dtype, "round with decimals")
    r = f32 if input.dtype is float32 else float
    ten = r(10.0 ** abs(decimals))

    def value(v):
        return _round(r(v * ten)) / ten if decimals > 0 else _round(r(v / ten)) * ten

    out = new_like([value(v) for v in input.vals()], input.shape, input.dtype, input)
    return record(out, "RoundBackward1", [input], lambda n, g: (g.new_zeros(g.shape),))


def copysign(input, other):
    if not isinstance(other, Tensor):
        refuse("copysign with something else than tensors")
    _floating("copysign", input, other)

    def back(n, g):
        a = n.get("self")
        ratio = (n.get("result") / a).masked_fill(a == 0, 0)
        return g * ratio if n.need(0) else None, g.new_zeros(g.shape) if n.need(1) else None

    if input.shape != other.shape:
        seen_roughly("copysign of several sizes")
    out = binary("", input.detach(), other.detach(), math.copysign)
    saved = [("self", input)]
    return record(out, "CopysignBackward0", [input, other], back, saved, "result")


def dist(input, other, p=2):
    _floating("dist", input, other)
    if input.dtype is not result_type(input, other) or p not in (1, 2, math.inf):
        refuse("this distance")
    with sizes_of([input, other], [("self", input), ("other", other)]):
        bshape(input.shape, other.shape)
    if input.shape != other.shape and (input.requires_grad or other.requires_grad):
        refuse("the distance of tensors of several sizes that record")
    apart = input.detach() - other.detach()
    length = norm(apart, p)

    def back(n, g):
        d = n.get("self") - n.get("other")
        pull = norm_back(d, n.get("result"), g, p, None)
        return pull if n.need(0) else None, -pull if n.need(1) else None

    saved = [("self", input), ("other", other)]
    out = new(length.vals(), (), input.dtype)
    return record(out, "DistBackward0", [input, other], back, saved, "result")
