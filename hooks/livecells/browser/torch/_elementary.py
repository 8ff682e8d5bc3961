"""Functions of one number, as torch rounds them."""

import math

from ._broadcast import inf, nan
from ._types import f32, refuse


def _div(p, q):
    if q == 0:
        if p != p or p == 0:
            return nan
        return math.copysign(inf, p) * math.copysign(1.0, q)
    try:
        return p / q
    except OverflowError:
        return math.copysign(inf, p) * math.copysign(1.0, q)


def _sqrt(v):
    return math.sqrt(v) if v >= 0 else v if v == 0 else nan


def small_rsqrt(count, r):
    """One over a root for numbers of 16 bits: torch rounds the root too."""
    if count >= 16:
        refuse("rsqrt of so many small numbers")  # those that fill its registers are rounded once
    return lambda v: _div(1.0, r(_sqrt(v)))


def _exp(v):
    try:
        return math.exp(v)
    except (OverflowError, ValueError):
        return inf


def _log(v):
    return (
        math.log(v) if v > 0 and v != inf else v if v == inf or v != v else -inf if v == 0 else nan
    )


def _safe(f, at_inf=nan):
    def g(v):
        if v != v or abs(v) == inf:
            return at_inf if not callable(at_inf) else at_inf(v)
        return f(v)

    return g


def _round(v):
    if v != v or abs(v) == inf or abs(v) > 4e15:
        return v
    lo = math.floor(v)
    d = v - lo
    r = lo if d < 0.5 else lo + 1 if d > 0.5 else lo + lo % 2
    return math.copysign(float(r), v)


def _sigmoid(v):
    return 1.0 / (1.0 + _exp(-v))


def _sigmoid32(v):
    return 1.0 / f32(1.0 + f32(_exp(-v)))


def _sgn(v):
    return float((v > 0) - (v < 0))  # 0 of nan, as torch's


def _tanh(v):
    return math.tanh(v)


def _sq(v):
    return v * v


def _whole(fn, v):
    """A whole number next to another, which keeps the sign of that where it is 0."""
    return math.copysign(float(fn(v)), v) if abs(v) < inf else v


def _sinc(v):
    return 1.0 if v == 0 else math.sin(math.pi * v) / (math.pi * v)


def _sinc32(v):
    p = f32(f32(math.pi) * v)
    return 1.0 if v == 0 else f32(math.sin(p)) / p
