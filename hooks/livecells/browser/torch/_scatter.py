"""Entries put at places of a copy, and the cross product."""

from ._graph import record
from ._held import held
from ._join import stack
from ._pick import gather_places, one_axis, picked, whole
from ._tensor import Tensor, new
from ._types import UNKNOWN, bool_, f32, fault, float32, refuse


def _source(src, x, index):
    """The tensor that is put, as large as its index."""
    if not isinstance(src, Tensor):
        held(src, x.dtype)
        return new([src] * index.numel(), index.shape, x.dtype), False
    small = src.dim() != index.dim() or any(
        n < k for n, k in zip(src.shape, index.shape, strict=True)
    )
    if small or src.dtype is not x.dtype:
        refuse("scatter of these tensors")
    return src, True


def _numbers(src, index):
    """Those of the source that have an index."""
    for d, n in enumerate(index.shape):
        src = src.detach().narrow(d, 0, n)
    return src.vals()


def scatter(input, dim, index, src=None, value=None, reduce=None):
    if reduce is not None or (src is None) == (value is None):
        refuse("this call of scatter")
    places = gather_places(input, one_axis(dim, input), index)
    given, is_tensor = _source(src if src is not None else value, input, index)
    vals = input.vals()
    for p, v in zip(places, _numbers(given, index), strict=True):
        vals[p] = v
    shape, hit = tuple(index.shape), set(places)
    gone = new([p in hit for p in range(len(vals))], input.shape, bool_)

    def back(n, g):
        return g.masked_fill(gone, 0), picked(
            g, places, shape, "GatherBackward0"
        ) if is_tensor and n.need(1) else None

    ins = [input, given] if is_tensor else [input]
    name = "ScatterBackward0" if is_tensor else "ScatterBackward1"
    return record(new(vals, input.shape, input.dtype), name, ins, back)


def scatter_add(input, dim, index, src):
    places = gather_places(input, one_axis(dim, input), index)
    if not isinstance(src, Tensor):
        refuse("scatter_add of something else than a tensor")
    given, _ = _source(src, input, index)
    shape = tuple(index.shape)

    def back(n, g):
        return g, picked(g, places, shape, "GatherBackward0") if n.need(1) else None

    numbers = _numbers(given, index)
    return record(_added(input, places, numbers), "ScatterAddBackward0", [input, given], back)


def _added(x, places, numbers):
    vals, r = x.vals(), f32 if x.dtype is float32 else (lambda v: v)
    for p, v in zip(places, numbers, strict=True):
        vals[p] = r(vals[p] + v)
    return new(vals, x.shape, x.dtype)


def index_add(input, dim, index, source, *, alpha=1):
    d = one_axis(dim, input)
    if alpha != 1 or not isinstance(source, Tensor) or source.dtype is not input.dtype:
        refuse("this call of index_add")
    shape = list(input.shape)
    if index.dim() != 1 or not shape:
        refuse("index_add of these shapes")
    shape[d] = index.shape[0]
    if tuple(source.shape) != tuple(shape):
        refuse("index_add of these shapes")
    wide = [1] * len(shape)
    wide[d] = -1
    places = gather_places(input, d, index.reshape(*wide).expand(*shape).contiguous())
    small = tuple(shape)

    def back(n, g):
        return g, picked(g, places, small, "IndexSelectBackward0") if n.need(1) else None

    return record(_added(input, places, source.vals()), "IndexAddBackward0", [input, source], back)


def index_fill(input, dim, index, value):
    if isinstance(value, Tensor):
        refuse("this call of index_fill")
    d = one_axis(dim, input)
    if index.dim() != 1 or not input.dim():
        refuse("this call of index_fill")
    if isinstance(value, complex):
        refuse("index_fill with a complex number")
    held(value, input.dtype)
    chosen = {k % input.shape[d] for k in whole(index)}
    st = input.new_zeros(input.shape).stride(d)
    hit = [p // st % input.shape[d] in chosen for p in range(input.numel())]
    gone = new(hit, input.shape, bool_)
    vals = [value if h else v for h, v in zip(hit, input.vals(), strict=True)]

    def back(n, g):
        return (g.masked_fill(gone, 0),)

    return record(new(vals, input.shape, input.dtype), "IndexFillBackward0", [input], back)


def cross(input, other, dim=None):
    if dim not in (0, -1) or tuple(input.shape) != (3,) or tuple(other.shape) != (3,):
        refuse("this cross product")
    if input.dtype is bool_:
        fault(NotImplementedError, UNKNOWN % ("cross", "Bool"))
    a, b = input.detach().unbind(), other.detach().unbind()
    parts = [a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)]
    out = stack(parts)

    def back(n, g):
        x, y = n.get("self"), n.get("other")
        return (
            cross(y, g, 0) if n.need(0) else None,
            cross(g, x, 0) if n.need(1) else None,
        )

    fresh = new(out.vals(), out.shape, out.dtype)
    saved = [("self", input), ("other", other)]
    return record(fresh, "LinalgCrossBackward0", [input, other], back, saved)
