"""Functions that networks use between their layers."""

import math

from ._compare import where
from ._elementary import _exp
from ._fused import fused, in_single
from ._graph import Mode, record
from ._held import held
from ._layout import new_copy, new_like, new_straight
from ._types import SMALL, f32, float32, full_size, kind, refuse


def _floating(x, *settings):
    if not x.dtype.is_floating_point:
        refuse("this function of whole numbers")
    for number in settings:
        held(number, x.dtype)


def softplus(input, beta=1.0, threshold=20.0):
    _floating(input, beta, threshold)
    full_size(input.dtype, "softplus")

    def value(v):
        return v if v * beta > threshold else math.log1p(_exp(v * beta)) / beta

    def slope(g, x):
        z = (x * beta).exp()
        return where(x * beta > threshold, g, g * z / (z + 1.0))

    back = lambda n, g: (fused("SoftplusBackwardBackward0", slope, g, n.get("self")),)

    out = new_like([value(v) for v in input.vals()], input.shape, input.dtype, input)
    return record(out, "SoftplusBackward0", [input], back, [("self", input)])


def _small_log_slope(g, x):
    """That of `logsigmoid` in types of 16 bits: torch keeps one power, rounded."""
    power = (-x.abs()).exp().float()
    part = power / (power + 1)
    return (where(x < 0, 1 - part, part) * g.float()).to(g.dtype)


def logsigmoid(input):
    _floating(input)

    def value(v):
        return min(v, 0.0) - math.log1p(math.exp(-abs(v)))

    slope = _small_log_slope if input.dtype.code in SMALL else lambda g, x: g * (-x).sigmoid()
    back = lambda n, g: (fused("LogSigmoidBackwardBackward0", slope, g, n.get("self")),)

    out = new_straight([value(v) for v in input.vals()], input.shape, input.dtype)
    return record(out, "LogSigmoidBackward0", [input], back, [("self", input)])


def bent(g, x, below):
    """A gradient where the input is above 0, and what `below` makes of it elsewhere.

    Nothing that is infinite or no number below comes to the places above, in second gradients too.
    """
    return where(x > 0, g, below(where(x > 0, 0.0, g)))


def leaky_relu(input, negative_slope=0.01, inplace=False):
    _no_edit(inplace)
    _floating(input, negative_slope)
    slope = f32(negative_slope) if input.dtype is float32 else negative_slope

    bend = lambda g, x: bent(g, x, lambda h: h * negative_slope)
    back = lambda n, g: (fused("LeakyReluBackwardBackward0", bend, g, n.get("self")),)

    out = new_like(
        [v if v > 0 else v * slope for v in input.vals()], input.shape, input.dtype, input
    )
    return record(out, "LeakyReluBackward0", [input], back, [("self", input)])


def _no_edit(inplace):
    if inplace:
        refuse("an activation in place")


def _silu_slope(g, x):
    s = x.sigmoid()
    return g * (s * (1 + x * (1 - s)))


def silu(input, inplace=False):
    _no_edit(inplace)
    _floating(input)
    r = f32 if input.dtype is float32 else float

    def back(n, g):
        x = n.get("self")
        if Mode.inside:
            s = x.sigmoid()
            return (g * s * (x * (1 - s) + 1),)
        return (in_single(_silu_slope)(g, x),)

    vals = [v / r(1.0 + r(_exp(-v))) for v in input.vals()]
    out = new_like(vals, input.shape, input.dtype, input)
    return record(out, "SiluBackward0", [input], back, [("self", input)])


def gelu(input, approximate="none"):
    _floating(input)
    full_size(input.dtype, "gelu")
    if approximate != "none" or math.inf in input.vals():
        refuse("gelu by an approximation, or of inf")

    def value(v):
        return v * 0.5 * (1.0 + math.erf(v * math.sqrt(0.5)))

    def slope(g, x):
        cdf = 0.5 * (1.0 + (x * math.sqrt(0.5)).erf())
        pdf = (-0.5 * x * x).exp() / math.sqrt(2.0 * math.pi)
        return g * (cdf + x * pdf)

    back = lambda n, g: (fused("GeluBackwardBackward0", slope, g, n.get("self")),)

    out = new_like([value(v) for v in input.vals()], input.shape, input.dtype, input)
    return record(out, "GeluBackward0", [input], back, [("self", input)])


def elu(input, alpha=1.0, inplace=False):
    _no_edit(inplace)
    _floating(input, alpha)

    slope = in_single(lambda g, x: where(x <= 0, g * alpha * where(x <= 0, x, 0.0).exp(), g))
    back = lambda n, g: (fused("EluBackwardBackward0", slope, g, n.get("self")),)

    vals = [alpha * math.expm1(v) if v < 0 else v for v in input.vals()]
    out = new_like(vals, input.shape, input.dtype, input)
    return record(out, "EluBackward0", [input], back, [("self", input)])


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    _no_edit(inplace)
    _floating(input, min_val, max_val)
    if not min_val <= max_val:
        refuse("hardtanh between such bounds")

    slope = lambda g, x: where((x <= min_val) | (x >= max_val), 0.0, g)
    back = lambda n, g: (fused("HardtanhBackwardBackward0", slope, g, n.get("self")),)

    vals = [min_val if v < min_val else max_val if v > max_val else v for v in input.vals()]
    out = new_copy(vals, input.dtype, input)
    return record(out, "HardtanhBackward0", [input], back, [("self", input)])


def relu6(input, inplace=False):
    return hardtanh(input, 0.0, 6.0, inplace)


def softsign(input):
    return input / (input.abs() + 1)


def tanhshrink(input):
    return input - input.tanh()


def softmin(input, dim):
    return (-input).softmax(dim)


def is_real(x):
    return kind(x.dtype) == 2
