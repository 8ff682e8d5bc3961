"""Find what a page asks for: blocks and live values, each with its line.

This reads Markdown as lines, before any Markdown converter does, so that every snippet can start
early and every fault names its line. Text in code (fenced, indented, or in backticks) asks for
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from livecells.blocks.inline import InlineFormula, inline_formulas
from livecells.blocks.live_values import VALUE, Value, values
from livecells.blocks.lookalikes import MAKERS
from livecells.blocks.markdown_spans import MATHS, blanked, displays, hidden_spans
from livecells.blocks.options import OptionError
from livecells.blocks.parser import Block, parse
from livecells.blocks.slip import Form, Slip, lines_of
from livecells.blocks.slips import slips
from livecells.blocks.value_slips import (
    fence_slips,
    heading_slips,
    turning_slips,
    value_slips,
)
from livecells.blocks.yaml_options import options_of
from livecells.errors import PageError, Place

__all__ = ["VALUE", "Scan", "Target", "Value", "formulas", "scan", "target", "values"]

TARGET = re.compile(
    r"(?P<snippet>[A-Za-z_][\w/]*)"
    r"(?::(?P<first>[\w-]+)(?:\.\.(?P<last>[\w-]+))?)?\Z"
)
# Blocks that pymdownx makes, where nobody says which of them a site has.
STANDARD = frozenset(chain.from_iterable(MAKERS.values())) | {"admonition", "error"}


@dataclass(frozen=True)
class Target:
    """A snippet, and the first and last of its cells that are meant (None: the file's ends)."""

    snippet: str
    first: str | None = None
    last: str | None = None


@dataclass
class Scan:
    """What a page asks for.

    `root` holds the page's text and all its blocks; `blocks` are those of ours, in order, as far as
    they are well formed, `displays` the lines of its displayed formulas, `inline` the formulas in
    its running text, and `errors` the faults in how it asks. `refused` are the errors of single
    blocks, by the lines of their headers; what is said of blocks in `shadows`, from line to line,
    may only follow from another fault.
    """

    root: Block
    blocks: list[Block] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    displays: list[int] = field(default_factory=list)
    inline: list[InlineFormula] = field(default_factory=list)
    errors: list[PageError] = field(default_factory=list)
    refused: dict[int, PageError] = field(default_factory=dict)
    shadows: list[tuple[int, int]] = field(default_factory=list)


def scan(
    text: str,
    path: str,
    kinds: Mapping[str, Form],
    offset: int = 0,
    others: Container[str] = STANDARD,
    known: Callable[[], list[str]] = list,
) -> Scan:
    """Read one page.

    Args:
        text: Its Markdown, without its front matter.
        path: How messages name it.
        kinds: Our kinds of blocks, by name.
        offset: How many lines stand before the text in the file.
        others: The names of the blocks that something else makes of Markdown.
        known: Gives the names of all snippets.
    """
    text = text.replace("\r\n", "\n").expandtabs(4)  # as a converter does
    reading = _Reading(text, path, kinds, offset, known)
    reading.read_blocks(others)
    reading.read_values()
    found = reading.found
    found.errors.sort(key=lambda error: error.places[0].line)
    starts = sorted(displays(blanked(text, reading.hidden)))
    found.displays += [text.count("\n", 0, start) + 1 + offset for start in starts]
    return found


class _Reading:
    """A page while it is read; `hidden` is where it holds code."""

    def __init__(
        self,
        text: str,
        path: str,
        kinds: Mapping[str, Form],
        offset: int,
        known: Callable[[], list[str]],
    ) -> None:
        self.text, self.path, self.kinds = text, path, kinds
        self.offset, self.known = offset, known
        self.hidden = hidden_spans(text, whole=True)
        self.found = Scan(parse(text, offset))

    def error(self, slip: Slip) -> PageError:
        """Keep a slip as an error of the page; its lines are counted in the text."""
        places = [Place(self.path, line + self.offset) for line in lines_of(slip)]
        made = PageError(slip.message, places)
        self.found.errors.append(made)
        return made

    def read_blocks(self, others: Container[str]) -> None:
        """Keep the blocks of ours, and what is wrong with how blocks are written."""
        found = self.found
        told = slips(self.text, self.hidden, self.kinds, others)
        errors = {slip: self.error(slip) for slip in told.found}
        found.shadows = [(first + self.offset, last + self.offset) for first, last in told.shadows]
        for line, slip in told.blocks.items():
            found.refused[line + self.offset] = errors[slip]
        for block in found.root.blocks():
            if block.name in self.kinds and block.line not in found.refused:
                self._read_block(block, next(iter(errors.values()), None))

    def _read_block(self, block: Block, first: PageError | None) -> None:
        """Read the options of a block of ours; `first` is an error of the page that others hide."""
        found = self.found
        try:
            block.options = options_of(block)
        except OptionError as error:
            slip = Slip(block.line_of(error) - self.offset, str(error))
            found.refused[block.line] = self.error(slip)
            return
        if block.last:
            found.blocks.append(block)
        elif first is not None:
            found.refused[block.line] = first
        else:
            slip = Slip(
                block.line - self.offset, f"block {block.name!r} has no closing {block.bars}"
            )
            found.refused[block.line] = self.error(slip)

    def read_values(self) -> None:
        """Keep the live values, and what is wrong with how they are written."""
        ours = [block for block in self.found.root.blocks() if block.name in self.kinds]
        hidden = [*self.hidden, *self._written(ours)]
        plain = list(values(self.text, hidden, self.offset))
        for slip in (
            *value_slips(self.text, hidden, plain, self.known),
            *heading_slips(self.text, plain),
            *fence_slips(self.text),
            *turning_slips(self.text, self.hidden),
        ):
            self.error(slip)
        self.found.values.extend(plain)
        self.found.inline.extend(inline_formulas(self.text, hidden, self.offset))
        for block in ours:
            self._read_options(block)
        self.found.values.sort(key=lambda value: value.line)
        self.found.inline.sort(key=lambda formula: formula.line)

    def _written(self, ours: list[Block]) -> Iterator[tuple[int, int]]:
        """Where the options of our blocks are written: YAML says what stands in them."""
        lines = self.text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        for block in ours:
            first = block.line - self.offset
            yield starts[first], starts[first + len(block.written)]

    def _read_options(self, block: Block) -> None:
        """The live values and the formulas in the texts of a block's options."""
        for name, given in block.options.items():
            row = block.row_of(str(name))
            line = block.line if row is None else block.line + 1 + row
            for text in filter(lambda text: "$" in text or "\\(" in text, _texts(given)):
                found = inline_formulas(text, hidden_spans(text))
                self.found.inline.extend(replace(one, line=line) for one in found)
            for text in filter(lambda text: "[[" in text or "]]" in text, _texts(given)):
                hidden = hidden_spans(text)
                asked = list(values(text, hidden))
                self.found.values.extend(
                    Value(value.snippet, value.query, line, 0, 0, value.in_maths) for value in asked
                )
                for slip in value_slips(text, hidden, asked, self.known):
                    self.error(Slip(line - self.offset, slip.message))


def _texts(given: object) -> Iterator[str]:
    """The texts in the value of an option, at any depth."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict | list):
        for inner in given.values() if isinstance(given, dict) else given:
            yield from _texts(inner)


def target(argument: str) -> Target:
    """Read what a `live` block shows.

    Args:
        argument: `snippet`, `snippet:cell` or `snippet:first..last`.

    Raises:
        ValueError: It is none of these.
    """
    match = TARGET.match(argument)
    if not match:
        raise ValueError(f"expected `snippet:cell` or `snippet:first..last`, not {argument!r}")
    return Target(match["snippet"], match["first"], match["last"] or match["first"])


def formulas(text: str) -> Iterator[tuple[str, bool]]:
    """The TeX of each formula without live values, and whether it is displayed."""
    for match in MATHS.finditer(blanked(text, hidden_spans(text))):
        tex = match[2] or match[3] or match[4]
        if not VALUE.search(tex):
            yield tex, match[0].startswith(("$$", "\\["))
