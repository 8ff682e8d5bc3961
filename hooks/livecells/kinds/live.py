"""`/// live | snippet:cell`: cells with their outputs, perhaps behind a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from xml.etree import ElementTree

from livecells.blocks import browser, predictions, vary
from livecells.blocks.options import Given, OptionError, Options
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.blocks.predictions import Prediction
from livecells.blocks.scan import Target, target
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, NotebookPage, Source
from livecells.builder.results import Results
from livecells.builder.snippets import SnippetState, cells_of
from livecells.errors import LiveError, PageError, Place, unknown
from livecells.kinds.live_sliders import add_cells, can_vary
from livecells.kinds.run_marks import offer
from livecells.notebook import cell_text
from livecells.notebook.cell_text import (
    fenced,
    form_of,
    joined,
    output_text,
    plain_text,
    text_of,
)
from livecells.notebook.schema import KEY, mime_bundle
from livecells.notebook.typed_values import format_value
from livecells.render.cells import cells_html, failure_box, slug
from livecells.render.figures import is_figure
from livecells.render.predictions import add

SHOWS = ["both", "code", "output"]


class Live(BlockKind):
    """Cells of a snippet; with `predict` the reader is asked before the output is shown."""

    name = "live"
    options: ClassVar[Options] = {
        "show": (str,),
        "title": (str,),
        "highlight": (list, str),
        "alt": (str,),
        "predict": (str,),
        "answer": (str,),
        "right": (str,),
        "wrong": (list,),
        "choices": (list,),
        "tolerance": (float, int),
        **vary.OPTIONS,
        **browser.OPTIONS,
    }
    has_cells = True

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """The cells, and the question if there is one; raises ValueError."""
        where, show = target(block.argument), block.options.get("show", "both")
        if show not in SHOWS:
            raise OptionError("show", unknown("value of show", show, SHOWS))
        asked, varies = predictions.read(block), vary.read(block, where.snippet)
        browser.reason(block)
        if varies is not None and show == "code":
            raise OptionError("vary", "option vary has no effect where no output is shown")
        needs = [(r.snippet, r.query) for r in asked.references()] if asked is not None else []
        return Request(block, shows=[where], needs=needs, data=asked, vary=varies)

    def check(self, build: Results, uri: str) -> None:
        """Compare answers with wrong guesses, and look for options without effect."""
        page = build.pages[uri]
        for line, request in page.requests.items():
            if request.block.name != self.name:
                continue
            if isinstance(request.data, Prediction):
                build.solved(uri, line)
            idle = _idle(build, request)
            if idle is not None:
                place = Place(page.path, request.block.line_of(idle))
                build.errors.append(PageError(str(idle), [place]))

    # --- as HTML ---------------------------------------------------------------------------------

    def fill(self, page: HtmlPage, request: Request, element: ElementTree.Element) -> None:
        """The cells, or the code with the output behind its question."""
        where, options = request.shows[0], page.options(request.block)
        if isinstance(request.data, Prediction):
            _predict(page, request, options, element)
        elif can_vary(page, request):
            add_cells(page, request, element, {})
        else:
            element.text = page.stash(cells_at(page, request.block.line, where, options))
        if not page.build.options.is_lab(where.snippet):  # a lab's file gives its solution away
            state = page.build.snippet(where.snippet)  # whose run was waited for by now
            element.set("data-snippet", where.snippet)
            element.set("data-upto", str(_last_line(state, where)))
            for name, libraries in _needed(state, where):
                element.set(name, " ".join(libraries))
            if options.get("show") != "output" and request.vary is None:  # sliders change its code
                offer(page, where, element)

    # --- as text ---------------------------------------------------------------------------------

    def markdown(self, page: MarkdownPage, request: Request) -> str:
        """The cells, with the question above them and the answers below."""
        shown = cells_in_words(page, request.shows[0], request.block.options)
        says = page.prose(request.block.options.get("says", ""))
        parts = [_question(page, request), shown, says, _answer(page, request)]
        return "\n\n".join(filter(None, parts))

    def notebook(self, page: NotebookPage, request: Request) -> None:
        """The cells that the page shows, each where it comes first; others are quoted."""
        where = request.shows[0]
        if where.snippet != page.name:
            super().notebook(page, request)
            return
        page.text(_question(page.words, request))
        page.upto(cells_of(page.words.build.snippet(page.name), where)[-1])
        page.text(page.words.prose(request.block.options.get("says", "")))
        page.text(_answer(page.words, request))


def _needed(state: SnippetState, where: Target) -> Iterator[tuple[str, list[str]]]:
    """What must be installed for a copy of the code up to the block's end, and for the file."""
    given = {"data-needs": state.needs(where.last or None), "data-file-needs": state.needs()}
    yield from ((name, libraries) for name, libraries in given.items() if libraries)


def _last_line(state: SnippetState, where: Target) -> int:
    """The line of the snippet's file on which the cells that a block shows end; 0 for none."""
    last = where.last or (state.cell_names() or [""])[-1]
    if state.run is None or last not in state.run.names():  # the block is in error, and says so
        return 0
    cell = state.run.cell(last)
    return cell["metadata"][KEY]["line"] + cell["source"].count("\n")


