"""Exponential times, and choices by who is first."""

import math
from bisect import bisect_left

from ._broadcast import rows_of
from ._random import seed_now
from ._tensor import new
from ._types import f32, fault, float32, int64, refuse

INVALID = "invalid multinomial distribution"


def exponential_(t, lambd=1.0, *, generator=None):
    if not t.dtype.is_floating_point:
        refuse("exponential_ of whole numbers")
    if lambd != lambd:
        refuse("exponential_ with nan")
    if lambd <= 0:
        text = "exponential_ expects lambda > 0.0, but found lambda="
        fault(RuntimeError, f"{text}{lambd:g}")
    scale, drawn = -1.0 / lambd, seed_now(generator).shares(t.numel(), False)
    t.write([scale * math.log1p(-u) for u in drawn])
    t._vc[0] += 1
    return t


def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Classes by their weights.

    One draw of each, or several of different classes, are the first of a race of exponential times;
    with replacement each draw looks for its place among the sums of the weights so far.
    """
    _fits(input, num_samples, replacement)
    gen, r = seed_now(generator), f32 if input.dtype is float32 else float
    draw = _again if replacement and num_samples > 1 else _race
    rows = rows_of(input.vals(), input.shape[-1])
    if draw is _race:
        _are_weights(rows)
    out = [k for row in rows for k in draw(row, num_samples, gen, r)]
    return new(out, (*input.shape[:-1], num_samples), int64)


def _fits(input, count, replacement):
    if input.dim() not in (1, 2):
        fault(RuntimeError, "prob_dist must be 1 or 2 dim")
    if not input.dtype.is_floating_point:
        text = "multinomial only supports floating-point dtypes for input, got: "
        fault(RuntimeError, f"{text}{input.dtype.title}")
    if count < 1:
        fault(RuntimeError, "cannot sample n_sample <= 0 samples")
    if count > input.shape[-1] and not replacement:
        text = "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        fault(RuntimeError, text)
    if input.dtype.code not in "fd" or not input.numel():
        refuse("multinomial of these")


def _are_weights(rows):
    if not all(0 <= v < math.inf for row in rows for v in row):
        text = "probability tensor contains either `inf`, `nan` or element < 0"
        fault(RuntimeError, text)
    if not all(map(sum, rows)):
        fault(RuntimeError, f"{INVALID} (sum of probabilities <= 0)")


def _race(row, count, gen, r):
    pairs = zip(row, gen.shares(len(row), False), strict=True)
    times = [r(v / r(-math.log1p(-u))) for v, u in pairs]
    if sum(v > 0 for v in times) < count:
        refuse("multinomial of these")  # among zeros there is no first
    return sorted(range(len(row)), key=lambda k: -times[k])[:count]


def _again(row, count, gen, r):
    total, sums = 0.0, []
    for v in row:
        if not 0 <= v < math.inf:
            what = "= infinity or NaN" if v == math.inf else "< 0"
            fault(RuntimeError, f"{INVALID} (encountering probability entry {what})")
        total = r(total + v)
        sums.append(total)
    if not total:
        fault(RuntimeError, f"{INVALID} (sum of probabilities <= 0)")
    ends = [*(r(v / total) for v in sums[:-1]), 1.0]
    return [bisect_left(ends, u) for u in gen.shares(count, False)]
