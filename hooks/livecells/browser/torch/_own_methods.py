"""Methods that are functions of nothing else."""

from . import _arithmetic as arithmetic
from . import _random
from ._array import ndarray
from ._gradients import backward
from ._inplace import inplace
from ._tensor import Tensor, new
from ._types import SMALL, fault, refuse


def bernoulli_(self, p=0.5):
    if isinstance(p, Tensor):
        refuse("bernoulli_ of a tensor")
    return self.copy_(new(_random.bernoulli_vals(self.numel(), p), self.shape, self.dtype))


def addcmul_(self, a, b, value=1):
    def edit(old):
        return arithmetic.add(old, a * b if value == 1 else (a * value) * b)

    return inplace(self, edit, False, (a, b))


def addcdiv_(self, a, b, value=1):
    return inplace(self, lambda old: arithmetic.add(old, (a * value) / b), False, (a, b))


def backward_(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    backward(self, gradient, retain_graph, create_graph, inputs)


def numpy(self, force=False):
    if self.requires_grad and not force:
        fault(
            RuntimeError,
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        )
    if self.dtype.code in SMALL:
        refuse("a NumPy array of this type")
    return ndarray(self.detach())