def _idle(build: Results, request: Request) -> OptionError | None:
    """An option that has no effect on what the cells of a run give."""
    where, options = request.shows[0], request.block.options
    run, show = build.run_of(where.snippet), options.get("show", "both")
    try:
        names = cells_of(build.snippet(where.snippet), where) if run is not None else []
    except ValueError:  # there are no such cells, which was said
        return None
    outputs = [output for name in names if run for output in run.cell(name)["outputs"]]
    if run is None:
        return None
    if show == "output" and not outputs:
        return OptionError("show", "there is no output to show: the cell gives none")
    if show == "output" and options.get("highlight"):
        return OptionError("highlight", "option highlight has no effect where no code is shown")
    if "alt" in options and (show == "code" or not any(map(is_figure, outputs))):
        return OptionError("alt", "option alt has no effect: no figure is shown")
    return None


def cells_at(page: HtmlPage, line: int, where: Target, options: Given) -> str:
    """Cells as HTML, or a box that says why there are none.

    Args:
        page: The page that shows them.
        line: The line of the block that does.
        where: The cells.
        options: `show`, `title`, `highlight` and `alt` as pages write them; `outputs` and `idents`
            say whether outputs and ids are shown.
    """
    try:
        state, run = page.build.snippet(where.snippet), page.build.run_of(where.snippet)
        if run is None:
            return _ran(state, where, options) + failure_box(state)
        ids = {cell: at.ident for (_, cell), at in page.shown_cells().items() if at.line == line}
        return cells_html(run, cells_of(state, where), options, ids)
    except (ValueError, LiveError) as error:
        return page.error(line, str(error), getattr(error, "option", ""))


def _ran(state: SnippetState, where: Target, options: Given) -> str:
    """Those of the cells that ran before their snippet failed, for the one who writes it."""
    run = state.partial
    if run is None:
        return ""
    names = [n for n in cells_of(state, where) if run.cell(n)["execution_count"] is not None]
    return cells_html(run, names, options, {}) if names else ""


def _predict(
    page: HtmlPage, request: Request, options: dict[str, Any], element: ElementTree.Element
) -> None:
    """Code stands open, and output below its question."""
    where, line, show = request.shows[0], request.block.line, options.get("show", "both")
    if show != "output":
        element.text = page.stash(cells_at(page, line, where, options | {"outputs": False}))
    solved = page.build.solved(page.uri, line)
    if solved is None:
        return
    output, varies = "", can_vary(page, request)
    if show != "code" and not varies:
        bare = {"show": "output", "idents": show == "output"}
        output = page.stash(cells_at(page, line, where, options | bare))
    add(element, solved, _ident(page, request), output or " " * varies, page.text)
    place = element.find(".//div[@class='lc-predict-output']")
    if varies and place is not None:
        add_cells(page, request, place, {"show": "output", "idents": show == "output"})


def _ident(page: HtmlPage, request: Request) -> str:
    """The id of a question: the cells that it is about, counted where it is not the first."""
    where = request.shows[0]
    earlier = sum(
        isinstance(other.data, Prediction) and other.shows[0] == where
        for line, other in page.build.pages[page.uri].requests.items()
        if line < request.block.line
    )
    last = where.last if where.last != where.first else ""
    return slug("predict", where.snippet, where.first or "all", last, earlier or "")


def cells_in_words(page: MarkdownPage, where: Target, options: Given) -> str:
    """Cells as Markdown: code, and what it gave.

    Args:
        page: The page that shows them.
        where: The cells.
        options: `show`, `title` and `alt` as pages write them.

    Raises:
        ValueError: The snippet did not run, or has no such cells.
    """
    run = page.run(where.snippet)
    cells = [run.cell(name) for name in cells_of(page.build.snippet(where.snippet), where)]
    show, title, parts = options.get("show", "both"), options.get("title"), list[str]()
    if show == "code":
        return f"*{title or run.label}*\n\n{fenced(joined(cells), 'python')}"
    for cell in cells:
        name = title if len(cells) == 1 else None
        parts.append(f"*{name or cell_text.cell_title(cell, run.label)}*")
        parts += [fenced(cell["source"], "python")] if show == "both" else []
        parts += _outputs(page, cell, options)
    return "\n\n".join(parts)


def _outputs(page: MarkdownPage, cell: Mapping[str, Any], options: Given) -> Iterator[str]:
    """Each output as text; a picture by its text alternative."""
    for output in cell["outputs"]:
        data = mime_bundle(output)
        form = form_of(data)
        if form.startswith("image/"):
            alt = str(options.get("alt") or plain_text(data))
            yield f"[Figure: {page.prose(alt)}]"
        elif form in ("text/markdown", "text/latex"):
            yield "\n".join(f"> {line}".rstrip() for line in text_of(data[form]).split("\n"))
        else:
            yield fenced(output_text(output), "json" if form == "application/json" else "text")


def _question(page: MarkdownPage, request: Request) -> str:
    """What the page asks before it shows the output."""
    asked = request.data
    return f"**Predict.** {page.prose(asked.question)}" if isinstance(asked, Prediction) else ""


def _answer(page: MarkdownPage, request: Request) -> str:
    """The answer to what was asked, and what is said to each foreseen wrong guess."""
    solved = page.build.solved(page.uri, request.block.line)
    if solved is None:
        return ""
    right = page.prose(solved.asked.right)
    lines = [f"**Answer:** `{format_value(solved.answer)}`. {right}".strip(), ""]
    for wrong, guess in zip(solved.asked.wrong, solved.guesses, strict=True):
        lines.append(f"- If you said `{format_value(guess)}`: {page.prose(wrong.because)}")
    return "\n".join(lines).strip()
