"""What a build knows of one page, and of one snippet."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from livecells.blocks.scan import Target
from livecells.errors import LiveError, PageError, Place, unknown
from livecells.notebook.executed import Query, Run

if TYPE_CHECKING:
    from livecells.notebook.percent import Snippet
    from livecells.run.job import Result


@dataclass
class SnippetState:
    """One snippet in one build: its file, who asks for it, and its run."""

    name: str
    file: Path
    shown: str
    text: str
    queries: dict[Query, Place] = field(default_factory=dict)
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


def cells_of(state: SnippetState, where: Target) -> list[str]:
    """The names of the cells that a target means, in file order; raises ValueError."""
    names = state.cell_names() or []
    first = names.index(where.first) if where.first else 0
    last = names.index(where.last) if where.last else len(names) - 1
    if last < first:
        raise ValueError(f"cell {where.last!r} comes before {where.first!r}")
    return names[first : last + 1]
