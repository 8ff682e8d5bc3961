"""The Markdown side: blocks and live values, as an extension for any Python-Markdown host.

The host gives the extension a `Book` and says which page comes next (`LiveExtension.open`).
Faults never raise here, for a converter may swallow them: they go to the book's list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, ClassVar
from xml.etree import ElementTree

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block, type_any

from livecells import apiindex, render
from livecells.book import Book
from livecells.errors import LiveError, PageError, Place
from livecells.exercises import ExerciseBlock, HintBlock, SolutionBlock
from livecells.notebook import TENSORS, Ask
from livecells.reports import facts
from livecells.scan import OPTIONS, Target, option_spans
from livecells.showing import cells_html, failure_box, slug
from livecells.stories import cells_of
from livecells.terms import TermLinks

if TYPE_CHECKING:
    from livecells.marks import ShownCell
    from livecells.maths import Typesetter


class Reader:
    """Renders the pages of one book, one page at a time."""

    def __init__(self, book: Book, formulas: MutableMapping[str, str] | None = None) -> None:
        self.book = book
        self._formulas = {} if formulas is None else formulas
        self._typesetter: Typesetter | None = None
        self._uri = ""
        self._lines: Iterator[int] = iter(())
        self._left = 0
        self._shown: dict[tuple[str, str], ShownCell] | None = None
        # From a lab's name and a page's URI to the link to the lab's notebook, as in Markdown.
        self.lab_link: Callable[[str, str], str | None] | None = None

    def open(self, uri: str) -> None:
        """Say which page is converted next; it must have been added to the book."""
        self._uri, self._shown = uri, None
        blocks = self.book.pages[uri].found.blocks
        self._lines, self._left = iter([block.line for block in blocks]), len(blocks)

    @property
    def uri(self) -> str:
        """The page that is converted."""
        return self._uri

    def close(self) -> None:
        """Report blocks of the page that the converter did not take for blocks."""
        for line in self._lines:
            self._fault(line, "the block was not read as one; is there a blank line before it?")

    def live(
        self, parent: ElementTree.Element, options: dict[str, Any], stash: Callable[[str], str]
    ) -> None:
        """Put a `live` block below `parent`: its cells, or a box that says why there are none.

        Where the block asks first, code stands open and output below its question.
        """
        line = next(self._lines, 0)
        where = next((at for b, at in self.book.pages[self._uri].targets if b.line == line), None)
        if where is None:
            parent.text = stash(self._fault(line, "the block was not read"))
            return
        if not where.snippet.startswith("labs/"):  # a lab's file gives its solution away
            parent.set("data-snippet", where.snippet)
        if line not in self.book.pages[self._uri].predictions:
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
        from livecells import predictions

        asked = self.book.pages[self._uri].predictions
        where, show = asked[line][0], options.get("show", "both")
        if show != "output":
            parent.text = stash(self._cells_at(line, where, options | {"outputs": False}))
        solved = self.book.solved(self._uri, line)
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
            story, run = self.book.story(where.snippet), self.book.run_of(where.snippet)
            if run is None:
                return failure_box(story)
            ids = {cell: at.ident for (_, cell), at in self._cells().items() if at.line == line}
            return cells_html(run, cells_of(story, where), options, ids)
        except (ValueError, LiveError) as error:
            return self._fault(line, str(error))

    def cell(self, name: str, cell: str, line: int, options: dict[str, Any]) -> str:
        """The HTML of one cell for the block at `line`."""
        return self._cells_at(line, Target(name, cell, cell), options)

    def begin_exercise(self) -> tuple[int, int]:
        """The line of the exercise that begins here, and its number on the page."""
        line = next(self._lines, 0)
        blocks = self.book.pages[self._uri].found.blocks
        return line, sum(block.name == "exercise" and block.line <= line for block in blocks)

    def pass_by(self) -> None:
        """Take note of a block that shows nothing of a run."""
        next(self._lines, 0)

    def text(self, text: str) -> str:
        """Markdown of a block's option, with its live values."""
        return self.book.with_values(text)

    def notebook_link(self, lab: str) -> str | None:
        """Where the open page links to for the notebook of a lab; None where there is none."""
        return None if self.lab_link is None else self.lab_link(lab, self._uri)

    def exhibit(self, argument: str, options: dict[str, Any]) -> str:
        """The HTML of a `graph` or `tensors` block."""
        line = next(self._lines, 0)
        for block, name, ask in self.book.pages[self._uri].exhibits:
            if block.line == line:
                return self._exhibit(line, name, ask, options)
        return self._fault(line, f"{argument!r} was not read")

    def _exhibit(self, line: int, name: str, ask: Ask, options: dict[str, Any]) -> str:
        try:
            run = self.book.run_of(name)
            if run is None:
                return failure_box(self.book.story(name))
            from livecells import exhibits

            answer = run.value(ask)
            if ask.spec == TENSORS:
                return exhibits.tensors_html(answer, options)
            return exhibits.graph_html(answer, slug("graph", name, ask.expression, line), options)
        except (ValueError, LiveError) as error:
            return self._fault(line, str(error))

    def equation(self, name: str) -> str:
        """The mark beside an equation: its number and what it was compared with."""
        page = self.book.pages[self._uri]
        line = next(self._lines, 0)
        outcomes = self.book.outcomes(self._uri)
        for number, equation in enumerate(page.equations, start=1):
            if equation.name == name:
                from livecells import marks

                cell = marks.cell_of(equation.equals, self._cells())
                return marks.mark_html(number, equation, outcomes[number - 1], cell)
        return self._fault(line, f"equation {name!r} was not read")

    def checked(self, parent: ElementTree.Element, stash: Callable[[str], str]) -> None:
        """Put the list of every equation of the site below `parent`."""
        from livecells import marks

        next(self._lines, 0)
        rows = [row for uri in self.book.pages for row in marks.rows(self.book, uri, self._uri)]
        marks.add_list(parent, rows, stash)

    def apis(self, parent: ElementTree.Element) -> None:
        """Put the index of every documented name that pages show below `parent`."""
        next(self._lines, 0)
        apiindex.add_index(parent, apiindex.rows(self.book, self._uri))

    def _cells(self) -> dict[tuple[str, str], ShownCell]:
        from livecells.marks import shown_cells

        if self._shown is None:
            self._shown = shown_cells(self.book, self._uri)
        return self._shown

    def provenance(self) -> str:
        """Where the outputs of the open page come from."""
        stories = [
            self.book.stories[name]
            for name in self.book.pages[self._uri].snippets()
            if name in self.book.stories
        ]
        made = [facts(story) for story in stories if story.run is not None]
        return apiindex.foot(apiindex.used(self.book, self._uri)) + render.provenance_html(made)

    def typeset(self, html: str) -> str:
        """The page's HTML with its formulas typeset; bad TeX is a fault of the page's line."""
        if 'arithmatex"' not in html:
            return html
        from livecells.maths import MathError, typeset_html

        try:
            return typeset_html(html, self.typesetter())
        except MathError as error:
            page = self.book.pages[self._uri]
            self._fault(page.line_of(error.tex), f"TeX: {error.reason}: {error.tex}")
            return html

    def typesetter(self) -> Typesetter:
        """What typesets all formulas of the book; it stays until `end`."""
        from livecells.maths import Typesetter

        self._typesetter = self._typesetter or Typesetter(self._formulas)
        return self._typesetter

    def end(self) -> None:
        """Let go of what typesets; call when all pages are done."""
        if self._typesetter is not None:
            self._typesetter.close()

    def _fault(self, line: int, message: str) -> str:
        place = Place(self.book.pages[self._uri].path, line)
        said = next((error for error in self.book.errors if place in error.places), None)
        if said is None:
            self.book.errors.append(PageError(message, [place]))
        return render.failure_html(str(place), said.message if said else message, "")


