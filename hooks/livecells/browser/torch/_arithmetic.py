"""Sums, products and quotients."""

import math

from ._broadcast import _num, batched, bshape, inf, spread, tensor_of
from ._elementary import _div
from ._graph import Mode, record
from ._held import held
from ._layout import new_like
from ._promotion import result_type
from ._saved_first import keep_first, kept_of_two
from ._steps import COMPLEX
from ._tensor import Tensor
from ._types import (
    SMALL,
    UNKNOWN,
    bool_,
    default,
    f32,
    fault,
    kind,
    numel,
    pack,
    refuse,
    rounded,
)


def binary(name, a, b, fn, back=None, save="", dt=None, plain=None, inputs=None, wide=False):
    a, b = tensor_of(a), tensor_of(b)
    ins = [a, b] if inputs is None else inputs
    shape = _shape(a, b, ins, save)
    common = result_type(a, b)
    out_dt = dt or common
    if common.is_complex and back is not None and name not in COMPLEX:
        refuse(f"{name} of complex numbers")
    work = common if dt is None or kind(dt) == 0 else dt
    x, y = spread(a, shape, work), spread(b, shape, work, wide)
    try:
        vals = [fn(p, q) for p, q in zip(x, y, strict=False)]
    except TypeError:
        refuse("this operation of complex numbers")
    out = new_like(vals, shape, out_dt, a, b)
    if batched(a, b):
        out._batched = True
    if back is None:
        if Mode.inference:
            out._inf = True
        return out
    return record(out, name, ins, back, kept_of_two(a, b, ins, save), plain=plain)


def _shape(a, b, ins, save):
    """The size of what comes of two; where they do not fit, torch has saved them before it says so."""
    try:
        return bshape(a.shape, b.shape)
    except RuntimeError:
        keep_first(ins, kept_of_two(a, b, ins, save))
        raise


def _number(value):
    return not isinstance(value, Tensor)


def _by_number(name, a, b, fn, slope, plain=None, wide=False):
    """A step of a way back with a number, which torch has no tensor for there."""
    x, k = (a, b) if _number(b) else (b, a)
    back = lambda n, g: (slope(g, k),)
    return binary(name, a, b, fn, back, plain=plain and {plain: k}, inputs=[x], wide=wide)


def _within(a, b):
    """Whether a way back of torch's own takes a tensor and a number."""
    return Mode.inside and _number(a) != _number(b)


def mul_back(n, g):
    return (g * n.get("other") if n.need(0) else None, g * n.get("self") if n.need(1) else None)


UNNAMED = "alpha without its name"


def add(a, b, *more, alpha=1, out=None):
    if more:
        refuse(UNNAMED)
    if out is not None:
        refuse("add(out=)")
    if not _num(b) or not _num(a):
        return NotImplemented
    if alpha == 1 and _within(a, b):
        return _by_number("AddBackward1", a, b, lambda p, q: p + q, lambda g, k: g)
    if alpha == 1:
        return binary("AddBackward0", a, b, lambda p, q: p + q, lambda n, g: (g, g))
    dt = result_type(tensor_of(a), tensor_of(b))
    if isinstance(alpha, Tensor):
        alpha = refuse("alpha that has a gradient") if alpha.requires_grad else alpha.item()
    times = _times(alpha, dt, a, b)
    by = alpha.conjugate() if dt.is_complex else alpha
    return binary("AddBackward0", a, b, lambda p, q: p + times(q), lambda n, g: (g, g * by))


def _times(alpha, dt, a, b):
    """What takes numbers times a factor, which is a number of the type of the result."""
    if kind(dt) < 2 and isinstance(alpha, float):
        text = "For integral input tensors, argument alpha must not be a floating point number."
        fault(RuntimeError, text)
    if isinstance(alpha, Tensor):
        refuse("alpha that is a tensor")
    if kind(dt) < 2:
        return lambda q: alpha * q
    factor, r = pack([held(alpha, dt)], dt)[0], rounded(dt) if dt.code in SMALL else lambda v: v
    if dt.code in SMALL and numel(bshape(tensor_of(a).shape, tensor_of(b).shape)) >= 16:
        refuse("alpha beside so many small numbers")  # torch rounds once those in its registers
    return lambda q: r(factor * q)


def sub(a, b, *more, alpha=1):
    if more:
        refuse(UNNAMED)
    if not _num(b) or not _num(a):
        return NotImplemented
    ta, tb = tensor_of(a), tensor_of(b)
    if ta.dtype is bool_ or tb.dtype is bool_:
        if ta.dtype is bool_ and tb.dtype is bool_:
            fault(
                RuntimeError,
                "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.",
            )
        fault(
            RuntimeError,
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
        )
    if alpha == 1 and _within(a, b) and _number(b):
        return _by_number("SubBackward1", a, b, lambda p, q: p - q, lambda g, k: g)
    if alpha == 1:
        return binary("SubBackward0", a, b, lambda p, q: p - q, lambda n, g: (g, -g))
    times = _times(alpha, result_type(ta, tb), ta, tb)
    return binary("SubBackward0", a, b, lambda p, q: p - times(q), lambda n, g: (g, -g * alpha))


