"""Sizes, axes and repeats, and what is said of those that are no whole numbers."""

from ._returned import type_name
from ._tensor import Tensor
from ._types import _bool, _int, fault, kind, numel, refuse

NOT_SIZES = "%s(): argument '%s' (position 1) must be tuple of ints, not %s"
NOT_A_SIZE = (
    "%s(): argument '%s' failed to unpack the object at pos %d with error \"type must be tuple of "
    'ints,but got %s"'
)
FOUND = (
    "%s(): argument '%s' (position %d) must be tuple of ints, but found element of type %s at pos 0"
)
NEGATIVE = "Trying to create tensor with negative dimension %d: %s"
MOST = 1 << 27  # numbers that fit into what a page may take
SEVERAL = ("view", "rand", "randn")  # more functions of one name, of which torch tells all
ALSO = ("flip", "tile", "reshape", "permute", "broadcast_to")  # functions, with a tensor before


def whole(given, name="", arg="size", place=0):
    """Whole numbers that are given one by one or in a list, as torch takes them.

    For others there is torch's error, if the function is named; which place a list has among the
    arguments is told only where it is known.
    """
    listed = len(given) == 1 and isinstance(given[0], (tuple, list))
    found = list(given[0] if listed else given)
    for k, n in enumerate(found):
        if type(n) is not _int:
            if not _counts(n, k):
                _no_number(name, arg, k, n, place if listed else -1, len(found))
            found[k] = _int(n)
    return tuple(found)


def _counts(n, k):
    """Whether something else than an int is taken for one: True is, but not at the first place."""
    if isinstance(n, _bool):
        return k > 0
    if isinstance(n, Tensor):
        return kind(n.dtype) == 1 and n.numel() == 1
    return isinstance(n, _int)


def _no_number(name, arg, k, n, place, count):
    """The words of torch for an entry that is no whole number; the place is -1 outside a list."""
    said = type_name(n)
    if not name or (isinstance(n, Tensor) and n.dtype.name == "bool"):
        refuse("a size that is no whole number")
    if k:
        fault(TypeError, NOT_A_SIZE % (name, arg, k + 1, said))
    if place > 0:
        fault(TypeError, FOUND % (name, arg, place, said))
    if place == 0 or name == "view" or (count > 1 and name in SEVERAL):
        refuse("a size that is no whole number")
    if count > 1:
        fault(TypeError, f"{name}() takes 1 positional argument but {count} were given")
    if name in ALSO:
        refuse("a size that is no whole number")
    fault(TypeError, NOT_SIZES % (name, arg, said))


def _sizes(given, name=""):
    """The sizes of a new tensor, however they are given."""
    if not given and name in SEVERAL:
        refuse("no sizes at all")
    if not given and name:
        fault(TypeError, f'{name}() missing 1 required positional arguments: "size"')
    found = whole(given, name, place=1)
    for n in found:
        if n < 0:
            if name == "zeros":
                fault(RuntimeError, "zeros: Dimension size must be non-negative.")
            fault(RuntimeError, NEGATIVE % (n, list(found)))
    if numel(found) > MOST:
        refuse("so many numbers")
    return found


def in_a_list(size, name, place=1):
    """The sizes of a new tensor, for a function that takes them in a list alone."""
    if not isinstance(size, (tuple, list)):
        text = "%s(): argument 'size' (position %d) must be tuple of ints, not %s"
        fault(TypeError, text % (name, place, type_name(size)))
    found = whole((size,), name, place=place)
    return _sizes((found,))


NAMELESS = object()  # stands for sizes that are not given by name


def named(sizes, size, name):
    """The sizes, where they may be given by name."""
    if size is NAMELESS:
        return sizes
    if sizes and name in ("zeros", "ones", "empty") and all(type(n) is _int for n in sizes):
        fault(TypeError, f"{name}() got multiple values for argument 'size'")
    if sizes:
        refuse("sizes that are given twice")
    if not isinstance(size, (tuple, list)):
        refuse("a size by name that is no list")
    return (size,)
