"""All pages and snippets of a site: who asks for what, what ran, and what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livecells.blocks.markdown_spans import escaped, hidden_spans
from livecells.blocks.options import OPTIONS, checked
from livecells.blocks.page import Page
from livecells.blocks.parser import Block
from livecells.blocks.scan import Target, Value, scan, target, values
from livecells.builder.progress import Progress
from livecells.builder.snippets import SnippetState, cells_of
from livecells.errors import (
    BuildFailed,
    LiveError,
    PageError,
    Place,
    RunError,
    SnippetError,
    unknown,
)
from livecells.notebook.executed import GRAPH, TENSORS, Query, Run
from livecells.store.store import Store

if TYPE_CHECKING:
    from livecells.blocks.equations import Reference
    from livecells.blocks.predictions import Solved
    from livecells.builder.equation_check import Outcome
    from livecells.pool.pool import Pool


SHOWS = ("both", "code", "output")
PLAIN = {"show", "title", "highlight", "alt"}  # options of `live` that ask nothing


@dataclass
class Build:
    """The state of one build. `folder` holds the snippets; `shown` is how messages name it.

    Use in this order: `add` each page, `resolve`, `start`, then `run_of` while rendering, `finish`.
    """

    folder: Path
    shown: str = "snippets"
    store: Store | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    errors: list[LiveError] = field(default_factory=list)
    snippets: dict[str, SnippetState] = field(default_factory=dict)
    checks: MutableMapping[str, Any] = field(default_factory=dict)
    progress: Progress = field(default_factory=Progress)

    def add(self, uri: str, path: str, text: str, offset: int = 0) -> None:
        """Read a page; its faults are kept in `errors`."""
        page = Page(path, text, offset, scan(text, path, offset))
        self.pages[uri] = page
        self.errors.extend(page.found.errors)
        add = {
            "live": self._add_live,
            "graph": self._add_recording,
            "tensors": self._add_recording,
            "equation": self._add_equation,
            "checked": self._add_list,
            "apis": self._add_list,
            "exercise": self._add_exercise,
            "hint": self._add_exercise,
            "solution": self._add_exercise,
        }
        for block in page.found.blocks:
            self._guard(Place(path, block.line), add[block.name], page, block)
        for value in page.found.values:
            self._guard(Place(path, value.line), self._add_value, page, value)

    def _guard(self, place: Place, action: Callable[..., object], *arguments: object) -> None:
        """Keep what `action` raises, with the page's line."""
        try:
            action(*arguments)
        except ValueError as error:
            self.errors.append(PageError(str(error), [place]))
        except LiveError as error:
            self.errors.append(PageError(error.message, [place, *error.places], error.detail))

    def _add_live(self, page: Page, block: Block) -> None:
        where = target(block.argument)
        checked(block.options, OPTIONS["live"])
        if block.options.get("show", "both") not in SHOWS:
            raise ValueError(unknown("value of show", str(block.options["show"]), list(SHOWS)))
        self.snippet(where.snippet).users.append(Place(page.path, block.line))
        page.targets.append((block, where))
        if set(block.options) - PLAIN:
            from livecells.blocks import predictions

            asked = predictions.read(block)
            if asked is not None:
                page.predictions[block.line] = where, asked
                for reference in asked.references():
                    self._demand(page, block.line, reference.snippet, reference.query)

    def _add_exercise(self, page: Page, block: Block) -> None:
        from livecells.blocks import exercises

        if block.name != "exercise":
            exercises.check_inside(block, page.found.blocks)
            return
        lab = exercises.read(block, page.found.blocks)
        name, known = f"labs/{lab}", self.known()
        if name not in known:
            labs = [other.removeprefix("labs/") for other in known if other.startswith("labs/")]
            raise ValueError(unknown("lab", lab, labs))
        self.snippet(name).users.append(Place(page.path, block.line))
        page.targets += [(block, Target(name, cell, cell)) for cell in exercises.CELLS]

    def _demand(self, page: Page, line: int, name: str, query: Query) -> None:
        """Have a value of a run ready for a line of the page."""
        place, state = Place(page.path, line), self.snippet(name)
        state.users.append(place)
        state.queries.setdefault(query, place)

    def _add_recording(self, page: Page, block: Block) -> None:
        from livecells.blocks import tensors

        spec = GRAPH if block.name == "graph" else TENSORS
        name, query = tensors.read(block.argument, spec, block.options)
        self._demand(page, block.line, name, query)
        page.recordings.append((block, name, query))

    def _add_equation(self, page: Page, block: Block) -> None:
        from livecells.blocks import equations

        equation = equations.read(block)
        if equation.name in [other.name for other in page.equations]:
            raise ValueError(f"two equations of the page are called {equation.name!r}")
        page.equations.append(equation)
        for reference in equation.references():
            self._demand(page, block.line, reference.snippet, reference.query)

    def _add_list(self, _: Page, block: Block) -> None:
        checked(block.options, {})

    def demand_checks(self, uri: str) -> None:
        """Take every display of the page that is in no `equation` block as a fault."""
        page = self.pages[uri]
        spans = [(b.line, b.last) for b in page.found.blocks if b.name == "equation"]
        for line in page.found.displays:
            if not any(first <= line <= last for first, last in spans):
                message = (
                    "this display is not checked: put it in an `equation` block, "
                    "with `notation:` and a reason where there is nothing to check"
                )
                self.errors.append(PageError(message, [Place(page.path, line)]))

    def _add_value(self, page: Page, value: Value) -> None:
        self._demand(page, value.line, value.snippet, value.query)

    def snippet(self, name: str) -> SnippetState:
        """The snippet of that name; raises PageError where there is no such file."""
        if name not in self.snippets:
            path = self.folder / f"{name}.py"
            if not path.is_file():
                raise PageError(unknown("snippet", name, self.known()))
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            self.snippets[name] = SnippetState(name, path, f"{self.shown}/{name}.py", text)
        return self.snippets[name]

    def known(self) -> list[str]:
        """The names of all snippets of the folder, asked for or not."""
        return sorted(
            path.relative_to(self.folder).as_posix().removesuffix(".py")
            for path in self.folder.rglob("*.py")
        )

    def resolve(self) -> list[str]:
        """Take from the store what still holds; returns the texts of the snippets that must run."""
        for state in self.snippets.values():
            if self.store is not None:
                queries = sorted(state.queries, key=lambda query: query.key)
                state.run, why = self.store.find(state.name, state.text, queries)
                if state.run is None:
                    self.progress.say(f"{state.name}: {why}")
        return [state.text for state in self.snippets.values() if state.run is None]

    def start(self, pool: Pool | None) -> None:
        """Read the snippets that must run, begin to run them, and check what pages ask of cells."""
        for state in self.snippets.values():
            if state.run is None:
                self._read(state)
            if state.snippet is not None and pool is not None:
                from livecells.run.job import Job

                queries = tuple(sorted(state.queries, key=lambda query: query.key))
                self.progress.begin(1)
                state.future = pool.submit(Job(state.snippet, queries))
                state.future.add_done_callback(self.progress.step)
        for page in self.pages.values():
            for block, where in page.targets:
                self._guard(Place(page.path, block.line), self._check_target, where)
            for line, name, query in page.wanted():
                if name in self.snippets:
                    check = self.snippets[name].check_cell
                    self._guard(Place(page.path, line), check, query.after)

    def _check_target(self, where: Target) -> None:
        state = self.snippets[where.snippet]
        state.check_cell(where.first)
        state.check_cell(where.last)
        if state.cell_names() is not None:
            cells_of(state, where)

    def _read(self, state: SnippetState) -> None:
        from livecells.notebook.house_rules import check_house_rules
        from livecells.notebook.percent import read

        try:
            snippet = read(state.file, f"{state.name}.py", state.shown)
        except SnippetError as error:
            faults: list[SnippetError] = [error]
        else:
            faults = list(check_house_rules(snippet))
        if faults:
            state.error = faults[0]
            self.errors.extend(faults)
        else:
            state.snippet = snippet

    def run_of(self, name: str) -> Run | None:
        """The run of a snippet, waiting for it; None where it failed, and was said to."""
        state = self.snippets.get(name)
        if state is not None and state.future is not None:
            self._judge(state, state.future.result().run)
            state.future = None
        return None if state is None else state.run

    def _judge(self, state: SnippetState, run: Run) -> None:
        failure = run.failure
        if failure is not None:
            places = [Place(state.shown, failure.line), *dict.fromkeys(state.users)]
            cell = f"cell {failure.cell!r}: " if failure.cell else ""
            state.error = RunError(cell + failure.message, places, failure.detail)
            self.errors.append(state.error)
            return
        state.run = run
        count = len(self.errors)
        for query, place in state.queries.items():
            if query.after is None or query.after in run.names():  # else `start` has said it
                self._guard(place, run.value, query)
        if self.store is not None and len(self.errors) == count:
            self.store.put(state.name, run.notebook)

    def with_values(self, text: str, plain: bool = False) -> str:
        """A text with every live value put in; a visible blank where there is a fault.

        `plain`: the text is no Markdown.
        """
        parts, at = [], 0
        for value in values(text, hidden_spans(text)):
            shown = self._shown(value)
            parts += [text[at : value.start], shown if value.in_maths or plain else escaped(shown)]
            at = value.end
        return "".join([*parts, text[at:]])

    def _shown(self, value: Value) -> str:
        run = self.run_of(value.snippet)
        try:
            return "…" if run is None else str(run.value(value.query))
        except PageError:
            return "…"  # said where the run was judged

    def outcomes(self, uri: str) -> list[Outcome]:
        """What came of a page's equations, waiting for the runs that they need."""
        page = self.pages[uri]
        if not page.equations:
            return []
        if page.outcomes is None:
            from livecells.builder import equation_check

            ready = [
                replace(equation, tex=self.with_values(f"$${equation.tex}$$")[2:-2])
                for equation in page.equations
            ]
            page.outcomes = equation_check.check_page(ready, self.numbers, self.checks)
            for equation, outcome in zip(ready, page.outcomes, strict=True):
                # What is skipped needs a value or an equation that failed, and was said to.
                if outcome.kind == "failed" or (outcome.kind == "skipped" and not self.errors):
                    fault = equation_check.fault_of(outcome, equation)
                    place = Place(page.path, equation.line)
                    self.errors.append(PageError(fault.message, [place], fault.detail))
        return page.outcomes

    def solved(self, uri: str, line: int) -> Solved | None:
        """The prediction at a page's line with its values; None where a fault was said."""
        from livecells.blocks import predictions

        page = self.pages[uri]
        where, asked = page.predictions[line]
        run = self.run_of(where.snippet)
        if run is None:
            return None
        try:
            cells = [run.cell(name) for name in cells_of(self.snippets[where.snippet], where)]
            raises = any(o["output_type"] == "error" for cell in cells for o in cell["outputs"])
            return predictions.solve(asked, self.numbers, raises)
        except ValueError as error:
            fault = PageError(str(error), [Place(page.path, line)])
            if str(fault) not in map(str, self.errors):
                self.errors.append(fault)
        except PageError:
            pass  # a cell or a value that is not there was said to when it was looked for
        return None

    def numbers(self, reference: Reference) -> Any:
        """The value of a reference; raises PageError where its snippet failed."""
        run = self.run_of(reference.snippet)
        if run is None:
            raise PageError(f"there is no value of {reference}: the snippet failed")
        return run.value(reference.query)

    def finish(self) -> None:
        """Wait for every run; raises BuildFailed with all errors, in the order of their places."""
        for name in list(self.snippets):
            self.run_of(name)
        for uri in self.pages:
            self.outcomes(uri)
            for line in self.pages[uri].predictions:
                self.solved(uri, line)
        if self.errors:
            raise BuildFailed(sorted(self.errors, key=lambda error: error.places))

    def unused_cells(self) -> Iterator[tuple[str, str]]:
        """Each (snippet, cell) of the folder that no page shows; call `start` first."""
        shown: dict[str, set[str]] = defaultdict(set)
        for page in self.pages.values():
            for _, where in page.targets:
                shown[where.snippet].update(cells_of(self.snippets[where.snippet], where))
        for name in self.known():
            state = self.snippet(name)
            if state.cell_names() is None:
                self._read(state)
            yield from (
                (name, cell) for cell in state.cell_names() or () if cell not in shown[name]
            )
