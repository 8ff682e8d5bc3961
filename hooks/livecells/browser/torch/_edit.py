"""Setting entries."""

from ._broadcast import bshape, is_number, spread
from ._graph import record
from ._index import _basic, _places
from ._inplace import inplace, repeats
from ._tensor import Tensor, new, wrapped
from ._types import fault, refuse
from ._views import expand, view_of


def setitem(t, key, value):
    v, left = _basic(t, key)
    if not left:
        if v is t:
            v = view_of(t, t.shape, t._st, t._o, "AliasBackward0", lambda n, g: (g,))
        if is_number(value):
            fill_(v, value)
        elif isinstance(value, Tensor):
            if value.dim() == 0 and v.dim():
                fill_(v, value)
            else:
                if value.dim() > v.dim():
                    lead = value.dim() - v.dim()
                    if all(n == 1 for n in value.shape[:lead]):
                        value = value.view(tuple(value.shape[lead:]))
                expand(value.detach(), tuple(v.shape))  # says what does not fit, as torch does
                copy_(v, value)
        else:
            fault(
                TypeError,
                f"can't assign a {type(value).__name__} to a torch.{t.dtype.title}Tensor",
            )
        return
    if repeats(v):
        refuse("an edit by indices of an expanded tensor")  # torch only warns, some day it may not
    places, shape = _places(v, left)
    val = value if isinstance(value, Tensor) else wrapped(value)

    if not _spreads(val.shape, shape):
        text = "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
        fault(RuntimeError, text % (list(val.shape), list(shape)))

    def put(old):
        vals = old.vals()
        fill = spread(val, shape, old.dtype) if val.dim() <= len(shape) else None
        if fill is None:
            fault(
                RuntimeError,
                f"shape mismatch: value tensor of shape {list(val.shape)} cannot be broadcast to indexing result of shape {list(shape)}",
            )
        for p, q in zip(places, fill, strict=False):
            vals[p] = q
        out = new(vals, old.shape, old.dtype)

        def back(n, g):
            gv = g.vals()
            picked = new([gv[p] for p in places], shape, g.dtype)
            for p in places:
                gv[p] = 0.0
            return (new(gv, g.shape, g.dtype), picked)

        return record(out, "IndexPutBackward0", [old, val], back)

    inplace(v, put)


def _spreads(small, shape):
    """Whether values of one size can be spread over another."""
    if len(small) > len(shape):
        return False
    pairs = zip(reversed(small), reversed(shape), strict=False)
    return all(a in (1, b) for a, b in pairs)


def copy_(t, src, non_blocking=False):
    if not isinstance(src, Tensor):
        refuse("copy_ of something else than a tensor")
    if src._d is t._d and (src._o, src._st, tuple(src.shape)) != (t._o, t._st, tuple(t.shape)):
        refuse("copy_ between parts of one tensor")

    def fn(old):
        vals = spread(src, _fits(src, t), t.dtype)
        return record(
            new(vals, t.shape, t.dtype),
            "CopyBackwards",
            [old, src],
            lambda n, g: (_zeros(g) if n.need(0) else None, g),
        )

    return inplace(t, fn)


def _fits(src, t):
    """The shape of a copy: that of the tensor, into which the source can be spread."""
    if tuple(bshape(t.shape, src.shape)) != tuple(t.shape):
        refuse("a copy from a larger tensor")
    return tuple(t.shape)


def _zeros(g):
    return new([0.0] * g.numel(), g.shape, g.dtype)


def fill_(t, v):
    if isinstance(v, Tensor) and v.dim():
        text = "fill_ only supports 0-dimension value tensor but got tensor with %d dimensions."
        fault(RuntimeError, text % v.dim())
    if not isinstance(v, Tensor) and not is_number(v):
        refuse("fill_ with something else than a number")

    def fn(old):
        num = v.item() if isinstance(v, Tensor) else v
        out = new([num] * t.numel(), t.shape, t.dtype)
        if isinstance(v, Tensor):
            return record(out, "FillBackward3", [old, v], lambda n, g: (_zeros(g), g.sum()))
        return record(out, "FillBackward2", [old], lambda n, g: (_zeros(g),))

    return inplace(t, fn, True)


def zero_(t):
    def fn(old):
        return record(
            new([0] * t.numel(), t.shape, t.dtype),
            "ZeroBackward0",
            [old],
            lambda n, g: (_zeros(g),),
        )

    return inplace(t, fn, True)
