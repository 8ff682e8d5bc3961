"""A node of a tree, and the way through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache, cached_property

Span = tuple[int, int]


@dataclass(frozen=True)
class Node:
    """One piece of a formula."""

    span: Span = field(default=(0, 0), compare=False, kw_only=True)

    @cached_property
    def below(self) -> tuple[Node, ...]:
        """The nodes directly below it, in reading order."""
        return tuple(_nodes(tuple(getattr(self, name) for name in _places(type(self)))))  # type: ignore[arg-type]

    @cached_property
    def all(self) -> tuple[Node, ...]:
        """It and every node below it, in reading order."""
        return (self, *(node for child in self.below for node in child.all))


def _nodes(values: object) -> Iterator[Node]:
    if isinstance(values, Node):
        yield values
    elif isinstance(values, tuple):
        for value in values:
            yield from _nodes(value)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in reading order."""
    return node.below


@cache
def _places(kind: type) -> tuple[str, ...]:
    """The fields of a node in which others can stand."""
    plain = ("str", "int", "bool", "Fraction", "Span", "str | None")
    return tuple(entry.name for entry in fields(kind) if entry.type not in plain)


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it, in reading order."""
    return node.all
