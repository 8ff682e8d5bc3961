"""Layers and losses that few programs use; they are loaded when they are named."""

from .._activations import hardtanh
from .._group_norm import group_norm
from .._kinks import (
    celu,
    hardshrink,
    hardsigmoid,
    hardswish,
    mish,
    prelu,
    selu,
    softshrink,
    threshold,
)
from .._make import full
from .._types import fault, refuse
from . import _margins
from ._entropy import legacy
from ._module import Module, Parameter


class _Activation(Module):
    """A layer that calls a function, with its settings."""

    call, settings = None, {}

    def __init__(self, *args, inplace=False, **given):
        super().__init__()
        twice = set(list(self.settings)[: len(args)]) & set(given)
        if inplace or len(args) > len(self.settings) or set(given) - set(self.settings) or twice:
            refuse(f"{type(self).__name__} with these settings")
        values = dict(zip(self.settings, args, strict=False))
        for name, default in self.settings.items():
            object.__setattr__(self, name, values.get(name, given.get(name, default)))

    def forward(self, input):
        return type(self).call(input, *(getattr(self, name) for name in self.settings))

    def extra_repr(self):
        return self.said.format(**{name: getattr(self, name) for name in self.settings})

    said = ""


def _layer(name, fn, said="", **settings):
    members = {"call": staticmethod(fn), "settings": settings, "said": said}
    members["__module__"] = "torch.nn.modules.activation"
    return type(name, (_Activation,), members)


CELU = _layer("CELU", celu, "alpha={alpha}", alpha=1.0)
SELU = _layer("SELU", selu)
Mish = _layer("Mish", mish)
Hardsigmoid = _layer("Hardsigmoid", hardsigmoid)
Hardswish = _layer("Hardswish", hardswish)
Hardshrink = _layer("Hardshrink", hardshrink, "{lambd}", lambd=0.5)
Softshrink = _layer("Softshrink", softshrink, "{lambd}", lambd=0.5)
HARDTANH = {"min_val": -1.0, "max_val": 1.0}
SAID = "min_val={min_val}, max_val={max_val}"


class Hardtanh(_layer("Hardtanh", hardtanh, SAID, **HARDTANH)):
    __module__ = "torch.nn.modules.activation"

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        if self.max_val <= self.min_val:
            text = f"max_val ({self.max_val}) must be greater than min_val ({self.min_val})"
            fault(AssertionError, text)


class Threshold(_Activation):
    __module__ = "torch.nn.modules.activation"
    call, settings = staticmethod(threshold), {"threshold": None, "value": None}
    said = "threshold={threshold}, value={value}"


class PReLU(Module):
    __module__ = "torch.nn.modules.activation"

    def __init__(self, num_parameters=1, init=0.25):
        super().__init__()
        if num_parameters != 1:
            refuse("PReLU with several parameters")
        self.num_parameters = num_parameters
        self.weight = Parameter(full((1,), float(init)))

    def forward(self, input):
        return prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class _Loss(Module):
    """A loss that calls a function, with its settings."""

    call, settings, inputs = None, {}, 2

    def __init__(self, *args, size_average=None, reduce=None, reduction="mean", **given):
        legacy(size_average, reduce)
        super().__init__()
        if len(args) > 1 or set(given) - set(self.settings):
            refuse(f"{type(self).__name__} with these settings")
        values = dict(zip(self.settings, args, strict=False))
        for name, default in self.settings.items():
            object.__setattr__(self, name, values.get(name, given.get(name, default)))
        self.reduction = reduction

    def forward(self, *inputs):
        if len(inputs) != self.inputs:
            refuse(f"{type(self).__name__} of so many inputs")
        settings = {name: getattr(self, name) for name in self.settings}
        return type(self).call(*inputs, **settings, reduction=self.reduction)


def _loss(name, fn, inputs, **settings):
    members = {"call": staticmethod(fn), "settings": settings, "inputs": inputs}
    members["__module__"] = "torch.nn.modules.loss"
    return type(name, (_Loss,), members)


HingeEmbeddingLoss = _loss("HingeEmbeddingLoss", _margins.hinge_embedding_loss, 2, margin=1.0)
MarginRankingLoss = _loss("MarginRankingLoss", _margins.margin_ranking_loss, 3, margin=0.0)
CosineEmbeddingLoss = _loss("CosineEmbeddingLoss", _margins.cosine_embedding_loss, 3, margin=0.0)


class TripletMarginLoss(_loss("TripletMarginLoss", _margins.triplet_margin_loss, 3, margin=1.0)):
    __module__ = "torch.nn.modules.loss"

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        if self.margin <= 0:
            text = "TripletMarginLoss: expected margin to be greater than 0, got %s instead"
            fault(ValueError, text % self.margin)


MultiLabelMarginLoss = _loss("MultiLabelMarginLoss", _margins.multilabel_margin_loss, 2)
PoissonNLLLoss = _loss("PoissonNLLLoss", _margins.poisson_nll_loss, 2, log_input=True)


class CosineSimilarity(Module):
    __module__ = "torch.nn.modules.distance"

    def __init__(self, dim=1, eps=1e-8):
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1, x2):
        return _margins.cosine_similarity(x1, x2, self.dim, self.eps)


class GroupNorm(Module):
    __module__ = "torch.nn.modules.normalization"

    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True):
        super().__init__()
        if num_channels % num_groups:
            text = f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})"
            fault(ValueError, text)
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.affine = affine
        for name, start in (("weight", 1.0), ("bias", 0.0)):
            self.register_parameter(
                name, Parameter(full((num_channels,), start)) if affine else None
            )

    def forward(self, input):
        return group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        text = f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}"
        return f"{text}, bias={self.bias is not None}"
