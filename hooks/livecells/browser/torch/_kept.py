"""torch.save and torch.load, of tensors and of what Python has to hold them."""

import collections
import io
import os
import pickle
from array import array

from . import _archive
from ._storage import contiguous_strides
from ._tensor import Tensor
from ._types import DTYPES, SMALL, bool_, refuse
from .nn._module import Parameter

HOLDERS = (list, tuple, dict, collections.OrderedDict)
ALLOWED = (bool, int, float, str, type(None), *HOLDERS)
BEGINNING = ((".format_version", b"1"), (".storage_alignment", b"64"), ("byteorder", b"little"))


class Name:
    """A function or a class of torch, of which only the name is written."""

    def __init__(self, module, name):
        self.module, self.name = module, name

    def __call__(self):
        refuse(f"{self.module}.{self.name}")


TENSOR, PARAMETER = (Name("torch._utils", f"_rebuild_{k}") for k in ("tensor_v2", "parameter"))
STORAGES = {dt: Name("torch", f"{dt.title}Storage") for dt in DTYPES.values()}
OF_NAMES = {f"{name.module}.{name.name}": name for name in (TENSOR, PARAMETER, *STORAGES.values())}


class Memory:
    """The numbers of tensors, which several may share."""

    def __init__(self, data, dtype, key):
        self.data, self.dtype, self.key = data, dtype, key

    def content(self):
        if self.dtype.code in SMALL or not isinstance(self.data, array) or not self.data:
            refuse(f"torch.save of a tensor of {self.dtype!r}, or of an empty one")
        return self.data.tobytes()


class Writer(pickle._Pickler):
    """Writes what torch would write: names as names, the memory of tensors apart."""

    def __init__(self, file):
        super().__init__(file, protocol=2)
        self.memories = {}

    def persistent_id(self, value):
        if not isinstance(value, Memory):
            return None
        return "storage", STORAGES[value.dtype], value.key, "cpu", len(value.data)

    def reducer_override(self, value):
        if isinstance(value, Name):
            return value.name
        if isinstance(value, Tensor):
            return self.reduced(value)
        if type(value) not in ALLOWED and value is not collections.OrderedDict:
            refuse(f"torch.save of an object of type {type(value).__name__}")
        return NotImplemented

    def save_global(self, value, name=None):
        if not isinstance(value, Name):
            super().save_global(value, name)
            return
        self.write(f"c{value.module}\n{value.name}\n".encode())
        self.memoize(value)

    def reduced(self, t):
        hooks = collections.OrderedDict()
        if t._hooks or t._post_acc:
            refuse("torch.save of a tensor with hooks")
        if type(t) is Parameter:
            return PARAMETER, (t.detach(), t.requires_grad, hooks)
        if type(t) is not Tensor:
            refuse("torch.save of a kind of tensor")
        memory = self.memory_of(t)
        stride = tuple(t._st) if len(t._st) == len(t.shape) else contiguous_strides(t.shape)
        return TENSOR, (memory, t._o, tuple(t.shape), tuple(stride), t.requires_grad, hooks)

    def memory_of(self, t):
        known = self.memories.get(id(t._d))
        if known is None:
            known = self.memories[id(t._d)] = Memory(t._d, t.dtype, str(len(self.memories)))
        if known.dtype is not t.dtype:
            refuse("torch.save of one memory with two types")
        return known


class Reader(pickle._Unpickler):
    """Reads tensors back; each memory once."""

    def __init__(self, file, records):
        super().__init__(file)
        self.records, self.memories = records, {}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        found = OF_NAMES.get(f"{module}.{name}")
        if found is None:
            refuse(f"torch.load of {module}.{name}")
        return {TENSOR: _tensor, PARAMETER: _parameter}.get(found, found)

    def persistent_load(self, pid):
        _, kind, key, _, _ = pid
        if key not in self.memories:
            dtype = next(dt for dt, name in STORAGES.items() if name is kind)
            data = array("b" if dtype is bool_ else dtype.code)
            data.frombytes(self.records[f"data/{key}"])
            self.memories[key] = Memory(data, dtype, key)
        return self.memories[key]


def _tensor(memory, offset, size, stride, requires_grad, _hooks):
    made = Tensor(memory.data, size, memory.dtype, list(stride), offset)
    made._rg = requires_grad
    return made


def _parameter(data, requires_grad, _hooks):
    return Parameter(data, requires_grad)


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    if pickle_module is not None or pickle_protocol != 2 or not _use_new_zipfile_serialization:
        refuse("torch.save with these settings")
    file = io.BytesIO()
    writer = Writer(file)
    writer.dump(obj)
    stored = [(f"data/{memory.key}", memory.content()) for memory in writer.memories.values()]
    path = _path(f)
    name = "archive" if path is None else os.path.splitext(os.path.basename(path))[0]
    data = _archive.written(name, [("data.pkl", file.getvalue()), *BEGINNING, *stored])
    if path is None:
        f.write(data)
        return
    with open(path, "wb") as opened:
        opened.write(data)


def _path(f):
    if isinstance(f, (str, os.PathLike)):
        return os.fspath(f)
    return None if hasattr(f, "write") and hasattr(f, "read") else refuse("torch.save to this")


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None):
    if pickle_module is not None or mmap or str(map_location) not in ("None", "cpu"):
        refuse("torch.load with these settings")
    path = _path(f)
    if path is None:
        records = _archive.read(f.read())
    else:
        with open(path, "rb") as opened:
            records = _archive.read(opened.read())
    return Reader(io.BytesIO(records["data.pkl"]), records).load()
