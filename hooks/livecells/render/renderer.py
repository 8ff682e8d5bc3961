"""Renders the pages of one build, one page at a time: what stands in the place of each block."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from livecells.blocks.options import OPTIONS
from livecells.blocks.parser import Block, addressed
from livecells.blocks.scan import Target
from livecells.builder import api_index
from livecells.builder.build import Build
from livecells.builder.reports import facts
from livecells.builder.snippets import cells_of
from livecells.errors import LiveError, PageError, Place
from livecells.notebook.executed import TENSORS, Query
from livecells.render import api_links, cells, provenance
from livecells.render.cells import cells_html, failure_box, slug

if TYPE_CHECKING:
    from livecells.builder.shown_cells import ShownCell
    from livecells.typeset.formula_html import Typesetter


class Reader:
    """Renders the pages of one build, one page at a time."""

    def __init__(self, build: Build, formulas: MutableMapping[str, str] | None = None) -> None:
        self.build = build
        self._formulas = {} if formulas is None else formulas
        self._typesetter: Typesetter | None = None
        self._uri = ""
        self._left: dict[int, Block] = {}  # blocks of the page that are not converted yet, by line
        self._shown: dict[tuple[str, str], ShownCell] | None = None
        # From a lab's name and a page's URI to the link to the lab's notebook, as in Markdown.
        self.lab_link: Callable[[str, str], str | None] | None = None

    def open(self, uri: str) -> None:
        """Say which page is converted next; it must have been added to the build."""
        self._uri, self._shown = uri, None
        self._left = {block.line: block for block in self.build.pages[uri].found.blocks}

    @property
    def uri(self) -> str:
        """The page that is converted."""
        return self._uri

    def close(self) -> None:
        """Report blocks of the page that the converter did not take for blocks."""
        for line in self._left:
            self._fault(line, "the block was not read as one; is there a blank line before it?")

    def addressed(self, text: str) -> str:
        """The text of the open page with live values, its blocks named by their lines."""
        blocks = self.build.pages[self._uri].found.blocks
        return self.build.with_values(addressed(text, blocks, OPTIONS))

    def block(self, line: int) -> Block:
        """The block at a line of the open page, which is converted now."""
        self._left.pop(line, None)
        blocks = self.build.pages[self._uri].found.blocks
        return next((block for block in blocks if block.line == line), Block(""))

    def live(
        self,
        parent: ElementTree.Element,
        line: int,
        options: dict[str, Any],
        stash: Callable[[str], str],
    ) -> None:
        """Put a `live` block below `parent`: its cells, or a box that says why there are none.

        Where the block asks first, code stands open and output below its question.
        """
        where = next((at for b, at in self.build.pages[self._uri].targets if b.line == line), None)
        if where is None:
            parent.text = stash(self._fault(line, "the block was not read"))
            return
        if not where.snippet.startswith("labs/"):  # a lab's file gives its solution away
            parent.set("data-snippet", where.snippet)
        if line not in self.build.pages[self._uri].predictions:
            parent.text = stash(self._cells_at(line, where, options))
        else:
            self._predict(parent, line, options, stash)

    def _predict(
        self,
        parent: ElementTree.Element,
        line: int,
        options: dict[str, Any],
        stash: Callable[[str], str],
    ) -> None:
        from livecells.render import predictions

        asked = self.build.pages[self._uri].predictions
        where, show = asked[line][0], options.get("show", "both")
        if show != "output":
            parent.text = stash(self._cells_at(line, where, options | {"outputs": False}))
        solved = self.build.solved(self._uri, line)
        if solved is None:
            return
        output = ""
        if show != "code":
            bare = {"show": "output", "idents": show == "output"}
            output = stash(self._cells_at(line, where, options | bare))
        earlier = sum(at == where for other, (at, _) in asked.items() if other < line)
        last = where.last if where.last != where.first else ""
        ident = slug("predict", where.snippet, where.first or "all", last, earlier or "")
        predictions.add(parent, solved, ident, output, self.text)

    def _cells_at(self, line: int, where: Target, options: dict[str, Any]) -> str:
        try:
            state, run = self.build.snippet(where.snippet), self.build.run_of(where.snippet)
            if run is None:
                return failure_box(state)
            ids = {cell: at.ident for (_, cell), at in self._cells().items() if at.line == line}
            return cells_html(run, cells_of(state, where), options, ids)
        except (ValueError, LiveError) as error:
            return self._fault(line, str(error))

    def cell(self, name: str, cell: str, line: int, options: dict[str, Any]) -> str:
        """The HTML of one cell for the block at `line`."""
        return self._cells_at(line, Target(name, cell, cell), options)

    def exercise_number(self, line: int) -> int:
        """The number of an exercise among those of the page."""
        blocks = self.build.pages[self._uri].found.blocks
        return sum(block.name == "exercise" and block.line <= line for block in blocks)

    def text(self, text: str) -> str:
        """Markdown of a block's option, with its live values."""
        return self.build.with_values(text)

    def notebook_link(self, lab: str) -> str | None:
        """Where the open page links to for the notebook of a lab; None where there is none."""
        return None if self.lab_link is None else self.lab_link(lab, self._uri)

    def recording(self, line: int, options: dict[str, Any]) -> str:
        """The HTML of a `graph` or `tensors` block."""
        for block, name, query in self.build.pages[self._uri].recordings:
            if block.line == line:
                return self._recording(line, name, query, options)
        return self._fault(line, "the block was not read")

    def _recording(self, line: int, name: str, query: Query, options: dict[str, Any]) -> str:
        try:
            run = self.build.run_of(name)
            if run is None:
                return failure_box(self.build.snippet(name))
            from livecells.render import tensors

            answer = run.value(query)
            if query.spec == TENSORS:
                return tensors.tensors_html(answer, options)
            return tensors.graph_html(answer, slug("graph", name, query.expression, line), options)
        except (ValueError, LiveError) as error:
            return self._fault(line, str(error))

    def equation(self, line: int) -> str:
        """The mark beside an equation: its number and what it was compared with."""
        page = self.build.pages[self._uri]
        outcomes = self.build.outcomes(self._uri)
        for number, equation in enumerate(page.equations, start=1):
            if equation.line == line:
                from livecells.builder import shown_cells
                from livecells.render import equations

                cell = shown_cells.cell_of(equation.equals, self._cells())
                return equations.mark_html(number, equation, outcomes[number - 1], cell)
        return self._fault(line, "the equation was not read")

    def checked(self, parent: ElementTree.Element, stash: Callable[[str], str]) -> None:
        """Put the list of every equation of the site below `parent`."""
        from livecells.builder import equation_list
        from livecells.render import equations

        pages = self.build.pages
        rows = [r for uri in pages for r in equation_list.rows(self.build, uri, self._uri)]
        equations.add_list(parent, rows, stash)

    def apis(self, parent: ElementTree.Element) -> None:
        """Put the index of every documented name that pages show below `parent`."""
        api_links.add_index(parent, api_index.rows(self.build, self._uri))

    def _cells(self) -> dict[tuple[str, str], ShownCell]:
        from livecells.builder.shown_cells import shown_cells

        if self._shown is None:
            self._shown = shown_cells(self.build, self._uri)
        return self._shown

    def provenance(self) -> str:
        """Where the outputs of the open page come from."""
        snippets = [
            self.build.snippets[name]
            for name in self.build.pages[self._uri].snippets()
            if name in self.build.snippets
        ]
        made = [facts(state) for state in snippets if state.run is not None]
        return api_links.foot(api_index.used(self.build, self._uri)) + provenance.provenance_html(
            made
        )

    def typeset(self, html: str) -> str:
        """The page's HTML with its formulas typeset; bad TeX is a fault of the page's line."""
        if 'arithmatex"' not in html:
            return html
        from livecells.typeset.mathjax import MathError
        from livecells.typeset.page import typeset_html

        try:
            return typeset_html(html, self.typesetter())
        except MathError as error:
            page = self.build.pages[self._uri]
            self._fault(page.line_of(error.tex), f"TeX: {error.reason}: {error.tex}")
            return html

    def typesetter(self) -> Typesetter:
        """What typesets all formulas of the build; it stays until `end`."""
        from livecells.typeset.formula_html import Typesetter

        self._typesetter = self._typesetter or Typesetter(self._formulas)
        return self._typesetter

    def end(self) -> None:
        """Let go of what typesets; call when all pages are done."""
        if self._typesetter is not None:
            self._typesetter.close()

    def _fault(self, line: int, message: str) -> str:
        page = self.build.pages[self._uri]
        place = Place(page.path, line or 1 + page.offset)
        known = [error for error in self.build.errors if place in error.places]
        said = next(iter(known if line else [*page.found.errors, *known]), None)
        if said is None:
            self.build.errors.append(PageError(message, [place]))
        return cells.failure_html(str(place), said.message if said else message, "")
