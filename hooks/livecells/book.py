"""All pages and snippets of a site: who asks for what, what ran, and what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from livecells.cells import Snippet, check_house_rules, read, unknown
from livecells.errors import BuildFailed, LiveError, PageError, Place, RunError, SnippetError
from livecells.notebook import Ask, Run
from livecells.runner import Job, Pool, Result, modules_for
from livecells.scan import Block, Scan, Target, Value, checked, scan, target

BLOCKS = ("live",)
LIVE_OPTIONS = {"show": (str,), "title": (str,), "highlight": (list, str)}
SHOWS = ("both", "code", "output")


@dataclass
class Page:
    """A page's text as scanned, and what it asks for; `offset` is its front matter's lines."""

    path: str
    text: str
    offset: int
    found: Scan
    targets: list[tuple[Block, Target]] = field(default_factory=list)

    def line_of(self, text: str) -> int:
        """The line on which a piece of the page's text starts, or the page's first."""
        flat = self.text.find(text.strip().split("\n")[0])
        return self.text.count("\n", 0, max(flat, 0)) + 1 + self.offset


@dataclass
class Book:
    """The state of one build. `snippets` is the folder; `shown` is how messages name it."""

    snippets: Path
    shown: str = "snippets"
    pages: dict[str, Page] = field(default_factory=dict)
    errors: list[LiveError] = field(default_factory=list)
    _loaded: dict[str, Snippet | None] = field(default_factory=dict)
    _asks: dict[str, dict[Ask, Place]] = field(default_factory=lambda: defaultdict(dict))
    _users: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    _runs: dict[str, Future[Result]] = field(default_factory=dict)
    _judged: dict[str, Run | None] = field(default_factory=dict)

    def add(self, uri: str, path: str, text: str, offset: int = 0) -> None:
        """Read a page; its faults are kept in `errors`."""
        page = Page(path, text, offset, scan(text, path, BLOCKS, offset))
        self.pages[uri] = page
        self.errors.extend(page.found.errors)
        for block in page.found.blocks:
            self._guard(Place(path, block.line), self._add_block, page, block)
        for value in page.found.values:
            self._guard(Place(path, value.line), self._add_value, page, value)

    def _guard(self, place: Place, action: object, *arguments: object) -> None:
        """Keep what `action` raises, with the page's line."""
        try:
            action(*arguments)  # type: ignore[operator]
        except ValueError as error:
            self.errors.append(PageError(str(error), [place]))
        except LiveError as error:
            self.errors.append(PageError(error.message, [place, *error.places], error.detail))

    def _add_block(self, page: Page, block: Block) -> None:
        where = target(block.argument)
        checked(block.options, LIVE_OPTIONS)
        if block.options.get("show", "both") not in SHOWS:
            raise ValueError(unknown("value of show", str(block.options["show"]), list(SHOWS)))
        snippet = self.snippet(where.snippet)
        if snippet is None:
            return  # said once, where the snippet is read
        self._users[where.snippet].append(Place(page.path, block.line))
        for name in (where.first, where.last):
            if name is not None:
                snippet.cell(name)
        page.targets.append((block, where))

    def _add_value(self, page: Page, value: Value) -> None:
        snippet = self.snippet(value.snippet)
        if snippet is None:
            return
        place = Place(page.path, value.line)
        self._users[value.snippet].append(place)
        if value.ask.after is not None:
            snippet.cell(value.ask.after)
        self._asks[value.snippet].setdefault(value.ask, place)

    def snippet(self, name: str) -> Snippet | None:
        """The snippet of that name, read once; None where the file itself is at fault.

        Raises PageError where there is no such file.
        """
        if name not in self._loaded:
            path = self.snippets / f"{name}.py"
            if not path.is_file():
                raise PageError(unknown("snippet", name, self.known()))
            self._loaded[name] = self._read(path, name)
        return self._loaded[name]

    def _read(self, path: Path, name: str) -> Snippet | None:
        try:
            snippet = read(path, f"{name}.py", f"{self.shown}/{name}.py")
        except SnippetError as error:
            self.errors.append(error)
            return None
        faults = list(check_house_rules(snippet))
        self.errors.extend(faults)
        return None if faults else snippet

    def known(self) -> list[str]:
        """The names of all snippets of the folder, asked for or not."""
        return sorted(
            path.relative_to(self.snippets).as_posix().removesuffix(".py")
            for path in self.snippets.rglob("*.py")
        )

    def jobs(self) -> list[Job]:
        """One job for each snippet that a page asks for."""
        return [
            Job(snippet, tuple(sorted(self._asks[name], key=lambda ask: ask.key)))
            for name, snippet in sorted(self._loaded.items())
            if snippet is not None
        ]

    def start(self, pool: Pool) -> None:
        """Begin to run everything that the pages ask for."""
        for job in self.jobs():
            self._runs[job.snippet.name] = pool.submit(job)

    def run_of(self, name: str) -> Run | None:
        """The finished run of a snippet, waiting for it; None where it failed (and was said)."""
        if name not in self._judged:
            future = self._runs.get(name)
            self._judged[name] = None if future is None else self._judge(name, future.result().run)
        return self._judged[name]

    def _judge(self, name: str, run: Run) -> Run | None:
        failure, snippet = run.failure, self._loaded[name]
        if failure is not None and snippet is not None:
            places = [snippet.place(failure.line), *dict.fromkeys(self._users[name])]
            cell = f"cell {failure.cell!r}: " if failure.cell else ""
            self.errors.append(RunError(cell + failure.message, places, failure.detail))
            return None
        for ask, place in self._asks[name].items():
            self._guard(place, run.value, ask)
        return run

    def finish(self) -> None:
        """Wait for every run; raises BuildFailed with all errors, in the order of their places."""
        for name in list(self._runs):
            self.run_of(name)
        if self.errors:
            raise BuildFailed(sorted(self.errors, key=lambda error: error.places))

    def unused_cells(self) -> Iterable[tuple[Snippet, str]]:
        """The cells that no page shows, over all snippets of the folder."""
        shown: dict[str, set[str]] = defaultdict(set)
        for page in self.pages.values():
            for _, where in page.targets:
                snippet = self._loaded[where.snippet]
                if snippet is not None:
                    shown[where.snippet].update(cells_of(snippet, where))
        for name in self.known():
            snippet = self.snippet(name)
            for cell in snippet.code if snippet else ():
                if cell.name not in shown[name]:
                    yield snippet, cell.name  # type: ignore[misc]


def cells_of(snippet: Snippet, where: Target) -> list[str]:
    """The names of the cells that a target means, in file order."""
    names = [cell.name for cell in snippet.code]
    first = names.index(where.first) if where.first else 0
    last = names.index(where.last) if where.last else len(names) - 1
    if last < first:
        raise ValueError(f"cell {where.last!r} comes before {where.first!r}")
    return names[first : last + 1]


__all__ = ["Book", "cells_of", "modules_for"]
