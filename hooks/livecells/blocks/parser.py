"""The grammar of blocks: a page's source as a tree of text and blocks, read in one pass.

    ////  note | argument        a header: three bars or more, a name, what stands behind a bar
        option: value            lines of YAML, four spaces in
    text and other blocks
    ////                         as many bars

Blocks that nobody here knows (boxes, tabs, folds) are nodes of the tree too. Text in code or in a
comment is text, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, takewhile

from livecells.blocks.markdown_spans import hidden_spans, within
from livecells.blocks.options import Given, OptionError

HEADER = re.compile(
    r"(?P<lead>[ \t>]*)(?P<bars>/{3,})[ ]*(?P<name>[\w-]+)[ ]*(?:\|(?P<argument>.*))?$"
)


@dataclass(frozen=True)
class Header:
    """How a block begins: its first line, and those of its options without the block's `lead`.

    `start` and `end` are positions in the text: of the line's first character, and behind the last
    of the last option.
    """

    name: str
    argument: str
    lead: str
    bars: str
    options: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """Any other line; `shown` says that it may be of a block, for it does not stand in code."""

    text: str
    shown: bool


@dataclass(eq=False)
class Block:
    """A block of a page, with what stands in it: text, as lines, and blocks.

    `lead` is what stands before each of its lines, `bars` what it begins and ends with; `line` is
    that of its header and `last` that of its end, or 0 where it has none. `body` is what is written
    between its options and its end.
    """

    name: str
    argument: str = ""
    options: Given = field(default_factory=dict)
    line: int = 0
    lead: str = ""
    bars: str = ""
    written: tuple[str, ...] = ()  # the lines of its options
    last: int = 0
    body: str = ""
    children: list[str | Block] = field(default_factory=list)

    def text(self) -> str:
        """The text that stands in it directly."""
        return "\n".join(child for child in self.children if isinstance(child, str))

    def blocks(self) -> Iterator[Block]:
        """The blocks in it at any depth, in the order of the page."""
        for child in self.children:
            if isinstance(child, Block):
                yield child
                yield from child.blocks()

    def line_of(self, error: ValueError) -> int:
        """The line that an error is about: that of the option that it names, else the header's."""
        if not isinstance(error, OptionError):
            return self.line
        row = self.row_of(error.option) if error.row is None else error.row
        return self.line if row is None else self.line + 1 + row

    def line_with(self, text: str) -> int:
        """The line of its options that holds a text, or the header's."""
        rows = (n for n, line in enumerate(self.written, start=1) if text in line)
        return self.line + next(rows, 0)

    def row_of(self, option: str) -> int | None:
        """On which of the lines of its options one begins, from 0; None where it is not there."""
        rows = [n for n, line in enumerate(self.written) if re.match(r" {4,5}(?!- |[ #])", line)]
        names = [str(name) for name in self.options]
        place = names.index(option) if option in names else len(rows)
        return rows[place] if place < len(rows) else None

    def change(self, change: Callable[[str], str]) -> None:
        """Have `change` rewrite each piece of text in it, at any depth."""
        for number, child in enumerate(self.children):
            if isinstance(child, str):
                self.children[number] = change(child)
            else:
                child.change(change)

    def add(self, line: str) -> None:
        """Put a line behind what stands in it."""
        if self.children and isinstance(self.children[-1], str):
            self.children[-1] += f"\n{line}"
        else:
            self.children.append(line)


def parse(text: str, offset: int = 0) -> Block:
    """Read a page.

    Args:
        text: The page's Markdown, without its front matter.
        offset: How many lines stand before it in the file.

    Returns:
        The page as a block that holds all others; their options are as they are written, see
        `yaml_options`.
    """
    parser = _Parser(text, offset)
    for token in tokens(text):
        parser.take(token)
    return parser.stack[0]


