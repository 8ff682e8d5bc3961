"""Figures are taken and not shown, so that the cells after them run."""

from . import _drawing


def __getattr__(name):
    return _drawing.named(name)
