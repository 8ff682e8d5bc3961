"""A node of a tree, and the way through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cache, wraps
from typing import TypeVar

Span = tuple[int, int]
Of = TypeVar("Of")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Node:
    """One piece of a formula."""

    span: Span = field(default=(0, 0), compare=False, kw_only=True)


def kept(find: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Have what there is to know of a node or a statement, which never change, found once for each.

    `children` and `walk` do so by themselves: one call more at each level would be felt there.
    """
    key = f"_{find.__name__}"

    @wraps(find)
    def known(of: Of) -> Found:
        facts: dict[str, Found] = vars(of)
        if key not in facts:
            facts[key] = find(of)
        return facts[key]

    return known


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in reading order."""
    known: tuple[Node, ...] | None = vars(node).get("_below")
    if known is None:
        found: list[Node] = []
        for name in _places(type(node)):  # type: ignore[arg-type]
            _gather(getattr(node, name), found)
        known = vars(node)["_below"] = tuple(found)  # a tree does not change
    return known


def _gather(values: object, found: list[Node]) -> None:
    if isinstance(values, Node):
        found.append(values)
    elif isinstance(values, tuple):
        for value in values:
            _gather(value, found)


@cache
def _places(kind: type) -> tuple[str, ...]:
    """The fields of a node in which change can stand."""
    plain = ("str", "int", "bool", "Fraction", "Span", "str | None")
    return tuple(entry.name for entry in fields(kind) if entry.type not in plain)


def rewritten(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The node with others in place of those below it that `change` knows one for.

    What has nothing to change stays the same node: what is known of it need not be found again.
    """
    other = change(node)
    if other is not None:
        return other
    changed: dict[str, object] = {}
    for name in _places(type(node)):  # type: ignore[arg-type]
        before = getattr(node, name)
        after = _rewritten(before, change)
        if after is not before:
            changed[name] = after
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]


def _rewritten(found: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(found, Node):
        return rewritten(found, change)
    if isinstance(found, tuple):
        parts = tuple([_rewritten(part, change) for part in found])
        same = all(a is b for a, b in zip(found, parts, strict=True))
        return found if same else parts
    return found


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it, in reading order."""
    known: tuple[Node, ...] | None = vars(node).get("_all")
    if known is None:
        found = [node]
        for child in children(node):
            found += walk(child)
        known = vars(node)["_all"] = tuple(found)  # a tree does not change
    return known
