"""Normal numbers from 16 uniform ones, by the method of Box and Muller as torch has it.

In single precision torch takes the logarithm, the sine and the cosine by the polynomials of the
Cephes library, eight at once. Each line below is one of its steps, rounded where that is.
"""

import math

from ._multiply_add import double, single
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


def _polynomial(x, first, *others):
    for number in others:
        first = f32(first * x + number)
    return first


def _log(x):
    x, e = math.frexp(x)
    if x < ROOT:
        e, x = e - 1, f32(x - 1 + x)
    else:
        x = f32(x - 1)
    z = f32(x * x)
    y = f32(_polynomial(x, *LOG) * x)
    y = f32(y * z + f32(e * LOG_2))
    return f32(f32(x + f32(y - z * 0.5)) + e * 0.693359375)


def _cosine_and_sine(x):
    eighth = (int(f32(x * EIGHTHS)) + 1) & ~1
    for part in PARTS:
        x = f32(eighth * part + x)
    z = f32(x * x)
    c = f32(_polynomial(z, *COSINE) * z)
    c = f32(f32(c * z - 0.5 * z) + 1)
    s = f32(_polynomial(z, *SINE) * z)
    s = f32(s * x + x)
    if eighth & 2:
        c, s = s, c
    return -c if (eighth + 2) & 4 else c, -s if eighth & 4 else s


def sixteen(uniform, mean, std):
    """The normal numbers of 16 uniform ones, in single precision."""
    mean, std, found = f32(mean), f32(std), []
    for u, v in zip(uniform[:8], uniform[8:], strict=True):
        r = f32(math.sqrt(f32(-2.0 * _log(f32(1 - u)))))
        found.append([single(f32(r * w), std, mean) for w in _cosine_and_sine(f32(TURN * v))])
    return [c for c, _ in found] + [s for _, s in found]


def sixteen_in_double(uniform, mean, std):
    """The same in double precision, by the functions of the C library."""
    found = []
    for u, v in zip(uniform[:8], uniform[8:], strict=True):
        r, angle = math.sqrt(-2.0 * math.log(1 - u)), 2.0 * math.pi * v
        found.append([scaled(r * w(angle), mean, std) for w in (math.cos, math.sin)])
    return [c for c, _ in found] + [s for _, s in found]


def scaled(x, mean, std):
    """A number of double precision with another mean and spread."""
    return x if std == 1 and not mean else double(x, std, mean)
