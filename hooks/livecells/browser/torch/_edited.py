"""What makes a method in place of an operation."""

import inspect

from ._broadcast import _num, axes
from ._inplace import inplace, may_begin, repeats
from ._tensor import Tensor
from ._tensor_messages import LEAF
from ._types import refuse

ONLY_WARN = ("masked_fill", "index_fill", "index_put")  # of these torch says that it is deprecated

BY_PLACES = ("scatter", "scatter_add", "index_add", "index_fill", "index_put", "index_copy")


def edited(fn, name=""):
    """The operation in place."""

    def edit(self, *args, **kwargs):
        if name in ONLY_WARN and repeats(self):
            refuse(f"{name}_ of an expanded tensor")
        taken = given = [*args, *kwargs.values()]
        if name in ("masked_fill", "index_fill"):  # which read their value before they begin
            taken = [kwargs["mask"]] if "mask" in kwargs else taken[:-1]
        if name == "index_put":
            taken = taken + [t for each in taken if isinstance(each, (tuple, list)) for t in each]
        entries = name not in BY_PLACES
        dim = kwargs.get("dim", (*args, None)[0])
        if name == "index_fill" and any(isinstance(t, Tensor) and t.dim() for t in args[2:]):
            refuse("index_fill_ with a tensor of several numbers")
        if not entries and len(given) < (2 if name == "index_put" else 3):
            refuse(f"{name}_ of so few arguments")
        if not entries and type(dim) is int:
            may_begin(self, given)
            axes(dim, self.dim())  # torch looks at it before the memory
        try:
            return inplace(self, lambda old: fn(old, *args, **kwargs), False, taken, entries, given)
        except RuntimeError as error:
            if LEAF in str(error) and not _fits(fn, self, *args, **kwargs):
                refuse("an edit with other arguments")  # torch tells of those first
            raise

    return edit


def _fits(fn, *args, **kwargs):
    """Whether a function takes such arguments."""
    try:
        inspect.signature(fn).bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def augmented(fn):
    """`+=` and its like: what is no number is left to Python."""
    edit = edited(fn)
    return lambda self, other: edit(self, other) if _num(other) else NotImplemented
