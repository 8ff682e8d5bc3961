"""The largest, the smallest, and yes or no of all."""

from ._absent import fill
from ._broadcast import axes, batched, groups
from ._compare import maximum, minimum
from ._graph import record
from ._pick import put
from ._returned import returned
from ._storage import contiguous_strides, positions
from ._tensor import Tensor, new
from ._types import bool_, fault, int64, refuse, uint8


class Pair(tuple):
    """What max(dim) and its like give."""

    __slots__ = ()

    def __new__(cls, values, indices):
        return tuple.__new__(cls, (values, indices))

    @property
    def values(self):
        return self[0]

    @property
    def indices(self):
        return self[1]

    def __repr__(self):
        return (
            f"torch.return_types.{type(self).__name__}(\nvalues={self[0]!r},\nindices={self[1]!r})"
        )


fill(Pair, "result")


_kinds = {}


def pair(name, values, indices):
    if name not in _kinds:
        _kinds[name] = returned(name, Pair)
    return _kinds[name](values, indices)


def _best(vals, bigger):
    k = 0
    for i, v in enumerate(vals):
        if v != v:
            return i
        if (v > vals[k]) if bigger else (v < vals[k]):
            k = i
    return k


def spread_over(mask, g):
    """A gradient shared evenly by the entries of a mask."""
    if batched(g) or batched(mask):
        return mask * (g / mask.sum())
    return g.new_zeros(mask.shape).masked_fill(mask, g / mask.sum())


def extreme(bigger):
    short = "max" if bigger else "min"

    def f(x, dim=None, keepdim=False, other=None):
        if isinstance(dim, Tensor) or other is not None:
            o = dim if other is None else other
            return maximum(x, o) if bigger else minimum(x, o)
        if dim is None:
            if not x.numel():
                fault(
                    RuntimeError,
                    f"{short}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
                )
            vals = x.vals()
            out = new([vals[_best(vals, bigger)]], (), x.dtype)

            def back(n, g):
                t, r = n.get("self"), n.get("result")
                mask = t.isnan() if r.isnan().vals()[0] else t == r
                return (spread_over(mask, g),)

            return record(
                out,
                "MaxBackward1" if bigger else "MinBackward1",
                [x],
                back,
                [("self", x)],
                "result",
            )
        dims = axes(dim, len(x.shape))
        rows, kept, ones = groups(x, dims)
        _none_empty(rows, x, dim, short)
        at = [_best(r, bigger) for r in rows]
        shape = ones if keepdim else kept
        v = new([r[k] for r, k in zip(rows, at, strict=False)], shape, x.dtype)
        idx = new(at, shape, int64)
        xs, d = x.shape, dims[0] if dims else 0
        v = record(
            v,
            "MaxBackward0" if bigger else "MinBackward0",
            [x],
            lambda n, g: (_select_back(g, xs, d, n.get("indices"), keepdim),),
            [("indices", idx)],
        )
        return pair(short, v, idx)

    return f


def _select_back(g, shape, d, idx, keepdim):
    if not shape:
        return g
    if not keepdim:
        g, idx = g.unsqueeze(d), idx.unsqueeze(d)
    st = contiguous_strides(shape)
    starts = positions(g.shape, st, 0)
    places = [p + k * st[d] for p, k in zip(starts, idx.vals(), strict=True)]
    return put(g, places, shape, "+ScatterBackward0")


max_, min_ = extreme(True), extreme(False)


NO_DIM = "%s(): Expected reduction dim to be specified for input.numel() == 0."
EMPTY_DIM = "%s(): Expected reduction dim %d to have non-zero size."


def _none_empty(rows, x, dim, name):
    """What torch says where an entry would be the most of nothing."""
    if not all(rows) or (not rows and not x.shape[dim]):
        fault(IndexError, EMPTY_DIM % (name, dim % x.dim()))


def argbest(bigger):
    name = "argmax" if bigger else "argmin"

    def f(x, dim=None, keepdim=False):
        if x.dtype is bool_:
            fault(RuntimeError, f"{name}(): does not support bool input")
        if dim is None and keepdim:
            refuse("the place of the largest with keepdim and without dim")
        if dim is None:
            if not x.numel():
                fault(IndexError, NO_DIM % name)
            return new([_best(x.vals(), bigger)], (), int64)
        rows, kept, ones = groups(x, axes(dim, len(x.shape)))
        _none_empty(rows, x, dim, name)
        return new([_best(r, bigger) for r in rows], ones if keepdim else kept, int64)

    return f


argmax, argmin = argbest(True), argbest(False)


def _amost(bigger):
    name = "AmaxBackward0" if bigger else "AminBackward0"

    def f(x, dim=None, keepdim=False):
        dims = axes(dim, len(x.shape))
        rows, kept, ones = groups(x, dims)
        if not x.numel():
            refuse("the largest of nothing")
        out = new([r[_best(r, bigger)] for r in rows], ones if keepdim else kept, x.dtype)

        def back(n, g):
            t, r = n.get("self"), n.get("result")
            if r.isnan().any().vals()[0]:
                refuse("the gradient of the largest with nan")
            if not keepdim:
                g, r = g.reshape(ones), r.reshape(ones)
            mask = t == r
            hits = mask.sum(dims, keepdim=True) if dims else mask.sum()
            return (g / hits * mask,)

        return record(out, name, [x], back, [("self", x)], "result")

    return f


amax, amin = _amost(True), _amost(False)


def _logical(name, empty):
    def f(x, dim=None, keepdim=False):
        dt = uint8 if x.dtype is uint8 else bool_
        if dim is None:
            vs = x.vals()
            out = new(
                [any(v != 0 for v in vs) if name == "any" else all(v != 0 for v in vs)],
                (),
                dt,
            )
            if batched(x):
                out._batched = True
            return out
        if isinstance(dim, (tuple, list)):
            refuse(f"{name} along several axes")
        rows, kept, ones = groups(x, axes(dim, len(x.shape)))
        fn = any if name == "any" else all
        return new([fn([v != 0 for v in r]) for r in rows], ones if keepdim else kept, dt)

    return f


any_, all_ = _logical("any", False), _logical("all", True)
