"""What a build knows of one page, and of one snippet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from livecells.errors import LiveError, PageError, Place, unknown
from livecells.notebook import Ask, Run
from livecells.scan import Block, Scan, Target

if TYPE_CHECKING:  # a build in which nothing changed needs none of these
    from livecells.cells import Snippet
    from livecells.equations import Equation, Outcome
    from livecells.predictions import Prediction
    from livecells.runner import Result

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
    exhibits: list[tuple[Block, str, Ask]] = field(default_factory=list)
    predictions: dict[int, tuple[Target, Prediction]] = field(default_factory=dict)  # by line
    outcomes: list[Outcome] | None = None

    @property
    def title(self) -> str:
        """The page's first heading, or its path."""
        found = TITLE.search(self.text)
        return ATTRIBUTES.sub("", found[1]) if found else self.path

    def line_of(self, text: str) -> int:
        """The line on which a piece of the page's text starts, or the page's first."""
        at = self.text.find(text.strip().split("\n")[0])
        return self.text.count("\n", 0, max(at, 0)) + 1 + self.offset

    def snippets(self) -> list[str]:
        """The snippets that the page shows or quotes, in order."""
        names = [where.snippet for _, where in self.targets]
        names += [name for _, name, _ in self.exhibits]
        return list(dict.fromkeys(names + [value.snippet for value in self.found.values]))

    def wanted(self) -> Iterator[tuple[int, str, Ask]]:
        """The values of runs that the page needs: the line, the snippet, what to ask of it."""
        for value in self.found.values:
            yield value.line, value.snippet, value.ask
        for block, name, ask in self.exhibits:
            yield block.line, name, ask
        for equation in self.equations:
            for reference in equation.references():
                yield equation.line, reference.snippet, reference.ask
        for line, (_, prediction) in self.predictions.items():
            for reference in prediction.references():
                yield line, reference.snippet, reference.ask


@dataclass
class Story:
    """One snippet in one build: its file, who asks for it, and its run."""

    name: str
    file: Path
    shown: str
    text: str
    asks: dict[Ask, Place] = field(default_factory=dict)
    users: list[Place] = field(default_factory=list)
    snippet: Snippet | None = None
    run: Run | None = None
    error: LiveError | None = None
    future: Future[Result] | None = None

    @property
    def printable(self) -> str:
        """The file's text; bytes that are no UTF-8 are shown as such."""
        return self.text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def cell_names(self) -> list[str] | None:
        """The names of the code cells, or None where the file cannot be read as cells."""
        if self.run is not None:
            return self.run.names()
        return None if self.snippet is None else [cell.name for cell in self.snippet.code]

    def check_cell(self, name: str | None) -> None:
        """Raise PageError where there is no cell of that name."""
        names = self.cell_names()
        if name is not None and names is not None and name not in names:
            raise PageError(unknown(f"cell in {self.name}.py", name, names))


def cells_of(story: Story, where: Target) -> list[str]:
    """The names of the cells that a target means, in file order; raises ValueError."""
    names = story.cell_names() or []
    first = names.index(where.first) if where.first else 0
    last = names.index(where.last) if where.last else len(names) - 1
    if last < first:
        raise ValueError(f"cell {where.last!r} comes before {where.first!r}")
    return names[first : last + 1]
