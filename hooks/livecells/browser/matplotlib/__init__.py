"""Figures are taken and not shown, so that the cells after them run."""

from . import _drawing


def __getattr__(name):
    if not name.startswith("__"):
        _drawing.refuse("matplotlib." + name)
    raise AttributeError(name)
