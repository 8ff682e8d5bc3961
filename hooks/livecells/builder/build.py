"""One build of a site: read pages, run what they ask for, and stop where anything is wrong."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from livecells.blocks.page import Page
from livecells.builder.guard import guard
from livecells.builder.kinds import Kinds
from livecells.builder.progress import Progress
from livecells.builder.read_page import PageReader
from livecells.builder.recorded_runs import Executor
from livecells.builder.results import Results
from livecells.builder.runs import Runs
from livecells.builder.snippets import Snippets, SnippetState
from livecells.builder.undo import undone_if
from livecells.errors import BuildFailed, Place
from livecells.notebook.schema import Depends
from livecells.options import SiteOptions
from livecells.store.store import Store


class Build(Results):
    """One build, from reading pages to the list of all that went wrong.

    Use in this order: `add` each page, `resolve`, `start`, then what `Results` has while pages are
    rendered, and `finish`.
    """

    def __init__(
        self,
        folder: Path,
        kinds: Kinds,
        *,
        shown: str = "snippets",
        store: Store | None = None,
        progress: Progress | None = None,
        options: SiteOptions | None = None,
    ) -> None:
        """Begin a build.

        Args:
            folder: Where the snippets are.
            kinds: The kinds of blocks that pages may have.
            shown: How messages name the folder.
            store: What ran in earlier builds; without it, everything runs.
            progress: Who is told how far the runs are.
            options: What the site wants; without them, what suits any.
        """
        super().__init__(folder, shown, store, progress, options)
        self.kinds = kinds
        self._reader = PageReader(kinds, self.snippets, self.errors, self.options, self.varied)

    def know_blocks(self, others: Container[str]) -> None:
        """Say which blocks something else makes of Markdown; call before any page is added."""
        self._reader.others = others

    def add(self, uri: str, path: str, text: str, offset: int = 0, front: str = "") -> None:
        """Read a page; what is wrong with it is kept in `errors`.

        Args:
            uri: The page's source, as links in the docs name it.
            path: How messages name it.
            text: Its Markdown, without its front matter.
            offset: How many lines the front matter has.
            front: The front matter.
        """
        self.pages[uri] = self._reader.read(path, text, offset, front)

    def demand_checks(self, uri: str) -> None:
        """Have all formulas of a page checked; a display in no `equation` block is an error."""
        self._reader.demand_checks(self.pages[uri])

    def resolve(self) -> list[str]:
        """Take from the store what still holds; returns the texts of the snippets that must run."""
        return self.runs.resolve() + self.varied.resolve()

    def start(self, executor: Executor | None) -> None:
        """Begin to run what must run, and check what pages ask of cells.

        Args:
            executor: Who runs it; without one, snippets are only read.
        """
        self.runs.start(executor)
        self.varied.start(executor)
        for page in self.pages.values():
            self._check_cells(page, self.snippets)

    def _check_cells(self, page: Page, snippets: Container[str]) -> None:
        """Look for the cells that a page asks for, as far as they are some snippets'."""
        for block, where in page.targets:
            if where.snippet in snippets:
                with guard(self.errors, Place(page.path, block.line)):
                    self.snippets[where.snippet].check_target(where)
        for line, name, query in page.wanted():
            if name in snippets:
                with guard(self.errors, Place(page.path, line)):
                    self.snippets[name].check_cell(query.after)

    def add_late(
        self,
        uri: str,
        path: str,
        text: str,
        executor: Callable[[list[str]], Executor],
        front: str = "",
        offset: int = 0,
    ) -> None:
        """Read a page that comes when runs have begun, and run what it asks for beyond them.

        Args:
            uri: The page's source.
            path: How messages name it.
            text: Its Markdown.
            executor: Gives who runs snippets, from their texts.
            front: Its front matter.
            offset: How many lines that has.
        """
        both = (self.runs, self.snippets), (self.varied, self.varied.states)
        asked = [{n: len(state.queries) for n, state in states.items()} for _, states in both]
        self.add(uri, path, text, offset, front)
        self._outcomes.pop(uri, None)
        late = [
            _asked_more(runs, states, before)
            for (runs, states), before in zip(both, asked, strict=True)
        ]
        stale = [
            text for (runs, _), new in zip(both, late, strict=True) for text in runs.resolve(new)
        ]
        started = executor(stale) if stale else None
        for (runs, _), new in zip(both, late, strict=True):
            runs.start(started, new)
        self._check_cells(self.pages[uri], self.snippets)

    def run_again(self, name: str, executor: Callable[[list[str]], Executor]) -> None:
        """Read and run a snippet once more, for whoever has asked for it.

        Args:
            name: The snippet.
            executor: Gives who runs snippets, from their texts.
        """
        before = self.snippets.pop(name)
        state = self.snippets.find(name)
        state.queries, state.users = before.queries, before.users
        stale = self.runs.resolve([state])
        self.runs.start(executor(stale) if stale else None, [state])
        self._outcomes.clear()
        for page in self.pages.values():
            self._check_cells(page, {name})

    def undone_if(self, failed: Callable[[], bool]) -> AbstractContextManager[None]:
        """Take back what is read and run inside, where that raises or has failed in the end."""
        tables: list[dict[Any, Any]] = [self.pages, self.snippets, self._outcomes]
        tables += [self.varied.states, self.varied.grids]
        return undone_if(failed, tables, [self.errors, self.warnings])

    def is_running(self) -> bool:
        """Whether a snippet runs, or waits to."""
        return any(s.future is not None and not s.future.done() for s in self._states())

    def depends(self) -> list[Depends]:
        """What each run has depended on."""
        return [state.run.info["depends"] for state in self._states() if state.run is not None]

    def _states(self) -> list[SnippetState]:
        return [*self.snippets.values(), *self.varied.states.values()]

    def finish(self) -> None:
        """Wait for every run; raises BuildFailed with all errors, in the order of their places."""
        for name in list(self.snippets):
            self.run_of(name)
        varied = [*self.varied.faults()]
        if unreached := self.runs.unreached or self.varied.unreached:
            raise BuildFailed([unreached])  # what else seems wrong may follow from it
        self.errors += varied
        told = {warning.message for warning in self.warnings}
        self.warnings += [w for w in self.varied.warnings if w.message not in told][:1]
        for uri, page in self.pages.items():
            for name in dict.fromkeys(r.block.name for r in page.requests.values()):
                self.kinds[name].check(self, uri)
            self.outcomes(uri)
        if self.errors:
            raise BuildFailed(sorted(self.errors, key=lambda error: error.places))


def _asked_more(runs: Runs, states: Snippets, before: Mapping[str, int]) -> list[SnippetState]:
    """The snippets that are new, or of which more is asked than before; the runs of these go."""
    late = []
    for name, state in list(states.items()):
        if name not in before or (before[name] < len(state.queries) and runs.run_of(name)):
            state.run = None
            late.append(state)
    return late
