"""The nodes of a graph in groups: by calls of modules and functions, rounds of loops, and lines.

Nothing is too large: what has more than `PARTS` parts after that is cut into ranges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, groupby

from livecells.draw.parts import PARTS, Group, Part
from livecells.draw.repeats import folded
from livecells.record.schema import Graph, Scope

_LENT = ("rounds", "line", "range")  # what these share belongs to what is around them


def grouped(graph: Graph) -> Group:
    """All nodes of a graph in groups within each other; the whole is a group too."""
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
    total, word = len(group.parts), _word(group)
    pieces = min(PARTS, -(-total // PARTS))
    begin = 0
    for number in range(pieces):
        end = total * (number + 1) // pieces
        some = group.parts[begin:end]
        first = group.first + begin
        yield Group("range", word, f"{first + 1}–{group.first + end}", some, first=first)
        begin = end


def _word(group: Group) -> str:
    """What the parts of a group are called."""
    if group.kind in ("rounds", "leaves"):
        return group.kind
    if group.kind == "range":
        return group.title
    return "parts" if group.kind == "graph" else f"parts of {group.name or group.title}"


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
