"""What torch's classes have and ours lack: it is refused, however it is asked for.

Python's own AttributeError would say that torch has no such name, and `hasattr` that it is false.
"""

from ._members import MEMBERS
from ._names import TENSOR
from ._types import refuse

KEPT = ("_parameters", "_buffers", "_modules")  # where a module has what is no attribute of it


class Absent:
    """Stands in a class in place of such a name; what an object has itself comes before it."""

    def __init__(self, name, said):
        self.name, self.said = name, said

    def __get__(self, instance, owner=None):
        inner = getattr(instance, "__dict__", {})
        if any(self.name in inner.get(kind, ()) for kind in KEPT):
            raise AttributeError(self.name)  # so that Python asks the module's __getattr__
        refuse(f"{self.said}.{self.name}")


def _table():
    rows = MEMBERS.replace("\n ", " ").strip().split("\n")
    return {name: names.split() for name, _, names in (row.partition(": ") for row in rows)}


TABLE = _table()
TABLE["torch.Tensor"] = [*TABLE.get("torch.Tensor", ()), *TENSOR]


def fill(cls, said, key=None):
    """Have each name of torch's class that this one lacks refused."""
    for name in TABLE.get(key or said, ()):
        if not any(name in vars(each) for each in cls.__mro__):
            setattr(cls, name, Absent(name, said))
