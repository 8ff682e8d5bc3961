"""`/// graph | snippet:tensor`: the graph that torch recorded, with its walk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any, ClassVar
from xml.etree import ElementTree

from livecells.blocks import tensors, vary
from livecells.blocks.options import OptionError, Options
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, NotebookPage, Source
from livecells.kinds.run_marks import offer_graph
from livecells.notebook.executed import GRAPH, Run
from livecells.notebook.new_cells import code
from livecells.notebook.schema import CellMetadata, DisplayData, MimeBundle
from livecells.render.cells import failure_box, slug
from livecells.render.sliders import add_sliders
from livecells.render.tensors import graph_html

AFTER = "After your answer: backward, step by step"


class Graph(BlockKind):
    """A recorded graph: picture, backward steps, table."""

    name = "graph"
    options: ClassVar[Options] = {
        "caption": (str,),
        "pass": (int,),
        "fill": (bool,),
        **vary.OPTIONS,
    }
    has_cells = True

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """The graph of a tensor after a cell, or at the end of a run; raises ValueError."""
        name, query = tensors.read(block.argument, GRAPH)
        if block.options.get("fill") and "vary" in block.options:
            raise OptionError("fill", "a graph to fill in has no sliders: leave out fill or vary")
        return Request(block, quotes=[(name, query)], vary=vary.read(block, name, [query]))

    def fill(self, page: HtmlPage, request: Request, element: ElementTree.Element) -> None:
        """The graph; with sliders, that of each position."""
        ((name, _),) = request.quotes
        if request.vary is None or page.build.run_of(name) is None:
            super().fill(page, request, element)
            ((name, query),) = request.quotes
            if "pass" not in request.block.options:  # a run of the reader's may have another count
                offer_graph(page, name, query, element)
        else:
            add_sliders(page, request, element, partial(self._at, page, request))

    def _at(
        self, page: HtmlPage, request: Request, run: Run, options: Mapping[str, Any], apart: str
    ) -> str:
        """The graph at one position."""
        ((name, query),) = request.quotes
        ident = slug("graph", name, query.expression, request.block.line) + apart
        notation = not apart and request is self._first_with_rules(page)
        file = f"{PurePosixPath(page.uri).stem}-{ident}.html"
        figure, groups = graph_html(run.value(query), ident, options, notation=notation, file=file)
        if groups:
            page.put_beside(file, groups)
        return figure

    def html(self, page: HtmlPage, request: Request) -> str:
        """The picture, the backward steps and the table."""
        ((name, _),) = request.quotes
        run = page.build.run_of(name)
        if run is None:
            return failure_box(page.build.snippet(name))
        return self._at(page, request, run, page.options(request.block), "")

    def _first_with_rules(self, page: HtmlPage) -> Request | None:
        """The first graph of the page with a backward pass: it explains the notation of all."""
        requests = page.build.pages[page.uri].requests
        graphs = (r for _, r in sorted(requests.items()) if r.block.name == self.name)
        return next((request for request in graphs if _has_pass(page, request)), None)

    def markdown(self, page: MarkdownPage, request: Request) -> str:
        """The caption, and the backward pass step by step; what is to be filled in comes first."""
        task, answers = self._words(page, request)
        return f"{task}\n\n**{AFTER}**\n\n{answers}" if answers else task

    def _words(self, page: MarkdownPage, request: Request) -> tuple[str, str]:
        """A graph in words, and apart from that what a reader is to fill in."""
        from livecells.draw.backward_steps import backward_steps, blank_of, sentence, title_of_box

        ((name, query),) = request.quotes
        options = request.block.options
        shown = backward_steps(page.run(name).value(query), options.get("pass"))
        caption = page.prose(str(options.get("caption", "")))
        head = f"*Recorded graph of `{query.expression}`.* {caption}".strip()
        steps = _numbered(map(sentence, shown.steps)) or _numbered(map(title_of_box, shown.boxes))
        if options.get("fill"):
            return f"{head}\n\n{_numbered(blank_of(shown, step) for step in shown.steps)}", steps
        says = page.prose(str(options.get("says", "")))
        return "\n\n".join(part for part in (head, steps, says) if part), ""

    def notebook(self, page: NotebookPage, request: Request) -> None:
        """The caption, and a cell whose output is the drawing; what is filled in stands folded."""
        from livecells.draw.figure import draw_svg

        ((name, query),) = request.quotes
        graph, ident = page.words.run(name).value(query), page.fresh_id("graph")
        words, answers = self._words(page.words, request)
        number, blanks = request.block.options.get("pass"), bool(answers)
        drawn = draw_svg(graph, ident, number, standalone=True, blanks=blanks)
        page.text(words.partition("\n")[0])
        source = f"display({{\n    'image/svg+xml': {_quoted(drawn)},\n"
        source += f"    'text/plain': {json.dumps(words, ensure_ascii=False)},\n}}, raw=True)"
        data: MimeBundle = {"image/svg+xml": drawn, "text/plain": words}
        output: DisplayData = {"output_type": "display_data", "data": data, "metadata": {}}
        hidden: CellMetadata = {"jupyter": {"source_hidden": True}, "cellView": "form"}
        page.code(code(f"# The drawing of the graph.\n{source}", f"_{ident}", hidden), [output])
        if answers:
            page.text(f"<details><summary>{AFTER}</summary>\n\n{answers}\n\n</details>")


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


def _has_pass(page: HtmlPage, request: Request) -> bool:
    ((name, query),) = request.quotes
    run = page.build.run_of(name)
    return run is not None and bool(run.value(query)["passes"])


def _quoted(text: str) -> str:
    """A Python literal that gives this text."""
    plain = '"""' not in text and "\\" not in text and not text.endswith('"')
    return f'"""{text}"""' if plain else json.dumps(text, ensure_ascii=False)
