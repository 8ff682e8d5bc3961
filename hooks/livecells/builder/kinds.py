"""What a kind of block is: its options, what it asks for, and how it looks in each format.

A kind is declared once, as a subclass of `BlockKind`, and known to a build whose registry has it.
What a kind may use of a page in each format is said by a protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from xml.etree import ElementTree

from livecells.blocks.options import Options
from livecells.blocks.page import Page, Request
from livecells.blocks.parser import Block
from livecells.builder.results import Results
from livecells.builder.shown_cells import ShownCells
from livecells.errors import LiveError
from livecells.notebook.executed import Run
from livecells.notebook.schema import CodeCell, Output
from livecells.options import SiteOptions

# Attributes of an element that the search leaves out, with all that stands in it.
UNSEARCHED: Mapping[str, str] = {"data-search-exclude": ""}


@dataclass(frozen=True)
class Source:
    """What a kind may look at when it reads a block: the page, all snippets' names, the site."""

    page: Page
    known: Callable[[], list[str]]
    options: SiteOptions


class HtmlPage(Protocol):
    """A page while it is converted to HTML."""

    @property
    def build(self) -> Results:
        """What pages and snippets gave."""
        ...

    @property
    def uri(self) -> str:
        """The page's source."""
        ...

    def stash(self, html: str) -> str:
        """Keep HTML out of Markdown's sight; returns what stands for it until the end."""
        ...

    def text(self, markdown: str) -> str:
        """Markdown of a block's option, with its live values."""
        ...

    def options(self, block: Block) -> dict[str, Any]:
        """A block's options with their live values; their texts are no Markdown."""
        ...

    def request(self, block: Block) -> Request | None:
        """What a block asks for; None where it is not well formed."""
        ...

    def shown_cells(self) -> ShownCells:
        """Where the page shows which cell first."""
        ...

    def put_beside(self, name: str, html: str) -> None:
        """Have a file written beside the page, for what is shown only when somebody asks."""
        ...

    def notebook_link(self, lab: str) -> str | None:
        """The link to the notebook of a lab; None where there is none."""
        ...

    def error(self, line: int, message: str, option: str = "") -> str:
        """Keep an error of a block, unless there is one already; returns a box that shows it.

        `line` is that of the block's header; an error of an `option` is one of its line.
        """
        ...


class MarkdownPage(Protocol):
    """A page while it is put into plain Markdown."""

    @property
    def build(self) -> Results:
        """What pages and snippets gave."""
        ...

    @property
    def uri(self) -> str:
        """The page's source."""
        ...

    @property
    def link(self) -> Callable[[str], str]:
        """From the path of a page's source, or another file of the docs, to its address."""
        ...

    def prose(self, text: str) -> str:
        """Text of the page with its live values, and with links that lead where they did."""
        ...

    def words(self, children: Sequence[str | Block]) -> str:
        """Text and blocks, in order."""
        ...

    def box(self, block: Block) -> str:
        """Any block that holds text, with its title."""
        ...

    def run(self, name: str) -> Run:
        """The run of a snippet; raises ValueError where there is none."""
        ...


class NotebookPage(Protocol):
    """A page while it is put into a notebook, around the cells of one snippet."""

    @property
    def name(self) -> str:
        """The name of the snippet."""
        ...

    @property
    def words(self) -> MarkdownPage:
        """The page in plain Markdown."""
        ...

    def text(self, text: str) -> None:
        """Add Markdown."""
        ...

    def code(self, cell: CodeCell, outputs: Sequence[Output] = ()) -> None:
        """Add a code cell that has run."""
        ...

    def upto(self, name: str | None) -> None:
        """Add the snippet's cells up to and with this one, or all, as far as they are not there."""
        ...

    def fresh_id(self, stem: str) -> str:
        """An id that no other cell of the notebook has."""
        ...


class BlockKind:
    """A kind of block. What it does not say is as for a block that shows `html`, a string.

    Attributes:
        name: What stands behind the bars.
        options: The names of its options, each with the types that its value may have.
        holds_markdown: What stands in it is Markdown, and not dropped.
        has_cells: A notebook of the page has cells for it.
    """

    name: ClassVar[str]
    options: ClassVar[Options] = {}
    holds_markdown: ClassVar[bool] = False
    has_cells: ClassVar[bool] = False

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """What a block asks for; raises ValueError with what is wrong with it.

        Its options are of the right types already.
        """
        return Request(block)

    def check(self, build: Results, uri: str) -> None:
        """Have errors found that only runs can show, in all blocks of this kind on a page."""

    # --- as HTML ---------------------------------------------------------------------------------

    def begin(
        self, page: HtmlPage, block: Block, parent: ElementTree.Element
    ) -> ElementTree.Element:
        """Put the block's element below `parent`; what the block holds goes into it."""
        element = ElementTree.SubElement(parent, "div", {"class": f"lc lc-{self.name}-block"})
        request = page.request(block)
        if request is None:
            element.text = page.stash(page.error(block.line, "the block was not read"))
        else:
            self.fill(page, request, element)
        return element

    def fill(self, page: HtmlPage, request: Request, element: ElementTree.Element) -> None:
        """Put what the block shows into its element."""
        try:
            html = self.html(page, request)
        except (ValueError, LiveError) as error:
            html = page.error(request.block.line, str(error))
        element.text = page.stash(html)

    def html(self, page: HtmlPage, request: Request) -> str:
        """What the block shows; raises ValueError or LiveError where that cannot be shown.

        What readers must not find by the search stands in elements with `UNSEARCHED`.
        """
        raise NotImplementedError

    def end(self, page: HtmlPage, block: Block, element: ElementTree.Element) -> None:
        """Finish the block's element, when what the block holds is in it."""

    # --- as text ---------------------------------------------------------------------------------

    def markdown(self, page: MarkdownPage, request: Request) -> str:
        """The block as Markdown; raises ValueError or LiveError where that cannot be had."""
        return page.box(request.block)

    def notebook(self, page: NotebookPage, request: Request) -> None:
        """Put the block into a notebook: its Markdown, or cells; raises as `markdown`."""
        page.text(self.markdown(page.words, request))


class SiteList(BlockKind):
    """A kind whose block stands for a list of something on the whole site, and takes nothing.

    Attributes:
        css: The class of its element.
    """

    holds_markdown = True
    css: ClassVar[str] = ""

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """Nothing; raises ValueError where there is more than the block's name."""
        if block.argument or block.body.strip():
            raise ValueError(f"the block {self.name!r} takes nothing: no argument and no text")
        return Request(block)

    def begin(
        self,
        page: HtmlPage,
        block: Block,  # noqa: ARG002
        parent: ElementTree.Element,
    ) -> ElementTree.Element:
        """The list; see `BlockKind`."""
        element = ElementTree.SubElement(parent, "div", {"class": self.css})
        self.add_list(page, element)
        return element

    def add_list(self, page: HtmlPage, element: ElementTree.Element) -> None:
        """Put the list into the block's element."""
        raise NotImplementedError


Kinds = Mapping[str, BlockKind]


def registry(*kinds: BlockKind) -> Kinds:
    """Kinds by their names; raises ValueError where two have the same."""
    found: dict[str, BlockKind] = {}
    for kind in kinds:
        if kind.name in found:
            raise ValueError(f"there are two kinds of block called {kind.name!r}")
        found[kind.name] = kind
    return found