def rsub(a, b):
    if Mode.inside or (isinstance(a, Tensor) and a.dtype is bool_):
        return sub(b, a)
    t, o = tensor_of(a), tensor_of(b)
    return binary("RsubBackward1", t, o, lambda p, q: q - p, lambda n, g: (-g,), inputs=[t])


def mul(a, b):
    if not _num(b) or not _num(a):
        return NotImplemented
    dt = result_type(tensor_of(a), tensor_of(b))
    fn = (lambda p, q: p and q) if dt is bool_ else (lambda p, q: p * q)
    if _within(a, b):
        by = (lambda k: k.conjugate()) if dt.is_complex else (lambda k: k)
        return _by_number("MulBackward1", a, b, fn, lambda g, k: g * by(k), "other", True)
    if dt.is_complex:
        return binary(
            "MulBackward0",
            a,
            b,
            fn,
            lambda n, g: (
                g * n.get("other").conj() if n.need(0) else None,
                g * n.get("self").conj() if n.need(1) else None,
            ),
            "ab",
        )
    return binary("MulBackward0", a, b, fn, mul_back, "ab", wide=True)


def _floored(a, b):
    ins = [tensor_of(a), tensor_of(b)]
    if kind(result_type(*ins)) < 2:
        return floor_divide(a, b)
    out = binary("", a, b, lambda p, q: float(p // q) if q else _div(p, q), wide=True)
    return record(out, "DivBackward2", ins, _no_slopes)


def _truncated(a, b):
    ins = [tensor_of(a), tensor_of(b)]
    common = result_type(*ins)
    if kind(common) < 2:
        divides(a, b, "div_trunc_cpu")
        return binary("", a, b, lambda p, q: abs(p) // abs(q) * (1 if (p < 0) == (q < 0) else -1))

    # By a tensor of several numbers it is rounded before, also where that is to 16 bits.
    r = f32 if common.code in SMALL and ins[1].numel() == 1 else rounded(common)

    def value(p, q):
        v = r(_div(p, q))
        return v if v != v or abs(v) == inf else math.copysign(float(math.trunc(v)), v)

    return record(binary("", a, b, value, wide=True), "DivBackward2", ins, _no_slopes)


def _no_slopes(n, g):
    return tuple(g.new_zeros(g.shape) if n.need(k) else None for k in (0, 1))


def _complex_ratio(p, q):
    return p / q if q else refuse("a division by complex zero")


def div(a, b, rounding_mode=...):  # torch takes None, where it is given, for a mode
    if not _num(b) or not _num(a):
        return NotImplemented
    if rounding_mode == "floor":
        return _floored(a, b)
    if rounding_mode == "trunc":
        return _truncated(a, b)
    if rounding_mode is not ... and rounding_mode is not None:
        refuse(f"div(rounding_mode='{rounding_mode}')")
    common = result_type(tensor_of(a), tensor_of(b))
    dt = default[0] if kind(common) < 2 else None
    fn = _complex_ratio if common.is_complex else _div

    def back(n, g):
        o = n.get("other")
        ga = g / o if n.need(0) else None
        gb = -g * ((n.get("self") / o) / o) if n.need(1) else None
        return (ga, gb)

    def complex_back(n, g):
        o = n.get("other")
        ga = g / o.conj() if n.need(0) else None
        gb = -g * ((n.get("self") / o) / o).conj() if n.need(1) else None
        return (ga, gb)

    back = complex_back if common.is_complex else back
    if _within(a, b) and _number(b) and rounding_mode is ...:
        by = b.conjugate() if common.is_complex else b
        return _by_number("DivBackward1", a, b, fn, lambda g, k: g / by, "other", True)
    name = "DivBackward2" if rounding_mode is None else "DivBackward0"
    return binary(name, a, b, fn, back, "?ab", dt=dt, wide=True)


def rdiv(a, b):
    if not _num(b):
        return NotImplemented
    return div(b, a) if Mode.inside else a.reciprocal() * b


def no_derivative_of(name, out, ins):
    """A result behind a step that says that it cannot be differentiated."""

    def back(n, g):
        fault(RuntimeError, f"derivative for aten::{name} is not implemented")

    return record(out, "NotImplemented", [t for t in ins if t.requires_grad], back)


def divides(a, b, kernel):
    """Torch's error where one cannot be divided by the other without a rest."""
    dt = result_type(tensor_of(a), tensor_of(b))
    if dt is bool_:
        fault(NotImplementedError, UNKNOWN % (kernel, dt.title))
    if kind(dt) < 2 and any(v == 0 for v in tensor_of(b).vals()):
        fault(RuntimeError, "ZeroDivisionError")


def floor_divide(a, b):
    if not _num(b) or not _num(a):
        return NotImplemented
    divides(a, b, "div_floor_cpu")
    out = binary("", a, b, lambda p, q: p // q if q else _div(p, q), wide=True)
    return no_derivative_of("floor_divide", out, [tensor_of(a), tensor_of(b)])
