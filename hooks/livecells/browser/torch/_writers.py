"""Entries written at places of a copy: of several for one place the last, the sum, or the most."""

from ._broadcast import _expandable, spread
from ._graph import record
from ._index import TWO_TYPES, _basic, _dimensions, _places, is_mask
from ._pick import gather_places, one_axis, picked, whole
from ._tensor import Tensor, new
from ._types import bool_, f32, fault, float32, kind, refuse

MISFIT = (
    "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
)


def written(x, places, src, shape, name, *, added=False, saved=()):
    """The numbers of `src` at places of those of `x`, as one step."""
    vals, r = x.vals(), f32 if x.dtype is float32 else (lambda v: v)
    for p, v in zip(places, spread(src, shape), strict=True):
        vals[p] = r(vals[p] + v) if added else v
    hit = set(places)
    gone = new([p in hit for p in range(len(vals))], x.shape, bool_)

    def back(n, g):
        first = g if added else g.masked_fill(gone, 0)
        pull = picked(g, places, shape, "IndexBackward0") if n.need(1) else None
        return first if n.need(0) else None, pull

    return record(new(vals, x.shape, x.dtype), name, [x, src], back, saved)


def _same_type(x, src, what):
    if not isinstance(src, Tensor):
        refuse(f"{what} of something else than a tensor")
    if src.dtype is not x.dtype:
        refuse(f"{what} of tensors of several types")


def index_put(input, indices, values, accumulate=False):
    if not isinstance(values, Tensor):
        refuse("index_put of something else than a tensor")
    key = tuple(indices)
    if not key or not all(isinstance(i, Tensor) for i in key):
        refuse("index_put with these indices")
    if not input.dim():
        refuse("index_put of a tensor without axes")
    if _dimensions(list(key)) > input.dim():
        text = "too many indices for tensor of dimension %d (got %d)"
        fault(IndexError, text % (input.dim(), len(key)))
    v, left = _basic(input.detach(), key)
    if not left or v.shape != input.shape:
        refuse("index_put with these indices")

    def fits(shape):
        if not _expandable(values.shape, shape):
            fault(RuntimeError, MISFIT % (list(values.shape), list(shape)))

    places, shape = _places(v, left, fits)
    if values.dtype is not input.dtype:
        if is_mask(key[0]) and values.numel() == 1:
            refuse("index_put of tensors of several types")
        fault(RuntimeError, TWO_TYPES % (input.dtype.title, values.dtype.title))
    return written(input, places, values, shape, "IndexPutBackward0", added=accumulate)


def _along(input, dim, index, source, what):
    """The places of whole slices along an axis."""
    d = one_axis(dim, input)
    _same_type(input, source, what)
    shape = list(input.shape)
    if index.dim() != 1 or not shape:
        refuse(f"{what} of these shapes")
    shape[d] = index.shape[0]
    if tuple(source.shape) != tuple(shape):
        refuse(f"{what} of these shapes")
    wide = [1] * len(shape)
    wide[d] = -1
    return gather_places(input, d, index.reshape(*wide).expand(*shape).contiguous()), tuple(shape)


def index_copy(input, dim, index, source):
    places, shape = _along(input, dim, index, source, "index_copy")
    return written(input, places, source, shape, "IndexCopyBackward0", saved=[("index", index)])


def put(input, index, source, accumulate=False):
    _same_type(input, source, "put")
    n = input.numel()
    places = [k % n if -n <= k < n else refuse("an index out of range") for k in whole(index)]
    if index.numel() != source.numel() or index.dim() != source.dim():
        refuse("put of these shapes")
    shape = tuple(source.shape)
    return written(input, places, source, shape, "PutBackward0", added=accumulate)


def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    _same_type(input, src, "scatter_reduce")
    if reduce not in ("amax", "amin") or not include_self or kind(input.dtype) != 2:
        refuse(f"scatter_reduce by {reduce!r}")
    places = gather_places(input, one_axis(dim, input), index)
    if tuple(src.shape) != tuple(index.shape):
        refuse("scatter_reduce of these shapes")
    vals, best = input.vals(), max if reduce == "amax" else min
    if any(v != v for v in [*vals, *src.vals()]):
        refuse("scatter_reduce with nan")
    for p, v in zip(places, src.vals(), strict=True):
        vals[p] = best(vals[p], v)
    shape = tuple(index.shape)

    def back(n, g):
        x, s, r = n.get("self"), n.get("src"), n.get("result")
        own = (x == r).to(g.dtype)
        given = (s == picked(r.detach(), places, shape, "")).to(g.dtype)
        count = new(own.vals(), g.shape, g.dtype)
        for p, v in zip(places, given.vals(), strict=True):
            count._d[p] += v
        share = g / count
        pull = given * picked(share, places, shape, "")
        return own * share if n.need(0) else None, pull if n.need(1) else None

    out = new(vals, input.shape, input.dtype)
    saved = [("self", input), ("src", src), ("index", index)]
    return record(out, "ScatterReduceBackward0", [input, src], back, saved, "result")