class _ShownBlock(Block):  # type: ignore[misc]
    """A block that holds nothing itself and is replaced by HTML of the reader's."""

    ARGUMENT = None

    def shown(self, reader: Reader, options: dict[str, Any]) -> str:
        raise NotImplementedError

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, "div", {"class": f"lc lc-{self.NAME}-block"})
        self.fill(element, self._given())
        return element

    def _given(self) -> dict[str, Any]:
        """The options of the block with their live values; their texts are no Markdown."""
        book = self.config["reader"].book
        return {
            name: book.with_values(value, plain=True) if isinstance(value, str) else value
            for name, value in self.options.items()
            if value is not None
        }

    def fill(self, element: ElementTree.Element, options: dict[str, Any]) -> None:
        element.text = self.md.htmlStash.store(self.shown(self.config["reader"], options))

    def on_markdown(self) -> str:
        return "raw"


class LiveBlock(_ShownBlock):
    """`/// live | snippet:cell`, with the options that the scan has checked already."""

    NAME = "live"
    OPTIONS: ClassVar = dict.fromkeys(OPTIONS["live"], (None, type_any))

    def fill(self, element: ElementTree.Element, options: dict[str, Any]) -> None:
        self.config["reader"].live(element, options, self.md.htmlStash.store)


class GraphBlock(_ShownBlock):
    """`/// graph | snippet:tensor`: the graph that torch recorded, with its walk."""

    NAME = "graph"
    OPTIONS: ClassVar = dict.fromkeys(OPTIONS["graph"], (None, type_any))

    def shown(self, reader: Reader, options: dict[str, Any]) -> str:
        return reader.exhibit(self.argument or "", options)


