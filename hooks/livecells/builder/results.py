"""What pages and snippets gave, for whoever renders or exports them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from livecells.blocks import browser, predictions
from livecells.blocks.equations import Equation, Numbers, Reference
from livecells.blocks.inline import InlineFormula
from livecells.blocks.live_values import Value, values
from livecells.blocks.markdown_spans import at_line_start, begins_line, escaped, hidden_spans
from livecells.blocks.page import Page
from livecells.blocks.page_maths import PageMaths, Values
from livecells.blocks.predictions import Prediction, Solved
from livecells.builder import equation_check, inline_faults
from livecells.builder.equation_check import Checks
from livecells.builder.inline_check import Spoken, Text
from livecells.builder.meaning import Meanings, Workers
from livecells.builder.outcomes import Outcome
from livecells.builder.progress import Progress
from livecells.builder.runnable import Gate, Runnable, without
from livecells.builder.runs import Runs
from livecells.builder.snippets import Snippets, SnippetState, cells_of
from livecells.builder.varied import VariedRuns
from livecells.errors import LiveError, PageError, Place
from livecells.notebook.executed import Run
from livecells.options import SiteOptions
from livecells.store.store import Store

# What came of a page's equations, and of the formulas in its text.
Checked = tuple[list[Outcome], list[tuple[InlineFormula, Spoken]]]


class Results:
    """Pages, snippets and what came of both; whatever needs a run waits for it.

    Nothing here raises for what went wrong in a snippet or a page: that is in `errors`, and what
    must only be told of in `warnings`. `checks`
    keeps what came of equations from build to build; `workers` are those that run snippets.
    """

    def __init__(
        self,
        folder: Path,
        shown: str,
        store: Store | None,
        progress: Progress | None,
        options: SiteOptions | None,
    ) -> None:
        self.folder = folder
        self.options = options or SiteOptions()
        self.pages: dict[str, Page] = {}
        self.order: list[str] = []  # of those in the menu
        self.errors: list[LiveError] = []
        self.checks: Checks = {}
        self.workers: Workers | None = None
        self.judge: predictions.Judge = predictions.nobody  # of what readers type
        self.gate = Gate()
        self.progress = progress or Progress()
        self.snippets = Snippets(folder, shown)
        self.runs = Runs(self.snippets, self.errors, store, self.progress, self.options.stderr)
        self.varied = VariedRuns(self.snippets, store, self.progress, self.options.stderr)
        self.warnings = self.runs.warnings
        self._outcomes: dict[str, Checked] = {}
        self._runnable: dict[str, Runnable] | None = None

    def known(self) -> list[str]:
        """The names of all snippets of the folder, asked for or not."""
        return self.snippets.known()

    def snippet(self, name: str) -> SnippetState:
        """The snippet of that name; raises PageError where there is no such file."""
        return self.snippets.find(name)

    def runnable(self) -> dict[str, Runnable]:
        """What a reader may run in the page, by the name of the snippet; judged when first asked.

        Call it when all runs have ended: a snippet that has failed has nothing to be compared with.
        """
        if self._runnable is None:
            closed = list(self._closed())
            found = self.gate.judge(self.snippets.values(), closed)
            self._runnable = without(found, closed)
        return self._runnable

    def _closed(self) -> Iterator[tuple[str, str, str]]:
        """The snippet and the name of each cell of a block with `browser: no`, and why."""
        for page in self.pages.values():
            for request in page.requests.values():
                if why := browser.reason(request.block):
                    for where in request.shows:
                        for cell in cells_of(self.snippets[where.snippet], where):
                            yield where.snippet, cell, why

    def run_of(self, name: str) -> Run | None:
        """The run of a snippet, waiting for it; None where there is none, and an error says why."""
        return self.runs.run_of(name)

    def with_values(self, text: str, plain: bool = False, whole: bool = False) -> str:
        """A text with every live value put in.

        Args:
            text: Markdown, or any text.
            plain: The text is no Markdown, so that nothing in a value must be escaped.
            whole: It is the text of a whole page, see `hidden_spans`.

        Returns:
            The text, with `…` in the place of a value that could not be had. What no page has
            asked for stays as it is written.
        """
        parts, at = [], 0
        for value in values(text, hidden_spans(text, whole)):
            shown = self._shown(value)
            if shown is not None:
                if not (value.in_maths or plain):
                    shown = escaped(shown)
                    if begins_line(text, value.start):
                        shown = at_line_start(shown, text[value.end : value.end + 1])
                parts += [text[at : value.start], shown]
                at = value.end
        return "".join([*parts, text[at:]])

    def _shown(self, value: Value) -> str | None:
        """The text of a value; None where no page has asked for it."""
        state = self.snippets.get(value.snippet)
        if state is not None and value.query not in state.queries:
            return None
        run = self.run_of(value.snippet)
        try:
            return "…" if run is None else str(run.value(value.query))
        except PageError:
            return "…"  # the error was kept when the run was taken

    def numbers(self, reference: Reference) -> Any:
        """The value of a reference; raises PageError where its snippet failed."""
        run = self.run_of(reference.snippet)
        if run is None:
            raise PageError(f"there is no value of {reference}: the snippet failed")
        return run.value(reference.query)

    def outcomes(self, uri: str) -> list[Outcome]:
        """What came of a page's equations, in their order."""
        return self._checked(uri)[0]

    def spoken(self, uri: str) -> list[tuple[InlineFormula, Spoken]]:
        """The formulas of a page's text that state something, and what came of each, in order."""
        return self._checked(uri)[1]

    def _checked(self, uri: str) -> Checked:
        if uri not in self._outcomes:
            self._outcomes[uri] = self._check(uri)
        return self._outcomes[uri]

    def stated(self, uri: str) -> tuple[list[Equation], Text]:
        """All that a page states in formulas, displayed and in its text, with its live values."""
        page = self.pages[uri]
        equations = [
            replace(equation, tex=self.with_values(f"$${equation.tex}$$")[2:-2])
            for equation in page.equations
        ]
        formulas = [
            replace(formula, tex=self.with_values(f"${formula.tex}$")[1:-1])
            for formula in page.statements
        ]
        return equations, self._text(page, formulas)

    def _check(self, uri: str) -> Checked:
        page = self.pages[uri]
        if not page.equations and page.maths is None and not page.statements:
            return [], []
        ready, text = self.stated(uri)
        formulas = text.formulas
        meanings = Meanings(self.workers, self.folder)
        outcomes, spoken = equation_check.check_all(
            ready, text, self.numbers, self.checks, meanings
        )
        if not page.lacks("equation"):  # else what is wrong may follow from the one not read
            for equation, outcome in zip(ready, outcomes, strict=True):
                error = equation_check.error_of(outcome, equation)
                self._keep(error, outcome.kind, Place(page.path, equation.line))
            slips = {place.line for error in page.found.errors for place in error.places}
            for formula, found in zip(formulas, spoken, strict=True):
                if formula.line in slips:
                    continue  # what is wrong may follow from a value that was not read
                error = inline_faults.error_of(found, formula)
                self._keep(error, found.kind, Place(page.path, formula.line))
            self.errors.extend(inline_faults.idle(page, formulas, ready))
        return outcomes, list(zip(formulas, spoken, strict=True))

    def _keep(self, error: PageError, kind: str, place: Place) -> None:
        """Keep what is wrong with a formula, if something is.

        What is skipped needs a value or an equation that failed, and there is its error.
        """
        if kind == "failed" or (kind == "skipped" and not self.errors):
            self.errors.append(PageError(error.message, [place], error.detail))

    def _text(self, page: Page, formulas: list[InlineFormula]) -> Text:
        maths = page.maths or PageMaths()
        at = self._numbers_of(maths.at)
        places = {name: self._numbers_of(place.at) for name, place in maths.places.items()}
        whole = not page.found.errors and len(at) == len(maths.at)
        return Text(formulas, at, places, maths.listed, whole)

    def _numbers_of(self, at: Values) -> dict[str, Numbers]:
        """Values with those of runs in numbers, as far as they could be had."""
        found: dict[str, Numbers] = {}
        for name, value in at.items():
            with contextlib.suppress(LiveError):  # the error was kept when the run was taken
                found[name] = self.numbers(value) if isinstance(value, Reference) else value
        return found

    def solved(self, uri: str, line: int) -> Solved | None:
        """The prediction of the block at a page's line with its values; None where it has none."""
        page = self.pages[uri]
        request = page.requests[line]
        where, asked = request.shows[0], request.data
        run = self.run_of(where.snippet)
        if run is None or not isinstance(asked, Prediction):
            return None
        try:
            names = cells_of(self.snippets[where.snippet], where)
        except ValueError:
            return None  # there are no such cells, which was said
        try:
            cells = [run.cell(name) for name in names]
            raises = any(o["output_type"] == "error" for cell in cells for o in cell["outputs"])
            solved = predictions.solve(asked, self.numbers, raises)
            predictions.refuse_right(solved, self.judge)
            return solved
        except ValueError as error:
            refused = PageError(str(error), [Place(page.path, request.block.line_of(error))])
            if str(refused) not in map(str, self.errors):
                self.errors.append(refused)
        except PageError:
            pass  # there is an error of the cell or the value that could not be had
        return None
