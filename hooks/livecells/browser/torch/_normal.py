"""Normal numbers from 16 uniform ones, by the method of Box and Muller as torch has it.

In single precision torch takes the logarithm, the sine and the cosine by the polynomials of the
Cephes library, eight at once. Each array below is one of its steps, rounded where that is.
"""

import math
from array import array
from operator import add, mul

from ._multiply_add import double
from ._types import f32

TURN = f32(2.0 * math.pi)
ROOT = f32(math.sqrt(0.5))
LOG_2 = f32(-2.12194440e-4)  # the end of it; the beginning, 0.693359375, has few digits
EIGHTHS = f32(4 / math.pi)
# A quarter of pi in three parts, the first two of few digits.
PARTS = (-0.78515625, -2.4187564849853515625e-4, f32(-3.77489497744594108e-8))
LOG = tuple(
    map(
        f32,
        [
            *(7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1),
            *(1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1),
            3.3333331174e-1,
        ],
    )
)
COSINE = tuple(map(f32, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]))
SINE = tuple(map(f32, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]))


def _polynomial(xs, first, *others):
    found = [first] * len(xs)
    for number in others:
        found = _single([a * x + number for a, x in zip(found, xs, strict=True)])
    return found


def _single(values):
    return array("f", values)


def _products(xs, ys):
    return _single(map(mul, xs, ys))


def _logs(xs):
    parts = [(x, e - 1) if x < ROOT else (x / 2, e) for x, e in map(math.frexp, xs)]
    xs = _single([x + x - 1 for x, _ in parts])
    z = _products(xs, xs)
    y = _products(_polynomial(xs, *LOG), xs)
    low = _single([e * LOG_2 for _, e in parts])
    y = _single([a * b + c for a, b, c in zip(y, z, low, strict=True)])
    y = _single([a - b * 0.5 for a, b in zip(y, z, strict=True)])
    y = _single(map(add, xs, y))
    return _single([a + e * 0.693359375 for a, (_, e) in zip(y, parts, strict=True)])


def _cosines_and_sines(xs):
    eighths = [(int(v) + 1) & ~1 for v in _single([x * EIGHTHS for x in xs])]
    for part in PARTS:
        xs = _single([e * part + x for e, x in zip(eighths, xs, strict=True)])
    z = _products(xs, xs)
    c = _products(_polynomial(z, *COSINE), z)
    c = _single([a * b - 0.5 * b for a, b in zip(c, z, strict=True)])
    c = _single([a + 1 for a in c])
    s = _products(_polynomial(z, *SINE), z)
    s = _single([a * x + x for a, x in zip(s, xs, strict=True)])
    turned = [_turned(*row) for row in zip(eighths, c, s, strict=True)]
    return [c for c, _ in turned], [s for _, s in turned]


def _turned(eighth, c, s):
    if eighth & 2:
        c, s = s, c
    return -c if (eighth + 2) & 4 else c, -s if eighth & 4 else s


def in_single(uniform, mean, std):
    """The normal numbers of uniform ones, 16 of 16, in single precision."""
    mean, std, (shares, turns) = f32(mean), f32(std), _halves(uniform)
    logs = _logs(_single([1 - u for u in shares]))
    lengths = _single(map(math.sqrt, _single([-2.0 * v for v in logs])))
    found = []
    for part in _cosines_and_sines(_single([TURN * v for v in turns])):
        found.append(_single([v * std + mean for v in _products(lengths, part)]))
    return _joined(*found)


def in_double(uniform, mean, std):
    """The same in double precision, by the functions of the C library."""
    found = []
    for u, v in zip(*_halves(uniform), strict=True):
        r, angle = math.sqrt(-2.0 * math.log(1 - u)), 2.0 * math.pi * v
        found.append([scaled(r * w(angle), mean, std) for w in (math.cos, math.sin)])
    return _joined([c for c, _ in found], [s for _, s in found])


def _halves(values):
    """Of each 16 the first eight, and the others."""
    starts = range(0, len(values), 16)
    first = [v for start in starts for v in values[start : start + 8]]
    return first, [v for start in starts for v in values[start + 8 : start + 16]]


def _joined(first, second):
    """The inverse of `_halves`."""
    starts = range(0, len(first), 8)
    return [v for k in starts for part in (first, second) for v in part[k : k + 8]]


def scaled(x, mean, std):
    """A number of double precision with another mean and spread."""
    return x if std == 1 and not mean else double(x, std, mean)
