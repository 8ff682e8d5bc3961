"""Sums and means, in the order in which torch adds."""

import importlib

from ._broadcast import _grow, axes, batched, groups, inf
from ._elementary import _div
from ._graph import Mode, record
from ._lengths import length
from ._mode import seen_roughly, unnamed
from ._tensor import Tensor, new
from ._types import (
    SMALL,
    _int,
    bool_,
    f32,
    fault,
    float32,
    float64,
    int64,
    kind,
    numel,
    refuse,
    rounded,
)

LANES = 16


def total(vals, dt):
    """Torch's order of adding: float32 in lanes of 16 and four at a time, then what is left."""
    if dt is not float32 and dt is not float64:
        t = 0
        for v in vals:
            t = t + v
        return t
    r = f32 if dt is float32 else (lambda v: v)
    lanes = LANES if dt is float32 else LANES // 2
    n = len(vals)
    full = n // lanes
    rest = 0.0
    for v in vals[full * lanes :]:
        rest = r(rest + v)
    if not full:
        return rest
    vecs = [vals[i * lanes : (i + 1) * lanes] for i in range(full)]
    acc = [[0.0] * lanes for _ in range(4)]
    k = full // 4 * 4
    for i in range(k):
        a, v = acc[i % 4], vecs[i]
        acc[i % 4] = [r(p + q) for p, q in zip(a, v, strict=False)]
    for v in vecs[k:]:
        acc[0] = [r(p + q) for p, q in zip(acc[0], v, strict=False)]
    for j in (1, 2, 3):
        acc[0] = [r(p + q) for p, q in zip(acc[0], acc[j], strict=False)]
    out = rest
    for v in acc[0]:
        out = r(out + v)
    return out


def differentiable(x, dtype):
    """What torch says of a tensor that records, where the result is of whole numbers."""
    if dtype is None or dtype.is_floating_point or dtype.is_complex or dtype is bool_:
        return
    if Mode.grad and x.requires_grad:
        fault(RuntimeError, f"Autograd not support dtype: {dtype.title}")


def sum_(x, dim=None, keepdim=False, dtype=None):
    if dtype is bool_:
        refuse("a sum in bool")
    differentiable(x, dtype)
    source, x = x, x if dtype is None or dtype is x.dtype else x.detach().to(dtype)
    dt = x.dtype if dtype is not None or kind(x.dtype) > 1 else int64
    shape = x.shape
    if dim is None or (isinstance(dim, (list, tuple)) and not dim):
        out = new([total(x.vals(), dt)], (), dt)
        if batched(x):
            out._batched = True
        return record(out, "SumBackward0", [source], lambda n, g: (g.expand(tuple(shape)),))
    dims = axes(dim, len(shape))
    rows, kept, ones = groups(x, dims)
    inner = dims and dims[-1] == len(shape) - 1
    out = new(
        [total(v, dt) if inner else _plain_total(v, dt) for v in rows],
        ones if keepdim else kept,
        dt,
    )
    return record(
        out,
        "SumBackward1",
        [source],
        lambda n, g: (_grow(g, shape, dims, keepdim),),
        plain={"dim": tuple(dims), "keepdim": keepdim},
    )


def _plain_total(vals, dt):
    t = 0.0 if dt.is_floating_point else 0
    if dt is float32:
        for v in vals:
            t = f32(t + v)
    else:
        for v in vals:
            t = t + v
    return t


def mean(x, dim=None, keepdim=False, dtype=None):
    source, x = x, x if dtype is None or dtype is x.dtype else x.detach().to(dtype)
    if kind(x.dtype) < 2:
        whose = "Input" if dtype is None else "Optional"
        fault(
            RuntimeError,
            f"mean(): could not infer output dtype. {whose} dtype must be either a floating point or complex dtype. Got: "
            + x.dtype.title,
        )
    shape, dt = x.shape, x.dtype
    if dim is None:
        n = x.numel()
        out = new([_div(total(x.vals(), dt), float(n))], (), dt)
        if batched(x):
            out._batched = True
        return record(out, "MeanBackward0", [source], lambda node, g: (g.expand(tuple(shape)) / n,))
    none = isinstance(dim, (list, tuple)) and not dim
    dims = axes(dim, len(shape))
    rows, kept, ones = groups(x, dims)
    inner = dims and dims[-1] == len(shape) - 1
    n = numel([shape[d] for d in dims])
    out = new(
        [_div((total if inner else _plain_total)(v, dt), float(n)) for v in rows],
        ones if keepdim else kept,
        dt,
    )

    def back(node, g):
        if none:
            unnamed()
        return (_grow(g, shape, dims, keepdim) / n,)

    return record(out, "MeanBackward1", [source], back)


