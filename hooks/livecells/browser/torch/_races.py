"""Exponential times, and choices by who is first."""

import math

from ._random import seed_now
from ._tensor import new
from ._types import f32, fault, float32, int64, refuse


def exponential_(t, lambd=1.0, *, generator=None):
    if not t.dtype.is_floating_point:
        refuse("exponential_ of whole numbers")
    if lambd != lambd:
        refuse("exponential_ with nan")
    if lambd <= 0:
        text = "exponential_ expects lambda > 0.0, but found lambda="
        fault(RuntimeError, f"{text}{lambd:g}")
    gen = seed_now(generator)
    t.write([-math.log1p(-gen.u53()) / lambd for _ in range(t.numel())])
    t._vc[0] += 1
    return t


def multinomial(input, num_samples, replacement=False, *, generator=None):
    """The classes that win a race of exponential times; with several draws, the first of them."""
    if input.dim() not in (1, 2) or input.dtype.code not in "fd" or num_samples < 1:
        refuse("multinomial of these")
    vals, n = input.vals(), input.shape[-1]
    if (num_samples > 1 and replacement) or any(not v >= 0 or v == math.inf for v in vals):
        refuse("multinomial of these")
    gen, r = seed_now(generator), f32 if input.dtype is float32 else float
    race = [r(v / r(-math.log1p(-gen.u53()))) for v in vals]
    out = []
    for row in [race[i : i + n] for i in range(0, len(race), n)]:
        if sum(v > 0 for v in row) < num_samples:
            refuse("multinomial of these")
        out += sorted(range(n), key=lambda k: -row[k])[:num_samples]
    return new(out, (*input.shape[:-1], num_samples), int64)
