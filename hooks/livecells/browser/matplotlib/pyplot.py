"""No figures here: the cell that draws is refused, the others run."""

import sys


def __getattr__(name):
    if not name.startswith("__"):
        sys.modules["torch._types"].refuse("a figure by matplotlib")
    raise AttributeError(name)
