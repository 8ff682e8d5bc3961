"""Tensors on the device "meta": a size and a type, and no numbers."""

from ._tensor import Tensor
from ._types import refuse


class Nothing:
    """Stands where numbers would: whatever asks for one is refused."""

    def _no(self, *_):
        return refuse("the numbers of a tensor on the device meta")

    __len__ = __iter__ = __getitem__ = __setitem__ = __contains__ = __bool__ = __eq__ = _no
    __hash__ = None


def without_numbers(t):
    """A tensor like another, without its numbers."""
    if t.requires_grad:
        refuse("a tensor on the device meta that records")
    return Tensor(Nothing(), t.shape, t.dtype)
