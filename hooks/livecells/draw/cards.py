"""The cards of a drawn graph: what stands on each, and how large it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from livecells.draw.backward_steps import BackwardSteps, title_of_box
from livecells.draw.collapse import Box
from livecells.draw.format_values import constants_of, lines, names_of, output_of, saved_of
from livecells.draw.parts import Group
from livecells.record.schema import Node, Value

CHAR, SMALL = 7.85, 6.65  # advance of a 13 px and an 11 px monospace character
LINE, PAD, GAP = 17, 14, 22

UNSEEN = "value not seen: torch let it go at once"
NOTE = 40  # characters of a line of code on a card, at most
OUTPUTS = 4  # rows of a node with several outputs, at most
ABREAST = 290  # wider than this, value and gradient stand one below the other: a phone's width

_KIND_WORDS = {"accumulate": "leaf", "view": "view", "custom": "custom", "operation": ""}


@dataclass
class Cell:
    """A labelled value: `value` or `gradient`."""

    label: str
    kind: str
    texts: list[str]
    bracketed: bool

    @property
    def width(self) -> float:
        """The width of the cell, in pixels."""
        body = max(len(text) for text in self.texts) * CHAR + (16 if self.bracketed else 0)
        return max(len(self.label) * SMALL, body)


@dataclass
class Card:
    """What stands in a box: a title line, rows of cells, notes."""

    box: Box
    title: str
    tag: str
    rows: list[list[Cell]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def width(self) -> float:
        """The width of the card, in pixels."""
        tag = (len(self.tag) + 3) * CHAR if self.tag else 0
        rows = [sum(cell.width + GAP for cell in row) - GAP for row in self.rows]
        notes = [len(text) * SMALL for _, text in self.notes]
        return max(150, len(self.title) * CHAR + tag, *rows, *notes) + 2 * PAD

    @property
    def height(self) -> float:
        """The height of the card, in pixels."""
        rows = sum(row_height(row) for row in self.rows)
        return 34 + rows + 16 * len(self.notes) + (4 if self.rows or self.notes else 0)


def row_height(row: list[Cell]) -> float:
    """The height of a row of cells, in pixels."""
    return 20 + LINE * max(len(cell.texts) for cell in row)


# ----- What stands where -----


def card_of(shown: BackwardSteps, box: Box) -> Card:
    """What stands on the card of a box: its values, and the gradients of the pass that is shown."""
    if box.outside:
        return Card(box, title_of_box(box), "", notes=[("lc-quiet", "outside of this group")])
    if box.group is not None:
        return _group_card(shown, box, box.group)
    node = box.nodes[0]
    word = _KIND_WORDS[node["kind"]]
    card = Card(box, node["operation"], " · ".join(filter(None, [names_of(node), word])))
    card.rows = list(_rows(shown, box))
    if constants := constants_of(node):
        card.notes.append(("lc-quiet", f"constant {', '.join(constants)}"))
    if all(output["value"] is None for output in node["outputs"]):
        card.notes.append(("lc-quiet", UNSEEN))
    card.notes += [("lc-saved", text) for text in _saved_lines(saved_of(node))]
    return card


def _group_card(shown: BackwardSteps, box: Box, group: Group) -> Card:
    """A closed group: what it is, what it hands on where that is one tensor, what is in it."""
    title, tag = title_of_box(box), ""
    if group.kind == "module" and group.name:
        title, tag = group.name, group.title
        title += f", round {group.round}" if group.round else ""
    card = Card(box, title, tag)
    place = _only_output(shown, box)
    if place is not None:
        card.rows = list(_group_rows(shown, box, *place))
    named = group.name if group.kind in ("line", "rounds") else ""
    if named:
        card.notes.append(("lc-quiet", named if len(named) <= NOTE else f"{named[: NOTE - 1]}…"))
    card.notes.append(("lc-quiet", inside_of(box)))
    return card


def _group_rows(shown: BackwardSteps, box: Box, node: Node, index: int) -> Iterator[list[Cell]]:
    output, step = output_of(node, index), shown.step_of(box.id)
    arrived = step["gradient_in"] if step and step["first"] == node["id"] else []
    cells = [
        _cell("value", "lc-value", output["value"] if output else None),
        _cell("gradient", "lc-gradient", arrived[index] if index < len(arrived) else None),
    ]
    row = [cell for cell in cells if cell is not None]
    if row:
        yield row


def _only_output(shown: BackwardSteps, box: Box) -> tuple[Node, int] | None:
    """The node and output that all that leaves a group comes from, if it is one."""
    inside = {node["id"]: node for node in box.nodes}
    leaving = {
        (edge["source"], edge["output"])
        for edge in shown.graph["edges"]
        if edge["source"] in inside and edge["target"] not in inside
    }
    if shown.graph["root"] in inside:
        leaving.add((shown.graph["root"], shown.graph["output"]))
    if len(leaving) != 1:
        return None
    ((ident, index),) = leaving
    return inside[ident], index


def inside_of(box: Box) -> str:
    """How much a group holds: `12 nodes, 4 of them leaves`."""
    leaves = sum(node["created"] is None for node in box.nodes)
    if leaves == len(box.nodes):
        return f"{leaves} leaves"
    return f"{len(box.nodes)} nodes" + (f", {leaves} of them leaves" if leaves else "")


def _saved_lines(texts: list[str]) -> list[str]:
    """`saved self 2×2, other 2×2`, broken when long; at most four are named."""
    shown = texts[:4] + ([f"{len(texts) - 4} more"] if len(texts) > 4 else [])
    joined = [", ".join(shown[start : start + 2]) for start in range(0, len(shown), 2)]
    return [f"saved {text}" if not place else f"      {text}" for place, text in enumerate(joined)]


def _rows(shown: BackwardSteps, box: Box) -> Iterator[list[Cell]]:
    step = shown.step_of(box.id)
    arrived = step["gradient_in"] if step else []
    node = box.nodes[0]
    indices = sorted({*range(len(arrived)), *(output["index"] for output in node["outputs"])})
    for index in indices[:OUTPUTS]:
        output = output_of(node, index)
        number = f" {index}" if len(indices) > 1 else ""
        gradient = arrived[index] if index < len(arrived) else None
        changed = output.get("changed", [])[:2] if output else []
        cells = [
            _cell(f"value{number}", "lc-value", output["value"] if output else None),
            *(_cell("changed in place to", "lc-value", value) for value in changed),
            _cell(f"gradient{number}", "lc-gradient", gradient),
        ]
        accumulated = step["accumulated"] if step else None
        if accumulated and accumulated["before"] is not None:
            cells.append(_cell(".grad after", "lc-gradient", accumulated["after"]))
        row = [cell for cell in cells if cell is not None]
        if sum(cell.width + GAP for cell in row) - GAP > ABREAST:
            yield from ([cell] for cell in row)
        elif row:
            yield row
    if len(indices) > OUTPUTS:
        yield [Cell(f"and {len(indices) - OUTPUTS} more outputs", "lc-quiet", [""], False)]


def _cell(label: str, kind: str, value: Value | None) -> Cell | None:
    return None if value is None else Cell(label, kind, *lines(value))
