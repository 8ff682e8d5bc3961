"""What makes a method in place of an operation."""

from ._broadcast import _num, axes
from ._inplace import inplace, may_begin, repeats
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
        if not entries and type(dim) is int:
            may_begin(self, given)
            axes(dim, self.dim())  # torch looks at it before the memory
        return inplace(self, lambda old: fn(old, *args, **kwargs), False, taken, entries, given)

    return edit


def augmented(fn):
    """`+=` and its like: what is no number is left to Python."""
    edit = edited(fn)
    return lambda self, other: edit(self, other) if _num(other) else NotImplemented
