"""A few losses."""

from .._tensor import Tensor
from .._types import refuse
from . import functional
from ._entropy import legacy
from ._module import Module


def _loss(name, fn):
    def init(self, size_average=None, reduce=None, reduction="mean"):
        legacy(size_average, reduce)
        Module.__init__(self)
        self.reduction = reduction

    def forward(self, input, target):
        return fn(input, target, reduction=self.reduction)

    return type(name, (Module,), {"__init__": init, "forward": forward})


MSELoss = _loss("MSELoss", functional.mse_loss)


L1Loss = _loss("L1Loss", functional.l1_loss)


def _weighted(name, fn):
    def init(self, weight=None, size_average=None, reduce=None, reduction="mean"):
        legacy(size_average, reduce)
        if weight is not None:
            refuse("weights of a loss")
        Module.__init__(self)
        self.reduction = reduction

    def forward(self, input, target):
        return fn(input, target, reduction=self.reduction)

    return type(name, (Module,), {"__init__": init, "forward": forward})


BCEWithLogitsLoss = _weighted("BCEWithLogitsLoss", functional.binary_cross_entropy_with_logits)


BCELoss = _weighted("BCELoss", functional.binary_cross_entropy)


class NLLLoss(Module):
    def __init__(
        self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"
    ):
        legacy(size_average, reduce)
        super().__init__()
        if weight is not None and not isinstance(weight, Tensor):
            refuse("weights that are no tensor")
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction

    def forward(self, input, target):
        return functional.nll_loss(
            input, target, self.weight, None, self.ignore_index, None, self.reduction
        )


class CrossEntropyLoss(NLLLoss):
    def __init__(
        self,
        weight=None,
        size_average=None,
        ignore_index=-100,
        reduce=None,
        reduction="mean",
        label_smoothing=0.0,
    ):
        super().__init__(weight, size_average, ignore_index, reduce, reduction)
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        return functional.cross_entropy(
            input,
            target,
            self.weight,
            None,
            self.ignore_index,
            None,
            self.reduction,
            self.label_smoothing,
        )


class KLDivLoss(Module):
    def __init__(self, size_average=None, reduce=None, reduction="mean", log_target=False):
        legacy(size_average, reduce)
        super().__init__()
        self.reduction, self.log_target = reduction, log_target

    def forward(self, input, target):
        return functional.kl_div(
            input, target, reduction=self.reduction, log_target=self.log_target
        )


class HuberLoss(Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        self.reduction, self.delta = reduction, delta

    def forward(self, input, target):
        return functional.huber_loss(input, target, self.reduction, self.delta)


class SmoothL1Loss(Module):
    def __init__(self, size_average=None, reduce=None, reduction="mean", beta=1.0):
        legacy(size_average, reduce)
        super().__init__()
        self.reduction, self.beta = reduction, beta

    def forward(self, input, target):
        return functional.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)
