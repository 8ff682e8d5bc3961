"""Lengths of rows, whose squares leave float32 sooner than the numbers themselves do."""

import math

from ._broadcast import inf
from ._types import float64, refuse

LARGEST, SMALLEST, NOTHING = 3.40282356779733e38, 1.1754943508222875e-38, 7.006492321624085e-46


def length(row, p, dtype):
    """The p-th root of the sum of p-th powers of a row."""
    if p == 1:
        return sum(abs(v) for v in row)
    if p == inf:
        return max(map(abs, row), key=lambda v: (v != v, v), default=0.0)  # what is no number wins
    powers = [v * v for v in row] if p == 2 else [abs(v) ** p for v in row]
    powered = added(powers, dtype)
    return math.sqrt(powered) if p == 2 else powered ** (1 / p)


def added(powers, dtype):
    """Their sum; torch adds in float32 what is no float64, where it may be too large or too small."""
    s = sum(powers)
    if dtype is float64 or not 0 < s < inf:
        return s
    if s >= LARGEST:
        return inf
    if s < SMALLEST:
        return 0.0 if max(powers) < NOTHING else refuse("the length of numbers so small")
    return s
