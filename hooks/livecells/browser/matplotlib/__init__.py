"""Imports pass; who draws a figure is refused."""


def __getattr__(name):
    from torch._types import refuse

    if not name.startswith("__"):
        refuse("a figure by matplotlib")
    raise AttributeError(name)