class TensorsBlock(GraphBlock):
    """`/// tensors | snippet@cell: x, y`: a table of what autograd knows of tensors."""

    NAME = "tensors"
    OPTIONS: ClassVar = dict.fromkeys(OPTIONS["tensors"], (None, type_any))


class CheckedBlock(Block):  # type: ignore[misc]
    """`/// checked`: the list of every equation of the site and its check."""

    NAME = "checked"
    ARGUMENT = None

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, "div", {"class": "lc-checked"})
        self.config["reader"].checked(element, self.md.htmlStash.store)
        return element


class ApisBlock(Block):  # type: ignore[misc]
    """`/// apis`: the index of the documented names that pages show."""

    NAME = "apis"
    ARGUMENT = None

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, "div", {"class": "lc-apis-index"})
        self.config["reader"].apis(element)
        return element


class EquationBlock(Block):  # type: ignore[misc]
    """`/// equation | name`: one display, with the mark of its check below it."""

    NAME = "equation"
    ARGUMENT = None
    OPTIONS: ClassVar = dict.fromkeys(OPTIONS["equation"], (None, type_any))

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        name = self.argument or ""
        return ElementTree.SubElement(parent, "div", {"class": "lc-equation", "id": name})

    def on_end(self, block: ElementTree.Element) -> None:
        mark = ElementTree.SubElement(block, "div", {"class": "lc-mark", "data-search-exclude": ""})
        reader: Reader = self.config["reader"]
        mark.text = self.md.htmlStash.store(reader.equation(self.argument or ""))


OURS = (LiveBlock, GraphBlock, TensorsBlock, EquationBlock, CheckedBlock, ApisBlock)


class _Values(Preprocessor):
    """Puts live values into the text before anything else reads it."""

    def __init__(self, md: Markdown, reader: Reader) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return self.reader.book.with_values(text, left=option_spans(text)).split("\n")


class LiveExtension(BlocksExtension):  # type: ignore[misc]
    """Python-Markdown extension; `reader` has the book and knows the page.

    Pages whose URI begins with `lessons` link their terms to the page `glossary`, if there is one.
    """

    def __init__(self, **settings: Any) -> None:
        self.config = {
            "reader": [settings.get("reader"), "The Reader of the site's book"],
            "glossary": ["", "The page that explains terms"],
            "lessons": ["", "Which pages link to it"],
        }
        super().__init__(**settings)

    def extendMarkdownBlocks(  # noqa: N802 - the name is pymdownx's
        self, md: Markdown, block_mgr: BlocksProcessor
    ) -> None:
        """Register the blocks and the preprocessor."""
        block_mgr.blocks.pop(HintBlock.NAME, None)  # an admonition of pymdownx has the name too
        for block in (*OURS, ExerciseBlock, HintBlock, SolutionBlock):
            block_mgr.register(block, self.getConfigs())
        # After line ends are normalised (30), before fences (25) and raw HTML (20) are taken out.
        md.preprocessors.register(_Values(md, self.getConfig("reader")), "livecells-values", 28)
        if self.getConfig("glossary"):
            links = TermLinks(md, **self.getConfigs())
            md.treeprocessors.register(links, "livecells-terms", TermLinks.PRIORITY)
