"""A few losses."""

from . import functional
from ._module import Module


def _loss(name, fn):
    def init(self, reduction="mean"):
        Module.__init__(self)
        self.reduction = reduction

    def forward(self, input, target):
        return fn(input, target, reduction=self.reduction)

    return type(name, (Module,), {"__init__": init, "forward": forward})


MSELoss = _loss("MSELoss", functional.mse_loss)


L1Loss = _loss("L1Loss", functional.l1_loss)


BCEWithLogitsLoss = _loss("BCEWithLogitsLoss", functional.binary_cross_entropy_with_logits)


BCELoss = _loss("BCELoss", functional.binary_cross_entropy)


CrossEntropyLoss = _loss("CrossEntropyLoss", functional.cross_entropy)


NLLLoss = _loss("NLLLoss", functional.nll_loss)


class HuberLoss(Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        self.reduction, self.delta = reduction, delta

    def forward(self, input, target):
        return functional.huber_loss(input, target, self.reduction, self.delta)


class SmoothL1Loss(Module):
    def __init__(self, size_average=None, reduce=None, reduction="mean", beta=1.0):
        super().__init__()
        self.reduction, self.beta = reduction, beta

    def forward(self, input, target):
        return functional.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)
