"""Losses that compare two tensors number by number, each as one step."""

import math

from .._autocast import raised
from .._broadcast import bshape
from .._fused import fused
from .._graph import record
from .._layout import new_like
from .._mode import unnamed
from .._reduce import total
from .._storage import warn
from .._tensor import Tensor, new
from .._types import UNKNOWN, bool_, f32, fault, full_size, kind, pack, promote_types, refuse
from .._views import expand
from ._entropy import known, legacy

SIZES = (
    "Using a target size (%r) that is different to the input size (%r). This will likely lead to incorrect results due to "
    "broadcasting. Please ensure they have the same size."
)
CAST = "result type %s can't be cast to the desired output type %s"


def _loss(name, per, back, input, target, reduction, dt=None):
    """A loss as one step; its numbers are of the type of the input, where no other is told."""
    known(reduction)
    dt = dt or input.dtype
    full_size(dt, "this loss")
    full_size(input.dtype, "this loss")
    shape = bshape(input.shape, target.shape)
    a, b = (t if tuple(t.shape) == shape else expand(t, shape) for t in (input, target))
    x, y = a.vals(), b.vals()
    each = [per(p, q) for p, q in zip(x, y, strict=False)]
    each = list(pack(each, dt))
    n = len(each)
    if reduction == "none":
        out = new_like(each, shape, dt, input, target)
    else:
        s = total(each, dt)
        out = new([s / n if reduction == "mean" else s], (), dt)
    k = 1.0 / n if reduction == "mean" else 1.0
    saved, count = [("self", a), ("target", b)], n if reduction == "mean" else None
    return record(out, name, [a, b], lambda node, g: back(node, g, k, count), saved)


@raised
def mse_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    legacy(size_average, reduce)
    if not (input.dtype.is_floating_point and target.dtype is not bool_):
        refuse("mse_loss of what is no floating point")
    if tuple(target.shape) != tuple(input.shape):
        warn(SIZES % (target.shape, input.shape))
    dt = promote_types(input.dtype, target.dtype)
    if kind(dt) < 2:
        bshape(input.shape, target.shape)  # says what does not fit, as torch does before
        fault(NotImplementedError, UNKNOWN % ("mse_cpu", dt.title))

    def slope(g, x, y, k):
        x, y = (t if t.dtype is dt else t.to(dt) for t in (x, y))
        return 2 * k * (x - y) * g

    def back(n, g, k, _):
        x, y, step = n.get("self"), n.get("target"), lambda g, x, y: slope(g, x, y, k)
        if x.dtype is not y.dtype:
            unnamed()
        name = "MseLossBackwardBackward0"
        d = fused(name, step, g, x, y) if n.need(0) else None
        return d, fused(name, step, g, y, x) if n.need(1) else None

    f = f32 if dt.code == "f" else (lambda v: v)
    return _loss(
        "MseLossBackward0", lambda p, q: f(p - q) * f(p - q), back, input, target, reduction, dt
    )


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    legacy(size_average, reduce)
    if weight is not None or pos_weight is not None or target.dtype is not input.dtype:
        refuse("weights of a loss, or several types")
    if tuple(target.shape) != tuple(input.shape):
        fault(
            ValueError,
            f"Target size ({target.shape!r}) must be the same as input size ({input.shape!r})",
        )
    _logits_of(input, target)
    f, of_target = (f32 if t.dtype.code == "f" else (lambda v: v) for t in (input, target))

    def per(z, t):
        # (1 - t) * z - log_sigmoid(z), log_sigmoid(z) = min(z, 0) - log1p(exp(-|z|))
        ls = f(min(z, 0.0) - f(math.log1p(f(math.exp(-abs(z))))))
        return of_target(of_target(1 - t) * z) - ls

    return _loss(
        "BinaryCrossEntropyWithLogitsBackward0",
        per,
        lambda n, g, _, count: (
            _share((n.get("self").sigmoid() - n.get("target")) * g, count) if n.need(0) else None,
            _share(-n.get("self") * g, count) if n.need(1) else None,
        ),
        input,
        target,
        reduction,
        target.dtype,  # in which torch begins, in place
    )


def _share(g, count):
    return g if count is None else g / count


def _logits_of(input, target):
    """What torch says of types that do not fit, in the order of its steps."""
    if kind(input.dtype) < 2:
        fault(NotImplementedError, UNKNOWN % ("log_sigmoid_cpu", input.dtype.title))
    if target.dtype is bool_:
        target - target
    if kind(target.dtype) < kind(input.dtype):
        fault(RuntimeError, CAST % (input.dtype.title, target.dtype.title))


@raised
def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    legacy(size_average, reduce)
    if isinstance(weight, Tensor) and weight.requires_grad:
        refuse("binary_cross_entropy with a weight that records")
    if tuple(target.shape) != tuple(input.shape):
        fault(
            ValueError,
            f"Using a target size ({target.shape!r}) that is different to the input size ({input.shape!r}) is deprecated. Please ensure they have the same size.",
        )

    if target.dtype is not input.dtype:
        text = "Found dtype %s but expected %s"
        fault(RuntimeError, text % (target.dtype.title, input.dtype.title))
    if kind(input.dtype) < 2:
        fault(NotImplementedError, UNKNOWN % ("binary_cross_entropy", input.dtype.title))
    for pair in zip(input.vals(), target.vals(), strict=True):
        for v, name in zip(pair, ("input", "target"), strict=True):
            if not 0 <= v <= 1:
                fault(RuntimeError, f"all elements of {name} should be between 0 and 1")
    if weight is not None or target.requires_grad:
        refuse("this call of binary_cross_entropy")

    def per(p, t):
        a = max(math.log(p), -100.0) if p > 0 else -100.0
        b = max(math.log(1 - p), -100.0) if p < 1 else -100.0
        return (t - 1) * b - t * a

    def back(n, g, k, _):
        slope = lambda g, p, t: g * (p - t) / ((1 - p) * p).clamp(min=1e-12) * k
        name = "BinaryCrossEntropyBackwardBackward0"
        return fused(name, slope, g, n.get("self"), n.get("target")), None

    return _loss("BinaryCrossEntropyBackward0", per, back, input, target, reduction)
