"""Powers."""

import cmath
import math

from ._broadcast import _num, bshape, inf, nan, spread
from ._compare import where
from ._elementary import _div, _log, _sqrt
from ._graph import record
from ._held import LARGEST, held
from ._layout import new_like, new_straight
from ._mode import unnamed
from ._promotion import result_type
from ._saved_first import sizes_of
from ._tensor import Tensor, wrapped
from ._types import (
    SMALL,
    UNKNOWN,
    _complex,
    _int,
    bool_,
    f32,
    fault,
    float32,
    full_size,
    kind,
    pack,
    refuse,
)

SMALLEST = 2.0**-126  # of float32 with all its digits


def _pow(p, q):
    if isinstance(p, _complex) or isinstance(q, _complex):
        return _complex_pow(p, q)
    if isinstance(p, _int) and isinstance(q, _int):
        return p**q if q >= 0 else (p if q % 2 else 1) if p in (1, -1) else 0
    try:
        return math.pow(p, q)  # as C has it, also of what is infinite
    except ValueError:
        if p:
            return nan
        return math.copysign(inf, p) if q % 2 == 1 else inf
    except OverflowError:
        return -inf if p < 0 and q % 2 == 1 else inf


def _complex_pow(p, q):
    if q not in (0, 1, -1, -2) or not (p or q in (0, 1)):
        refuse("this power of a complex number")  # whose last digits are those of two logarithms
    return p**q


def pow_back(n, g):
    e = n.saved["exponent"]
    if g.dtype.is_complex:
        return (g * (n.get("self").pow(e - 1) * e).conj(),)
    if e == 0:
        x = n.get("self")
        return (x.new_zeros(x.shape),)
    return (g * times(n.get("self").pow(e - 1), e),)


def times(x, e):
    """A product with a number that C++ makes: its step has another name than a program's."""
    return record(x.detach() * e, "MulBackward1", [x], lambda _, g: (times(g, e),))


def pow_(a, e):
    if not _num(e) or not _num(a):
        return NotImplemented
    if not isinstance(a, Tensor):
        full_size(e.dtype, "a power of a number")
        if isinstance(a, bool) and e.requires_grad:
            refuse("a power of True with a gradient")  # torch asserts that there is none
        return _pow_tensor(wrapped(a), e, "PowBackward2", [e])
    if isinstance(e, Tensor):
        if a.dtype is bool_ and e.dtype is bool_:
            fault(NotImplementedError, UNKNOWN % ("pow", "Bool"))
        if a.dtype.is_complex or e.dtype.is_complex:
            refuse("a power of complex tensors")
        return _pow_tensor(a, e, "PowBackward1", [a, e])
    dt = result_type(a, wrapped(e))
    if kind(dt) < 2 and e < 0:
        fault(RuntimeError, "Integers to negative integer powers are not allowed.")
    xs = spread(a, a.shape, dt)
    r = f32 if dt is float32 else (lambda v: v)
    out = new_like(_by_number(xs, e, dt, r), a.shape, dt, a)
    return record(out, "PowBackward0", [a], pow_back, [("self", a)], plain={"exponent": e})


def _by_number(xs, e, dt, r):
    """The powers of numbers, some by a shorter way, as torch has it."""
    roots = kind(dt) == 2 and dt.code not in SMALL
    if e == 2:
        return [v * v for v in xs]
    if e == 3:
        return [r(v * v) * v for v in xs]
    if e == 0.5 and dt.is_complex:
        return [cmath.sqrt(v) for v in xs]
    if e == 0.5 and roots:
        return [_sqrt(v) for v in xs]
    if e == -1 and kind(dt) == 2:
        return [_div(1.0, v) for v in xs]
    if e == -2 and kind(dt) == 2:
        return [_div(1.0, r(v * v)) for v in xs]
    if e == -0.5 and roots:
        return [_div(1.0, r(_sqrt(v))) for v in xs]
    if dt is float32 and (0 < abs(e) < SMALLEST or LARGEST["float32"] < abs(e) < inf):
        refuse("a power by such a number")  # torch does not round it here
    exponent = e if kind(dt) < 2 else pack([held(e, dt)], dt)[0]
    return [_pow(v, exponent) for v in xs]


def _is_number(t):
    return getattr(t, "_wrapped", False)


def _pow_tensor(a, e, name, inputs):
    first = name == "PowBackward1"

    def back(n, g):
        ex, x = n.get("exponent"), n.get("self")
        if ex.dtype is not x.dtype and not (_is_number(ex) or _is_number(x)):
            unnamed()
        small = {t.dtype.code for t in (x, g)} & {*SMALL}
        if small and (not first or (ex.dim() and ex.dtype is not x.dtype)):
            refuse("the gradient of such a power in 16 bits")
        ga = None
        if first and n.need(0):
            ga = where(ex == 0.0, 0.0, g * (ex * x.pow(ex - 1)))
        ge = None
        if n.need(1 if first else 0):
            r = n.get("result")
            steep = r * x.log() if first else r * _log(x.vals()[0])
            if first or not x.vals()[0]:
                steep = where((x == 0) & (ex >= 0), 0.0, steep)
            ge = g * steep
        return (ga, ge) if first else (ge,)

    saved = [("self", a), ("exponent", e)]
    with sizes_of(inputs, saved):
        shape, dt = bshape(a.shape, e.shape), result_type(a, e)
    vals = [_pow(p, q) for p, q in zip(spread(a, shape, dt), spread(e, shape, dt), strict=False)]
    out = new_straight(vals, shape, dt) if len(inputs) == 1 else new_like(vals, shape, dt, a, e)
    return record(out, name, inputs, back, saved, result="result")


def square(x):
    return pow_(x, 2)
