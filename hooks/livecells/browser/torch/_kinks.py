"""Activations with a corner or a jump, and the slopes that torch gives there."""

import math

from ._activations import bent
from ._compare import where
from ._fused import fused
from ._graph import record
from ._held import LARGEST, held
from ._hidden import hide_behind
from ._layout import new_like
from ._tensor import Tensor
from ._types import f32, fault, float32, full_size, refuse
from ._underived import once


def _checked(x, what, inplace=False):
    if inplace:
        refuse("an activation in place")
    if not isinstance(x, Tensor) or not x.dtype.is_floating_point:
        refuse(f"{what} of whole numbers")
    full_size(x.dtype, what)
    return f32 if x.dtype is float32 else float


def _each(x, value, name, back):
    out = new_like([value(v) for v in x.vals()], x.shape, x.dtype, x)
    return record(out, name, [x], back, [("self", x)])


def _bent(input, value, name, slope):
    """The same where torch has one step for the way back too."""
    back = lambda n, g: (fused(f"{name}BackwardBackward0", slope, g, n.get("self")),)
    return _each(input, value, f"{name}Backward0", back)


def prelu(input, weight):
    r = _checked(input, "prelu")
    if not isinstance(weight, Tensor) or weight.dtype is not input.dtype or weight.dim() > 1:
        refuse("prelu with this weight")
    if weight.numel() != 1:
        refuse("prelu with this weight")
    slope = r(weight.vals()[0])
    if not math.isfinite(slope):
        refuse("prelu with this weight")
    if weight.dim() != input.dim():
        weight = weight.view((1,) * input.dim())

    def back(n, g):
        x, w = n.get("self"), n.get("weight")
        pull = where(x > 0, 0.0, x * g) if n.need(1) else None
        return where(x > 0, g, w * g) if n.need(0) else None, pull

    out = new_like(
        [v if v > 0 else r(slope * v) for v in input.vals()], input.shape, input.dtype, input
    )
    saved = [("self", input), ("weight", weight)]
    record(out, "PreluKernelBackward0", [input, weight], back, saved)
    if out._gf is not None:
        hide_behind(out._gf)  # torch takes a view of the weight, of some sizes
    return out


def rrelu(input, lower=0.125, upper=0.3333333333333333, training=False, inplace=False):
    r = _checked(input, "rrelu", inplace)
    if training or isinstance(lower, Tensor) or isinstance(upper, Tensor) or lower > upper:
        refuse("rrelu with these settings")
    for name, bound in (("lower", lower), ("upper", upper)):
        if not math.isfinite(bound):
            fault(RuntimeError, f"rrelu: {name} bound must be finite, got {bound:g}")
    slope = (lower + upper) / 2
    back = lambda g, x: bent(g, x, lambda h: h * slope)
    value = lambda v: v if v > 0 else v * r(slope)
    return _bent(input, value, "RreluWithNoise", back)


def celu(input, alpha=1.0, inplace=False):
    _checked(input, "celu", inplace)
    if not alpha or not math.isfinite(alpha):
        refuse("celu with this alpha")
    held(alpha, input.dtype)

    slope = lambda g, x: where(x <= 0, g * (where(x <= 0, x, 0.0) * (1 / alpha)).exp(), g)
    value = lambda v: v if v > 0 or v != v else alpha * math.expm1(v / alpha)
    back = lambda n, g: (fused("EluBackwardBackward0", slope, g, n.get("self")),)
    return _each(input, value, "CeluBackward0", back)


ALPHA, SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def selu(input, inplace=False):
    _checked(input, "selu", inplace)

    slope = lambda g, x: where(x <= 0, g * (ALPHA * SCALE) * x.exp(), g * SCALE)
    value = lambda v: v * SCALE if v > 0 or v != v else math.expm1(v) * (ALPHA * SCALE)
    return _bent(input, value, "Elu", slope)


def threshold(input, threshold, value, inplace=False):
    rounded = _checked(input, "threshold", inplace)
    threshold = rounded(held(threshold, input.dtype))
    held(value, input.dtype)
    slope = lambda g, x: where(x <= threshold, 0.0, g)
    return _bent(input, lambda v: value if v <= threshold else v, "Threshold", slope)


NO_SECOND = "derivative for aten::hardsigmoid_backward is not implemented"


def hardsigmoid(input, inplace=False):
    r = _checked(input, "hardsigmoid", inplace)

    def back(n, g):
        x = n.get("self")
        made = where((x > -3) & (x < 3), g.detach() * (1 / 6), 0.0)
        return (once(made, [g, x], RuntimeError, NO_SECOND),)

    value = lambda v: v if v != v else min(max(r(v + 3), 0.0), 6.0) / 6
    return _each(input, value, "HardsigmoidBackward0", back)


def hardswish(input, inplace=False):
    r = _checked(input, "hardswish", inplace)

    def slope(g, x):
        bend = where((x > -3) & (x < 3), g, 0.0) * (x / 3 + 0.5)  # 0 elsewhere, for what comes back
        return where(x <= -3, 0.0, where(x < 3, bend, g))

    value = lambda v: v if v != v else r(v * min(max(r(v + 3), 0.0), 6.0)) / 6
    return _bent(input, value, "Hardswish", slope)


def _outside(input, lambd, name, value):
    slope = lambda g, x: where((x >= -lambd) & (x <= lambd), 0.0, g)
    return _bent(input, value, name, slope)


def softshrink(input, lambd=0.5):
    rounded = _checked(input, "softshrink")
    most = LARGEST[input.dtype.name]
    if not 0 <= lambd <= most:
        text = "lambda must be in range [0, %g] for input dtype %s, but found %g"
        fault(RuntimeError, text % (most, input.dtype.title, lambd))
    lambd = rounded(lambd)
    value = lambda v: v - lambd if v > lambd else v + lambd if v < -lambd else v * 0.0
    return _outside(input, lambd, "Softshrink", value)


def hardshrink(input, lambd=0.5):
    rounded = _checked(input, "hardshrink")
    lambd = rounded(held(lambd, input.dtype))
    value = lambda v: 0.0 if -lambd <= v <= lambd else v
    return _outside(input, lambd, "Hardshrink", value)


def mish(input, inplace=False):
    r = _checked(input, "mish", inplace)

    def back(n, g):
        x = n.get("self")
        s, t = x.sigmoid(), _softplus(x).tanh()
        return (g * (t + x * s * (1 - t * t)),)

    def value(v):
        return v * r(math.tanh(r(math.log1p(math.exp(v)) if v < 30 else v)))

    return _each(input, value, "MishBackward0", back)


def _softplus(x):
    return where(x > 20, x, x.exp().log1p())
