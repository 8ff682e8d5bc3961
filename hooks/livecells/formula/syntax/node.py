"""A node of a tree, and the way through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
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
    """The fields of a node in which change can stand."""
    plain = ("str", "int", "bool", "Fraction", "Span", "str | None")
    return tuple(entry.name for entry in fields(kind) if entry.type not in plain)


def rewritten(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The node with others in place of those below it that `change` knows one for."""
    other = change(node)
    if other is not None:
        return other
    places = _places(type(node))  # type: ignore[arg-type]
    changed = {name: _rewritten(getattr(node, name), change) for name in places}
    return replace(node, **changed)  # type: ignore[arg-type]


def _rewritten(found: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(found, Node):
        return rewritten(found, change)
    if isinstance(found, tuple):
        return tuple(_rewritten(part, change) for part in found)
    return found


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it, in reading order."""
    return node.all
