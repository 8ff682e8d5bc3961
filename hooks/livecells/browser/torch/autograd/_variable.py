"""What tensors that record were made by before PyTorch 0.4; it gives a tensor today."""

from .._tensor import Tensor
from .._types import refuse


class _OfTensors(type):
    def __instancecheck__(cls, other):
        return isinstance(other, Tensor)


class Variable(metaclass=_OfTensors):
    def __new__(cls, data=None, requires_grad=False, volatile=None):
        if not isinstance(data, Tensor) or type(requires_grad) is not bool or volatile is not None:
            refuse("Variable as it is used here")
        if requires_grad and not (data.dtype.is_floating_point or data.dtype.is_complex):
            refuse("Variable of whole numbers that records")
        return data.detach().requires_grad_(requires_grad)
