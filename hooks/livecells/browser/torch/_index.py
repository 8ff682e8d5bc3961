"""Picking entries by an index."""

from ._broadcast import bshape, spread
from ._graph import Mode, record
from ._make import tensor
from ._slices import select, slice_
from ._storage import contiguous_strides, positions
from ._tensor import Tensor, new
from ._types import _bool, _int, bool_, fault, int64, kind, numel, refuse
from ._views import unsqueeze, view_of

MASK_IN_VMAP = (
    "vmap: We do not support batching operators that can support dynamic shape. Attempting to batch "
    "over indexing with a boolean mask."
)


def _basic(t, key):
    """Integers, slices, None and ... first; lists and tensors stay for `_gather`."""
    items = list(key) if isinstance(key, tuple) else [key]
    real = len(
        [
            i
            for i in items
            if i is not None
            and i is not Ellipsis
            and not isinstance(i, _bool)
            and not (isinstance(i, Tensor) and i.dtype is bool_)
        ]
    )
    masks = [i for i in items if isinstance(i, Tensor) and i.dtype is bool_]
    real += sum([m.dim() for m in masks])
    if real > t.dim():
        if t.dim() == 0 and len(items) == 1 and isinstance(items[0], slice_type):
            fault(IndexError, "slice() cannot be applied to a 0-dim tensor.")
        if t.dim() == 0 and len(items) == 1 and isinstance(items[0], _int):
            fault(
                IndexError,
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
            )
        fault(IndexError, "too many indices for tensor of dimension %d" % t.dim())
    if Ellipsis in [i for i in items if not isinstance(i, Tensor)]:
        k = [i is Ellipsis for i in items].index(True)
        items[k : k + 1] = [slice_all] * (t.dim() - real)
    d, left, gone = 0, [], 0
    for it in items:
        if isinstance(it, _bool):
            refuse("indexing with True or False")
        if it is None:
            t = unsqueeze(t, d)
            d += 1
        elif it is slice_all:
            d += 1
        elif isinstance(it, _int):
            t = select(t, d, it, d + gone)
            gone += 1
        elif isinstance(it, Tensor) and not it.shape and kind(it.dtype) == 1:
            t = select(t, d, int(it.item()))
        elif isinstance(it, slice_type):
            if not t.dim():
                fault(IndexError, "slice() cannot be applied to a 0-dim tensor.")
            bounds = _bounds(it)
            if not (isinstance(key, tuple) and _is_whole(bounds, t.shape[d])):
                t = slice_(t, d, *bounds)
            d += 1
        elif isinstance(it, (list, tuple)):
            left.append((d, tensor(it)))
            d += 1
        elif isinstance(it, Tensor):
            left.append((d, it))
            d += it.dim() if it.dtype is bool_ else 1
        elif isinstance(it, str):
            fault(TypeError, "new(): invalid data type 'str'")
        else:
            fault(
                IndexError,
                f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {type(it).__name__})",
            )
    return t, left


def _bounds(s):
    def n(v):
        return int(v.item()) if isinstance(v, Tensor) else v

    return n(s.start), n(s.stop), n(s.step)


def _is_whole(bounds, n):
    """Whether a slice leaves all in place: torch skips such among several."""
    start, stop, step = bounds
    from_start = start is None or start == 0 or start <= -n
    return from_start and (stop is None or stop >= n) and step in (None, 1)


class _All:
    pass


slice_all = _All()


class _Probe:
    def __getitem__(self, k):
        return k


slice_type = type(_Probe()[1:2])


def getitem(t, key):
    v, left = _basic(t, key)
    if not left:
        if v is t:
            v = view_of(t, t.shape, t._st, t._o, "AliasBackward0", lambda n, g: (g,))
        return v
    return index(v, left)


def _places(v, left):
    """For each entry of an advanced index, the place in the flattened numbers of `v`, and the shape."""
    idx = []
    for d, i in left:
        if i.dtype is bool_:
            if Mode.vmap:
                fault(RuntimeError, MASK_IN_VMAP)
            if tuple(i.shape) != tuple(v.shape[d : d + i.dim()]):
                k = [a == b for a, b in zip(i.shape, v.shape[d:], strict=False)].index(False)
                fault(
                    IndexError,
                    "The shape of the mask %s at index %d does not match the shape of the indexed tensor %s at index %d"
                    % (list(i.shape), k, list(v.shape), d + k),
                )
            hits = [k for k, m in enumerate(i.vals()) if m]
            st = contiguous_strides(i.shape)
            for a in range(i.dim()):
                idx.append(
                    (d + a, new([h // st[a] % i.shape[a] for h in hits], (len(hits),), int64))
                )
        elif kind(i.dtype) != 1:
            fault(IndexError, "tensors used as indices must be long, int, byte or bool tensors")
        else:
            idx.append((d, i))
    ds = [d for d, _ in idx]
    if ds != list(range(ds[0], ds[0] + len(ds))):
        refuse("indexing with tensors that are not side by side")
    shape = ()
    for _, i in idx:
        shape = bshape(shape, i.shape)
    lists = []
    for d, i in idx:
        n = v.shape[d]
        vs = spread(i, shape)
        for k in vs:
            if k >= n or k < -n:
                fault(
                    IndexError,
                    "index %d is out of bounds for dimension %d with size %d" % (k, d, n),
                )
        lists.append([k % n for k in vs])
    st = contiguous_strides(v.shape)
    head, tail = list(v.shape[: ds[0]]), list(v.shape[ds[-1] + 1 :])
    out = []
    tails = positions(tail, st[ds[-1] + 1 :], 0)
    for h in positions(head, st[: ds[0]], 0):
        for k in range(numel(shape)):
            p = h
            for (d, _), vs in zip(idx, lists, strict=False):
                p += vs[k] * st[d]
            out += [p + q for q in tails]
    return out, tuple(head) + tuple(shape) + tuple(tail)


def index(v, left):
    places, shape = _places(v, left)
    vals, old = v.vals(), v.shape
    out = new([vals[p] for p in places], shape, v.dtype)

    def back(n, g):
        z = [0.0] * numel(old)
        for p, q in zip(places, g.vals(), strict=False):
            z[p] += q
        r = new(z, old, g.dtype)
        return (
            record(
                r,
                "IndexPutBackward0",
                [g],
                lambda n2, gg: (
                    gg.reshape(-1)[new(places, (len(places),), int64)].reshape(tuple(shape)),
                ),
            ),
        )

    return record(out, "IndexBackward0", [v], back)
