r"""What is read: trees of plain tuples, `(kind, ...)`, and walks through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Node = tuple[Any, ...]
NO_LETTERS: frozenset[str] = frozenset()


class Unreadable(Exception):  # noqa: N818 - it is a verdict
    """Not one of our pages' ways to write, or no number."""


@dataclass(frozen=True)
class Statement:
    """`a = b = c`, and the ranges `n = 0, ..., 9` that stand beside it.

    `marks`: the relations, one less than sides.
    """

    sides: list[Node]
    marks: list[str]
    ranges: dict[str, range] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The first value of indices: 0 where a subscript, a limit or a range begins so."""
        zero = any(span.start == 0 for span in self.ranges.values())
        return 0 if zero or any(begins_at_zero(p) for s in self.sides for p in parts(s)) else 1


def begins_at_zero(node: Node) -> bool:
    if node[0] == "sum" and node[2]:
        return bool(node[2][0] == ("num", 0.0))
    return node[0] in ("sym", "idx") and "0" in node[2]


def children(node: Node) -> list[Node]:
    kind = node[0]
    if kind in ("num", "sym"):
        return []
    if kind in ("add", "vec"):
        return list(node[1])
    if kind in ("mat", "cases"):
        return [entry for row in node[1] for entry in row if isinstance(entry, tuple)]
    if kind == "sum":
        return [*node[2], node[3]]
    if kind == "bar":
        return [node[1], *(value for _, value in node[2])]
    if kind == "call":
        return list(node[3])
    return [node[1]] if kind in ("idx", "rep") else list(node[1:])


def parts(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from parts(child)


def carried(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    """Every symbol with the subscripts it carries."""
    return [(part[1], part[2]) for part in parts(node) if part[0] == "sym" and part[2]]


def indexed(node: Node) -> list[tuple[Node, tuple[str, ...]]]:
    return [(part[1], part[2]) for part in parts(node) if part[0] == "idx"]


def mentions(node: Node) -> set[str]:
    """The names of symbols and functions."""
    return {part[1] for part in parts(node) if part[0] in ("sym", "call")}


def letters(node: Node) -> set[str]:
    """The letters that are indices, of sums too."""
    summed = {name for part in parts(node) if part[0] == "sum" for name in part[1]}
    return summed | set(free(node))


def free(node: Node) -> list[str]:
    """The letters that stand as subscripts and that no sum around them binds, in order."""
    return list(dict.fromkeys(_free(node, NO_LETTERS)))


def _free(node: Node, bound: frozenset[str]) -> Iterator[str]:
    if node[0] in ("sym", "idx"):
        yield from (sub for sub in node[2] if sub.isalpha() and sub not in bound)
    if node[0] == "sum":
        bound |= set(node[1])
    for child in children(node):
        yield from _free(child, bound)
