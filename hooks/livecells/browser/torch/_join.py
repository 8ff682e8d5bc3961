"""Tensors put together."""

from ._broadcast import axes, batched, spread
from ._graph import Mode, record
from ._layout import new_copy
from ._mode import unnamed
from ._returned import type_name
from ._sizes import whole
from ._storage import SURE, UNSURE, usual
from ._tensor import Tensor, new
from ._types import fault, numel, promote_types, refuse
from ._views import expand, unsqueeze, view

MANY_TIMES = "dim %d appears multiple times in the list of dims"
FEW_REPEATS = (
    "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
)


def tensors_of(ts, name):
    """The tensors of a list; torch looks at each before it begins."""
    if not isinstance(ts, (list, tuple)):
        said = type_name(ts)
        text = f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {said}"
        fault(TypeError, text)
    for i, t in enumerate(ts):
        if not isinstance(t, Tensor):
            said = type_name(t)
            fault(TypeError, f"expected Tensor as element {i} in argument 0, but got {said}")
    return list(ts)


def stack(tensors, dim=0):
    ts = tensors_of(tensors, "stack")
    if not ts:
        fault(RuntimeError, "stack expects a non-empty TensorList")
    d = axes(dim, ts[0].dim() + 1)[0]
    for i, t in enumerate(ts):
        if tuple(t.shape) != tuple(ts[0].shape):
            fault(
                RuntimeError,
                "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %d"
                % (list(ts[0].shape), list(t.shape), i),
            )
    dt = ts[0].dtype
    for t in ts:
        dt = promote_types(dt, t.dtype)
    inner = numel(ts[0].shape[d:])
    outer = numel(ts[0].shape[:d])
    cols = [spread(t, t.shape, dt) for t in ts]
    vals = []
    for o in range(outer):
        for c in cols:
            vals += c[o * inner : (o + 1) * inner]
    s = list(ts[0].shape)
    s.insert(d, len(ts))
    out = _of_several(vals, s, dt, ts)
    if batched(*ts):
        out._batched = True
    return record(
        out, "StackBackward0", ts, lambda n, g: tuple(g.select(d, k) for k in range(len(ts)))
    )


def _legacy(t):
    """Whether it is what was an empty tensor when there was one size of it: it fits anywhere."""
    return tuple(t.shape) == (0,)


def _fits_in(t, first, d, i):
    if t.dim() != first.dim():
        text = "Tensors must have same number of dimensions: got %d and %d"
        fault(RuntimeError, text % (first.dim(), t.dim()))
    for k in range(t.dim()):
        if k != d and t.shape[k] != first.shape[k]:
            text = "Sizes of tensors must match except in dimension %d. Expected size %d but got size %d for tensor number %d in the list."
            fault(RuntimeError, text % (d, first.shape[k], t.shape[k], i))


def cat(tensors, dim=0):
    ts = tensors_of(tensors, "cat")
    if not ts:
        fault(ValueError, "torch.cat(): expected a non-empty list of Tensors")
    if any(t.dim() == 0 for t in ts):
        k = [t.dim() for t in ts].index(0)
        fault(RuntimeError, "zero-dimensional tensor (at position %d) cannot be concatenated" % k)
    first = next((t for t in ts if not _legacy(t)), ts[0])
    d = axes(dim, first.dim())[0] if not _legacy(first) else 0
    for i, t in enumerate(ts):
        if not _legacy(t):
            _fits_in(t, first, d, i)
    dt = ts[0].dtype
    for t in ts:
        dt = promote_types(dt, t.dtype)
    outer, vals = numel(first.shape[:d]), []
    cols = [(spread(t, t.shape, dt), 0 if _legacy(t) else numel(t.shape[d:])) for t in ts]
    for o in range(outer):
        for c, n in cols:
            vals += c[o * n : (o + 1) * n]
    s = list(first.shape)
    sizes = [0 if _legacy(t) else t.shape[d] for t in ts]
    s[d] = sum(sizes)
    if any(map(_legacy, ts)) and any(t.requires_grad for t in ts if _legacy(t)):
        refuse("the gradient of an empty tensor in cat")

    def back(n, g):
        out, a = [], 0
        for m in sizes:
            out.append(g.narrow(d, a, m))
            a += m
        return tuple(out)

    return record(_of_several(vals, s, dt, ts), "CatBackward0", ts, back)


def _of_several(vals, shape, dt, ts):
    """A new tensor; where torch may lay it out as an image, that is not known."""
    out = new(vals, shape, dt)
    straight = all(usual(t) and t._lay != UNSURE for t in ts)
    out._lay = UNSURE if len(shape) > 3 and not straight else SURE
    return out


