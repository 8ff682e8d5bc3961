"""Values of the functions that Python's own `math` has not."""

import math

from ._broadcast import inf, nan

ROOT_PI = math.sqrt(math.pi)


def erfinv(y):
    """By Newton's steps from a rough beginning."""
    if y != y or abs(y) > 1:
        return nan
    if abs(y) == 1 or y == 0:
        return math.copysign(inf, y) if y else y
    low = math.log1p(-y * y)
    half = 2 / (math.pi * 0.147) + low / 2
    x = math.copysign(math.sqrt(math.sqrt(half * half - low / 0.147) - half), y)
    for _ in range(4):
        off = (math.erf(x) - y) if abs(y) < 0.5 else math.copysign(_tail(x, y), y)
        step = off * ROOT_PI / 2 * math.exp(x * x)
        x -= step / (1 + x * step)
    return x


def _tail(x, y):
    """The same difference, without loss of digits near 1."""
    return (1 - abs(y)) - math.erfc(abs(x))


def lgamma(v):
    if v != v or abs(v) == inf:
        return abs(v)
    if v <= 0 and v == math.floor(v):
        return inf
    return math.lgamma(v)


def digamma(v):
    """The slope of lgamma: by reflection, recurrence, and a series for large numbers."""
    if v == 0:
        return math.copysign(inf, -float(v))
    if v != v or v == -inf or (v < 0 and v == math.floor(v)):
        return nan
    if v < 0:
        return digamma(1 - v) - math.pi / math.tan(math.pi * math.fmod(v, 1.0))
    low = 0.0
    while v < 12:
        low += 1 / v
        v += 1
    z = 1 / (v * v)
    series = 1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * (691 / 32760 - z / 12))))
    return math.log(v) - 0.5 / v - z * (1 / 12 - z * series) - low


def trigamma(v):
    """The slope of digamma."""
    if v != v:
        return v
    if v <= 0 and v == math.floor(v):
        return inf
    if v < 0.5:
        return (math.pi / math.sin(math.pi * v)) ** 2 - trigamma(1 - v)
    low = 0.0
    while v < 12:
        low += 1 / (v * v)
        v += 1
    z = 1 / (v * v)
    series = 1 / 30 - z * (1 / 42 - z * (1 / 30 - z * (5 / 66 - z * (691 / 2730 - z * 7 / 6))))
    return low + 1 / v + z / 2 + z / v * (1 / 6 - z * series)


def bessel(v, order):
    """The modified Bessel function, times exp(-|v|)."""
    if v != v:
        return v
    x = abs(v)
    made = _by_series(x, order) if x <= 30 else _far_out(x, order)
    return -made if order and v < 0 else made


def _by_series(x, order):
    part = made = (x / 2) ** order
    k = 0
    while part > made * 1e-18:
        k += 1
        part *= (x * x / 4) / (k * (k + order))
        made += part
    return made * math.exp(-x)


def _far_out(x, order):
    if x == inf:
        return 0.0
    part = made = 1.0
    for k in range(1, 30):
        part *= -(4 * order - (2 * k - 1) ** 2) / (k * 8 * x)
        made += part
        if abs(part) < 1e-18:
            break
    return made / math.sqrt(2 * math.pi * x)
