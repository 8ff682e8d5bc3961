"""What a graph in groups is made of: nodes, and groups of nodes within each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from livecells.record.schema import Node

PARTS = 16  # parts of one group, at most
# A call, rounds of a loop, one of these, a line of the snippet, or a range of parts.
GroupKind = Literal["graph", "module", "function", "rounds", "round", "line", "range", "leaves"]


@dataclass(eq=False)
class Group:
    """Nodes that belong together, and groups of such, in the order in which torch made them.

    `title` says what it is, `name` what the snippet calls it; `first` is the place of its first
    part among those of the group that it was cut from, `rounds` how many rounds of a loop, or
    layers, there are, and `round` which of them this is, where its name does not tell.
    """

    kind: GroupKind
    title: str
    name: str = ""
    parts: list[Part] = field(default_factory=list)
    line: int = 0
    first: int = 0
    rounds: int = 0
    round: int = 0
    id: str = ""

    @property
    def nodes(self) -> list[Node]:
        """All nodes in it."""
        return [node for part in self.parts for node in nodes_of(part)]


Part = Node | Group


def nodes_of(part: Part) -> list[Node]:
    """A node alone, or all nodes of a group."""
    return part.nodes if isinstance(part, Group) else [part]


def is_leaf(part: Part) -> bool:
    """Whether this is the node of a leaf."""
    return not isinstance(part, Group) and part["created"] is None


def line_of(part: Part) -> int:
    """The line of the snippet that made a node, or called a group; 0 where there is none."""
    return part.line if isinstance(part, Group) else part.get("line", 0)


def size(part: Part) -> int:
    """How many nodes there are."""
    return sum(map(size, part.parts)) if isinstance(part, Group) else 1
