"""What changes where another interpreter runs the snippets of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from livecells.builder.build import Build
from livecells.builder.snippets import SnippetState, cells_of
from livecells.cli.project import Project
from livecells.compare import records
from livecells.compare.notebooks import Difference, compare
from livecells.compare.records import SVG, VALUES, Cell
from livecells.errors import BuildFailed, LiveError, Place, RunError
from livecells.notebook import needs
from livecells.notebook.executed import GRAPH, Run
from livecells.pool.interpreter import torch_of
from livecells.pool.pool import Pool
from livecells.pool.preload import modules_for
from livecells.pool.watch import SERVER_ENDED
from livecells.run.job import Job, Limits

NOWHERE = "on no page"


class Drift:
    """The snippets of a site, run by this interpreter and by another one."""

    def __init__(self, docs: Path, snippets: Path, python: str, timeout: float) -> None:
        self._project = Project(docs, snippets, Path(), Path())
        self._python = python
        self._limits = Limits(seconds=timeout, option="`--{}`")
        self._torch = ("", "")

    def found(self) -> list[Difference]:
        """All differences, by the names of the snippets.

        Raises:
            LiveError: The other interpreter cannot run them, or the pages have errors.
        """
        build = self._build
        if build.errors:
            raise BuildFailed(sorted(build.errors, key=lambda error: error.places))
        modules = sorted({name for state in self._states for name in _imported(state)})
        self._torch = (torch_of(None, modules), torch_of(self._python, modules))
        before = self._runs(None)
        faults = [_fault(state, before[state.name]) for state in self._states]
        if any(faults):
            raise BuildFailed([fault for fault in faults if fault])
        after = self._runs(self._python)
        self._check_begun(after.values())
        names = [state.name for state in self._states]
        found = (one for name in names for one in _changed(name, before[name], after[name]))
        return [_in_words(one) for one in found if not self._is_version(one)]

    def _check_begun(self, runs: Iterable[Run]) -> None:
        """Where no snippet has run there is nothing to compare, and one error says it."""
        if all(run.failure and run.failure.message == SERVER_ENDED for run in runs):
            message = f"{self._python}: ended before it ran a snippet; what it said stands above"
            raise LiveError(message)

    def _is_version(self, one: Difference) -> bool:
        """Whether a page just asks for the version of torch, which the report has on top."""
        said = tuple(version.partition("+")[0] for version in self._torch)
        return one.cell == VALUES and (one.before, one.after) == said

    def report(self, found: Sequence[Difference]) -> str:
        """The differences for people, page by page, with a count at the end."""
        head = "torch {}, then torch {}".format(*self._torch)
        if not found:
            return f"{head}: no differences in {len(self._states)} snippets"
        by_page: dict[str, list[Difference]] = {}
        for difference in found:
            for page in self._pages_of(difference):
                by_page.setdefault(page, []).append(difference)
        blocks = ["\n".join([page, *map(_indented, by_page[page])]) for page in sorted(by_page)]
        pages = len(by_page.keys() - {NOWHERE})
        return "\n\n".join([head, *blocks, f"{len(found)} changed, on {pages} pages"])

    @property
    def _build(self) -> Build:
        return self._project.build

    @cached_property
    def _states(self) -> list[SnippetState]:
        states = self._build.snippets
        return [states[name] for name in sorted(states) if states[name].snippet is not None]

    def _runs(self, python: str | None) -> dict[str, Run]:
        """The runs of all snippets, by name."""
        with Pool(
            limits=self._limits,
            modules=modules_for([state.text for state in self._states]),
            python=python,
        ) as pool:
            begun = {state.name: pool.submit(_job(state)) for state in self._states}
            return {name: future.result().run for name, future in begun.items()}

    def _pages_of(self, difference: Difference) -> Iterator[str]:
        """The pages that show what has changed; else those that show its snippet, or none."""
        state = self._build.snippets[difference.snippet]
        near = [page for page in self._build.pages.values() if state.name in page.snippets()]
        showing = [page.path for page in near if _shows(self._build, page.path, difference)]
        yield from showing or [page.path for page in near] or [NOWHERE]


def _shows(build: Build, path: str, difference: Difference) -> bool:
    page = next(page for page in build.pages.values() if page.path == path)
    state = build.snippets[difference.snippet]
    if difference.cell == VALUES:
        asked = (query.key for _, name, query in page.wanted() if name == state.name)
        return any(difference.what.startswith(records.value_label(key)) for key in asked)
    shown = (where for _, where in page.targets if where.snippet == state.name)
    return any(difference.cell in cells_of(state, where) for where in shown)


def _job(state: SnippetState) -> Job:
    """A snippet with what pages ask of it; graphs are recorded by parts of one torch alone."""
    assert state.snippet is not None
    return Job(state.snippet, tuple(one for one in state.wanted() if one.spec != GRAPH))


def _imported(state: SnippetState) -> Iterator[str]:
    """What a snippet's cells import, by its first name, without what lies beside it."""
    for cell in state.snippet.code if state.snippet else ():
        tops = needs.imported(cell.source)
        yield from (top for top in tops if not (state.file.parent / f"{top}.py").exists())


def _changed(name: str, before: Run, after: Run) -> Iterator[Difference]:
    """What differs between two runs; what did not run for an error is said by the error."""
    old, new = (records.cells_of(run.notebook) for run in (before, after))
    failure = after.failure
    if failure is None:
        yield from compare(name, old, new)
        return
    names = [cell.name for cell in new]
    ran = set(names[: names.index(failure.cell)] if failure.cell in names else [])
    yield from compare(name, _only(old, ran), _only(new, ran))
    yield Difference(name, failure.cell, "fails", "", failure.message, failure.message)


def _in_words(one: Difference) -> Difference:
    """A figure is seen, not read: of one that has changed no lines are listed."""
    if SVG not in one.what or one.before is None or one.after is None:
        return one
    return replace(one, note="the figure has changed", excerpt=())


def _only(cells: Sequence[Cell], names: set[str]) -> list[Cell]:
    return [cell for cell in cells if cell.name in names]


def _fault(state: SnippetState, run: Run) -> RunError | None:
    """Why a snippet is not good with this torch, if so: then there is nothing to compare with."""
    if run.failure is None:
        return None
    place = Place(state.shown, run.failure.line)
    return RunError(run.failure.message, [place], run.failure.detail)


def _indented(difference: Difference) -> str:
    return "\n".join(f"  {line}" for line in str(difference).split("\n"))
