"""Picking entries by an index."""

from ._broadcast import bshape, spread
from ._graph import Mode, record
from ._make import tensor
from ._returned import type_name
from ._saved_first import may_keep
from ._slices import select, slice_
from ._storage import ODD, contiguous_strides, positions, warn
from ._tensor import Tensor, new
from ._types import _bool, _int, bool_, fault, int32, int64, kind, numel, refuse, uint8
from ._views import unsqueeze, view_of

MASK_IN_VMAP = (
    "vmap: We do not support batching operators that can support dynamic shape. Attempting to batch "
    "over indexing with a boolean mask."
)

OLD_MASK = "an index of uint8, which is a mask of old,"


SCALAR_INDEX = (
    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
    "convert a 0-dim tensor to a number"
)
OUT_OF_SCALAR = "index %d is out of bounds for dimension 0 with size 0"
NO_PLACE = "slice indices must be integers or None or have an __index__ method"
NO_SLICE = "slice() cannot be applied to a 0-dim tensor."
AS_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in "
    "pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as "
    "tensor index, x[torch.tensor(seq)], which will result either in an error or a different result "
    "(Triggered internally at "
    "/__w/pytorch/pytorch/torch/csrc/autograd/python_variable_indexing.cpp:%d.)"
)
INVALID = (
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
    "(got %s)"
)

TWO_TYPES = (
    "Index put requires the source and destination dtypes match, got %s for the destination and "
    "%s for the source."
)


def is_mask(item):
    return isinstance(item, Tensor) and item.dtype is bool_


def _dimensions(items):
    """How many dimensions the items of an index take up."""
    free = [i for i in items if i is None or i is Ellipsis or isinstance(i, _bool)]
    masks = [i for i in items if is_mask(i)]
    return len(items) - len(free) - len(masks) + sum(m.dim() for m in masks)


def _spread_out(t, key):
    """The items of an index, with `...` as so many dimensions."""
    items = list(key) if isinstance(key, tuple) else [key]
    real = _dimensions(items)
    if real > t.dim():
        if not t.dim() and isinstance(key, slice_type):
            _sliced(t, 0, key, False)
        if not t.dim() and isinstance(key, _int):
            fault(IndexError, OUT_OF_SCALAR % items[0] if items[0] else SCALAR_INDEX)
        if any(isinstance(each, Tensor) and each.dtype is uint8 for each in items):
            refuse(OLD_MASK)
        fault(IndexError, "too many indices for tensor of dimension %d" % t.dim())
    at = [k for k, i in enumerate(items) if i is Ellipsis]
    if at:
        items[at[0] : at[0] + 1] = [slice_all] * (t.dim() - real)
    return items


def _several(key):
    """Where a short list stands for several indices, and not for one: what torch says of it."""
    if isinstance(key, (list, str)) and len(key) < 32:  # of a text, the letters
        for it in key:
            if isinstance(it, (Tensor, list, tuple, str, slice_type)):
                return AS_TUPLE % 349
            if it is None or it is Ellipsis:
                return AS_TUPLE % 359
    return None


def _basic(t, key, setting=False):
    """Integers, slices, None and ... first; lists and tensors stay for `index`.

    A slice of all is no view of its own among others, nor where something is set.
    """
    said = _several(key)
    key = tuple(key) if said else key
    items = _spread_out(t, key)
    if said:
        warn(said)
    d, left, gone = 0, [], 0
    for it in items:
        if isinstance(it, _bool) or (is_mask(it) and not it.dim()):
            t = unsqueeze(t, d)  # as torch does: one row where it is true, and none where not
            left.append((d, new([0][: bool(it)], (int(bool(it)),), int64)))
            d += 1
        elif it is slice_all:
            d += 1
        elif it is None:
            t, d = unsqueeze(t, d), d + 1
        elif isinstance(it, _int):
            t, gone = select(t, d, it, d + gone), gone + 1
        elif (
            isinstance(it, Tensor)
            and not it.shape
            and kind(it.dtype) == 1
            and it.dtype is not uint8
        ):
            t = select(t, d, int(it.vals()[0]), d)
        elif isinstance(it, slice_type):
            t, d = _sliced(t, d, it, setting or isinstance(key, tuple)), d + 1
        else:
            it = _advanced(it)
            left.append((d, it))
            d += it.dim() if is_mask(it) else 1
    return t, left