class _Parser:
    """The blocks that are open, from the page inwards; `number` lines have been taken."""

    def __init__(self, text: str, offset: int) -> None:
        self.lines = text.split("\n")
        self.offset = offset
        self.number = 0
        self.stack = [Block("page")]
        self.starts: dict[Block, int] = {}  # how many lines stand before a block's body

    def take(self, token: Header | Line) -> None:
        self.number += 1
        top = self.stack[-1]
        if isinstance(token, Header):
            made = Block(
                token.name,
                token.argument,
                line=self.number + self.offset,
                lead=token.lead,
                bars=token.bars,
                written=token.options,
            )
            top.children.append(made)
            self.stack.append(made)
            self.number += len(token.options)
            self.starts[made] = self.number
        elif not (token.shown and self._end(token.text)):
            top.add(token.text.removeprefix(top.lead))

    def _end(self, line: str) -> bool:
        """Whether the line ends a block.

        Of several with these bars it is the innermost, and those in it that have no end go with it;
        but no other of them reaches beyond this line in the eyes of a Markdown converter.
        """
        ended = [b for b in self.stack[1:] if line.strip(" \t>") == b.bars]
        for block in ended:
            if not block.last:
                own = self.lines[self.starts[block] : self.number - 1]
                block.body = "\n".join(_without(block.lead, inner) for inner in own)
                block.last = self.number + self.offset
        if ended:
            del self.stack[self.stack.index(ended[-1]) :]
        return bool(ended)


def _without(lead: str, line: str) -> str:
    return line.removeprefix(lead) if line.startswith(lead) else line.lstrip(" \t>")


def addressed(text: str, blocks: Sequence[Block], names: Container[str]) -> str:
    """The text of a page as a Markdown converter gets it: each block of ours tells its own line.

    That line takes the place of the block's argument, and its options go. Whoever converts the
    block looks it up among `blocks` by the line, so that the order in which blocks are made (those
    of a footnote come last) says nothing. A block that is not among `blocks` gets line 0.

    Args:
        text: The page's Markdown, perhaps changed since it was read.
        blocks: The blocks of the page as it was read, in order.
        names: The names of the blocks that are ours.
    """
    parts, at = [], 0
    for header, line in _matched(text, blocks, names):
        head = f"{header.lead}{header.bars} {header.name} | {line}"
        parts += [text[at : header.start], head]
        at = header.end
    return "".join([*parts, text[at:]])


def headers(text: str, blocks: Sequence[Block], names: Container[str]) -> Iterator[tuple[str, int]]:
    """Each header of ours in a text as it is written, and its block's line; see `addressed`."""
    for header, line in _matched(text, blocks, names):
        yield text[header.start : header.end].split("\n")[0].strip(" \t>"), line


def _matched(
    text: str, blocks: Sequence[Block], names: Container[str]
) -> Iterator[tuple[Header, int]]:
    """The headers of ours in a text, each with the line of its block, or 0 if it has none."""
    rest = list(blocks)
    for header in tokens(text):
        if not isinstance(header, Header) or header.name not in names:
            continue
        place = next((n for n, block in enumerate(rest) if _begins(header, block)), None)
        yield header, 0 if place is None else rest[place].line
        rest = rest if place is None else rest[place + 1 :]


def _begins(header: Header, block: Block) -> bool:
    written = (block.name, block.argument, block.written)
    return written == (header.name, header.argument, header.options)


def tokens(text: str) -> Iterator[Header | Line]:
    """The lines of a page, those of a header and its options as one."""
    hidden, lines, number = hidden_spans(text, whole=True), text.split("\n"), 0
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    while number < len(lines):
        line = lines[number]
        shown = "/" in line and not within(starts[number], hidden)
        match = HEADER.match(line.rstrip()) if shown and "///" in line else None
        if match is None:
            yield Line(line, shown)
            number += 1
            continue
        lead = len(match["lead"])
        lead = lead if ">" in match["lead"] else lead // 4 * 4  # one to three more are none
        options = tuple(option_lines(islice(lines, number + 1, None), lead))
        after = number + 1 + len(options)
        yield Header(
            match["name"].lower(),
            (match["argument"] or "").strip(),
            match["lead"],
            match["bars"],
            options,
            starts[number],
            starts[after] - 1,
        )
        number = after


def option_lines(lines: Iterable[str], lead: int) -> Iterator[str]:
    """The lines of a block's options, without what stands before each line of the block."""
    below = takewhile(lambda line: not line[:lead].strip(" \t>"), lines)
    inner = (line[lead:] for line in below)
    return takewhile(lambda line: line.startswith("    ") and bool(line.strip()), inner)
