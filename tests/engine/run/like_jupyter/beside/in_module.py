"""Functions for processes that are spawned: these import them."""


def twice(x):
    return 2 * x


def fail():
    raise ValueError("in the child")