def concat(tensors, dim=0):
    if not isinstance(tensors, (list, tuple)):
        refuse("concat of what is no list")
    return cat(tensors, dim)


def vstack(ts):
    if not ts:
        refuse("vstack of nothing")
    flat = [t.unsqueeze(0) if t.dim() == 1 else t.reshape(1, 1) if not t.dim() else t for t in ts]
    return cat(flat, 0)


def hstack(ts):
    if not ts:
        refuse("hstack of nothing")
    ts = [t if t.dim() else t.reshape(1) for t in ts]
    return cat(ts, 0 if ts[0].dim() == 1 else 1)


def flip(t, *dims):
    if not dims:
        fault(TypeError, 'flip() missing 1 required positional arguments: "dims"')
    given = whole(dims, "flip", "dims")
    ds = axes(given, t.dim()) if given else []
    if given and not t.dim() and (Mode.vmap or Mode.rows or Mode.transform):
        refuse("flip of a number in a transform")
    if len(set(ds)) < len(ds):
        fault(RuntimeError, MANY_TIMES % max(d for d in ds if ds.count(d) > 1))
    idx = [
        list(range(n)) if i not in ds else list(reversed(range(n))) for i, n in enumerate(t.shape)
    ]
    places = [t._o]
    for ks, st in zip(idx, t._st, strict=False):
        places = [p + k * st for p in places for k in ks]
    out = new_copy([t._d[p] for p in places], t.dtype, t)
    return record(out, "FlipBackward0", [t], lambda n, g: (g.flip(ds),))


def repeat(t, *sizes):
    if not sizes:
        fault(TypeError, 'repeat() missing 1 required positional arguments: "repeats"')
    sizes = whole(sizes, "repeat", "repeats")
    if 0 in sizes and t.requires_grad:
        refuse("repeat with a zero of a tensor that records")
    if len(sizes) < t.dim():
        fault(RuntimeError, FEW_REPEATS)
    x = t
    while x.dim() < len(sizes):
        x = unsqueeze(x, 0)
    for d, n in enumerate(sizes):
        if n < 0:
            refuse("repeat with a negative number")
        if n == 0:
            x = new([], tuple(0 if d == at else size for at, size in enumerate(x.shape)), x.dtype)
        elif n != 1:
            x = cat([x] * n, d)
    if len(sizes) == t.dim() and all(n == 1 for n in sizes):
        x = t.clone()
    src = t
    out = Tensor(x.detach()._d, x.shape, x.dtype)

    def back(n, g):
        inter = []
        lead = len(sizes) - src.dim()
        old = [1] * lead + list(src.shape)
        for m, s in zip(sizes, old, strict=False):
            inter += [m, s]
        unnamed()
        g = g.reshape(tuple(inter)).sum(list(range(0, 2 * len(sizes), 2)))
        return (g.reshape(tuple(src.shape)),)

    return record(out, "RepeatBackward0", [t], back)


def meshgrid(*ts, indexing="ij"):
    ts = list(ts[0]) if len(ts) == 1 and isinstance(ts[0], (list, tuple)) else list(ts)
    if not ts or any(t.dim() > 1 or t.dtype is not ts[0].dtype for t in ts):
        refuse("meshgrid of these")
    if indexing not in ("xy", "ij"):
        refuse(f"meshgrid with indexing={indexing!r}")
    if indexing == "xy" and len(ts) > 1:
        ts[0], ts[1] = ts[1], ts[0]
    if any(t.dim() > 1 for t in ts):
        refuse("meshgrid of tensors of several dimensions")
    shape = tuple([t.numel() for t in ts])
    out = []
    for i, t in enumerate(ts):
        s = [1] * len(ts)
        s[i] = t.numel()
        out.append(expand(view(t, tuple(s)), shape))
    if indexing == "xy" and len(out) > 1:
        out[0], out[1] = out[1], out[0]
    return tuple(out)


def tile(t, *dims):
    if not dims:
        fault(TypeError, 'tile() missing 1 required positional arguments: "dims"')
    dims = whole(dims, "tile", "dims")
    return repeat(t, *((1,) * (t.dim() - len(dims)) + tuple(dims)))


def fliplr(t):
    if t.dim() < 2:
        fault(RuntimeError, "Input must be >= 2-d.")
    return flip(t, 1)


def flipud(t):
    if t.dim() < 1:
        fault(RuntimeError, "Input must be >= 1-d.")
    return flip(t, 0)
