"""What of a graph is drawn at a time: a view of boxes and wires, for the whole and for each group.

A view has the parts of its group. A small group is shown with all its nodes at once, and of a
large one that has little beside one great part, the parts of that one stand in its place. What
leads out of a group stands in its view as a box that is outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from livecells.draw.groups import grouped
from livecells.draw.parts import PARTS, Group, Part, is_leaf, nodes_of, size
from livecells.record.schema import Edge, Graph, Node

_CUT = ("rounds", "range", "leaves")
FLAT = 24  # cards of a picture without groups, at most


@dataclass(frozen=True, eq=False)
class Box:
    """A node, or a group that is drawn as one; `outside` says that it belongs to another view."""

    id: str
    nodes: tuple[Node, ...]
    group: Group | None = None
    outside: bool = False

    @property
    def folded(self) -> bool:
        """Whether this stands for a group."""
        return self.group is not None

    @property
    def kind(self) -> str:
        """The kind of a node, or `group`."""
        return "group" if self.folded else self.nodes[0]["kind"]


@dataclass(frozen=True)
class Wire:
    """An edge between boxes; `count` edges from or into a group are one wire."""

    source: str
    output: int
    target: str
    input: int
    count: int = 1


@dataclass(eq=False)
class View:
    """What is seen at a time: the boxes of a group, those outside that it is tied to, the wires.

    `home` has the box of each node of the graph, `around` the view of the group around this one.
    """

    group: Group
    around: View | None
    boxes: list[Box]
    wires: list[Wire]
    home: dict[str, Box] = field(default_factory=dict)

    @property
    def way(self) -> list[View]:
        """The views from the whole graph to this one."""
        return [*(self.around.way if self.around else []), self]


def views(graph: Graph) -> list[View]:
    """The view of the whole graph first, then those of all groups that can be opened."""
    whole = grouped(graph)
    order = {node["id"]: place for place, node in enumerate(graph["nodes"])}
    made = [_view(graph, whole, None, order)]
    for view in made:
        groups = [box.group for box in view.boxes if box.group is not None and not box.outside]
        made += [_view(graph, group, view, order) for group in groups]
    return made


def _view(graph: Graph, group: Group, around: View | None, order: dict[str, int]) -> View:
    inside = [_box(part) for part in _shown(group)]
    inside.sort(key=lambda box: min(order[node["id"]] for node in box.nodes))
    home = {node["id"]: box for box in inside for node in box.nodes}
    near: dict[str, Box] = {}
    for edge in graph["edges"] if around else ():
        for end, other in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
            if end not in home and other in home and around is not None:
                known = around.home[end]
                near.setdefault(known.id, Box(known.id, known.nodes, known.group, outside=True))
    boxes = [*inside, *near.values()]
    ends = {node["id"]: box for box in near.values() for node in box.nodes} | home
    kept = [
        edge
        for edge in graph["edges"]
        if (edge["source"] in home or edge["target"] in home)
        and edge["source"] in ends
        and edge["target"] in ends
    ]
    everywhere = {**(around.home if around else {}), **ends}
    return View(group, around, boxes, _wires(kept, ends), everywhere)


def _box(part: Part) -> Box:
    if isinstance(part, Group):
        return Box(part.id, tuple(nodes_of(part)), part)
    return Box(part["id"], (part,))


def _shown(group: Group) -> list[Part]:
    if size(group) <= FLAT:
        return list(nodes_of(group))
    parts = list(group.parts)
    while True:
        large = max((p for p in parts if _opens(p)), key=size, default=None)
        others = [part for part in parts if part is not large]
        if large is None or 3 * size(large) < 2 * size(group) or not isinstance(large, Group):
            return parts
        if _drawn(others) + _drawn(large.parts) > PARTS:
            return parts
        place = parts.index(large)
        parts[place : place + 1] = large.parts


def _opens(part: Part) -> bool:
    """Whether the parts of a group may stand in its place: not what was cut for its size alone."""
    return isinstance(part, Group) and part.kind not in _CUT


def _drawn(parts: Iterable[Part]) -> int:
    """How many boxes stand below each other: leaves stand beside what uses them."""
    return sum(not is_leaf(part) for part in parts)


def _wires(edges: list[Edge], home: dict[str, Box]) -> list[Wire]:
    """Single boxes keep every edge; edges from or into a group are counted."""
    counts: Counter[Wire] = Counter()
    for edge in edges:
        source, target = home[edge["source"]], home[edge["target"]]
        if source is target:
            continue
        output = 0 if source.folded else edge["output"]
        into = 0 if target.folded else edge["input"]
        counts[Wire(source.id, output, target.id, into)] += 1
    return [
        Wire(wire.source, wire.output, wire.target, wire.input, count)
        for wire, count in counts.items()
    ]
