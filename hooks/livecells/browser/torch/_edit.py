"""Setting entries."""

from ._broadcast import bshape, is_number, spread
from ._graph import record
from ._held import held
from ._index import TWO_TYPES, _basic, _places, is_mask
from ._inplace import inplace, may_begin, once, repeats
from ._returned import type_name
from ._tensor import Tensor, new, wrapped
from ._types import fault, refuse
from ._views import expand

MISFIT = (
    "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
)


def setitem(t, key, value):
    if is_number(value):
        held(value, t.dtype)
    elif not isinstance(value, Tensor):
        said = type_name(value)
        fault(TypeError, f"can't assign a {said} to a torch.{t.dtype.title}Tensor")
    if key is False:
        return
    v, left = _basic(t, None if key is True else key, setting=True)
    if not left:
        _put_whole(v, value if isinstance(value, Tensor) else new([value], (), t.dtype))
        return
    if repeats(v):
        refuse("an edit by indices of an expanded tensor")  # torch only warns, some day it may not
    _put_at(v, left, _without_ones(value) if isinstance(value, Tensor) else wrapped(value))


def _put_whole(v, value):
    """The value takes the place of all that a key without lists and tensors names."""
    if tuple(value.shape) == tuple(v.shape):
        copy_(v, value)
    elif not value.dim():
        once(v)
        fill_(v, value)
    else:
        narrow = _without_ones(value, always=True)
        fits = tuple(narrow.shape) == tuple(v.shape)
        copy_(v, narrow if fits else expand(narrow, tuple(v.shape)))


def _without_ones(value, *, always=False):
    """The value without the dimensions of one entry that come first; if asked, always as a view."""
    lead = 0
    while lead < value.dim() and value.shape[lead] == 1:
        lead += 1
    return value.view(tuple(value.shape[lead:])) if lead or always else value


def _put_at(v, left, val):
    """The value takes the places that lists and tensors name."""
    masked = len(left) == 1 and is_mask(left[0][1]) and val.numel() == 1  # torch's masked_fill_

    def fits(shape):
        if not _spreads(val.shape, shape):
            fault(RuntimeError, MISFIT % (list(val.shape), list(shape)))
        if not masked and val.dtype is not v.dtype and not getattr(val, "_wrapped", False):
            fault(RuntimeError, TWO_TYPES % (v.dtype.title, val.dtype.title))

    def put(old):
        places, shape = _places(v, left, fits)
        vals = old.vals()
        for p, q in zip(places, spread(val, shape, old.dtype), strict=False):
            vals[p] = q
        out = new(vals, old.shape, old.dtype)

        def back(n, g):
            gv = g.vals()
            picked = new([gv[p] for p in places], shape, g.dtype)
            for p in places:
                gv[p] = 0.0
            return (new(gv, g.shape, g.dtype), picked)

        return record(out, "IndexPutBackward0", [old, val], back)

    taken = [i for _, i in left] if masked else [val, *(i for _, i in left)]
    inplace(v, put, False, taken, masked, (val,))


def _spreads(small, shape):
    """Whether values of one size can be spread over another."""
    if len(small) > len(shape):
        return False
    pairs = zip(reversed(small), reversed(shape), strict=False)
    return all(a in (1, b) for a, b in pairs)


def copy_(t, src, non_blocking=False):
    if not isinstance(src, Tensor):
        refuse("copy_ of something else than a tensor")
    if src._d is t._d and tuple(src.shape) != tuple(t.shape):
        refuse("copy_ between parts of one tensor")

    def fn(old):
        vals = spread(src, _fits(src, t), t.dtype)
        return record(
            new(vals, t.shape, t.dtype),
            "CopyBackwards",
            [old, src],
            lambda n, g: (_zeros(g) if n.need(0) else None, g),
        )

    recorded = t.dtype.is_floating_point or t.dtype.is_complex
    return inplace(t, fn, False, (src,), given=(src,) if recorded else ())


def _fits(src, t):
    """The shape of a copy: that of the tensor, into which the source can be spread."""
    if tuple(bshape(t.shape, src.shape)) != tuple(t.shape):
        refuse("a copy from a larger tensor")
    return tuple(t.shape)


def _zeros(g):
    return new([0.0] * g.numel(), g.shape, g.dtype)


def fill_(t, v):
    if isinstance(v, Tensor) and v.dim():
        may_begin(t, (v,))
        text = "fill_ only supports 0-dimension value tensor but got tensor with %d dimensions."
        fault(RuntimeError, text % v.dim())
    if not isinstance(v, Tensor) and not is_number(v):
        refuse("fill_ with something else than a number")

    def fn(old):
        num = v.vals()[0] if isinstance(v, Tensor) else held(v, t.dtype)
        out = new([num] * t.numel(), t.shape, t.dtype)
        if isinstance(v, Tensor):
            return record(out, "FillBackward3", [old, v], lambda n, g: (_zeros(g), g.sum()))
        return record(out, "FillBackward2", [old], lambda n, g: (_zeros(g),))

    return inplace(t, fn, True, given=(v,))


def zero_(t):
    def fn(old):
        return record(
            new([0] * t.numel(), t.shape, t.dtype),
            "ZeroBackward0",
            [old],
            lambda n, g: (_zeros(g),),
        )

    return inplace(t, fn, True)
