"""Tensors in lists, tuples and dicts, which torch.func takes as one value."""

from ._types import refuse


def mapped(value, fn):
    """The same value with `fn` of each leaf."""
    if isinstance(value, dict):
        return type(value)((k, mapped(v, fn)) for k, v in value.items())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        refuse("a named tuple in torch.func")
    if isinstance(value, (tuple, list)):
        return type(value)([mapped(v, fn) for v in value])
    return fn(value)


def leaves(value):
    """All leaves, in order."""
    found = []
    mapped(value, found.append)
    return found


def zipped(values, fn):
    """Values of one shape, with `fn` of the leaves at each place."""
    rows = [leaves(v) for v in values]
    if len({len(row) for row in rows}) > 1:
        refuse("values of several shapes in torch.func")
    columns = iter(list(zip(*rows, strict=True)))
    return mapped(values[0], lambda _: fn(next(columns)))
