"""A function that is called for each row, where torch calls it once for all: what tells of that."""

import contextlib
import io
import sys

from ._tensor import Tensor
from ._types import refuse

PLAIN = (bool, int, float, complex, str, bytes, type(None))
HOLDS = (list, dict, set, tuple, bytearray)


class Once:
    """Prints of the first call alone; where another one differs, or tells of itself, it is refused."""

    def __init__(self, func):
        self.func, self.first, self.outside = func, None, _outside(func)

    @contextlib.contextmanager
    def call(self):
        """One of the calls."""
        said, shown = io.StringIO(), sys.stdout
        try:
            with contextlib.redirect_stdout(said):
                yield
        finally:
            text = said.getvalue()
            if self.first is None and text:
                shown.write(text)
        if self.first is None:
            self.first = text
            return
        if text != self.first:
            refuse("a print in vmap that differs from row to row")
        if _outside(self.func) != self.outside:
            refuse("a function in vmap that changes what is outside of it")


def _outside(func):
    """What can be told of the names that a function has from outside."""
    code = getattr(func, "__code__", None)
    if code is None:
        return [_told(func)]
    known = getattr(func, "__globals__", {})
    found = [known[name] for name in sorted(_names(code)) if name in known]
    for cell in func.__closure__ or ():
        with contextlib.suppress(ValueError):
            found.append(cell.cell_contents)
    return [_told(value) for value in [*found, getattr(func, "__self__", None)]]


def _names(code):
    """The names that code and what is written in it ask for."""
    names = set(code.co_names)
    for each in code.co_consts:
        if hasattr(each, "co_names"):
            names |= _names(each)
    return names


def _told(value, deep=True):
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, HOLDS):
        return id(value), len(value)
    if isinstance(value, Tensor):
        return id(value), value._version
    inside = getattr(value, "__dict__", None)
    own = deep and isinstance(inside, dict) and not isinstance(value, type(sys))
    return id(value), [_told(v, False) for v in inside.values()] if own else None
