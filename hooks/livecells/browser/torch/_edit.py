"""Setting entries."""

from ._broadcast import bshape, is_number, spread
from ._graph import record
from ._index import _basic, _places
from ._inplace import inplace
from ._tensor import Tensor, new, wrapped
from ._types import fault, refuse
from ._views import view_of


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
                copy_(v, value)
        else:
            fault(
                TypeError,
                f"can't assign a {type(value).__name__} to a torch.{t.dtype.title}Tensor",
            )
        return
    places, shape = _places(v, left)
    val = value if isinstance(value, Tensor) else wrapped(value)

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
    if len(src.shape) > len(t.shape) or tuple(bshape(src.shape, t.shape)) != tuple(t.shape):
        fault(
            RuntimeError,
            "The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton dimension %d"
            % (t.shape[-1] if t.shape else 1, src.shape[-1], max(t.dim() - 1, 0))
            if len(src.shape) <= len(t.shape)
            else f"output with shape {list(t.shape)} doesn't match the broadcast shape {list(bshape(src.shape, t.shape))}",
        )
    return tuple(t.shape)


def _zeros(g):
    return new([0.0] * g.numel(), g.shape, g.dtype)


def fill_(t, v):
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
