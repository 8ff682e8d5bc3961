"""Rounds of a loop, and layers that are alike: found in the order of parts, and put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from livecells.draw.parts import Group, Part, line_of, size

PERIOD = 40  # parts of one round, at most
ROUNDS = 3  # rounds that are put together, at least
NODES = 6  # nodes that are put together, at least

Signs = dict[object, int]


def folded(group: Group) -> None:
    """Put together what comes again and again among the parts of a group and of those in it."""
    for place, part in enumerate(group.parts):
        if isinstance(part, Group):
            folded(part)
            group.parts[place] = _alone(part)
    signs: Signs = {}
    before = -1
    while len(group.parts) != before:
        before = len(group.parts)
        group.parts = list(_pieces(group.parts, signs))


def _alone(group: Group) -> Group:
    """Rounds that are all of a call stand in its place, under its name."""
    (only, *others) = group.parts
    if others or not isinstance(only, Group) or only.kind != "rounds":
        return group
    only.name = only.name or group.name
    return only


def _known(part: Part, signs: Signs) -> int:
    """A number that only parts have that are alike."""
    if not isinstance(part, Group):
        return signs.setdefault(part["operation"], len(signs))
    inner = (_known(one, signs) for one in part.parts)
    return signs.setdefault((part.kind, part.title, *inner), len(signs))


def _pieces(parts: Sequence[Part], signs: Signs) -> Iterator[Part]:
    """The parts with the longest repetition put together, and then those before and after it."""
    found = _longest([_known(part, signs) for part in parts], [size(part) for part in parts])
    if found is None:
        yield from parts
        return
    start, period, rounds = found
    end = start + period * rounds
    yield from _pieces(parts[:start], signs)
    yield _rounds(parts[start:end], period)
    yield from _pieces(parts[end:], signs)


def _longest(alike: Sequence[int], sizes: Sequence[int]) -> tuple[int, int, int] | None:
    """Where a repetition begins, how many parts one round has, and how many rounds there are."""
    upto = [0, *accumulate(sizes)]
    best: tuple[int, int, int] | None = None
    most = (NODES, -PERIOD)
    for period in range(1, min(PERIOD, len(alike) // ROUNDS) + 1):
        run = 0
        for place in range(len(alike) - period - 1, -1, -1):
            run = run + 1 if alike[place] == alike[place + period] else 0
            rounds = run // period + 1
            worth = upto[place + period * rounds] - upto[place], -period
            if rounds >= ROUNDS and worth >= most:
                most, best = worth, (place, period, rounds)
    return best


def _rounds(parts: Sequence[Part], period: int) -> Group:
    first, rounds = parts[:period], len(parts) // period
    together = list(parts)
    if period > 1:
        each = [
            Group("round", "round", str(number), list(parts[begin : begin + period]))
            for number, begin in enumerate(range(0, len(parts), period), start=1)
        ]
        for one in each:
            folded(one)
        first, together = each[0].parts, list(each)
    else:
        _number(together)
    nodes = sum(map(size, first))
    title = " ".join(map(_title, first)) if len(first) <= 3 else f"{nodes} nodes"
    return Group("rounds", title, parts=together, line=line_of(first[0]), rounds=rounds)


def _number(rounds: Sequence[Part]) -> None:
    """Tell calls apart that have no names of their own."""
    groups = [part for part in rounds if isinstance(part, Group)]
    if len({part.name for part in groups}) < len(groups):
        for number, part in enumerate(groups, start=1):
            part.round = number


def _title(part: Part) -> str:
    if not isinstance(part, Group):
        return part["operation"]
    if part.kind == "rounds":
        return f"({part.rounds} × {part.title})"
    return f"{part.title}()" if part.kind == "function" else part.title
