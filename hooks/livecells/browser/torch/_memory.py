"""The memory of a tensor, which several may share."""

from array import array

from ._mode import Mode
from ._types import fault, refuse


def address(data):
    """A number that is another one for each memory, and 0 where there is none."""
    return 0 if not len(data) else 0x10000000 + (id(data) & 0xFFFFFFFFFF) * 16


class UntypedStorage:
    __module__ = "torch.storage"

    def __init__(self, data, itemsize):
        if not isinstance(data, array):
            refuse("the storage of complex numbers")
        self._data, self._itemsize = data, itemsize

    def data_ptr(self):
        return address(self._data)

    def nbytes(self):
        return len(self._data) * self._itemsize

    size = __len__ = nbytes

    def fill_(self, byte):
        """Set every byte; no version counter is told."""
        if byte != 0 or type(byte) is not int:
            refuse("a storage filled with this")
        for place in range(len(self._data)):
            self._data[place] = 0
        return self

    def __repr__(self):
        refuse("a storage that is printed")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"UntypedStorage.{name}")


def untyped_storage(t):
    if Mode.transform:
        refuse("the storage of a tensor in a function that is transformed")
    if getattr(t, "_batched", False):
        fault(NotImplementedError, "Cannot access storage of BatchedTensorImpl")
    return UntypedStorage(t._d, t.dtype.itemsize)


def from_dlpack(ext_tensor):
    """The same memory under a version counter of its own."""
    t = ext_tensor
    if not hasattr(t, "_gf") or t.dtype.is_complex:
        refuse("from_dlpack of this")
    if t.requires_grad:
        fault(BufferError, "Can't export tensors that require gradient, use tensor.detach()")
    return t.data