def _product(row, dt):
    if dt.code in SMALL and len(row) > 32:
        refuse("so long a product of small numbers")  # which torch takes in another order
    p, r = 1.0 if dt.is_floating_point else 1, rounded(dt)
    for v in row:
        p = r(p * v)
    return p


def prod(x, dim=None, keepdim=False, dtype=None):
    if dtype is not None:
        refuse("prod in another type")
    dims = axes(dim, x.dim())
    if dim is not None and not isinstance(dim, _int):
        refuse("prod along several axes")
    rows, kept, ones = groups(x, dims)
    shape = () if dim is None else ones if keepdim else kept
    out = new([_product(r, x.dtype) for r in rows], shape, x.dtype if kind(x.dtype) > 1 else int64)

    def back(n, g):
        t, r = n.get("self"), n.get("result")
        if not t.dim():
            return (g,)
        if dim is not None and not keepdim:
            g, r = g.unsqueeze(dims[0]), r.unsqueeze(dims[0])
        zeros = sum(v == 0 for v in t.vals())
        if zeros > 1 and dim is None and not Mode.grad:
            return (t.new_zeros(t.shape),)  # whatever comes, also where it is infinite
        if zeros:
            return (_around_zeros(t, g, dim),)
        return (g * (r / t),)

    name = "ProdBackward0" if dim is None else "ProdBackward1"
    return record(out, name, [x], back, [("self", x)], "result")


def _around_zeros(t, g, dim):
    """The gradient of a product with zeros: at each place the product of the others."""
    unnamed()
    if dim is None:
        if t.dim() == 0:
            return g.clone()
        return g * _others(t.reshape(-1), 0).reshape(t.shape)
    return g * _others(t, dim)


def _others(t, d):
    """At each place along an axis the product of all others, before it and behind it."""
    first, n = t.detach().narrow(d, 0, 1), t.shape[d]
    one = first.new_ones(first.shape)
    if n == 1:
        return one
    cat = importlib.import_module("._join", __package__).cat
    before = cat([one, t.narrow(d, 0, n - 1)], d).cumprod(d)
    behind = cat([one, t.narrow(d, 1, n - 1).flip(d)], d).cumprod(d).flip(d)
    return before * behind


def _one(row, p, dtype):
    return abs(row[0]) if len(row) == 1 else length(row, p, dtype)


def norm(x, p="fro", dim=None, keepdim=False, dtype=None):
    if isinstance(p, Tensor) or isinstance(dim, Tensor):
        refuse("a norm whose power or axis is a tensor")
    p = 2 if p in ("fro", None) else p
    if not (p in (1, inf) or p >= 2) or dtype is not None:
        refuse("this norm")
    if kind(x.dtype) < 2:
        fault(
            RuntimeError,
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {x.dtype.title}",
        )
    if Mode.duals:
        seen_roughly("a norm in forward mode")
    if p == inf and not x.numel():
        refuse("the largest of nothing")
    if p != 2 and x.dtype.is_complex:
        refuse("this norm")
    dims = axes(dim, len(x.shape))
    rows, kept, ones = groups(x, dims)
    shape = ones if keepdim else kept
    out = new([_one(r, p, x.dtype) for r in rows], shape, x.dtype)

    def back(n, g):
        t, r = n.get("self"), n.get("result")
        if not keepdim and dim is not None:
            for d in dims:
                g, r = g.unsqueeze(d), r.unsqueeze(d)
        return (norm_back(t, r, g, p, dims),)

    return record(out, "LinalgVectorNormBackward0", [x], back, [("self", x)], "result")


def norm_back(t, r, g, p, dims):
    """The gradient of a norm: what it is of, the norm, and the gradient that comes."""
    if p == 1:
        return t.sgn() * g
    if p == inf:
        hit = t.abs() == r
        hits = hit.sum(dims, keepdim=True) if dims else hit.sum()
        return t.sgn() * (g / hits * hit)
    if p == 2:
        return g * (t / r).masked_fill(r == 0, 0)
    return t * t.abs().pow(p - 2) * (g / r.pow(p - 1)).masked_fill(r == 0, 0)


def nansum(x, dim=None, keepdim=False):
    if dim is not None or keepdim or not x.dtype.is_floating_point:
        refuse("this call of nansum")
    kept = [0.0 if v != v else v for v in x.vals()]
    there = new([v == v for v in x.vals()], x.shape, bool_)
    shape = tuple(x.shape)
    back = lambda n, g: (g.expand(shape) * there,)
    return record(new([total(kept, x.dtype)], (), x.dtype), "NansumBackward0", [x], back)
