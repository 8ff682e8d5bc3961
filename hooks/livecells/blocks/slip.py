"""Slips in how a page is written, with their lines, and what is known of blocks that are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from livecells.blocks.options import Options


@dataclass(frozen=True)
class Slip:
    """What is wrong on a line, and other lines to look at; all are counted from 1."""

    line: int
    message: str
    also: tuple[int, ...] = ()


class Form(Protocol):
    """What the grammar must know of a kind of block of ours."""

    @property
    def holds_markdown(self) -> bool:
        """Whether text may stand in it."""
        ...

    @property
    def options(self) -> Options:
        """Its options."""
        ...


@dataclass
class Slips:
    """All slips of a page's blocks, by the block's header where it is one of ours.

    `shadows` are the first and the last line of what is not what it was meant to be: what is said
    of the blocks in it may be false.
    """

    found: list[Slip] = field(default_factory=list)
    blocks: dict[int, Slip] = field(default_factory=dict)
    shadows: list[tuple[int, int]] = field(default_factory=list)


@dataclass(eq=False)
class Open:
    """A block that is open; `told` says that there is a fault of it already."""

    name: str
    bars: str
    line: int
    inside: int  # how far in its header stands
    own: int  # the last line of its header and options
    form: Form | None
    told: bool = False
    text: tuple[int, str] | None = None  # the first line of what stands in it
    end: int = 0  # the line that seems to be meant as its end
    inner: bool = False  # a block with as many bars has stood in it
    next: int = 0  # the line of the first block in it

    @property
    def leaf(self) -> bool:
        """Whether no text may stand in it."""
        return self.form is not None and not self.form.holds_markdown


def in_shadow(line: int, shadows: Iterable[tuple[int, int]]) -> bool:
    """Whether a line stands in something that is not what it was meant to be."""
    return any(first <= line <= last for first, last in shadows)


def lines_of(slip: Slip) -> Iterator[int]:
    """The lines of a slip, the most useful first."""
    yield slip.line
    yield from slip.also
