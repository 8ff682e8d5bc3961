"""Imports pass; who draws a figure is refused."""

import sys


def __getattr__(name):
    if not name.startswith("__"):
        sys.modules["torch._types"].refuse("a figure by matplotlib")
    raise AttributeError(name)
