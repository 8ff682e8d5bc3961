"""Sizes of a new tensor, and what is said of those that are none."""

from ._tensor import Tensor
from ._types import _int, fault, refuse

NOT_SIZES = "%s(): argument 'size' (position 1) must be tuple of ints, not %s"
NOT_A_SIZE = (
    "%s(): argument 'size' failed to unpack the object at pos %d with error \"type must be tuple of "
    'ints,but got %s"'
)
FOUND = (
    "%s(): argument 'size' (position 1) must be tuple of ints, but found element of type %s at "
    "pos 0"
)
NEGATIVE = "Trying to create tensor with negative dimension %d: %s"


def _sizes(given, name=""):
    """The sizes of a new tensor, however they are given."""
    listed = len(given) == 1 and isinstance(given[0], (tuple, list))
    s = list(given[0] if listed else given)
    if not given and name:
        fault(TypeError, f'{name}() missing 1 required positional arguments: "size"')
    for k, n in enumerate(s):
        if isinstance(n, Tensor):
            s[k] = n = int(n)
        if not isinstance(n, _int):
            _no_size(name, k, n, listed, len(s))
        if n < 0:
            if name == "zeros":
                fault(RuntimeError, "zeros: Dimension size must be non-negative.")
            fault(RuntimeError, NEGATIVE % (n, s))
    return tuple(int(n) for n in s)


def named(sizes, size, name):
    """The sizes, where they may be given by name."""
    if size is None:
        return sizes
    if not all(
        isinstance(n, (_int, Tensor))
        for n in (size if isinstance(size, (tuple, list)) else (size,))
    ):
        refuse("a size by name that is no whole number")
    if sizes and name in ("zeros", "ones", "empty"):
        fault(TypeError, f"{name}() got multiple values for argument 'size'")
    return refuse("sizes that are given twice") if sizes else (size,)


def _no_size(name, k, n, listed, count):
    """The words of torch for a size that is no whole number."""
    if not name:
        refuse("a size that is no whole number")
    said = type(n).__name__
    if not k and listed:
        fault(TypeError, FOUND % (name, said))
    if not k and count > 1:
        if name not in ("zeros", "ones"):
            refuse("a size that is no whole number")
        fault(TypeError, f"{name}() takes 1 positional argument but {count} were given")
    if k:
        fault(TypeError, NOT_A_SIZE % (name, k + 1, said))
    fault(TypeError, NOT_SIZES % (name, said))
