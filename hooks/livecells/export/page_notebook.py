"""A page and its snippet as one executed notebook, to be taken home.

Cells keep the order of the snippet's file, so that the notebook runs from top to bottom; the page's
prose stands between them. What the page shows of other snippets is quoted as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from livecells.blocks.parser import Block
from livecells.blocks.scan import target
from livecells.builder.build import Build
from livecells.builder.reports import torch_of
from livecells.builder.snippets import cells_of
from livecells.export.page_markdown import MarkdownExporter
from livecells.notebook.cell_text import fenced, joined, name_of
from livecells.notebook.executed import GRAPH, Notebook, Run
from livecells.notebook.new_cells import code, markdown, notebook

VERSION = """\
# Made with PyTorch {version}.
import torch

if torch.__version__.split("+")[0] != "{version}":
    print("Made with PyTorch {version}; this is", torch.__version__)"""
# Outside a build, figures would be bitmaps, or have their text drawn as outlines.
FIGURES = (
    "import matplotlib\n\n"
    "%matplotlib inline\n%config InlineBackend.figure_formats = ['svg']\n"
    'matplotlib.rcParams["svg.fonttype"] = "none"\n'
)


def page_notebook(build: Build, name: str, plain: MarkdownExporter, head: str) -> Notebook:
    """The notebook of the snippet `name`, with the prose of the page that `plain` puts into words.

    `head` is Markdown that says where the notebook is from. Raises ValueError or LiveError where a
    snippet of the page did not run.
    """
    made = _Writer(build, name, plain)
    page = build.pages[plain.uri]
    title, _, rest = _split(page.found.root.children)
    made.text(plain.prose(title))
    made.text(head)
    made.first()
    made.walk(rest)
    made.upto(None)
    return notebook(made.cells)


def _split(children: Sequence[str | Block]) -> tuple[str, str, list[str | Block]]:
    """The page's title line, what stands before it, and the rest."""
    first = children[0] if children and isinstance(children[0], str) else ""
    before, mark, after = f"\n{first}".partition("\n# ")
    if not mark:
        return "", "", list(children)
    title, _, more = after.partition("\n")
    return f"# {title}", before, [before + more, *children[1:]]


@dataclass
class _Writer:
    """Cells so far; `count` of the snippet's cells stand among them."""

    build: Build
    name: str
    plain: MarkdownExporter
    cells: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    ran: int = 0

    def __post_init__(self) -> None:
        self.run: Run = self.plain.run(self.name)

    def text(self, text: str) -> None:
        """Add prose, to the text cell before where there is one."""
        text = text.strip()
        if not text:
            return
        if self.cells and self.cells[-1]["cell_type"] == "markdown":
            self.cells[-1]["source"] += f"\n\n{text}"
        else:
            # No cell of a snippet begins with `_`, so ids cannot meet.
            self.cells.append(markdown(text, f"_text-{len(self.cells)}"))

    def first(self) -> None:
        """The cell that says what the outputs were made with."""
        version = torch_of(self.build, self.name)
        if version:
            figures = FIGURES if any(map(_draws, self.run.cells())) else ""
            self.code(code(f"{figures}{VERSION.format(version=version)}", "_made-with"))

    def code(self, cell: dict[str, Any], outputs: Sequence[Mapping[str, Any]] = ()) -> None:
        """Add a code cell that has run, counted as if the whole notebook had."""
        self.ran += 1
        given = [
            {**output, "execution_count": self.ran} if "execution_count" in output else {**output}
            for output in outputs
        ]
        self.cells.append({**cell, "execution_count": self.ran, "outputs": given})

    def upto(self, name: str | None) -> None:
        """Add the snippet's cells up to and with this one, or all, as far as they are not there."""
        names = self.run.names()
        end = len(names) if name is None else names.index(name) + 1
        for cell in list(self.run.cells())[self.count : end]:
            self.code(code(cell["source"], cell["id"], **_metadata(cell)), cell["outputs"])
        self.count = max(self.count, end)

    def walk(self, children: Sequence[str | Block]) -> None:
        """Add text and blocks in the order of the page."""
        for child in children:
            if isinstance(child, str):
                self.text(self.plain.prose(child))
            elif child.name == "live" and target(child.argument).snippet == self.name:
                self.live(child)
            elif child.name == "graph":
                self.graph(child)
            elif child.name == "exercise":
                self.exercise(child)
            elif any(_within(child, ("live", "graph"))):
                self.text(f"**{self.plain.prose(child.argument) or child.name.capitalize()}**")
                self.walk(child.children)
            else:
                self.text(self.plain.block(child))

    def live(self, block: Block) -> None:
        """The cells that the page shows, each where it comes first."""
        self.text(self.plain.question(block))
        self.upto(cells_of(self.build.snippet(self.name), target(block.argument))[-1])
        self.text(self.plain.answer_text(block))

    def graph(self, block: Block) -> None:
        """The caption, and a cell whose output is the drawing."""
        from livecells.blocks import tensors
        from livecells.draw.figure import draw_svg

        name, query = tensors.read(block.argument, GRAPH, block.options)
        graph = self.plain.run(name).value(query)
        ident = f"graph-{len(self.cells)}"
        drawn = draw_svg(graph, ident, block.options.get("pass"), standalone=True)
        said = self.plain.graph(block)
        self.text(said.partition("\n")[0])
        source = f"display({{\n    'image/svg+xml': {_quoted(drawn)},\n"
        source += f"    'text/plain': {json.dumps(said, ensure_ascii=False)},\n}}, raw=True)"
        data = {"image/svg+xml": drawn, "text/plain": said}
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        hidden = {"jupyter": {"source_hidden": True}, "cellView": "form"}
        self.code(code(f"# The drawing of the graph.\n{source}", f"_{ident}", **hidden), [output])

    def exercise(self, block: Block) -> None:
        """The task; hints, solution and check are in the lab."""
        self.text(self.plain.task(block))
        start = self.plain.run(f"labs/{block.argument}").cell("start")
        self.text(fenced(joined([start]), "python"))
        lab = self.plain.link(f"labs/{block.argument}.md")
        page = self.plain.link(self.plain.uri)
        self.text(
            f"Work on it [in its own notebook]({lab}), which checks your answer. "
            f"[The page]({page}#exercise-{block.argument}) has hints and a solution."
        )


def _within(block: Block, names: Sequence[str]) -> Iterator[bool]:
    """For each block inside a block, at any depth, whether it is one of these."""
    for child in block.children:
        if isinstance(child, Block):
            yield child.name in names
            yield from _within(child, names)


def _metadata(cell: Mapping[str, Any]) -> dict[str, Any]:
    """The cell's name, and the tag that lets a notebook go on behind an expected error."""
    tags = list(cell["metadata"].get("tags", ()))
    if "raises" in cell["metadata"] and "raises-exception" not in tags:
        tags.append("raises-exception")
    return {"name": name_of(cell), **({"tags": tags} if tags else {})}


def _draws(cell: Mapping[str, Any]) -> bool:
    return any("image/svg+xml" in output.get("data", ()) for output in cell["outputs"])


def _quoted(text: str) -> str:
    """A Python literal that gives this text."""
    plain = '"""' not in text and "\\" not in text and not text.endswith('"')
    return f'"""{text}"""' if plain else json.dumps(text, ensure_ascii=False)
