"""One slip in how a page is written, with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """What is wrong on a line, and other lines to look at; all are counted from 1."""

    line: int
    message: str
    also: tuple[int, ...] = ()


def in_shadow(line: int, shadows: Iterable[tuple[int, int]]) -> bool:
    """Whether a line stands in something that is not what it was meant to be."""
    return any(first <= line <= last for first, last in shadows)


def lines_of(slip: Slip) -> Iterator[int]:
    """The lines of a slip, the most useful first."""
    yield slip.line
    yield from slip.also
