"""Where boxes and wires of a layered picture go: leaves on top, the result at the bottom.

The four steps of Sugiyama, Tagawa and Toda (Methods for visual understanding of hierarchical system
structures, IEEE Transactions on Systems, Man, and Cybernetics 11, 1981): rows by longest path,
stand-ins where a wire crosses a row, order within the rows by the mean of the neighbours, and x
positions by least squares without overlap. Plain numbers in and out, in pixels.

Of the libraries, `grandalf` has no ports, which two parallel wires need, and comes under GPL/EPL;
the others need a system binary or some megabytes of JavaScript.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12  # more change nothing in graphs of this size
ROW_GAP = 38
BOX_GAP = 22
FIRM = 20.0  # how much more a box weighs than a leaf that is used once
STILL = 0.05  # pixels: what moves less has come to rest
SLACK = 0.05  # how much less it cares where such a leaf stands


@dataclass
class Item:
    """A box to be placed, or the stand-in of a wire that crosses a row."""

    width: float
    height: float
    row: int = 0
    stand_in: bool = False
    x: float = 0.0  # centre
    y: float = 0.0  # top
    foot: float = 0.0  # where its row ends
    weight: float = 1.0  # how much others give way to it


@dataclass
class Link:
    """A wire from item `source` down to item `target`; `label` is the room that its label takes."""

    source: int
    target: int
    label: tuple[float, float] = (0.0, 0.0)
    start: float = 0.0  # offset of the port from the centre of the source
    end: float = 0.0
    via: list[int] = field(default_factory=list)

    @property
    def chain(self) -> list[int]:
        """All items on the way."""
        return [self.source, *self.via, self.target]


@dataclass
class Layout:
    """Placed items (boxes first, then stand-ins), links, and the size of the whole."""

    items: list[Item]
    links: list[Link]
    width: float
    height: float


def arrange(items: list[Item], links: list[Link]) -> Layout:
    """Place all items and find the ways of all links.

    Args:
        items: Boxes with their sizes; stand-ins are added, and rows and places are set.
        links: Wires between items, by index; their ports and stand-ins are set.
    """
    _assign_rows(items, links)
    _set_weights(items, links)
    _add_stand_ins(items, links)
    rows = _rows(items)
    _order(rows, items, links)
    _set_ports(items, links)
    _set_x(rows, items, links)
    _set_ports(items, links)
    _set_x(rows, items, links)
    height = _set_y(rows, items, links)
    left = min(item.x - item.width / 2 for item in items)
    for item in items:
        item.x -= left
    return Layout(items, links, max(item.x + item.width / 2 for item in items), height)


def _assign_rows(items: list[Item], links: list[Link]) -> None:
    """Each item just above its first reader: rows count the longest path to the bottom."""
    above = [0] * len(items)
    for link in _upward(items, links):
        above[link.source] = max(above[link.source], above[link.target] + 1)
    for item, distance in zip(items, above, strict=True):
        item.row = max(above) - distance


def _upward(items: list[Item], links: list[Link]) -> list[Link]:
    """The links, each after all links that leave its target."""
    waiting = [0] * len(items)
    into: list[list[Link]] = [[] for _ in items]
    for link in links:
        waiting[link.source] += 1
        into[link.target].append(link)
    ready = [index for index, count in enumerate(waiting) if not count]
    ordered: list[Link] = []
    while ready:
        for link in into[ready.pop()]:
            ordered.append(link)
            waiting[link.source] -= 1
            if not waiting[link.source]:
                ready.append(link.source)
    return ordered


def _set_weights(items: list[Item], links: list[Link]) -> None:
    """Leaves that are used once give way: what they stand beside keeps its column."""
    targets = {link.target for link in links}
    uses = Counter(link.source for link in links)
    for index, item in enumerate(items):
        if index in targets or uses[index] != 1:
            item.weight = FIRM


def _add_stand_ins(items: list[Item], links: list[Link]) -> None:
    for link in links:
        crossed = range(items[link.source].row + 1, items[link.target].row)
        for row in crossed:
            labelled = row == crossed[len(crossed) // 2]
            width, height = link.label if labelled else (0.0, 0.0)
            link.via.append(len(items))
            items.append(Item(max(width, 12.0), height, row, stand_in=True, weight=FIRM))


def _rows(items: list[Item]) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(max(item.row for item in items) + 1)]
    for index, item in enumerate(items):
        rows[item.row].append(index)
    return rows


def _neighbours(items: list[Item], links: list[Link]) -> list[list[tuple[int, float, float]]]:
    """For each item its neighbours, with the port offsets at the neighbour and at the item."""
    near: list[list[tuple[int, float, float]]] = [[] for _ in items]
    for link in links:
        chain = link.chain
        for place, (upper, lower) in enumerate(pairwise(chain)):
            start = link.start if place == 0 else 0.0
            end = link.end if place == len(chain) - 2 else 0.0
            near[upper].append((lower, end, start))
            near[lower].append((upper, start, end))
    return near


def _order(rows: list[list[int]], items: list[Item], links: list[Link]) -> None:
    """Sort each row by the mean place of the neighbours, down and up in turn."""
    near = _neighbours(items, links)
    place = {index: float(k) for row in rows for k, index in enumerate(row)}

    def mean(index: int, step: int) -> float:
        row = items[index].row + step
        places = [place[other] for other, _, _ in near[index] if items[other].row == row]
        return sum(places) / len(places) if places else place[index]

    for sweep in range(SWEEPS):
        step = -1 if sweep % 2 == 0 else 1
        for row in rows[::-step]:
            row.sort(key=lambda index: mean(index, step))
            place.update({index: k - (len(row) - 1) / 2 for k, index in enumerate(row)})


def _set_ports(items: list[Item], links: list[Link]) -> None:
    """Spread the wires over the lower edge of their source and the upper edge of their target."""
    for index, item in enumerate(items):
        out = [link for link in links if link.source == index]
        out.sort(key=lambda link: (items[link.chain[1]].x, items[link.target].x))
        for link, offset in zip(out, _spread(item.width, out), strict=True):
            link.start = offset
        into = [link for link in links if link.target == index]
        into.sort(key=lambda link: items[link.chain[-2]].x)
        for link, offset in zip(into, _spread(item.width, into), strict=True):
            link.end = offset


def _spread(width: float, links: Sequence[Link]) -> list[float]:
    if len(links) < 2:
        return [0.0] * len(links)
    wanted = max(36.0, *(link.label[0] + 12 for link in links))
    step = min(wanted, (width - 40) / (len(links) - 1))
    return [(k - (len(links) - 1) / 2) * step for k in range(len(links))]


def _set_x(rows: list[list[int]], items: list[Item], links: list[Link]) -> None:
    near = _pulls(items, links)
    apart = [(row, _offsets(row, items)) for row in rows]
    for row, offsets in apart:
        _place(row, offsets, items, [items[index].x for index in row])
    for _ in range(SWEEPS):
        before = [item.x for item in items]
        for row, offsets in (*apart, *reversed(apart)):
            _place(row, offsets, items, [_wish(items, near[index], index) for index in row])
        if all(abs(item.x - x) < STILL for item, x in zip(items, before, strict=True)):
            return


def _offsets(row: list[int], items: list[Item]) -> list[float]:
    """How far the items of a row are from its first one, at least."""
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + (items[left].width + items[right].width) / 2 + BOX_GAP)
    return offsets


def _pulls(items: list[Item], links: list[Link]) -> list[list[tuple[int, float, float]]]:
    """For each item its neighbours, how far beside them it wants to be, and how much."""
    return [
        [
            (other, there - here, SLACK if _gives_way(items[other], items[index]) else 1.0)
            for other, there, here in near
        ]
        for index, near in enumerate(_neighbours(items, links))
    ]


def _gives_way(item: Item, other: Item) -> bool:
    return item.weight < other.weight


def _wish(items: list[Item], near: list[tuple[int, float, float]], index: int) -> float:
    """Where an item wants to be: the mean of the places beside its neighbours."""
    total = place = 0.0
    for other, beside, weight in near:
        total += weight
        place += (items[other].x + beside) * weight
    return place / total if total else items[index].x


def _place(row: list[int], offsets: list[float], items: list[Item], wishes: list[float]) -> None:
    """Nearest to the wishes without overlap: pool what would collide.

    Isotonic regression, by pooling adjacent violators (Barlow and others, Statistical Inference
    under Order Restrictions, 1972).
    """
    pools: list[tuple[float, float, int]] = []
    for index, wish, offset in zip(row, wishes, offsets, strict=True):
        mean, weight, count = wish - offset, items[index].weight, 1
        while pools and pools[-1][0] > mean:
            before, heavy, size = pools.pop()
            mean = (mean * weight + before * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + size
        pools.append((mean, weight, count))
    place = 0
    for mean, _, count in pools:
        for _ in range(count):
            items[row[place]].x = mean + offsets[place]
            place += 1


def _set_y(rows: list[list[int]], items: list[Item], links: list[Link]) -> float:
    y = 0.0
    for number, row in enumerate(rows):
        height = max(items[index].height for index in row)
        for index in row:
            if items[index].stand_in:  # straight through the row, past its highest card
                items[index].height = height
            items[index].y = y + (height - items[index].height) / 2
            items[index].foot = y + height
        y += height + ROW_GAP + _label_room(items, links, number)
    return y - ROW_GAP - _label_room(items, links, len(rows) - 1)


def _label_room(items: list[Item], links: Iterable[Link], row: int) -> float:
    """Extra space below a row for the labels of wires that end in the next one."""
    return max(
        (link.label[1] for link in links if not link.via and items[link.source].row == row),
        default=0.0,
    )
