"""torch.multiprocessing.reductions: whether the memory of a tensor is still there."""

import weakref

from .._memory import UntypedStorage
from .._types import refuse


class StorageWeakRef:
    def __init__(self, storage):
        if not isinstance(storage, UntypedStorage):
            refuse("StorageWeakRef of something else than a storage")
        self._ref = weakref.ref(storage._data)

    def expired(self):
        return self._ref() is None


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    refuse(f"torch.multiprocessing.reductions.{name}")
