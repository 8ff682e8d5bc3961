"""A node of a tree, and the way through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache

Span = tuple[int, int]


@dataclass(frozen=True)
class Node:
    """One piece of a formula."""

    span: Span = field(default=(0, 0), compare=False, kw_only=True)


def children(node: object) -> Iterator[Node]:
    """The nodes directly below a node, in reading order."""
    if isinstance(node, tuple):
        for item in node:
            if isinstance(item, Node):
                yield item
            else:
                yield from children(item)
    elif isinstance(node, Node):
        for name in _places(type(node)):  # type: ignore[arg-type]
            value = getattr(node, name)
            if isinstance(value, Node):
                yield value
            elif value:
                yield from children(value)


@cache
def _places(kind: type) -> tuple[str, ...]:
    """The fields of a node in which others can stand."""
    plain = ("str", "int", "bool", "Fraction", "Span", "str | None")
    return tuple(entry.name for entry in fields(kind) if entry.type not in plain)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)
