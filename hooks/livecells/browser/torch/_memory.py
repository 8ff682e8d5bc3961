"""The memory of a tensor, which several may share."""

from array import array

from ._types import refuse


def address(data):
    """A number that is another one for each memory."""
    return 0x10000000 + (id(data) & 0xFFFFFFFFFF) * 16


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

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"UntypedStorage.{name}")


def untyped_storage(t):
    return UntypedStorage(t._d, t.dtype.itemsize)
