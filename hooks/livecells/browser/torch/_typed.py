"""The old names of tensors of one type: they make tensors, and `isinstance` asks for them."""

from . import _types
from ._guard import guarded
from ._make import tensor
from ._tensor import Tensor
from ._types import refuse


class OldType:
    """What `torch.FloatTensor` is: a type in torch, though none of its tensors is of it."""

    def __init__(self, dtype):
        self._dtype, self._said = dtype, f"torch.{dtype.title}Tensor"
        self._call = guarded(self._made, self._said)

    def _made(self, *data):
        if len(data) != 1 or not isinstance(data[0], (list, tuple)):
            refuse(f"{self._said} of something else than a list")
        own = self._dtype
        made = tensor(data[0], dtype=own)
        if not own.is_floating_point and tensor(data[0]).dtype not in (own, _types.int64):
            refuse(f"{self._said} of other numbers")
        return made

    def __call__(self, *data, **named):
        if named:
            refuse(f"{self._said} of something else than a list")
        return self._call(*data)

    def __instancecheck__(self, one):
        return isinstance(one, Tensor) and one.dtype is self._dtype

    def __repr__(self):
        return f"<class '{self._said}'>"

    def __getattr__(self, name):
        refuse(f"{self._said}.{name}")


_KINDS = "uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 bool_"
TYPES = {
    f"{dtype.title}Tensor": OldType(dtype)
    for dtype in (getattr(_types, name) for name in _KINDS.split())
}
