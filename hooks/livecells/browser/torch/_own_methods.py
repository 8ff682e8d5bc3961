"""Methods that are functions of nothing else."""

from . import _random
from ._array import ndarray
from ._facts import not_of_a_row
from ._gradients import backward
from ._graph import Mode
from ._inplace import inplace
from ._tensor import Tensor, new
from ._tensor_messages import NO_DATA
from ._three import addcdiv, addcmul
from ._types import SMALL, fault, refuse


def bernoulli_(self, p=0.5):
    if self.requires_grad or isinstance(p, Tensor):
        refuse("bernoulli_ of what records, or with a tensor")
    if not 0 <= p <= 1:
        fault(RuntimeError, f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return self.copy_(new(_random.bernoulli_vals(self.numel(), p), self.shape, self.dtype))


def _plainly(*ts):
    """Refuses what has a step of its own, or types that torch does not mix."""
    if Mode.grad and any(t.requires_grad for t in ts):
        refuse("addcmul_ and addcdiv_ of what records")
    if any(t.dtype is not ts[0].dtype or not t.dtype.is_floating_point for t in ts):
        refuse("addcmul_ and addcdiv_ of several types")


def addcmul_(self, a, b, value=1):
    _plainly(self, a, b)
    return inplace(self, lambda old: addcmul(old, a, b, value), False, (a, b))


def addcdiv_(self, a, b, value=1):
    _plainly(self, a, b)
    return inplace(self, lambda old: addcdiv(old, a, b, value), False, (a, b))


def backward_(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    if retain_graph not in (None, True, False) or not isinstance(create_graph, bool):
        refuse("backward with a flag that is not True or False")
    backward(self, gradient, retain_graph, create_graph, inputs)


def numpy(self, force=False):
    if self.requires_grad and not force:
        fault(
            RuntimeError,
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        )
    if self.dtype.code in SMALL:
        refuse("a NumPy array of this type")
    not_of_a_row(self, NO_DATA)
    if Mode.transform:
        refuse("a NumPy array in a function that is transformed")
    return ndarray(self.detach())
