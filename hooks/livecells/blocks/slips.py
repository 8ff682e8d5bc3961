"""Slips in how a page writes its blocks, each told once, on its line.

What a converter does not take for a block it publishes as text. So every line that looks like one
is looked at here: misspelt headers, ends that are missing or end nothing, text and options where
there can be none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from livecells.blocks import lookalikes
from livecells.blocks.lookalikes import Lookalike
from livecells.blocks.markdown_spans import blanked
from livecells.blocks.options import Options
from livecells.blocks.parser import Header, Line, option_lines, tokens
from livecells.blocks.slip import Slip

OPTION = re.compile(r"(?P<inside>\s*)(?P<name>[\w-]+)\s*:(?:\s|$)")
# Options of the blocks that pymdownx makes.
OTHER_OPTIONS = ("attrs", "type", "open", "new", "select")


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
class _Open:
    """A block that is open; `told` says that there is a fault of it already."""

    name: str
    bars: str
    line: int
    own: int  # the last line of its header and options
    form: Form | None
    told: bool = False
    text: tuple[int, str] | None = None  # the first line of what stands in it
    end: int = 0  # the line that seems to be meant as its end
    inner: bool = False  # a block with as many bars has stood in it
    next: int = 0  # the line of the first block in it

    @property
    def leaf(self) -> bool:
        return self.form is not None and not self.form.holds_markdown


def slips(
    text: str, hidden: list[tuple[int, int]], ours: Mapping[str, Form], others: Container[str]
) -> Slips:
    """The slips of a page.

    Args:
        text: Its Markdown, without its front matter.
        hidden: Where it holds code or comments, as positions.
        ours: Our kinds of blocks, by name.
        others: The names of the blocks that something else makes.
    """
    walk = _Walk(text, hidden, ours, others)
    for token in tokens(text):
        walk.take(token)
    walk.finish()
    walk.slips.found.sort(key=lambda slip: slip.line)
    return walk.slips


class _Walk:
    """Goes through a page once; `number` lines have been taken."""

    def __init__(
        self,
        text: str,
        hidden: list[tuple[int, int]],
        ours: Mapping[str, Form],
        others: Container[str],
    ) -> None:
        self.lines = blanked(text, hidden).split("\n")  # without what stands in code
        self.ours, self.others = ours, others
        self.names = list(others) if isinstance(others, Iterable) else []
        self.number, self.skip = 0, 0
        self.stack: list[_Open] = []
        self.slips = Slips()
        self.broken = False  # an end was missing or wrong, so others may seem to be

    def take(self, token: Header | Line) -> None:
        self.number += 1
        if isinstance(token, Header):
            self._header(token)
            self.number += len(token.options)
        elif self.number > self.skip:
            self._line(token)

    # --- lines -----------------------------------------------------------------------------------

    def _header(self, token: Header) -> None:
        form = self.ours.get(token.name)
        own = self.number + len(token.options)
        if form is None and token.name not in self.others:
            line = self.lines[self.number - 1]
            found = lookalikes.header(line, self.ours, self.names)
            if not self._glued_end(line, found):
                self._ghost(found or Lookalike(None, token.bars, "unknown block"), own)
            return
        self._open(_Open(token.name, token.bars, self.number, own, form))
        for row, line in enumerate([token.argument, *token.options]):
            if lookalikes.BESIDE.search(line):
                self.stack[-1].end = self.number + row

    def _line(self, token: Line) -> None:
        bare = token.text.strip(" \t>")
        if token.shown and bare and not bare.strip("/") and len(bare) >= 3:
            self._end(bare)
            return
        seen = self.lines[self.number - 1]
        found = lookalikes.header(seen, self.ours, self.names)
        if found is not None and not self._glued_end(bare, found):
            rest = islice(self.lines, self.number, None)
            options = list(option_lines(rest, len(token.text) - len(token.text.lstrip(" \t>"))))
            self.skip = self.number + len(options)
            self._ghost(found, self.skip)
        elif bare:
            self._text(token.text, bare)

    def _text(self, line: str, bare: str) -> None:
        """A line in a block, or between blocks."""
        if not self.stack:
            return
        top = self.stack[-1]
        top.text = top.text or (self.number, line)
        if bare == "//" and top.leaf:
            self._end(bare)
        elif lookalikes.damaged(bare.replace(" ", ""), len(top.bars)) or (
            lookalikes.BESIDE.search(line)
        ):
            top.end = self.number

    def _glued_end(self, line: str, found: Lookalike | None) -> bool:
        """Whether what looks like a header is the end of a block with text behind it."""
        if found is None or found.name is not None or "|" in line:
            return False
        if not any(found.bars == block.bars for block in self.stack):
            return False
        while self.stack[-1].bars != found.bars:
            self._unclosed(self.stack.pop(), 0)
        self.stack[-1].end = self.number
        self._unclosed(self.stack.pop(), 0)
        return True

    # --- blocks ----------------------------------------------------------------------------------

    def _ghost(self, found: Lookalike, own: int) -> None:
        """What looks like a header and is none: its end, and what stands in it, is no fault."""
        form = self.ours.get(found.name or "")
        slip = Slip(self.number, found.message)
        self.slips.found.append(slip)
        self.broken = True
        self._open(_Open(found.name or "", found.bars, self.number, own, form, told=True))

    def _open(self, block: _Open) -> None:
        while self.stack and self.stack[-1].leaf:
            self._unclosed(self.stack.pop(), block.line)
        for outer in self.stack:
            outer.inner = outer.inner or outer.bars == block.bars
            outer.next = outer.next or block.line
            outer.text = outer.text or (block.line, "")
        self.stack.append(block)

    def _end(self, bars: str) -> None:
        """A line of slashes and nothing else."""
        same = [block for block in self.stack if block.bars == bars]
        if not same:
            self._wrong_end(bars)
            return
        block = same[-1]
        if block.leaf and not block.told and len(same) > 1 and self._plain_text(block):
            block = same[-2]  # the end of the one around it: its own is missing
        while self.stack[-1] is not block:
            self._unclosed(self.stack.pop(), 0)
        self._close(self.stack.pop())

    def _wrong_end(self, bars: str) -> None:
        """An end that no block has."""
        if not self.stack:
            if not self.broken:
                self.slips.found.append(Slip(self.number, f"`{bars}` is the end of no block"))
                self.broken = True
            return
        block = self.stack.pop()
        if block.told:
            self._close(block)
        elif block.inner:
            what = f"there are blocks with {block.bars} in it: give it one slash more"
            self._tell(block, block.line, f"block {block.name!r} ends with {bars}, and {what}")
        else:
            what = f"`{bars}` is not the end of block {block.name!r}, which begins with"
            self._tell(block, self.number, f"{what} {block.bars}", (block.line,))

    def _close(self, block: _Open) -> None:
        """The block has ended; look at what stood in it."""
        if block.told:
            self.slips.shadows.append((block.line, self.number))
        elif block.text is not None:
            line, text = block.text
            what = self._misplaced(block, line, text) or (
                f"a {block.name} block takes no text: {text.strip()!r}" if block.leaf else None
            )
            if what:
                self._tell(block, line, what, broken=False)

    def _misplaced(self, block: _Open, line: int, text: str) -> str | None:
        """What is wrong with an option that does not stand where options do, if the text is one."""
        match = OPTION.match(text)
        if not match:
            return None
        known = OTHER_OPTIONS if block.form is None else block.form.options
        above = line > block.own + 1
        if match["name"] not in known or (block.form is None and not match["inside"]):
            return None
        if above:
            return f"option {match['name']} stands below an empty line: options follow the header"
        return f"option {match['name']} must be indented by four spaces, not {len(match['inside'])}"

    def _plain_text(self, block: _Open) -> bool:
        """Whether there is text in a block that takes none, and no option."""
        return block.text is not None and not self._misplaced(block, *block.text)

    def _unclosed(self, block: _Open, before: int) -> None:
        """A block has no end; `before` is the line of the block behind it, if that shows it."""
        if block.told:
            self.slips.shadows.append((block.line, self.number))
        elif block.end:
            what = f"the end of block {block.name!r} is {block.bars} on a line of its own"
            also = () if block.end == block.line else (block.line,)
            self._tell(block, block.end, what, also)
        else:
            behind = f" before the next block at line {before}" if before else ""
            what = f"block {block.name!r} has no closing {block.bars}{behind}"
            self._tell(block, block.line, what)

    def _tell(
        self,
        block: _Open,
        line: int,
        message: str,
        also: tuple[int, ...] = (),
        broken: bool = True,
    ) -> None:
        slip = Slip(line, message, also)
        self.slips.found.append(slip)
        self.slips.blocks[block.line] = slip
        self.slips.shadows.append((block.line, self.number))
        self.broken = self.broken or broken

    def finish(self) -> None:
        """The page is over, and so is what is open."""
        for block in self.stack:
            self._unclosed(block, block.next)
