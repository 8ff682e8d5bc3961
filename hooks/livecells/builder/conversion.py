"""One page while a converter makes HTML of it: whether it takes for blocks and values what we do.

A page is read before it is converted, and by another program. What the converter sees otherwise,
and what includes and plugins have put into the text since, would be published as it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from livecells.blocks.live_values import VALUE, Value, values
from livecells.blocks.markdown_spans import hidden_spans
from livecells.blocks.page import Page
from livecells.blocks.parser import Block, addressed, headers
from livecells.blocks.value_slips import value_slips
from livecells.builder.build import Build
from livecells.builder.included import places_of
from livecells.errors import PageError, Place

NOT_OWN = "live values and blocks cannot stand in included text"
GONE = (
    "the live value `{}` is in the page's file and not in what is made of it: a plugin or a hook "
    "has put something else in its place; have it leave live values alone"
)
LIKE_BLOCK = re.compile(r"^[ \t]*(?P<line>/{3,}.*)$", re.MULTILINE)
ESCAPED = re.compile("\x02([0-9]+)\x03")  # what Python-Markdown makes of a backslash and a sign
INDENTED = (
    "in a list, a box or a tab it stands four spaces in for each of them, and elsewhere not at all"
)


class Conversion:
    """What has become of a page's blocks and values so far."""

    def __init__(self, build: Build, uri: str) -> None:
        self._build = build
        self._page: Page | None = build.pages.get(uri)
        self._left: dict[int, Block] = {}  # not begun yet, by line
        self._open: dict[int, Block] = {}  # begun and not ended
        self._foreign: list[str] = []  # what is not the page's own
        self._as_text: list[str] = []
        self._gone: list[Value] = []  # of the page's own
        self.made = set[str]()  # the spelling of the displays that our blocks have made
        if self._page is not None:
            self._left = {block.line: block for block in self._page.found.blocks}

    @property
    def page(self) -> Page:
        """The page, which must be one of the build."""
        assert self._page is not None
        return self._page

    def addressed(self, text: str) -> str:
        """The text that a converter gets, its blocks named by their lines; see `parser`."""
        kinds = self._build.kinds
        blocks = [block for block in self.page.found.root.blocks() if block.name in kinds]
        own = {(value.snippet, value.query) for value in self.page.found.values}
        shown = list(values(text, hidden_spans(text, whole=True)))
        self._gone = list(_missing(self.page.found.values, shown))
        for value in shown:
            if (value.snippet, value.query) not in own and not self._asked(value.snippet, value):
                self._foreign.append(text[value.start : value.end])
        named = addressed(text, blocks, kinds)
        self._foreign += [head for head, line in headers(text, blocks, kinds) if not line]
        return named

    def block_at(self, line: int) -> Block:
        """The block of ours with its header at a line; one without a name where there is none."""
        blocks = self.page.found.root.blocks()
        return next((block for block in blocks if block.line == line), Block(""))

    def begin(self, line: int) -> Block:
        """The block at a line, which the converter has found now."""
        block = self._left.pop(line, None)
        if block is None:
            return self.block_at(line)
        self._open[line] = block
        return block

    def end(self, block: Block) -> None:
        """The converter has found the end of a block."""
        self._open.pop(block.line, None)

    def look(self, text: str) -> None:
        """Note what looks like ours in text that will be published as it is."""
        text = ESCAPED.sub(lambda match: f"\\{chr(int(match[1]))}", text)
        if "///" in text:
            self._as_text += [match["line"].strip() for match in LIKE_BLOCK.finditer(text)]
        if "[[" in text or "]]" in text:
            slips = value_slips(text, [], [], self._build.known)
            found = next((match.start() for match in VALUE.finditer(text)), None)
            if found is not None:
                self._as_text.append(text[found:].split("\n")[0][:40].strip())
            elif any(True for _ in slips):
                self._as_text.append(text.strip()[:40])

    def report(self) -> None:
        """Keep what went wrong; where the page has faults of its own, this may follow from them."""
        if not self.page.found.errors:
            self._build.errors.extend(self._faults())

    def _faults(self) -> Iterator[PageError]:
        here = self.page.path
        for line in self._unread():
            yield PageError(
                f"the block was not read as one; {self._why(line)}", [Place(here, line)]
            )
        if self._left:
            return
        for text in dict.fromkeys(self._foreign):
            yield self._not_own(text)
        for value in self._gone:
            what = GONE.format(f"[[{value.snippet}:{value.query.expression}]]")
            yield PageError(what, [Place(here, value.line)])
        for line, block in () if self._foreign else self._open.items():
            if not self._in_one_alike(block):
                what = f"the end of block {block.name!r} was not read as one; {INDENTED}"
                places = [Place(here, at) for at in (line, block.last) if at]
                yield PageError(what, places)
        if not self._foreign and not self._open:
            ends = [text for text in self._as_text if not text.strip("/")]
            others = [text for text in self._as_text if text not in ends]
            yield from map(self._published, dict.fromkeys(others or ends))

    def _unread(self) -> Iterator[int]:
        """The lines of blocks that were not begun; those right behind one may follow from it."""
        before = False
        for block in self.page.found.blocks:
            if block.line in self._left and not before:
                yield block.line
            before = block.line in self._left

    def _why(self, line: int) -> str:
        """Why a converter may not take what stands at a line for a block."""
        lines = self.page.text.split("\n")
        number = line - self.page.offset - 1
        above = lines[number - 1].strip(" \t>") if number else ""
        if above.startswith("<"):
            return "Markdown does not look into HTML"
        if above and not above.startswith("//"):
            return "is there a blank line before it?"
        if lines[number][:1] in (" ", "\t"):
            return INDENTED
        return "Markdown does not look into HTML, or a plugin or a hook has changed the page"

    def _in_one_alike(self, block: Block) -> bool:
        """Whether a block stands in another with as many bars, where a converter misses its end."""
        others = self.page.found.root.blocks()
        return any(b.bars == block.bars and b.line < block.line <= b.last for b in others)

    def _not_own(self, text: str) -> PageError:
        what = f"{NOT_OWN} (`{text}`); write it in the page"
        return PageError(what, places_of(text, self.page, self._build.folder))

    def _published(self, text: str) -> PageError:
        """What would stand on the page as it is written."""
        if text.split("\n")[0] not in self.page.text:
            return self._not_own(text)
        if text.startswith("///"):
            what = f"`{text}` was not read as a block: look at its options, and what stands there"
            return PageError(what, [Place(self.page.path, self.page.line_of(text))])
        what = f"`{text}` would be published as text: is a backtick or a fence above it not closed?"
        return PageError(what, [Place(self.page.path, self.page.line_of(text))])

    def _asked(self, name: str, value: object) -> bool:
        state = self._build.snippets.get(name)
        return state is not None and getattr(value, "query", None) in state.queries


def _missing(read: Iterable[Value], shown: Iterable[Value]) -> Iterator[Value]:
    """The live values that were read in the text of a page, and do not stand in it any more."""
    left = Counter((value.snippet, value.query) for value in shown)
    for value in read:
        if value.end:  # one in a block's option is taken from there
            left[value.snippet, value.query] -= 1
            if left[value.snippet, value.query] < 0:
                yield value
