"""Counts and steps: what has no slope, or none that torch knows."""

import math

from ._absent import fill
from ._arithmetic import no_derivative_of
from ._broadcast import batched, bshape, spread
from ._compare import where
from ._elementary import _log
from ._graph import record
from ._layout import new_like
from ._make import linspace
from ._random import rand_vals
from ._returned import returned
from ._tensor import Tensor, new
from ._tests import UNSIZED
from ._types import bool_, fault, int32, int64, kind, refuse


def bucketize(input, boundaries, *, out_int32=False, right=False):
    if not isinstance(boundaries, Tensor) or boundaries.dim() != 1 or input.dtype is bool_:
        refuse("these boundaries of bucketize")
    edges = boundaries.vals()
    if edges != sorted(edges) or any(v != v for v in edges):
        refuse("these boundaries of bucketize")
    one = not isinstance(input, Tensor)
    vals = [input] if one else input.vals()
    if any(v != v for v in vals):
        refuse("bucketize of nan")
    places = [sum(e <= v if right else e < v for e in edges) for v in vals]
    return new(places, () if one else input.shape, int32 if out_int32 else int64)


def _counted(input, bins, low, high):
    """How many numbers are in each of equal parts, and the ends of these."""
    vals = input.vals()
    if not isinstance(bins, int) or input.dtype.code not in "fd" or not vals:
        refuse("a histogram of this kind")
    if any(not math.isfinite(v) for v in (*vals, low, high)) or bins < 1:
        refuse("a histogram of this kind")
    if low == high:
        low, high = min(vals), max(vals)
    if low >= high:
        refuse("a histogram of equal numbers")
    width, counts = (high - low) / bins, [0] * bins
    for v in vals:
        if low <= v <= high:
            place = (v - low) / width
            if abs(place - round(place)) < 1e-6 and v not in (low, high):
                refuse("a histogram with a number on an edge")
            counts[min(int(place), bins - 1)] += 1
    return counts


def histc(input, bins=100, min=0, max=0):
    return new(_counted(input, bins, min, max), (bins,), input.dtype)


class _Histogram(tuple):
    __slots__ = ()
    hist = property(lambda self: self[0])
    bin_edges = property(lambda self: self[1])

    def __repr__(self):
        return f"torch.return_types.histogram(\nhist={self[0]!r},\nbin_edges={self[1]!r})"


fill(_Histogram, "result")
histogram_result = returned("histogram", _Histogram)


def histogram(input, bins, *, range=None, weight=None, density=False):
    if weight is not None or density or range is not None:
        refuse("a histogram of this kind")
    counts, vals = _counted(input, bins, 0, 0), input.vals()
    parts = new(counts, (bins,), input.dtype)
    edges = linspace(min(vals), max(vals), bins + 1, dtype=input.dtype)
    return histogram_result(no_derivative_of("histogram", t, [input]) for t in (parts, edges))


def heaviside(input, values):
    if not isinstance(values, Tensor) or values.dtype is not input.dtype:
        refuse("heaviside with these values")
    shape = bshape(input.shape, values.shape)
    pairs = zip(spread(input, shape), spread(values, shape), strict=True)
    made = [b if a == 0 else float(a > 0) for a, b in pairs]
    return no_derivative_of(
        "heaviside", new_like(made, shape, input.dtype, input, values), [input, values]
    )


def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    if not all(isinstance(flag, bool) for flag in (sorted, return_inverse, return_counts)):
        refuse("unique with a flag that is not True or False")
    more = return_inverse or return_counts
    if not sorted or dim is not None or (more and input.requires_grad):
        refuse("unique in this way")
    if batched(input):
        fault(RuntimeError, UNSIZED % "_unique2")
    vals = input.vals()
    if any(v != v for v in vals) or input.dtype.is_complex:
        refuse("unique with nan")
    found = []
    for v in _ordered(vals):
        if not found or found[-1] != v:
            found.append(v)

    def back(node, g):
        fault(NotImplementedError, UNIQUE)

    made = record(new(found, (len(found),), input.dtype), "Unique2Backward0", [input], back)
    if not more:
        return made
    places = [found.index(v) for v in vals]
    counts = new([places.count(k) for k in range(len(found))], made.shape, int64)
    inverse = [new(places, input.shape, int64)] if return_inverse else []
    return (made, *inverse, *([counts] if return_counts else []))


UNIQUE = "the derivative for '_unique2' is not implemented."


def _ordered(vals):
    made = list(vals)
    made.sort()
    return made


def bernoulli(input, p=None, *, generator=None):
    if p is not None or generator is not None or kind(input.dtype) != 2:
        refuse("bernoulli in this way")
    if any(not 0 <= v <= 1 for v in input.vals()):
        refuse("bernoulli of these probabilities")
    if input.dtype.code not in "fd":
        refuse("bernoulli in this way")
    drawn = [
        u < v for u, v in zip(rand_vals(input.numel(), input.dtype), input.vals(), strict=True)
    ]
    back = lambda n, g: (g.new_zeros(g.shape),)
    return record(new(drawn, input.shape, input.dtype), "BernoulliBackward0", [input], back)


def xlogy(input, other):
    """The product with a logarithm, 0 where the first is 0."""
    if not isinstance(input, Tensor) or not isinstance(other, Tensor):
        refuse("xlogy of numbers")
    if input.dtype is not other.dtype or input.dtype.code not in "fd":
        refuse("xlogy of these types")
    shape = bshape(input.shape, other.shape)
    pairs = zip(spread(input, shape), spread(other, shape), strict=True)
    made = [b if b != b else 0.0 if a == 0 else a * _log(b) for a, b in pairs]

    def back(n, g):
        x, y = n.get("self"), n.get("other")
        left = (x == 0) & (y <= 0)
        first = g * where(left, 0.0, y.log()) if n.need(0) else None
        return first, g * x / y if n.need(1) else None

    saved = [("other", other), ("self", input)]
    return record(
        new_like(made, shape, input.dtype, input, other),
        "XlogyBackward0",
        [input, other],
        back,
        saved,
    )
