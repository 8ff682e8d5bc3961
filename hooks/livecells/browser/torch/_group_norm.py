"""Group normalization, as one step of the graph."""

import math

from ._graph import record
from ._layer_norm import certain
from ._tensor import Tensor, new
from ._types import f32, fault, float32, numel, refuse

DIVISIBLE = (
    "Expected number of channels in input to be divisible by num_groups, but got input of shape %s "
    "and num_groups=%d"
)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    if not isinstance(input, Tensor) or input.dtype.code not in "fd" or input.dim() < 2:
        refuse("group_norm of this input")
    channels = input.shape[1]
    if not input.numel() or num_groups < 1:
        refuse("group_norm of nothing")
    per = [input.shape[0] * channels // num_groups, *input.shape[2:]]
    if numel(per) == 1:
        text = "Expected more than 1 value per channel when training, got input size %s"
        fault(ValueError, text % [per[0], num_groups, *per[1:]])
    if channels % num_groups:
        fault(RuntimeError, DIVISIBLE % (list(input.shape), num_groups))
    for t in (weight, bias):
        if t is not None and (tuple(t.shape) != (channels,) or t.dtype is not input.dtype):
            refuse("group_norm with these weights")
    input, weight, bias = (t if t is None else t.contiguous() for t in (input, weight, bias))
    return _normalized(input, num_groups, weight, bias, eps)


def moved(v, scale, mean, b, r):
    """A number that is normalized; products go unrounded into the sum, as on torch's processors."""
    start = r(b - scale * mean)
    made = r(scale * v + start)
    if abs(made) < 1e-5 * (abs(scale * v) + abs(b)):
        apart = r(r(scale * v) + r(b - r(scale * mean)))
        if made != apart or (r is float and mean):
            refuse("a normalized number that is nothing but rounding")
    return made


def _normalized(x, groups, weight, bias, eps):
    vals, r = x.vals(), f32 if x.dtype is float32 else float
    channels = x.shape[1]
    area = x.numel() // (x.shape[0] * channels)
    n = channels // groups * area
    w = [1.0] * channels if weight is None else weight.vals()
    b = [0.0] * channels if bias is None else bias.vals()
    out = []
    for start in range(0, len(vals), n):
        row = vals[start : start + n]
        mean = r(sum(row) / n)
        var = sum((v - mean) ** 2 for v in row) / n
        if var < 1e-6 * mean * mean or var > 1e36:
            refuse("group_norm of numbers that hardly differ, or are very large")
        rate = r(1 / math.sqrt(r(var) + eps))
        for k, v in enumerate(row):
            c = (start + k) // area % channels
            out.append(moved(v, r(rate * w[c]), mean, b[c], r))

    def back(node, g):
        return tuple(_gradients(node, g, groups, eps))

    saved = [("input", x), ("weight", weight), ("bias", bias)]
    fresh = new(out, x.shape, x.dtype)
    return record(fresh, "NativeGroupNormBackward0", [x, weight, bias], back, saved)


def _gradients(node, g, groups, eps):
    """Of the input, the weight and the bias, by operations, so that they record too."""
    x, weight = node.get("input"), node.get("weight")
    shape, count = tuple(x.shape), x.shape[0]
    wide = (1, shape[1]) + (1,) * (len(shape) - 2)
    pulled = g if weight is None else g * weight.view(wide)
    rows, pulled = (t.reshape(count, groups, -1) for t in (x, pulled))
    off = rows - rows.mean(-1, keepdim=True)
    scale = ((off * off).mean(-1, keepdim=True) + eps).rsqrt()
    hat = off * scale
    shift = pulled.mean(-1, keepdim=True)
    stretch = (pulled * hat).mean(-1, keepdim=True)
    inner = (pulled - shift - hat * stretch) * scale
    certain(inner, (pulled.abs() + shift.abs() + (hat * stretch).abs()) * scale)
    others = [0, *range(2, len(shape))]
    turned = g * hat.reshape(shape)
    made = [inner.reshape(shape), turned.sum(others), g.sum(others)]
    certain(made[1], turned.abs().sum(others))
    return [t if node.need(i) else None for i, t in enumerate(made)]
