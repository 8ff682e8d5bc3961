"""What of a graph is drawn: boxes and wires, with long repetitions folded into one box.

Nodes are taken in the order in which torch made them. A loop then reads as a pattern of
operations that comes again and again, each with its inputs at the same distance; from `REPEATS`
rounds on, the first and the last round stay and the rounds between become one box.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from livecells.record.schema import Edge, Graph, Node

REPEATS = 20  # rounds of a loop before its middle is folded
PERIOD = 12  # operations in one round, at most
NEAR = 3 * PERIOD  # an input made longer ago than this counts as shared by all rounds
DRAWN = 200  # boxes in one picture, at most


@dataclass(frozen=True)
class Box:
    """A node, or several that are drawn as one."""

    id: str
    nodes: tuple[Node, ...]
    rounds: int = 1
    period: int = 1

    @property
    def folded(self) -> bool:
        """Whether this stands for more than one node."""
        return len(self.nodes) > 1

    @property
    def kind(self) -> str:
        """The kind of a node, or `fold`."""
        return "fold" if self.folded else self.nodes[0]["kind"]


@dataclass(frozen=True)
class Wire:
    """An edge between boxes; `count` edges into a folded box are one wire."""

    source: str
    output: int
    target: str
    input: int
    count: int = 1


def fold(graph: Graph) -> tuple[list[Box], list[Wire]]:
    """What is drawn of a graph, with its repetitions folded.

    Returns:
        The boxes, in the order of the graph's nodes, and the wires between them.

    Raises:
        ValueError: More than `DRAWN` boxes are left.
    """
    groups = list(_groups(graph))
    groups += _leaf_groups(graph, groups)
    home = {node: group for group in groups for node in group.nodes_by_id}
    boxes: dict[str, Box] = {}
    for node in graph["nodes"]:
        box = home[node["id"]].box if node["id"] in home else Box(node["id"], (node,))
        boxes.setdefault(box.id, box)
    if len(boxes) > DRAWN:
        raise ValueError(
            f"the graph of {graph['name']!r} is too large to draw: {len(boxes)} boxes after "
            f"folding, {DRAWN} at most; ask for a tensor nearer to the leaves"
        )
    place = {node["id"]: box.id for box in boxes.values() for node in box.nodes}
    return list(boxes.values()), _wires(graph["edges"], place, boxes)


@dataclass(frozen=True)
class _Group:
    box: Box
    nodes_by_id: dict[str, Node]


def _group(nodes: list[Node], rounds: int, period: int) -> _Group:
    box = Box(f"fold-{nodes[0]['id']}", tuple(nodes), rounds, period)
    return _Group(box, {node["id"]: node for node in nodes})


def _groups(graph: Graph) -> Iterator[_Group]:
    made = [node for node in graph["nodes"] if node["created"] is not None]
    made.sort(key=lambda node: node["created"] or 0)
    signs = _signs(graph, made)
    same = {period: _repeats(signs, period) for period in range(1, PERIOD + 1)}
    start = 0
    while start < len(made):
        period = next((p for p in same if same[p][start] // p + 1 >= REPEATS), 0)
        if not period:
            start += 1
            continue
        rounds = same[period][start] // period + 1
        inner = made[start + period : start + (rounds - 1) * period]
        yield _group(inner, rounds - 2, period)
        start += rounds * period


def _signs(graph: Graph, made: list[Node]) -> list[tuple[object, ...]]:
    """For each node its operation and where its inputs come from, seen from the node."""
    rank = {node["id"]: place for place, node in enumerate(made)}
    into: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph["edges"]:
        into[edge["target"]].append(edge)

    def origin(edge: Edge) -> object:
        if edge["source"] not in rank:
            return "leaf"
        distance = rank[edge["target"]] - rank[edge["source"]]
        return distance if distance <= NEAR else edge["source"]

    return [
        (node["operation"], *((edge["input"], origin(edge)) for edge in into[node["id"]]))
        for node in made
    ]


def _repeats(signs: list[tuple[object, ...]], period: int) -> list[int]:
    """For each place, how many nodes from there on equal the one a period later."""
    counts = [0] * (len(signs) + 1)
    for place in range(len(signs) - period - 1, -1, -1):
        if signs[place] == signs[place + period]:
            counts[place] = counts[place + 1] + 1
    return counts[:-1]


def _leaf_groups(graph: Graph, groups: list[_Group]) -> list[_Group]:
    """Leaves that only one folded box uses, three or more, become one box themselves."""
    home = {node: group.box.id for group in groups for node in group.nodes_by_id}
    users: dict[str, set[str]] = defaultdict(set)
    for edge in graph["edges"]:
        users[edge["source"]].add(home.get(edge["target"], edge["target"]))
    alone: dict[str, list[Node]] = defaultdict(list)
    for node in graph["nodes"]:
        used_by = users[node["id"]]
        if node["kind"] == "accumulate" and len(used_by) == 1 and used_by <= set(home.values()):
            alone[next(iter(used_by))].append(node)
    return [_group(leaves, len(leaves), 1) for leaves in alone.values() if len(leaves) > 2]


def _wires(edges: list[Edge], place: dict[str, str], boxes: dict[str, Box]) -> list[Wire]:
    """Single boxes keep every edge; edges from or into a folded box are counted."""
    counts: Counter[Wire] = Counter()
    for edge in edges:
        source, target = place[edge["source"]], place[edge["target"]]
        if source == target:
            continue
        output = 0 if boxes[source].folded else edge["output"]
        into = 0 if boxes[target].folded else edge["input"]
        counts[Wire(source, output, target, into)] += 1
    return [
        Wire(wire.source, wire.output, wire.target, wire.input, count)
        for wire, count in counts.items()
    ]
