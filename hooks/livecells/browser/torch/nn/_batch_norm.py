"""Batch normalization of the columns of a matrix."""

import math

from .._graph import Asked, Mode, record
from .._group_norm import moved
from .._make import empty, ones, ones_like, tensor, zeros
from .._tensor import new
from .._types import f32, fault, float32, refuse
from ._module import Module, Parameter

ONE = "Expected more than 1 value per channel when training, got input size %r"

BATCHED = (
    "Batch norm got a batched tensor as input while the running_mean or running_var, which will be "
    "updated in place, were not batched.\nIf you are using a module and do not need eval mode, "
    "please set `track_running_stats` to be False.If you are using a prebuilt module and do not "
    "need eval mode, please see the functorch website for resources on how to patch your module "
    "to work with vmap"
)
MUTATES = (
    "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call "
    "in-place operation (aten::add_.Tensor) that would mutate a captured Tensor. This is not "
    "supported; please rewrite the function being transformed to explicitly accept the mutated "
    "Tensor(s) as inputs."
)


class _BatchNorm(Module):
    _version = 2


class BatchNorm1d(_BatchNorm):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True):
        super().__init__()
        if not affine or not track_running_stats or momentum is None:
            refuse("BatchNorm1d with these settings")
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.weight = Parameter(ones_like(empty(num_features)))
        self.bias = Parameter(zeros(num_features))
        self.register_buffer("running_mean", zeros(num_features))
        self.register_buffer("running_var", ones(num_features))
        self.register_buffer("num_batches_tracked", tensor(0))
        object.__setattr__(self, "_own_count", self.num_batches_tracked)
        object.__setattr__(self, "_made_in", Mode.transform)

    def reset_running_stats(self):
        self.running_mean.zero_()
        self.running_var.fill_(1)
        self.num_batches_tracked.zero_()

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine=True, "
            "bias=True, track_running_stats=True"
        )

    def _in_transform(self, input):
        """What transforms say of statistics that move and were made outside."""
        if not Mode.transform and not Mode.vmap:
            return
        if self.num_batches_tracked is not self._own_count:
            refuse("batch normalization in this transform")
        if self._made_in == Mode.transform and not Mode.vmap:
            refuse("batch normalization in this transform")
        batched = getattr(input, "_batched", False)
        if Mode.transform and (batched or not Mode.vmap):
            fault(RuntimeError, MUTATES)  # the count of batches, which comes first
        if not input.numel():
            refuse("batch normalization of nothing in a transform")
        if input.shape[1] != self.num_features:
            refuse("batch normalization of another size in a transform")
        _more_than_one(input)
        if batched:
            fault(RuntimeError, BATCHED)
        refuse("batch normalization in this transform")

    def forward(self, input):
        if input.dim() not in (2, 3):
            fault(ValueError, f"expected 2D or 3D input (got {input.dim()}D input)")
        if self.training:
            self._in_transform(input)
            _more_than_one(input)
        _above_zero(self.eps, self.training)
        if input.shape[1] != self.num_features:
            refuse("BatchNorm1d of this input")
        if input.dim() == 3 or not input.numel():
            refuse("BatchNorm1d of this input")
        if input.dtype is not self.weight.dtype:
            refuse("BatchNorm1d of another type")
        rows = input.shape[0]
        if not self.training:
            stats = [self.running_mean.vals(), self.running_var.vals()]
            return normalized(self, input, stats[0], stats[1], False)
        columns = [input.vals()[k :: self.num_features] for k in range(self.num_features)]
        mean = [sum(column) / rows for column in columns]
        pairs = zip(columns, mean, strict=True)
        spread = [sum((v - m) ** 2 for v in column) for column, m in pairs]
        if Mode.hooks and isinstance(Mode.hooks[-1], Asked):  # they see statistics as they were
            refuse("what batch norm saves, as hooks see it,")
        self._remember(mean, [s / (rows - 1) for s in spread])
        return normalized(self, input, mean, [s / rows for s in spread], True)

    def _remember(self, mean, var):
        """Move the running statistics a step towards those of the batch."""
        for buffer, now in ((self.running_mean, mean), (self.running_var, var)):
            pairs = zip(buffer.vals(), now, strict=True)
            k = self.momentum
            buffer.write([k * b + (1 - k) * a for a, b in pairs])
            buffer._vc[0] += 1
        self.num_batches_tracked.add_(1)


def _more_than_one(input):
    if input.shape[0] * math.prod(input.shape[2:]) == 1:
        fault(ValueError, ONE % (input.shape,))


def _above_zero(eps, training):
    if training and eps <= 0:
        fault(ValueError, f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0:
        fault(ValueError, f"batch_norm eps must be non-negative, but got {eps}")


def normalized(layer, x, mean, var, training):
    """The normalized matrix as one step, and its backward pass."""
    weight, bias = layer.weight, layer.bias
    n, r = layer.num_features, f32 if x.dtype is float32 else float
    mean = [r(m) for m in mean]
    scale = [r(1 / math.sqrt(v + layer.eps)) for v in var]
    w, b, vals = weight.vals(), bias.vals(), x.vals()
    alpha = [r(s * k) for s, k in zip(scale, w, strict=True)]
    out = [moved(v, alpha[i % n], mean[i % n], b[i % n], r) for i, v in enumerate(vals)]
    rows = x.shape[0]

    def back(node, g):
        for name, _ in saved:
            node.get(name)
        if g.requires_grad:
            refuse("a second derivative through batch normalization")
        gs = g.vals()
        hat = [(v - mean[i % n]) * scale[i % n] for i, v in enumerate(vals)]
        total = [sum(gs[k::n]) for k in range(n)]
        dot = [sum(p * q for p, q in zip(gs[k::n], hat[k::n], strict=True)) for k in range(n)]
        if training:
            inner = [
                (p - total[i % n] / rows - hat[i] * dot[i % n] / rows) * scale[i % n] * w[i % n]
                for i, p in enumerate(gs)
            ]
        else:
            inner = [p * scale[i % n] * w[i % n] for i, p in enumerate(gs)]
        made = (inner, x.shape), (dot, (n,)), (total, (n,))
        return tuple(new(v, shape, x.dtype) for v, shape in made)

    found = [new(v if training else [], (n * training,), x.dtype) for v in (mean, scale)]
    saved = [
        ("input", x),
        ("running_mean", layer.running_mean.data),
        ("running_var", layer.running_var.data),
        ("weight", weight),
        ("result1", found[0]),
        ("result2", found[1]),
    ]
    made = new(out, x.shape, x.dtype)
    return record(made, "NativeBatchNormBackward0", [x, weight, bias], back, saved)
