"""Copies: masks, types, triangles, sorted."""

from ._broadcast import _expandable, batched, bshape, spread, sum_to
from ._device import device as device_class
from ._graph import record
from ._held import held
from ._hidden import hide_behind
from ._layout import new_copy
from ._meta import without_numbers
from ._mode import unnamed
from ._pick import picked
from ._sizes import whole
from ._storage import SURE, sure, warn_once
from ._tensor import Tensor, new
from ._types import _bool, bool_, fault, kind, pack, refuse
from ._types import dtype as dtype_class
from ._views import expand

DISCARDS = (
    "Casting complex values to real discards the imaginary part (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/Copy.cpp:307.)"
)
FILL_VALUE = (
    "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with %d dimension(s)."
)
FILL_MASK = "masked_fill_ only supports boolean masks, but got mask with dtype %s"
NAMES_IN_C = {
    "int64": "long int",
    "int32": "int",
    "uint8": "unsigned char",
    "float32": "float",
    "float64": "double",
}


def masked_fill(t, mask, value):
    if isinstance(value, Tensor) and value.requires_grad and kind(t.dtype) < 2:
        refuse("masked_fill of whole numbers with what records")
    if isinstance(value, Tensor) and value.dim():
        fault(RuntimeError, FILL_VALUE % value.dim())
    shape = bshape(mask.shape, t.shape)
    if mask.dtype is not bool_:
        said = NAMES_IN_C.get(mask.dtype.name) or refuse("masked_fill with a mask of this type")
        fault(RuntimeError, FILL_MASK % said)
    m = spread(mask, shape)
    v = held(value.vals()[0] if isinstance(value, Tensor) else value, t.dtype)
    out = new([v if k else x for k, x in zip(m, spread(t, shape), strict=False)], shape, t.dtype)
    if isinstance(value, Tensor):

        def both(n, g):
            if n.need(1):
                unnamed()
            return g.masked_fill(mask, 0), g.masked_fill(~mask, 0).sum()

        return record(out, "MaskedFillBackward1", [t, value], both, [("mask", mask)])
    back = lambda n, g: (g.masked_fill(mask, 0),)
    return record(out, "MaskedFillBackward0", [t], back, [("mask", mask)])


def masked_select(t, mask):
    if mask.dtype is not bool_:
        fault(RuntimeError, "masked_select: expected BoolTensor for mask")
    shape = bshape(t.shape, mask.shape)
    hits = [p for p, m in enumerate(spread(mask, shape)) if m]
    if tuple(t.shape) == shape:
        return picked(t, hits, (len(hits),), "MaskedSelectBackward0")
    out = picked(expand(t, shape), hits, (len(hits),), "MaskedSelectBackward0")
    if out._gf is not None:
        hide_behind(out._gf)
    return out


def clone(t, *more, memory_format=None):
    if more:
        given = f"{len(more)} {'was' if len(more) == 1 else 'were'} given"
        fault(TypeError, f"clone() takes 0 positional arguments but {given}")
    if memory_format is not None:
        refuse("clone(memory_format=)")
    return _cloned(t, new_copy(t.vals(), t.dtype, t))


def packed(t):
    """A copy in the usual order."""
    out = Tensor(pack(t.vals(), t.dtype), t.shape, t.dtype)
    out._lay = SURE
    return _cloned(t, out)


def _cloned(t, out):
    if batched(t):
        out._batched = True
    return record(out, "CloneBackward0", [t], lambda n, g: (g,))


def contiguous(t):
    return t if sure(t, "contiguous()")._dense() else packed(t)


def to(t, *args, dtype=None, device=None, copy=False, non_blocking=False):
    of_none = len(args) > 1 and args[0] is None
    if not isinstance(copy, _bool) or of_none or any(isinstance(a, _bool) for a in args[:1]):
        refuse("to with an argument of this type")
    for a in args:
        if isinstance(a, dtype_class):
            dtype = a
        elif isinstance(a, Tensor):
            dtype = a.dtype
        elif a is not None and not isinstance(a, _bool):
            device = a
    given = [a for a in args if isinstance(a, (Tensor, dtype_class))]
    if len(given) > 1 or (dtype is not None and not isinstance(dtype, dtype_class)):
        refuse("to with an argument of this type")
    dt = dtype or t.dtype
    if device == "meta" and dt is t.dtype:
        return without_numbers(t)
    if device is not None:
        device_class(device)
    if dt is t.dtype:
        return clone(t) if copy else t
    vals = t.vals()
    if t.dtype.is_complex and not dt.is_complex and dt is not bool_:
        warn_once(DISCARDS)
        vals = [v.real for v in vals]
    out = new_copy(vals, dt, t)
    src = t.dtype
    if batched(t):
        out._batched = True
    if not src.is_floating_point and not src.is_complex:
        return out
    return record(out, "ToCopyBackward0", [t], lambda n, g: (to(g, src),))


def type_as(t, o):
    return to(t, o.dtype)


def sum_to_size(t, *shape):
    if not shape:
        refuse("sum_to_size of no size")
    shape = whole(shape, "sum_to_size")
    if not _expandable(shape, t.shape):
        fault(
            RuntimeError,
            f"size {{{list(shape)}}} is not expandable to size {{{list(t.shape)}}}.",
        )
    return sum_to(t, shape)


def tril(t, diagonal=0):
    m = [j <= i + diagonal for i in range(t.shape[-2]) for j in range(t.shape[-1])]
    out = new([v if m[k % len(m)] else 0 for k, v in enumerate(t.vals())], t.shape, t.dtype)
    return record(out, "TrilBackward0", [t], lambda n, g: (g.tril(diagonal),))


def triu(t, diagonal=0):
    m = [j >= i + diagonal for i in range(t.shape[-2]) for j in range(t.shape[-1])]
    out = new([v if m[k % len(m)] else 0 for k, v in enumerate(t.vals())], t.shape, t.dtype)
    return record(out, "TriuBackward0", [t], lambda n, g: (g.triu(diagonal),))
