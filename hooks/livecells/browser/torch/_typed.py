"""The old names of tensors of one type."""

from ._make import tensor
from ._types import float32, int64, refuse


def LongTensor(data):
    made = tensor(data)
    if not isinstance(data, (list, tuple)) or made.dtype is not int64:
        refuse("LongTensor of this")
    return made


def FloatTensor(*v):
    return (
        tensor(v[0], dtype=float32)
        if v and isinstance(v[0], (list, tuple))
        else refuse("FloatTensor(sizes)")
    )
