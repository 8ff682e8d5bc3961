"""Comparing two tensors, and choosing between them."""

import math

from ._arithmetic import binary
from ._broadcast import _num, batched, bshape, fits_into, inf, nan, spread, tensor_of
from ._graph import record
from ._held import held
from ._layout import new_like
from ._mode import seen_roughly
from ._promotion import result_type
from ._returned import type_name
from ._saved_first import sizes_of
from ._tensor import Tensor, wrapped
from ._types import UNKNOWN, bool_, f32, fault, float32, kind, numel, refuse, uint8


def compare(fn):
    def f(a, b):
        if not _num(b):
            return NotImplemented
        return binary("", a, b, fn, dt=bool_)

    return f


lt, le = compare(lambda p, q: p < q), compare(lambda p, q: p <= q)


gt, ge = compare(lambda p, q: p > q), compare(lambda p, q: p >= q)


eq, ne = compare(lambda p, q: p == q), compare(lambda p, q: p != q)


def _half(cmp):
    def back(n, g):
        a, b = n.get("self"), n.get("other")
        tie, lose = a == b, cmp(b, a)
        half = where(tie, g / 2, g)
        return (
            half.masked_fill(lose, 0) if n.need(0) else None,
            half.masked_fill(cmp(a, b), 0) if n.need(1) else None,
        )

    return back


def _two(name, a, b):
    if not (isinstance(a, Tensor) and isinstance(b, Tensor)):
        refuse(f"{name} with something else than tensors")


def second_is_tensor(name, b):
    """What torch says of a number as the other operand of what takes tensors only."""
    if not isinstance(b, Tensor):
        text = f"{name}(): argument 'other' (position 1) must be Tensor, not {type_name(b)}"
        fault(TypeError, text) if isinstance(b, (int, float)) else refuse(f"this call of {name}")


def _greater(p, q):
    return p if p != p or p >= q else q


def _less(p, q):
    return p if p != p or p <= q else q


def maximum(a, b):
    _two("maximum", a, b)
    return binary("MaximumBackward0", a, b, _greater, _half(gt), "!ab?")


def minimum(a, b):
    _two("minimum", a, b)
    return binary("MinimumBackward0", a, b, _less, _half(lt), "!ab?")


def _l1p(v):
    return math.log1p(v)


def _logaddexp(p, q):
    m, d = _greater(p, q), -abs(p - q)
    return m if d == -inf or abs(m) == inf else m + _l1p(math.exp(d))


def _logaddexp32(p, q):
    m, d = _greater(p, q), f32(-abs(p - q))
    return m if d == -inf or abs(m) == inf else m + f32(_l1p(f32(math.exp(d))))


def logaddexp(a, b):
    second_is_tensor("logaddexp", b)
    if kind(result_type(a, b)) < 2:
        said = result_type(a, b).title
        fault(NotImplementedError, UNKNOWN % ("logaddexp_cpu", said))

    def back(n, g):
        x, y = n.get("self"), n.get("other")
        return (
            g / (1 + (y - x).exp()) if n.need(0) else None,
            g / (1 + (x - y).exp()) if n.need(1) else None,
        )

    single = result_type(tensor_of(a), tensor_of(b)) is float32
    return binary("LogaddexpBackward0", a, b, _logaddexp32 if single else _logaddexp, back, "!ab?")


def where(cond, a=None, b=None):
    if a is None or b is None:
        refuse("torch.where with so few arguments")
    if not isinstance(cond, Tensor):
        refuse("where with a condition that is no tensor")
    if cond.dtype is not bool_ and cond.dtype is not uint8:
        fault(
            RuntimeError,
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {cond.dtype.title}",
        )
    if cond.dtype is uint8:
        refuse("where with a condition of uint8")  # which torch warns of
    ta, tb = tensor_of(a), tensor_of(b)
    dt = result_type(ta, tb)
    for t in (ta, tb):
        if getattr(t, "_wrapped", False):
            held(t.vals()[0], dt)  # item() would be one of a row in vmap
    with sizes_of([ta, tb], [("condition", cond)]):
        shape = bshape(bshape(cond.shape, ta.shape), tb.shape)
    c, x, y = spread(cond, shape), spread(ta, shape, dt), spread(tb, shape, dt)
    vals = [p if k else q for k, p, q in zip(c, x, y, strict=False)]
    out = new_like(vals, shape, dt, cond, ta, tb)
    if batched(cond, ta, tb):
        out._batched = True

    def back(n, g):
        k = n.get("condition")
        return (where(k, g, 0) if n.need(0) else None, where(k, 0, g) if n.need(1) else None)

    return record(out, "WhereBackward0", [ta, tb], back, [("condition", cond)])


