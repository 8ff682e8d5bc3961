"""A page and its snippet as one executed notebook, to be taken home.

Cells keep the order of the snippet's file, so that the notebook runs from top to bottom; the page's
prose stands between them. What the page shows of other snippets is quoted as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from livecells.blocks.parser import Block
from livecells.builder.build import Build
from livecells.builder.reports import torch_of
from livecells.export.page_markdown import MarkdownExporter
from livecells.notebook.executed import Run
from livecells.notebook.new_cells import code, markdown, notebook
from livecells.notebook.schema import (
    Cell,
    CellMetadata,
    CodeCell,
    Notebook,
    Output,
    cell_name,
    cell_options,
    mime_bundle,
)

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


def page_notebook(build: Build, name: str, words: MarkdownExporter, head: str) -> Notebook:
    """A page and its snippet as a notebook.

    Args:
        build: The build that has both.
        name: The snippet.
        words: The page in plain Markdown.
        head: Markdown that says where the notebook is from.

    Raises:
        ValueError: A snippet of the page did not run.
        LiveError: A value that the page needs could not be had.
    """
    made = _Writer(build, name, words)
    page = build.pages[words.uri]
    title, rest = _split(page.found.root.children)
    made.text(words.prose(title))
    made.text(head)
    made.first()
    made.walk(rest)
    made.upto(None)
    return notebook(made.cells)


def _split(children: Sequence[str | Block]) -> tuple[str, list[str | Block]]:
    """The page's title line, and the rest."""
    first = children[0] if children and isinstance(children[0], str) else ""
    before, mark, after = f"\n{first}".partition("\n# ")
    if not mark:
        return "", list(children)
    title, _, more = after.partition("\n")
    return f"# {title}", [before + more, *children[1:]]


@dataclass
class _Writer:
    """Cells so far; `count` of the snippet's cells stand among them."""

    build: Build
    name: str
    words: MarkdownExporter
    cells: list[Cell] = field(default_factory=list)
    count: int = 0
    ran: int = 0

    def __post_init__(self) -> None:
        self.run: Run = self.words.run(self.name)

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

    def code(self, cell: CodeCell, outputs: Sequence[Output] = ()) -> None:
        """Add a code cell that has run, counted as if the whole notebook had."""
        self.ran += 1
        counted = [_counted(output, self.ran) for output in outputs]
        self.cells.append({**cell, "execution_count": self.ran, "outputs": counted})

    def upto(self, name: str | None) -> None:
        """Add the snippet's cells up to and with this one, or all, as far as they are not there."""
        names = self.run.names()
        end = len(names) if name is None else names.index(name) + 1
        for cell in list(self.run.cells())[self.count : end]:
            self.code(code(cell["source"], cell["id"], _metadata(cell)), cell["outputs"])
        self.count = max(self.count, end)

    def walk(self, children: Sequence[str | Block]) -> None:
        """Add text and blocks in the order of the page."""
        for child in children:
            if isinstance(child, str):
                self.text(self.words.prose(child))
            elif (kind := self.build.kinds.get(child.name)) is not None:
                kind.notebook(self, self.words.request(child))
            elif any(self._has_cells(inner) for inner in child.blocks()):
                self.text(f"**{self.words.prose(child.argument) or child.name.capitalize()}**")
                before = len(self.cells)
                self.walk(child.children)
                if any(line.strip() == "type: answer" for line in child.written):
                    self._fold(before)
            else:
                self.text(self.words.block(child))

    def _fold(self, first: int) -> None:
        """Have Jupyter fold the outputs of the cells from `first` on: they tell an answer."""
        for cell in self.cells[first:]:
            if cell["cell_type"] == "code":
                told = cell["metadata"].get("jupyter", {})
                cell["metadata"]["jupyter"] = {**told, "outputs_hidden": True}

    def _has_cells(self, block: Block) -> bool:
        kind = self.build.kinds.get(block.name)
        return kind is not None and kind.has_cells

    def fresh_id(self, stem: str) -> str:
        """An id that no other cell of the notebook has."""
        return f"{stem}-{len(self.cells)}"


def _counted(output: Output, count: int) -> Output:
    if output["output_type"] == "execute_result":
        return {**output, "execution_count": count}
    return output


def _metadata(cell: CodeCell) -> CellMetadata:
    """The cell's name, and the tag that lets a notebook go on behind an expected error."""
    options = cell_options(cell)
    tags = list(options.get("tags", ()))
    if "raises" in options and "raises-exception" not in tags:
        tags.append("raises-exception")
    name = cell_name(cell)
    return {"name": name, "tags": tags} if tags else {"name": name}


def _draws(cell: CodeCell) -> bool:
    return any("image/svg+xml" in mime_bundle(output) for output in cell["outputs"])