def _sliced(t, d, it, among_others):
    bounds = _bounds(it)
    if bounds[2] == 0:
        fault(ValueError, "slice step cannot be zero")
    if bounds[2] is not None and bounds[2] < 0:
        fault(ValueError, "step must be greater than zero")
    if not t.dim():
        fault(IndexError, NO_SLICE)
    return t if among_others and _is_whole(bounds, t.shape[d]) else slice_(t, d, *bounds)


def _advanced(it):
    """An index of several entries as a tensor."""
    if isinstance(it, (list, tuple)):
        if any(isinstance(each, Tensor) and kind(each.dtype) > 1 for each in it):
            refuse("an index of fractions")
        return _of_sequence(tensor(it))
    if isinstance(it, str):
        fault(TypeError, "new(): invalid data type 'str'")
    if not isinstance(it, Tensor):
        if it is Ellipsis or hasattr(it, "__len__"):
            refuse("this index")
        fault(IndexError, INVALID % type_name(it))
    if it.dtype is uint8:
        refuse(OLD_MASK)
    return it


def _of_sequence(made):
    """Torch makes whole numbers of any sequence that is not of True and False."""
    if made.dtype is bool_ or kind(made.dtype) == 1:
        return made
    if not all(abs(v) < 2**63 for v in made.vals()):
        fault(RuntimeError, "value cannot be converted to type int64 without overflow")
    return made.long()


def _bounds(s):
    def n(v):
        if v is None or hasattr(type(v), "__index__"):
            return v if v is None else v.__index__()
        return fault(TypeError, NO_PLACE)

    return n(s.start), n(s.stop), n(s.step)


def _is_whole(bounds, n):
    """Whether a slice leaves all in place: torch skips such among several."""
    start, stop, step = bounds
    from_start = start is None or start == 0
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
    out = index(v, left)
    if not out.numel():
        out._lay = ODD  # torch lays out nothing in more ways than one
    return out


def _places(v, left, fits=None):
    """For each entry of an advanced index, the place in the flattened numbers of `v`, and the shape.

    `fits` is told the shape before any place is looked at.
    """
    may_keep([v], [i for _, i in left])
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
        elif i.dtype is not int64 and i.dtype is not int32:
            fault(IndexError, "tensors used as indices must be long, int, byte or bool tensors")
        else:
            idx.append((d, i))
    ds = [d for d, _ in idx]
    if ds != list(range(ds[0], ds[0] + len(ds))):
        refuse("indexing with tensors that are not side by side")
    shape = ()
    for _, i in idx:
        shape = bshape(shape, i.shape)
    if 0 in [v.shape[d] for d in ds] and 0 not in shape:
        fault(IndexError, "index is out of bounds for dimension with size 0")
    head, tail = list(v.shape[: ds[0]]), list(v.shape[ds[-1] + 1 :])
    if fits is not None:
        fits(tuple(head) + tuple(shape) + tuple(tail))
    filled = numel([*head, *shape, *tail]) > 0  # of what has no entries torch looks at no index
    lists = []
    for d, i in idx:
        n = v.shape[d]
        vs = spread(i, shape)
        for k in vs:
            if (k >= n or k < -n) and filled:
                fault(
                    IndexError,
                    "index %d is out of bounds for dimension %d with size %d" % (k, d, n),
                )
        lists.append([k % n if n else 0 for k in vs])
    st = contiguous_strides(v.shape)
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
                "IndexPutImplBackward0",
                [None, g],
                lambda n2, gg: (
                    None,
                    gg.reshape(-1)[new(places, (len(places),), int64)].reshape(tuple(shape)),
                ),
            ),
        )

    return record(out, "IndexBackward0", [v], back)
