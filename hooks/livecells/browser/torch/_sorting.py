"""Sorted, the largest few, and the middle."""

from ._extreme import pair, spread_over
from ._graph import record
from ._mode import seen_roughly
from ._pick import BACK, lines, one_axis, picked
from ._tensor import new
from ._types import bool_, fault, int64, refuse


def _orders(x, d, descending):
    """The places of each line in the order of their numbers; equal ones stay in theirs."""
    vals = x.vals()
    if any(v != v for v in vals):
        refuse("sorting with nan")
    for line in lines(x, d):
        yield line, sorted(range(len(line)), key=lambda k: vals[line[k]], reverse=descending)


def _chosen(x, d, ranks, name, descending, keepdim=True):
    """Those of each line that have these ranks, with where they stand in it."""
    columns = [(line, [order[r] for r in ranks]) for line, order in _orders(x, d, descending)]
    return chosen_by(columns, x, d, ranks, name, keepdim)


def chosen_by(columns, x, d, ranks, name, keepdim=True):
    """The same, where it is known for each line which of its places are chosen."""
    shape = list(x.shape)
    if shape:
        shape[d] = len(ranks)
    size = max(x.numel() // max(x.shape[d] if shape else 1, 1), 0)
    st = 1
    for n in shape[d + 1 :]:
        st *= n
    places, index = [0] * (size * len(ranks)), [0] * (size * len(ranks))
    for number, (line, ks) in enumerate(columns):
        start = number // st * st * len(ranks) + number % st
        for r, k in enumerate(ks):
            places[start + r * st], index[start + r * st] = line[k], k
    if not keepdim and shape:
        del shape[d]
    one = d if name not in BACK else None
    return picked(x, places, shape, name, axis=one), new(index, shape, int64)


def sort(input, dim=-1, descending=False, stable=None):
    d = one_axis(dim, input)
    if not stable:
        _distinct(input, d)
    ranks = range(input.shape[d] if input.dim() else 1)
    name = "SortBackward0" if stable is None else "SortBackward1"
    return pair("sort", *_chosen(input, d, ranks, name, descending))


FEW = 16  # of so many numbers equal ones stay in their order


def _distinct(x, d):
    vals = x.vals()
    for line in lines(x, d):
        if len(line) > FEW and len({vals[p] for p in line}) != len(line):
            refuse("an order among equal numbers")


def argsort(input, dim=-1, descending=False, stable=False):
    if input.requires_grad:
        seen_roughly("argsort")
    return sort(input.detach(), dim, descending, stable)[1]


def topk(input, k, dim=-1, largest=True, sorted=True):
    d = one_axis(dim, input)
    if not sorted or isinstance(k, (bool, float)):
        refuse("topk of this kind")
    if not 0 <= k <= (input.shape[d] if input.dim() else 1):
        fault(RuntimeError, "selected index k out of range")
    if input.dtype is bool_:
        fault(RuntimeError, "topk does not support bool dtypes on CPU")
    _distinct(input, d)
    columns = [(line, _first(input, line, k, largest)) for line in lines(input, d)]
    return pair("topk", *chosen_by(columns, input, d, range(k), "TopkBackward0"))


def _first(x, line, k, largest):
    """The places of the first `k`, as torch finds them among equal ones."""
    vals = x.vals()
    if any(vals[p] != vals[p] for p in line):
        refuse("topk with nan")
    keys = [-vals[p] if largest else vals[p] for p in line]
    if not k:
        return []
    at = partly_ordered(keys, k - 1)
    return [*sorted(at[: k - 1], key=lambda p: keys[p]), at[k - 1]]


def median(input, dim=None, keepdim=False):
    if not input.numel() or input.dtype is bool_:
        refuse("the median of these")
    if dim is None:
        if any(v != v for v in input.vals()):
            refuse("the median with nan")
        return median_of(input, "MedianBackward0")
    d = one_axis(dim, input)
    rank = ((input.shape[d] if input.dim() else 1) - 1) // 2
    return pair("median", *_chosen(input, d, [rank], "MedianBackward1", False, keepdim))


def median_of(x, name):
    """The middle of all that are no nan; equal ones share its gradient."""
    flat = sorted(v for v in x.vals() if v == v)
    out = new([flat[(len(flat) - 1) // 2]], (), x.dtype)

    def back(n, g):
        mask = n.get("self") == n.get("result")
        return (spread_over(mask, g),)

    return record(out, name, [x], back, [("self", x)], "result")


def partly_ordered(keys, k):
    """The places of a line with that of rank `k` at its own, smaller ones before it."""
    at, low, high = list(range(len(keys))), 0, len(keys)
    while high - low > 3:
        cut = _parted(keys, at, low, high)
        low, high = (cut, high) if cut <= k else (low, cut)
    at[low:high] = sorted(at[low:high], key=lambda p: keys[p])
    return at


def _parted(keys, at, low, high):
    """Two halves about the middle one of three; where the second begins."""
    _swap(at, low, _middle(keys, at, low, high))
    pivot, i, j = keys[at[low]], low + 1, high
    while True:
        while keys[at[i]] < pivot:
            i += 1
        j -= 1
        while pivot < keys[at[j]]:
            j -= 1
        if i >= j:
            return i
        _swap(at, i, j)
        i += 1


def _swap(at, p, q):
    at[p], at[q] = at[q], at[p]


def _middle(keys, at, low, high):
    """Which of three places holds the middle number, among equal ones the one that C++ takes."""
    a, b, c = low + 1, low + (high - low) // 2, high - 1
    x, y, z = (keys[at[p]] for p in (a, b, c))
    if x < y:
        return b if y < z else c if x < z else a
    return a if x < z else c if y < z else b
