"""What stands at a rank: quantiles, the most frequent, the largest so far."""

import math

from ._broadcast import axes
from ._extreme import Pair, amax, amin, pair
from ._graph import Mode, Saved, record, renamed
from ._mode import otherwise, unnamed
from ._pick import gather, lines, one_axis
from ._returned import returned
from ._sorting import FEW, chosen_by, median_of, sort
from ._tensor import Tensor, new
from ._types import f32, fault, float32, int64, kind, refuse


def _plain(x, what):
    """The numbers, where each of them has its place in an order."""
    vals = x.vals()
    if not vals or kind(x.dtype) != 2 or any(v != v for v in vals):
        refuse(f"{what} of nothing, of nan, or of whole numbers")
    return vals


def selected(vals, k):
    """Which number has rank `k`, among equal ones that which torch's search finds."""
    at, low, high = list(range(len(vals))), 0, len(vals) - 1

    def order(p, q):
        if vals[at[p]] > vals[at[q]]:
            at[p], at[q] = at[q], at[p]

    while high > low:
        if high == low + 1:
            order(low, high)
            break
        middle = (low + high) // 2
        at[middle], at[low + 1] = at[low + 1], at[middle]
        order(low + 1, high)
        order(low, high)
        order(low + 1, low)
        cut, behind = _parted(vals, at, low, high)
        low, high = behind if cut <= k else low, cut - 1 if cut >= k else high
    return at[k]


def _parted(vals, at, low, high):
    """Smaller ones before the number at `low`, larger ones behind; where it is, and where they begin."""
    pivot, i, j = vals[at[low]], low + 1, high
    while True:
        i += 1
        while vals[at[i]] < pivot:
            i += 1
        j -= 1
        while vals[at[j]] > pivot:
            j -= 1
        if j < i:
            at[low], at[j] = at[j], at[low]
            return j, i
        at[i], at[j] = at[j], at[i]


def kthvalue(input, k, dim=-1, keepdim=False):
    d = one_axis(dim, input)
    vals = _plain(input, "kthvalue")
    if not 1 <= k <= (input.shape[d] if input.dim() else 1):
        refuse("kthvalue of such a rank")
    columns = [(line, [selected([vals[p] for p in line], k - 1)]) for line in lines(input, d)]
    return pair("kthvalue", *chosen_by(columns, input, d, [0], "KthvalueBackward0", keepdim))


def msort(input):
    return sort(input, 0)[0]


def nanmedian(input, dim=None, keepdim=False):
    if dim is not None or keepdim or kind(input.dtype) != 2 or all(v != v for v in input.vals()):
        refuse("this call of nanmedian")
    return median_of(input, "NanmedianBackward0")


def mode(input, dim=-1, keepdim=False):
    d, vals, columns = one_axis(dim, input), _plain(input, "mode"), []
    for line in lines(input, d):
        row = [vals[p] for p in line]
        if len(row) > FEW and len(set(row)) != len(row):
            refuse("the mode of so many")
        found = min(set(row), key=lambda v: (-row.count(v), v))
        columns.append((line, [max(k for k, v in enumerate(row) if v == found)]))
    return pair("mode", *chosen_by(columns, input, d, [0], "ModeBackward0", keepdim))


def _so_far(name, node, better):
    """The best of each line up to each of its places, of equal ones the last."""

    def f(input, dim):
        if not input.numel():
            refuse("the most so far of nothing")
        if not input.dim():
            refuse("the most so far of a single number")
        d, vals, columns = one_axis(dim, input), _plain(input, name), []
        for line in lines(input, d):
            best, row = 0, []
            for k, p in enumerate(line):
                best = k if better(vals[p], vals[line[best]]) else best
                row.append(best)
            columns.append((line, row))
        ranks = range(len(columns[0][1]))
        return pair(name, *chosen_by(columns, input, d, ranks, node))

    return f


cummax = _so_far("cummax", "CummaxBackward0", lambda p, q: p >= q)
cummin = _so_far("cummin", "CumminBackward0", lambda p, q: p <= q)


