"""A page: its text, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livecells.blocks.parser import Block
from livecells.blocks.scan import Scan, Target
from livecells.notebook.executed import Query

if TYPE_CHECKING:
    from livecells.blocks.equations import Equation
    from livecells.blocks.predictions import Prediction
    from livecells.builder.equation_check import Outcome


TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}\n]*\}[ \t]*$", re.MULTILINE)


@dataclass
class Page:
    """A page's text as scanned, and what it asks for; `offset` is its front matter's lines."""

    path: str
    text: str
    offset: int
    found: Scan
    targets: list[tuple[Block, Target]] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    recordings: list[tuple[Block, str, Query]] = field(default_factory=list)
    predictions: dict[int, tuple[Target, Prediction]] = field(default_factory=dict)  # by line
    outcomes: list[Outcome] | None = None

    @property
    def title(self) -> str:
        """The page's first heading, or its path."""
        found = TITLE.search(self.text)
        return ATTRIBUTES.sub("", found[1]) if found else self.path

    def change(self, change: Callable[[str], str]) -> None:
        """Have `change` rewrite the page's text; its blocks keep their lines."""
        self.text = change(self.text)
        self.found.root.change(change)

    def line_of(self, text: str) -> int:
        """The line on which a piece of the page's text starts, or the page's first."""
        at = self.text.find(text.strip().split("\n")[0])
        return self.text.count("\n", 0, max(at, 0)) + 1 + self.offset

    def snippets(self) -> list[str]:
        """The snippets that the page shows or quotes, in order."""
        names = [where.snippet for _, where in self.targets]
        names += [name for _, name, _ in self.recordings]
        return list(dict.fromkeys(names + [value.snippet for value in self.found.values]))

    def wanted(self) -> Iterator[tuple[int, str, Query]]:
        """The values of runs that the page needs: the line, the snippet, what to ask of it."""
        for value in self.found.values:
            yield value.line, value.snippet, value.query
        for block, name, query in self.recordings:
            yield block.line, name, query
        for equation in self.equations:
            for reference in equation.references():
                yield equation.line, reference.snippet, reference.query
        for line, (_, prediction) in self.predictions.items():
            for reference in prediction.references():
                yield line, reference.snippet, reference.query
