"""The nodes of a graph in groups: by calls of modules and functions, rounds of loops, and lines.

Nothing is too large: what has more than `PARTS` parts after that is cut into ranges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Literal

from livecells.record.schema import Graph, Node, Scope

PARTS = 16  # parts of one group, at most
# A call, rounds of a loop, one of these, a line of the snippet, or a range of parts.
GroupKind = Literal["graph", "module", "function", "rounds", "round", "line", "range", "leaves"]
_LENT = ("rounds", "line", "range")  # what these share belongs to what is around them


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


def grouped(graph: Graph) -> Group:
    """All nodes of a graph in groups within each other; the whole is a group too."""
    from livecells.draw.repeats import folded

    whole = _by_calls(graph)
    _prune(whole, Group)
    folded(whole)
    _limit(whole, graph)
    _add_leaves(whole, graph)
    _prune(whole, dict)
    for number, group in zip(count(), _all(whole), strict=False):
        group.id = f"g{number}"
    return whole


def _all(group: Group) -> Iterator[Group]:
    yield group
    for part in group.parts:
        if isinstance(part, Group):
            yield from _all(part)


# ----- Calls -----


def _by_calls(graph: Graph) -> Group:
    whole = Group("graph", graph["name"])
    scopes = graph.get("scopes", [])
    calls: dict[int, Group] = {}
    made = [node for node in graph["nodes"] if node["created"] is not None]
    made.sort(key=lambda node: node["created"] or 0)
    for node in made:
        _call(node.get("scope"), scopes, calls, whole).parts.append(node)
    return whole


def _call(
    place: int | None, scopes: Sequence[Scope], calls: dict[int, Group], whole: Group
) -> Group:
    """The group of a call; put into the one around it when it comes first."""
    if place is None:
        return whole
    if place not in calls:
        scope = scopes[place]
        around = _call(scope["within"], scopes, calls, whole)
        made = Group(scope["kind"], scope["title"], scope["name"], line=scope["line"])
        calls[place] = made
        around.parts.append(made)
    return calls[place]


def _prune(group: Group, kind: type) -> None:
    """A call that holds only one part, of this kind, is none to open: the part takes its place."""
    for place, part in enumerate(group.parts):
        if isinstance(part, Group):
            _prune(part, kind)
            if len(part.parts) == 1 and isinstance(part.parts[0], kind):
                group.parts[place] = part.parts[0]


# ----- Too many parts -----


def _limit(group: Group, graph: Graph) -> None:
    if len(group.parts) > PARTS and group.kind not in ("rounds", "range", "leaves"):
        group.parts = list(_by_lines(group.parts, graph))
    if len(group.parts) > PARTS:
        group.parts = list(_ranges(group))
    for part in group.parts:
        if isinstance(part, Group):
            _limit(part, graph)


def _by_lines(parts: Sequence[Part], graph: Graph) -> Iterator[Part]:
    for line, same in groupby(
        parts, lambda p: p.line if isinstance(p, Group) else p.get("line", 0)
    ):
        together = list(same)
        if line and 1 < len(together) < len(parts):
            text = graph.get("lines", {}).get(str(line), "")
            yield Group("line", f"line {line}", text, together, line)
        else:
            yield from together


def _ranges(group: Group) -> Iterator[Group]:
    """The parts in as few ranges as can be, all about as long."""
    total = len(group.parts)
    pieces = min(PARTS, -(-total // PARTS))
    begin = 0
    for number in range(pieces):
        end = total * (number + 1) // pieces
        some = group.parts[begin:end]
        word = group.kind if group.kind in ("rounds", "leaves") else group.title
        word = word if word in ("rounds", "leaves") else "parts"
        first = group.first + begin
        yield Group("range", word, f"{first + 1}–{group.first + end}", some, first=first)
        begin = end


# ----- Leaves -----


def _add_leaves(whole: Group, graph: Graph) -> None:
    """Each leaf stands in the smallest group that holds all its users."""
    ways = dict(_ways(whole, [whole]))
    users: dict[str, list[list[Group]]] = defaultdict(list)
    for edge in graph["edges"]:
        if edge["target"] in ways:
            users[edge["source"]].append(ways[edge["target"]])
    added: dict[Group, list[Part]] = defaultdict(list)
    for node in graph["nodes"]:
        if node["created"] is None:
            common = _common(users[node["id"]]) or [whole]
            added[next(g for g in reversed(common) if g.kind not in _LENT)].append(node)
    for group, leaves in added.items():
        if len(leaves) > PARTS:
            together = Group("leaves", f"{len(leaves)} leaves", parts=leaves)
            _limit(together, graph)
            leaves = [together]
        group.parts[:0] = leaves


def _ways(group: Group, way: list[Group]) -> Iterator[tuple[str, list[Group]]]:
    for part in group.parts:
        if isinstance(part, Group):
            yield from _ways(part, [*way, part])
        else:
            yield part["id"], way


def _common(ways: list[list[Group]]) -> list[Group]:
    shared = []
    for level in zip(*ways, strict=False):
        if any(group is not level[0] for group in level):
            break
        shared.append(level[0])
    return shared