class _Ends(Pair):
    __slots__ = ()
    min = property(lambda self: self[0])
    max = property(lambda self: self[1])

    def __repr__(self):
        return f"torch.return_types.aminmax(\nmin={self[0]!r},\nmax={self[1]!r})"


_MinMax = returned("aminmax", _Ends)


def aminmax(input, *, dim=None, keepdim=False):
    _plain(input, "aminmax")
    found = [f(input.detach(), dim, keepdim) for f in (amin, amax)]
    dims = axes(dim, input.dim())

    def slope(n, g, r):
        t = n.get("self")
        if not keepdim:
            ones = [1 if d in dims else n for d, n in enumerate(t.shape)]
            g, r = g.reshape(ones), r.reshape(ones)
        if not t.dim():
            unnamed()
        mask = t == r
        hits = mask.sum(dims, keepdim=True) if dims else mask.sum()
        return g / hits * mask

    def back(n, low, high):
        both = [slope(n, g, r) for g, r in zip((low, high), found, strict=True) if g is not None]
        return (both[0] if len(both) == 1 else both[0] + both[1],)

    return _MinMax(*_two_of_one(found, input, back))


def _two_of_one(found, x, back):
    """Two results of one step."""
    first, second = (new(t.vals(), t.shape, t.dtype) for t in found)
    record(first, "AminmaxBackward0", [x], back, [("self", x)])
    node = first._gf
    if node is not None:
        node.n_out = 2
        second._gf, second._nr = node, 1
        node.out_meta[1] = (second.shape, second.dtype)
        if not Mode.hooks:
            node.more = {**node.more, "min": Saved(first, node), "max": Saved(second, node)}
    return first, second


def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    return _quantile(input, q, dim, keepdim, interpolation)


def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    return _quantile(input, q, dim, keepdim, interpolation)


def _quantile(x, q, dim, keepdim, interpolation):
    _plain(x, "quantile")
    if isinstance(q, Tensor) or interpolation != "linear" or keepdim or x.dtype.code not in "fd":
        refuse("this call of quantile")
    if not 0 <= q <= 1:
        fault(RuntimeError, f"quantile() q must be in the range [0, 1] but got {q:g}")
    d = one_axis(0 if dim is None else dim, x)
    x = x.reshape(-1) if dim is None and x.dim() != 1 else x
    out = otherwise(_between, x, d, q).squeeze(d)
    if out.requires_grad:
        renamed(out.grad_fn, "SqueezeBackward4")
    out._base, out._vc = None, [2]  # torch edits its result in place on the way
    return out


def _between(x, d, q):
    """Between the two numbers of each line that are next to a rank."""
    r = f32 if x.dtype is float32 else float
    rank = r(r(q) * ((x.shape[d] if x.dim() else 1) - 1))
    order = sort(x, d)[0]
    order = order.view(order.shape)
    shape = [1 if k == d else n for k, n in enumerate(x.shape)]
    size = x.numel() // max(x.shape[d] if x.dim() else 1, 1)
    ends = [new([f(rank)] * size, shape, int64) for f in (math.floor, math.ceil)]
    above, below = (gather(order, d, end) for end in reversed(ends))
    share = r(rank - math.floor(rank))
    return _mixed(below, above, new([share] * size, shape, x.dtype), d)


def _mixed(below, above, share, d):
    def back(n, g):
        w = n.get("weight")
        return g * (1 - w) if n.need(0) else None, g * w if n.need(1) else None, None

    r, vals = f32 if below.dtype is float32 else float, []
    for p, q, w in zip(below.vals(), above.vals(), share.vals(), strict=True):
        vals.append(p + w * r(q - p) if w < 0.5 else q - r(q - p) * r(1 - w))
    saved = [("weight", share)]
    ins = [below, above, share]
    return record(new(vals, below.shape, below.dtype), "LerpBackward1", ins, back, saved)
