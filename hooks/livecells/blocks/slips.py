"""Slips in how a page writes its blocks, each told once, on its line.

What a converter does not take for a block it publishes as text. So every line that looks like one
is looked at here: misspelt headers, ends that are missing or end nothing, text and options where
there can be none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from itertools import islice

from livecells.blocks import lookalikes
from livecells.blocks.lookalikes import Lookalike
from livecells.blocks.markdown_spans import blanked
from livecells.blocks.parser import Header, Line, option_lines, tokens
from livecells.blocks.slip import Form, Open, Slip, Slips

OPTION = re.compile(r"(?P<inside>\s*)(?P<name>[\w-]+)\s*:(?:\s|$)")
# Options of the blocks that pymdownx makes.
OTHER_OPTIONS = ("attrs", "type", "open", "new", "select")


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
        self.stack: list[Open] = []
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
            if not self._odd_end(line.strip(" \t>")) and not self._glued_end(line, found):
                self._ghost(found or Lookalike(None, token.bars, "unknown block"), own)
            return
        self._open(Open(token.name, token.bars, self.number, self._inside(), own, form))
        if form is None and token.argument.startswith("|"):
            what = f"block {token.name!r} has two bars behind its name"
            self.slips.found.append(Slip(self.number, what))
        for row, line in enumerate([token.argument, *token.options]):
            if lookalikes.BESIDE.search(line):
                self.stack[-1].end = self.number + row

    def _line(self, token: Line) -> None:
        bare = token.text.strip(" \t>")
        if token.shown and bare and not bare.strip("/") and len(bare) >= 3:
            self._end(bare)
            return
        seen = self.lines[self.number - 1]
        if self._odd_end(seen.strip(" \t>")):
            return
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
        if bare == "//" or lookalikes.BESIDE.search(line):
            top.end = self.number

    def _odd_end(self, bare: str) -> bool:
        """Take a line for the end of a block that is one but for a slip."""
        for block in reversed(self.stack):
            if bare == "//" and not block.leaf:
                return False  # it may be text
            if lookalikes.is_odd_end(bare, block.bars):
                self._ends_here(block)
                return True
        return False

    def _ends_here(self, block: Open) -> None:
        """A block ends on this line, in a way that a converter does not see."""
        self._unwind(block)
        block.end = self.number
        self._unclosed(self.stack.pop(), 0)
        self._swallow()

    def _swallow(self) -> None:
        """Two ends may have come onto one line: that of the block around it is no fault then."""
        bare = self.lines[self.number - 1].strip(" \t>")
        if self.stack and bare.endswith(self.stack[-1].bars) and bare.count("/") > 6:
            self.slips.shadows.append((self.stack.pop().line, self.number))

    def _glued_end(self, line: str, found: Lookalike | None) -> bool:
        """Whether what looks like a header is the end of a block with text behind it."""
        if found is None or found.name is not None or "|" in line:
            return False
        block = next((b for b in reversed(self.stack) if b.bars == found.bars), None)
        if block is not None:
            self._ends_here(block)
        return block is not None

    # --- blocks ----------------------------------------------------------------------------------

    def _ghost(self, found: Lookalike, own: int) -> None:
        """What looks like a header and is none: its end, and what stands in it, is no fault."""
        form = self.ours.get(found.name or "")
        slip = Slip(self.number, found.message)
        self.slips.found.append(slip)
        self.broken = True
        self._open(Open(found.name or "", found.bars, self.number, 0, own, form, told=True))

    def _open(self, block: Open) -> None:
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
        self._unwind(block)
        self._close(self.stack.pop())
        if not block.told and self._elsewhere(block):
            what = f"the end of block {block.name!r} must stand as far in as its first line"
            self._tell(block, self.number, what, (block.line,))

    def _inside(self) -> int:
        """How far in this line stands, in steps of four spaces."""
        line = self.lines[self.number - 1]
        return (len(line) - len(line.lstrip(" "))) // 4

    def _elsewhere(self, block: Open) -> bool:
        """Whether an end stands where a converter does not look for it."""
        inside, above = self._inside(), self.lines[self.number - 2].strip()
        return inside > block.inside or (inside < block.inside and not above)

    def _unwind(self, block: Open) -> None:
        """What is open in a block that ends on this line has no end."""
        while self.stack[-1] is not block:
            inner = self.stack.pop()
            self._unclosed(inner, 0, () if inner.leaf else (self.number,))

    def _wrong_end(self, bars: str) -> None:
        """An end that no block has."""
        if not self.stack:
            if self._torn(bars):
                return
            if not self.broken:
                self.slips.found.append(Slip(self.number, f"`{bars}` is the end of no block"))
                self.broken = True
            return
        block = self.stack.pop()
        if block.end and self.stack:
            self._unclosed(block, 0)
            self.slips.shadows.append((self.stack.pop().line, self.number))
        elif block.told:
            self._close(block)
        elif block.inner:
            what = f"there are blocks with {block.bars} in it: give it one slash more"
            self._tell(block, block.line, f"block {block.name!r} ends with {bars}, and {what}")
        else:
            what = f"`{bars}` is not the end of block {block.name!r}, which begins with"
            self._tell(block, self.number, f"{what} {block.bars}", (block.line,))
            self._swallow()

    def _torn(self, bars: str) -> bool:
        """Whether the name of a block stands on the line below its slashes."""
        below = self.lines[self.number] if self.number < len(self.lines) else ""
        words = below.strip(" /").split()
        name = words[0].lower() if words else ""
        if name not in self.ours and (name not in self.others or "|" not in below):
            return False
        options = list(option_lines(islice(self.lines, self.number + 1, None), 0))
        self.skip = self.number + 1 + len(options)
        bars = bars + "/" * (below.strip().startswith("/"))
        self._ghost(
            Lookalike(name, bars, "the name of a block stands behind its slashes"), self.skip
        )
        return True

    def _close(self, block: Open) -> None:
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

    def _misplaced(self, block: Open, line: int, text: str) -> str | None:
        """What is wrong with an option that does not stand where options do, if the text is one."""
        match = OPTION.match(text)
        if text.lstrip(" \t>").startswith("|") and text.count("|") == 1:
            return "the bar and what is behind it stand on the line of the block's name"
        if not match:
            return None
        known = OTHER_OPTIONS if block.form is None else block.form.options
        above = line > block.own + 1
        if match["name"] not in known or (block.form is None and not match["inside"]):
            return None
        if above:
            return f"option {match['name']} stands below an empty line: options follow the header"
        return f"option {match['name']} must be indented by four spaces, not {len(match['inside'])}"

    def _plain_text(self, block: Open) -> bool:
        """Whether there is text in a block that takes none, and no option."""
        return block.text is not None and not self._misplaced(block, *block.text)

    def _unclosed(self, block: Open, before: int, also: tuple[int, ...] = ()) -> None:
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
            self._tell(block, block.line, what, also)

    def _tell(
        self,
        block: Open,
        line: int,
        message: str,
        also: tuple[int, ...] = (),
        broken: bool = True,
    ) -> None:
        slip = Slip(line, message, also)
        self.slips.found.append(slip)
        self.slips.blocks[block.line] = slip
        last = len(self.lines) if broken and not block.leaf else self.number
        self.slips.shadows.append((block.line, last))
        self.broken = self.broken or broken

    def finish(self) -> None:
        """The page is over, and so is what is open."""
        for block in self.stack:
            self._unclosed(block, block.next)
