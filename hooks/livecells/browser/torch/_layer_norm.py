"""Layer normalization, as one step of the graph."""

import math

from ._broadcast import rows_of
from ._graph import Mode, record
from ._tensor import Tensor, new
from ._types import f32, fault, float32, refuse

WEIGHT = (
    "Expected weight to be of same shape as normalized_shape, but got weight of shape %s and "
    "normalized_shape = %s"
)
SHAPE = "Given normalized_shape=%s, expected input with shape [*, %s], but got input of size%s"


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    shape = tuple(normalized_shape)
    if not all(type(n) is int for n in shape):
        refuse("layer_norm of such a shape")
    if not isinstance(input, Tensor) or input.dtype.code not in "fd" or not shape:
        refuse("layer_norm of this input")
    if weight is not None and tuple(weight.shape) != shape:
        fault(RuntimeError, WEIGHT % (list(weight.shape), list(shape)))
    if Mode.vmap and tuple(input.shape[-len(shape) :]) != shape:
        refuse("sizes that do not fit in vmap")
    if tuple(input.shape[input.dim() - len(shape) :]) != shape or input.dim() < len(shape):
        sizes = ", ".join(str(n) for n in shape)
        fault(RuntimeError, SHAPE % (list(shape), sizes, list(input.shape)))
    for t in (weight, bias):
        if t is not None and (tuple(t.shape) != shape or t.dtype is not input.dtype):
            refuse("layer_norm with these weights")
    n = 1
    for size in shape:
        n *= size
    if not n or not input.numel():
        refuse("layer_norm of nothing")
    return _normalized(input, n, weight, bias, eps, len(shape))


def _normalized(input, n, weight, bias, eps, axes):
    vals, r = input.vals(), f32 if input.dtype is float32 else float
    rows = rows_of(vals, n)
    mean = [r(sum(row) / n) for row in rows]
    pairs = list(zip(rows, mean, strict=True))
    var = [sum((v - m) ** 2 for v in row) / n for row, m in pairs]
    if any(v < 1e-6 * m * m or v > 1e36 for v, m in zip(var, mean, strict=True)):
        refuse("layer_norm of numbers that hardly differ, or are very large")
    scale = [r(1 / math.sqrt(v + eps)) for v in var]
    w = [1.0] * n if weight is None else weight.vals()
    b = [0.0] * n if bias is None else bias.vals()
    out = []
    for (row, m), s in zip(pairs, scale, strict=True):
        out += [r(r(r(v - m) * s) * w[k]) + b[k] for k, v in enumerate(row)]

    def back(node, g):
        return tuple(_gradients(node, g, eps))

    fresh = new(out, input.shape, input.dtype)
    saved = [("input", input), ("weight", weight), ("bias", bias)]
    made = record(fresh, "NativeLayerNormBackward0", [input, weight, bias], back, saved)
    if made._gf is not None:
        made._gf.axes = axes
    return made


def _gradients(node, g, eps):
    """Of the input, the weight and the bias, by operations, so that they record too."""
    x, weight = node.get("input"), node.get("weight")
    dims = list(range(x.dim() - node.axes, x.dim()))
    off = x - x.mean(dims, keepdim=True)
    scale = ((off * off).mean(dims, keepdim=True) + eps).rsqrt()
    hat, pulled = off * scale, g if weight is None else g * weight
    shift = pulled.mean(dims, keepdim=True)
    stretch = (pulled * hat).mean(dims, keepdim=True)
    lead = list(range(x.dim() - node.axes))
    made = [(pulled - shift - hat * stretch) * scale, g * hat, g]
    certain(made[0], (pulled.abs() + shift.abs() + (hat * stretch).abs()) * scale)
    made[1:] = [t.sum(lead) if lead else t for t in made[1:]]
    return [t if node.need(i) else None for i, t in enumerate(made)]


def certain(made, parts):
    """Where the parts of a gradient cancel, what is left is rounding, and another one in torch."""
    for v, most in zip(made.vals(), parts.vals(), strict=True):
        if abs(v) < 1e-5 * most:
            refuse("the gradient of a layer_norm whose parts cancel")
