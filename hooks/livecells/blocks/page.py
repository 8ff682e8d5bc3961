"""A page: its text, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from livecells.blocks.equations import Equation
from livecells.blocks.inline import InlineFormula, states
from livecells.blocks.page_maths import PageMaths
from livecells.blocks.parser import Block
from livecells.blocks.scan import Scan, Target
from livecells.blocks.vary import Vary
from livecells.notebook.executed import Query

TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}\n]*\}[ \t]*$", re.MULTILINE)

Wanted = tuple[str, Query]  # a snippet, and what to ask of its run


@dataclass(frozen=True)
class Request:
    """What one block asks for.

    `shows` are the cells that it shows, `quotes` the values of runs that it shows, and `needs`
    those that it is only compared with. `data` is what its kind has read from it. `vary` is what a
    reader may vary in it.
    """

    block: Block
    shows: Sequence[Target] = ()
    quotes: Sequence[Wanted] = ()
    needs: Sequence[Wanted] = ()
    data: object = None
    vary: Vary | None = None


@dataclass
class Page:
    """A page's text as scanned, and what its blocks ask for, by the lines of their headers.

    `path` is how messages name it, `offset` counts the lines of its front matter, and `maths` is
    what that says of formulas. `demanded`: every formula that states something has to be checked.
    """

    path: str
    text: str
    offset: int
    found: Scan
    requests: dict[int, Request] = field(default_factory=dict)
    maths: PageMaths | None = None
    demanded: bool = False

    @property
    def title(self) -> str:
        """The page's first heading, or its path."""
        found = TITLE.search(self.text)
        return ATTRIBUTES.sub("", found[1]) if found else self.path

    @property
    def targets(self) -> list[tuple[Block, Target]]:
        """The cells that the page shows, each with the block that does, in order."""
        return [(r.block, where) for r in self.requests.values() for where in r.shows]

    def lacks(self, name: str) -> bool:
        """Whether there is, or may be, a block of that kind that is not well formed."""
        refused = self.found.refused
        blocks = self.found.root.blocks()
        return any(block.name == name and block.line in refused for block in blocks) or any(
            first not in refused for first, _ in self.found.shadows
        )

    @property
    def equations(self) -> list[Equation]:
        """The page's equations, in order; their numbers count from 1."""
        return [r.data for r in self.requests.values() if isinstance(r.data, Equation)]

    @property
    def statements(self) -> list[InlineFormula]:
        """The formulas in the page's text that must be checked: those that state something."""
        if not self.demanded and self.maths is None:
            return []
        return [formula for formula in self.found.inline if states(formula.tex)]

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
        names += [name for request in self.requests.values() for name, _ in request.quotes]
        return list(dict.fromkeys(names + [value.snippet for value in self.found.values]))

    def wanted(self) -> Iterator[tuple[int, str, Query]]:
        """The values of runs that the page needs: the line, the snippet, what to ask of it."""
        for value in self.found.values:
            yield value.line, value.snippet, value.query
        for line, reference in self.maths.references() if self.maths else ():
            yield line, reference.snippet, reference.query
        for line, request in self.requests.items():
            for name, query in request.quotes:
                yield line, name, query
            for name, query in request.needs:
                yield request.block.line_with(query.expression), name, query
