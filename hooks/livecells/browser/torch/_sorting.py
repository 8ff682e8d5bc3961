"""Sorted, the largest few, and the middle."""

from ._extreme import pair
from ._pick import lines, one_axis, picked
from ._tensor import new
from ._types import int64, refuse


def _orders(x, d, descending):
    """The places of each line in the order of their numbers; equal ones stay in theirs."""
    vals = x.vals()
    if any(v != v for v in vals):
        refuse("sorting with nan")
    for line in lines(x, d):
        yield line, sorted(range(len(line)), key=lambda k: vals[line[k]], reverse=descending)


def _chosen(x, d, ranks, name, descending, keepdim=True):
    """Those of each line that have these ranks, with where they stand in it."""
    shape = list(x.shape)
    if shape:
        shape[d] = len(ranks)
    size, at = max(x.numel() // max(x.shape[d] if shape else 1, 1), 0), []
    columns = [(line, [order[r] for r in ranks]) for line, order in _orders(x, d, descending)]
    st = 1
    for n in shape[d + 1 :]:
        st *= n
    places, index = [0] * (size * len(ranks)), [0] * (size * len(ranks))
    for number, (line, ks) in enumerate(columns):
        start = number // st * st * len(ranks) + number % st
        for r, k in enumerate(ks):
            places[start + r * st], index[start + r * st] = line[k], k
    del at
    if not keepdim and shape:
        del shape[d]
    return picked(x, places, shape, name), new(index, shape, int64)


def sort(input, dim=-1, descending=False, stable=False):
    if descending:
        _distinct(input, one_axis(dim, input))
    d = one_axis(dim, input)
    ranks = range(input.shape[d] if input.dim() else 1)
    return pair("sort", *_chosen(input, d, ranks, "SortBackward0", descending))


def _distinct(x, d):
    vals = x.vals()
    for line in lines(x, d):
        if len({vals[p] for p in line}) != len(line):
            refuse("an order among equal numbers")


def argsort(input, dim=-1, descending=False, stable=False):
    return sort(input.detach(), dim, descending)[1]


def topk(input, k, dim=-1, largest=True, sorted=True):
    d = one_axis(dim, input)
    if not sorted or not 0 <= k <= (input.shape[d] if input.dim() else 1):
        refuse("topk of this kind")
    _distinct(input, d)
    return pair("topk", *_chosen(input, d, range(k), "TopkBackward0", largest))


def median(input, dim=None, keepdim=False):
    if not input.numel():
        refuse("the median of nothing")
    if dim is None:
        flat = input.vals()
        if any(v != v for v in flat):
            refuse("the median with nan")
        rank = (len(flat) - 1) // 2
        best = sorted(range(len(flat)), key=lambda k: flat[k])[rank]
        if flat.count(flat[best]) > 1 and input.requires_grad:
            refuse("the gradient of a median among equal numbers")
        return picked(input, [best], (), "MedianBackward0")
    d = one_axis(dim, input)
    _distinct(input, d)
    rank = ((input.shape[d] if input.dim() else 1) - 1) // 2
    return pair("median", *_chosen(input, d, [rank], "MedianBackward1", False, keepdim))