def clamp(x, min=None, max=None):
    if min is None and max is None:
        fault(RuntimeError, "torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return _clamp_by_tensors(x, min, max)
    dt = _limited_type(x, *[v for v in (min, max) if v is not None])
    lo, hi = -inf if min is None else min, inf if max is None else max

    def back(n, g):
        t = n.get("self")
        ok = (t >= lo) if max is None else (t <= hi) if min is None else (t >= lo) & (t <= hi)
        return (where(ok, g, 0),)

    lim = lambda v: v if v != v else (hi if v > hi else v) if v >= lo or lo > hi else lo
    if lo > hi:
        lim = lambda v: v if v != v else hi
    if lo != lo or hi != hi:
        lim = lambda v: nan
    out = new_like([lim(v) for v in spread(x, x.shape, dt)], x.shape, dt, x)
    return record(out, "ClampBackward1", [x], back, [("self", x)], plain={"min": min, "max": max})


def _limited_type(x, *limits):
    """The type of a clamped tensor, which must hold the limits."""
    dt = result_type(x, *map(wrapped, limits))
    if dt is bool_ or (dt is uint8 and any(v < 0 for v in limits)):
        refuse(f"these limits in {dt!r}")
    for v in limits:
        held(v, dt)
    return dt


def _clamp_by_tensors(x, low, high):
    """Limits that have gradients too."""
    if any(t is not None and not isinstance(t, Tensor) for t in (low, high)):
        refuse("clamp with a tensor and a number")
    limits = [t for t in (low, high) if t is not None]
    if any(t.dtype is not x.dtype for t in limits) or x.dtype.code not in "fd":
        refuse("clamp of tensors of several types")
    shape = tuple(x.shape)
    for t in limits:
        shape = bshape(shape, t.shape)
    ends = [
        [v] * numel(shape) if t is None else spread(t, shape) for v, t in ((-inf, low), (inf, high))
    ]
    vals = [_limited(*row) for row in zip(spread(x, shape), *ends, strict=True)]
    saved = [("self", x), ("min", low), ("max", high)]
    out = new_like(vals, shape, x.dtype, x, *limits)
    return record(out, "ClampBackward0", [x, low, high], _clamp_back, saved)


def _limited(v, low, high):
    if v != v or low != low or high != high:
        return nan
    return min(max(v, low), high)


def _clamp_back(n, g):
    t, low, high = n.get("self"), n.get("min"), n.get("max")
    if low is None or high is None:
        inside = t <= high if low is None else t >= low
        outside = t > high if low is None else t < low
        pulls = [where(inside, g, 0), None, None]
        place = 2 if low is None else 1
        pulls[place] = where(outside, g, 0) if n.need(place) else None
        return tuple(pulls)
    of_ends = [bshape(t.shape, end.shape) for end in (low, high)]
    for place, shape in enumerate((of_ends[0], *of_ends)):
        if n.need(place):  # what is so of two is written into what is so of two others
            other = bshape(low.shape, high.shape) if place else of_ends[1]
            fits_into(shape, bshape(shape, other))
    of_low = where((low < high) & (t < low), g, 0) if n.need(1) else None
    of_high = where((t > high) | (high < low), g, 0) if n.need(2) else None
    return where((t >= low) & (t <= high), g, 0) if n.need(0) else None, of_low, of_high


def _one_limit(name, x, limit, low):
    if isinstance(limit, Tensor):
        refuse("clamp with tensors as limits")
    dt = _limited_type(x, limit)
    choose = _greater if low else _less

    def back(n, g):
        t = n.get("self")
        return (where(t >= limit if low else t <= limit, g, 0),)

    vals = [choose(v, limit) for v in spread(x, x.shape, dt)]
    return record(new_like(vals, x.shape, dt, x), name, [x], back, [("self", x)])


def clamp_min(x, min):
    return _one_limit("ClampMinBackward0", x, min, True)


def clamp_max(x, max):
    return _one_limit("ClampMaxBackward0", x, max, False)


def hypot(a, b):
    _two("hypot", a, b)
    if kind(result_type(a, b)) < 2:
        refuse("hypot of whole numbers")

    def back(n, g):
        r = n.get("result")
        return (
            g * n.get("self") / r if n.need(0) else None,
            g * n.get("other") / r if n.need(1) else None,
        )

    shape, dt = bshape(a.shape, b.shape), result_type(a, b)
    if a.shape != b.shape:
        seen_roughly("hypot of several sizes")
    pairs = zip(spread(a, shape, dt), spread(b, shape, dt), strict=True)
    out = new_like([math.hypot(p, q) for p, q in pairs], shape, dt, a, b)
    return record(out, "HypotBackward0", [a, b], back, [("self", a), ("other", b)], "result")


def atan2(a, b):
    _two("atan2", a, b)
    if kind(result_type(a, b)) < 2:
        refuse("atan2 of whole numbers")

    def back(n, g):
        y, x = n.get("self"), n.get("other")
        recip = (y * y + x * x).reciprocal()
        recip = where(recip == inf, 0.0, recip)  # torch's choice at the origin
        return g * x * recip if n.need(0) else None, g * -y * recip if n.need(1) else None

    return binary("Atan2Backward0", a, b, math.atan2, back, "!ab?")
