"""Variances and standard deviations."""

import math

from ._broadcast import axes, groups
from ._elementary import _div
from ._graph import record
from ._mode import unnamed
from ._storage import warn
from ._tensor import Tensor, new
from ._types import _bool, _int, fault, float32, numel, refuse

FREEDOM = (
    "%s(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
    "(input numel divided by output numel). (Triggered internally at "
    "/__w/pytorch/pytorch/aten/src/ATen/native/ReduceOps.cpp:1861.)"
)


def _spread(x, name, dim, unbiased, keepdim, correction, root=False):
    """Variances or their roots, how many numbers each is made of, less the correction, and the axes."""
    if isinstance(dim, _bool) or not (dim is None or isinstance(dim, (_int, tuple, list))):
        refuse(f"this call of {name}")
    if isinstance(dim, (tuple, list)) and not dim:
        refuse(f"{name} along no axis")  # whose gradient torch divides by zero
    if not isinstance(unbiased, _bool) or not isinstance(keepdim, _bool):
        refuse(f"this call of {name}")
    if x.dtype.is_complex:
        refuse(f"{name} of complex numbers")
    if not x.dtype.is_floating_point:
        fault(RuntimeError, "std and var only support floating point and complex dtypes")
    c = correction if correction is not None else 1 if unbiased else 0
    c = c.item() if isinstance(c, Tensor) else c
    if c != c:
        refuse("a correction of nan")
    dims = axes(dim, len(x.shape))
    rows, kept, ones = groups(x, dims)
    n = numel([x.shape[d] for d in dims])
    if n - c <= 0:
        warn(FREEDOM % name)
    elif not rows:
        refuse(f"{name} of nothing")
    vals = []
    for v in rows:
        m = _div(sum(v), n)
        vals.append(_div(sum((p - m) ** 2 for p in v), max(n - c, 0)))
    if root:  # before anything is rounded, as in torch
        vals = [math.sqrt(v) if v >= 0 else math.nan for v in vals]
    return new(vals, ones if keepdim else kept, x.dtype), n - c, dims


def _from_mean(t):
    vals = t.vals()
    m = _div(sum(vals), len(vals))
    return [(v, m) for v in vals]


def _variance_back(t, g, freedom, dims, dim, keepdim):
    if dim is None or not t.dim():
        if freedom <= 0:  # torch's slopes are constants here, which record nothing
            if t.dtype is not float32:
                unnamed()
            steep = [math.nan if v == m else math.inf for v, m in _from_mean(t)]
            return g * new(steep, t.shape, t.dtype)
        return g * _div(2.0, freedom) * (t - t.mean())
    for d in [] if keepdim or t.dim() < 2 else dims:
        g = g.unsqueeze(d)
    return g * _div(2.0, freedom) * (t - t.mean(dims, True))


def var(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
    out, freedom, dims = _spread(x, "var", dim, unbiased, keepdim, correction)
    back = lambda n, g: (_variance_back(n.get("self"), g, freedom, dims, dim, keepdim),)
    return record(out, "VarBackward0", [x], back, [("self", x)])


def std(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
    lengths, freedom, dims = _spread(x, "std", dim, unbiased, keepdim, correction, root=True)

    def back(node, g):
        t, r = node.get("self"), node.get("result")
        g = (g / (r * 2)).masked_fill(r == 0, 0)
        return (_variance_back(t, g, freedom, dims, dim, keepdim),)

    return record(lengths, "StdBackward0", [x], back, [("self", x)], "result")
