"""The snippets of a build: their files, and what is known of each."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from livecells.blocks.scan import Target
from livecells.errors import LiveError, PageError, Place, unknown
from livecells.notebook.executed import Query, Run
from livecells.notebook.needs import needs
from livecells.notebook.percent import BOM

if TYPE_CHECKING:
    from livecells.notebook.percent import Snippet
    from livecells.run.job import Result


@dataclass
class SnippetState:
    """One snippet in one build: its file, who asks for it, and its run.

    `partial` is what there is of a run that ended too early; `values` are those that it runs with
    instead of its own, in words.
    """

    name: str
    file: Path
    shown: str
    text: str
    queries: dict[Query, Place] = field(default_factory=dict)
    users: list[Place] = field(default_factory=list)
    snippet: Snippet | None = None
    run: Run | None = None
    partial: Run | None = None
    error: LiveError | None = None
    future: Future[Result] | None = None
    values: str = ""

    def cell_names(self) -> list[str] | None:
        """The names of the code cells, or None where the file cannot be read as cells."""
        if self.run is not None:
            return self.run.names()
        return None if self.snippet is None else [cell.name for cell in self.snippet.code]

    def needs(self, upto: str | None = None) -> list[str]:
        """The libraries beside PyTorch that its code needs.

        Args:
            upto: The name of the last cell; by default all count.
        """
        if self.run is None:
            cells = [] if self.snippet is None else [(c.name, c.source) for c in self.snippet.code]
        else:
            cells = [(name, self.run.cell(name)["source"]) for name in self.run.names()]
        names = [name for name, _ in cells]
        end = names.index(upto) + 1 if upto in names else len(names)
        return needs([source for _, source in cells[:end]], self.file.parent)

    def check_cell(self, name: str | None) -> None:
        """Raise PageError where there is no cell of that name; None names none."""
        names = self.cell_names()
        if name is not None and names is not None and name not in names:
            raise PageError(unknown(f"cell in {self.name}.py", name, names))

    def check_target(self, where: Target) -> None:
        """Look for the cells that a page shows.

        Raises:
            PageError: There is no such cell.
            ValueError: The last one stands before the first.
        """
        self.check_cell(where.first)
        self.check_cell(where.last)
        if self.cell_names() is not None:
            cells_of(self, where)

    def wanted(self) -> tuple[Query, ...]:
        """What pages ask of the run, always in the same order."""
        return tuple(sorted(self.queries, key=lambda query: query.key))


def cells_of(state: SnippetState, where: Target) -> list[str]:
    """The names of the cells that a target means, in file order; raises ValueError."""
    names = state.cell_names() or []
    first = names.index(where.first) if where.first else 0
    last = names.index(where.last) if where.last else len(names) - 1
    if last < first:
        raise ValueError(f"cell {where.last!r} comes before {where.first!r}")
    return names[first : last + 1]


class Snippets(dict[str, SnippetState]):
    """The snippets that pages ask for, by name: that of the file below `folder`, without `.py`.

    `shown` is how messages name the folder.
    """

    def __init__(self, folder: Path, shown: str) -> None:
        super().__init__()
        self.folder = folder
        self.shown = shown

    def known(self) -> list[str]:
        """The names of all snippets of the folder, asked for or not."""
        return sorted(_names(self.folder))

    def find(self, name: str) -> SnippetState:
        """The snippet of that name; raises PageError where there is no such file."""
        if name not in self:
            path = self.folder / f"{name}.py"
            if not path.is_file():
                raise PageError(unknown("snippet", name, self.known()))
            try:
                text = path.read_text(encoding="utf-8", errors="surrogateescape")
            except OSError as error:
                raise PageError(f"snippet {name!r} cannot be read: {error.strerror}") from None
            shown = f"{self.shown}/{name}.py"
            self[name] = SnippetState(name, path, shown, text.removeprefix(BOM))
        return self[name]


def _names(folder: str | Path, above: str = "") -> Iterator[str]:
    """The names of the snippets in and below a folder, without a look at each file."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _names(entry.path, f"{above}{entry.name}/")
            elif entry.name.endswith(".py") and entry.is_file():
                yield above + entry.name.removesuffix(".py")
