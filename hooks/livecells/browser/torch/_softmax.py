"""Running sums and softmax."""

import importlib
import math

from ._broadcast import axes, groups, inf
from ._elementary import _exp, _log
from ._fused import fused
from ._graph import record
from ._mode import unnamed
from ._reduce import differentiable
from ._storage import positions
from ._tensor import new
from ._types import (
    SMALL,
    UNKNOWN,
    bool_,
    default,
    f32,
    fault,
    float32,
    full_size,
    int64,
    kind,
    numel,
    refuse,
)


def cumsum(x, dim, dtype=None):
    if dtype is not None and not hasattr(dtype, "rank"):
        refuse("cumsum with this dtype")
    differentiable(x, dtype)
    source, x = x, x if dtype is None else x.detach().to(dtype)
    if dtype is bool_:
        refuse("cumsum in bool")
    shape = tuple(x.shape)
    d = (axes(dim, len(shape)) or [0])[0]
    vals, st = x.vals(), numel(shape[d + 1 :])
    out = list(vals)
    acc = {}
    for i in range(len(vals)):
        key = (i // (st * shape[d]) if shape else 0, i % st)
        acc[key] = acc.get(key, 0.0 if x.dtype.is_floating_point else 0) + vals[i]
        out[i] = acc[key]
    o = new(out, shape, x.dtype if dtype or kind(x.dtype) > 1 else int64)
    before = source.dtype
    if o.numel() <= 1 or shape[d] == 1:
        return record(o, "CumsumBackward0", [source], lambda n, g: (g.to(before),))
    back = lambda n, g: (g.to(before).flip(d).cumsum(d).flip(d),)
    return record(o, "CumsumBackward0", [source], back)


NO_DIM = '%s() missing 1 required positional arguments: "dim"'


def softmax(x, dim=None, dtype=None):
    if dim is None:
        fault(TypeError, NO_DIM % "softmax")
    return _soft(x if dtype is None else x.to(dtype), dim, False)


def log_softmax(x, dim=None, dtype=None):
    if dim is None:
        fault(TypeError, NO_DIM % "log_softmax")
    return _soft(x if dtype is None else x.to(dtype), dim, True)


def _soft(x, dim, log):
    if not x.numel():
        refuse("softmax of nothing")
    full_size(x.dtype, "softmax")
    if not x.dtype.is_floating_point:
        refuse("the softmax of what is no floating point")
    shape = tuple(x.shape)
    dims = axes(dim, len(shape))
    if kind(x.dtype) < 2:
        last = "lastdim_" if not shape or dims == [len(shape) - 1] else ""
        name = f"{'log_' if log else ''}softmax_{last}kernel_impl"
        fault(NotImplementedError, UNKNOWN % (name, x.dtype.title))
    rows, _kept, _ones = groups(x, dims)
    d = dims[0] if dims else 0
    r = f32 if x.dtype is float32 else (lambda v: v)
    made = []
    for v in rows:
        m = max(v)
        e = [r(_exp(r(p - m))) for p in v]
        s = 0.0
        for p in e:
            s = r(s + p)
        made.append(
            [r(r(p - m) - r(_log(s))) if log else p / s for p in v] if log else [p / s for p in e]
        )
    flat = [0.0] * numel(shape)
    st = numel(shape[d + 1 :])
    starts = positions(
        [shape[i] for i in range(len(shape)) if i not in dims],
        [numel(shape[i + 1 :]) for i in range(len(shape)) if i not in dims],
        0,
    )
    for a, row in zip(starts, made, strict=False):
        for k, v in enumerate(row):
            flat[a + k * st] = v
    out = new(flat, shape, x.dtype)
    name = f"{'Log' if log else ''}SoftmaxBackward"
    slope = _log_slope if log else _slope
    step = lambda g, r: slope(g, r, d)
    back = lambda n, g: (fused(f"{name}Data" + BACK, step, g, n.get("result")),)
    return record(out, f"{name}0", [x], back, (), "result")


BACK = "Backward0"


def _slope(g, r, d):
    return (g - (g * r).sum(d, keepdim=True)) * r


def _log_slope(g, r, d):
    return g - r.exp() * g.sum(d, keepdim=True)


def logsumexp(x, dim, keepdim=False):
    full_size(x.dtype, "logsumexp")
    if kind(x.dtype) < 2:
        x = x.to(default[0])
    if dim is None:
        refuse("logsumexp along None")
    dims = axes(dim, len(x.shape))
    rows, kept, ones = groups(x, dims)
    vals = []
    for v in rows:
        m = max(v)
        vals.append(m + _log(sum([_exp(p - m) for p in v])) if abs(m) != inf else m)
    out = new(vals, ones if keepdim else kept, x.dtype)

    def back(n, g):
        t, r = n.get("self"), n.get("result")
        if not keepdim:
            for d in dims:
                g, r = g.unsqueeze(d), r.unsqueeze(d)
        return (g * (t - r).exp(),)

    return record(out, "LogsumexpBackward0", [x], back, [("self", x)], "result")


def cumprod(x, dim, dtype=None):
    if dtype is not None or kind(x.dtype) < 2:
        refuse("cumprod of another type")
    shape = tuple(x.shape)
    d = (axes(dim, len(shape)) or [0])[0]
    vals, st = x.vals(), numel(shape[d + 1 :])
    r = f32 if x.dtype.code in SMALL else lambda v: v
    out, acc = list(vals), {}
    for i, v in enumerate(vals):
        key = (i // (st * shape[d]) if shape else 0, i % st)
        acc[key] = out[i] = r(acc[key] * v) if key in acc else v

    def back(n, g):
        t, r = n.get("self"), n.get("result")
        alone, zeros = t.numel() <= 1 or t.shape[d] == 1, (t == 0).any().vals()[0]
        if alone or zeros:
            unnamed()
        if alone:
            return (g.clone(),)
        if zeros and not all(math.isfinite(abs(v)) for v in (*t.vals(), *g.vals())):
            refuse("the gradient of cumprod with zeros and what is not finite")
        if zeros:
            made, given = _around_zeros(t, g, d), (*t.vals(), *g.vals())
            below = any(math.copysign(1.0, v) < 0 for v in given if not isinstance(v, complex))
            if below and 0 in made.vals():
                refuse("the signs of zeros in the gradient of cumprod")
            return (made,)
        return ((r * g).flip(d).cumsum(d).flip(d) / t,)

    o = new(out, shape, x.dtype)
    return record(o, "CumprodBackward0", [x], back, [("self", x)], "result")


def _around_zeros(t, g, d):
    """The gradient of running products with zeros among them: place by place."""
    parts, n = [], t.shape[d]
    for k in range(n):
        left = t.narrow(d, 0, k).prod(d, keepdim=True)
        rest = t.narrow(d, k + 1, n - k - 1)
        ones = left.detach().new_ones(left.shape)
        steps = _joined([ones, rest], d).cumprod(d) if k + 1 < n else ones
        parts.append((g.narrow(d, k, n - k) * (left * steps)).sum(d, keepdim=True))
    return _joined(parts, d)


def _joined(parts, d):
    return importlib.import_module("._join", __package__).cat(parts, d)
