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
