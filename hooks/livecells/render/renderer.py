"""Renders the pages of one build, one page at a time: what stands in the place of each block."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from livecells.blocks.options import OptionError
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.blocks.scan import scan
from livecells.builder import api_index
from livecells.builder.build import Build
from livecells.builder.conversion import NOT_OWN, Conversion
from livecells.builder.reports import facts
from livecells.builder.shown_cells import ShownCells, shown_cells
from livecells.errors import LiveError, PageError, Place
from livecells.render import api_links, cells, provenance
from livecells.render.displays import foreign, spelled
from livecells.render.leaks import leaks
from livecells.render.unread import is_alone, unread

if TYPE_CHECKING:
    from livecells.typeset.formula_html import Typesetter

STRAY = (
    "a plugin converts Markdown that is of no page, and it holds `{}`: "
    "what runs can be shown on pages only"
)


class Reader:
    """Renders the pages of one build, one page at a time."""

    def __init__(self, build: Build, formulas: MutableMapping[str, str] | None = None) -> None:
        """Begin to render a build.

        Args:
            build: The build, with its pages read.
            formulas: The HTML of formulas that were typeset before; new ones are put into it.
        """
        self.build = build
        self._formulas = {} if formulas is None else formulas
        self._typesetter: Typesetter | None = None
        self._uri = ""
        self._conversion = Conversion(build, uri="")
        self._shown: ShownCells | None = None
        self._wait = False  # for the text of the page that was opened
        self._pages: dict[str, str] = {}  # from the text of a page to its source
        self._aside: tuple[str, Conversion] | None = None  # the open page, while another is
        # From a lab's name and a page's URI to the link to the lab's notebook, as in Markdown.
        self.lab_link: Callable[[str, str], str | None] | None = None
        # What stands beside pages, by the page's source and the name of the file.
        self.beside: dict[tuple[str, str], str] = {}
        # Whether the page that was converted last has asked no other page for its formulas.
        self.alone = True
        # What is raised for Markdown that is of no page.
        self.refused: Callable[[str], Exception] = LiveError
        # Keeps HTML out of Markdown's sight; that of whichever converter makes a block now.
        self.stash: Callable[[str], str] = str

    def open(self, uri: str) -> None:
        """Say which page is converted next; it must have been added to the build."""
        self._uri, self._shown, self._wait, self._aside = uri, None, True, None
        self.alone = True
        self._conversion = Conversion(self.build, uri)

    def close(self, html: str | None = None) -> None:
        """Report what the converter did not take for what the page means.

        Args:
            html: What it has made of the page; with it, the displays in it are looked at.
        """
        self._wait = False  # an empty page has not been converted
        self._turn_back()
        self._conversion.report()
        if html is not None:
            self._look_at_displays(html)

    def addressed(self, text: str) -> str:
        """A text with live values, its blocks named by their lines.

        It is that of the open page, or of one that was converted before: other plugins convert
        pages again, such as for the list of posts of a blog.

        Raises:
            Exception: The text is of no page, and has live blocks or values; see `refused`.
        """
        if not self._turn_to(text):
            return text
        named = self._conversion.addressed(text)
        return self.build.with_values(named, whole=True)

    def _turn_to(self, text: str) -> bool:
        """Be at the page that a text is of; gives whether there is anything to be done in it."""
        if self._wait:
            self._wait, self._pages[text] = False, self._uri
            return True
        uri = self._pages.get(text)
        if uri is None:
            self._refuse(text)
            return False
        if uri != self._uri:
            aside = self._aside or (self._uri, self._conversion)
            self.open(uri)
            self._wait, self._aside = False, aside
        return True

    def _turn_back(self) -> None:
        """Be at the open page again."""
        if self._aside is not None:
            (self._uri, self._conversion), self._aside = self._aside, None
            self._shown = None

    def _refuse(self, text: str) -> None:
        found = scan(text, "", self.build.kinds)
        own = [*(f"/// {b.name}" for b in found.blocks), *(f"[[{v.snippet}:" for v in found.values)]
        if own:
            raise self.refused(STRAY.format(own[0]))

    def block(self, line: int) -> Block:
        """The block at a line of the open page, which is converted now."""
        return self._conversion.begin(line)

    def ended(self, block: Block) -> None:
        """The converter has found the end of a block."""
        self._conversion.end(block)

    def left_as_text(self, text: str) -> None:
        """Look at text of the open page as it will be published, without what stands in code."""
        self._conversion.look(text)

    def made(self, html: str) -> None:
        """Note the displays in HTML that a block of ours has made, such as of what a cell gives."""
        self._conversion.made |= spelled(html)

    def _look_at_displays(self, html: str) -> None:
        """Keep what is wrong with the displays in the text of the open page, once converted."""
        page = self.build.pages[self._uri]
        if "arithmatex" in html or page.equations:
            made = self._conversion.made
            self.build.errors.extend(foreign(self.build, self._uri, html, made))

    # --- what kinds of blocks see of the open page ------------------------------------------------

    @property
    def uri(self) -> str:
        """The source of the page that is converted."""
        return self._uri

    def request(self, block: Block) -> Request | None:
        """What a block asks for; None where it is not well formed."""
        return self.build.pages[self._uri].requests.get(block.line)

    def text(self, markdown: str) -> str:
        """Markdown of a block's option, with its live values."""
        return self.build.with_values(markdown)

    def options(self, block: Block) -> dict[str, Any]:
        """A block's options with their live values; their texts are no Markdown."""
        return {
            name: self.build.with_values(value, plain=True) if isinstance(value, str) else value
            for name, value in block.options.items()
            if value is not None
        }

    def shown_cells(self) -> ShownCells:
        """Where the page shows which cell first."""
        if self._shown is None:
            self._shown = shown_cells(self.build, self._uri)
        return self._shown

    def put_beside(self, name: str, html: str) -> None:
        """Have a file written beside the open page, with its formulas typeset."""
        from livecells.typeset.page import typeset_html

        self.beside[self._uri, name] = typeset_html(html, self.typesetter())

    def notebook_link(self, lab: str) -> str | None:
        """The link to the notebook of a lab; None where there is none."""
        return None if self.lab_link is None else self.lab_link(lab, self._uri)

    def error(self, line: int, message: str, option: str = "") -> str:
        """Keep an error of a block of the page, unless there is one already.

        Args:
            line: The line of the block's header, or 0 where the block is not the page's own.
            message: What is wrong.
            option: The option that is wrong, if one is.

        Returns:
            A box that shows the block's first error.
        """
        page = self.build.pages[self._uri]
        if not line:  # told when the page is closed
            return cells.failure_html(page.path, NOT_OWN, "")
        if option:
            line = self._conversion.block_at(line).line_of(OptionError(option, message))
        place = Place(page.path, line)
        known = (error for error in self.build.errors if place in error.places)
        first = page.found.refused.get(line) or next(known, None)
        if first is None:
            self.build.errors.append(PageError(message, [place]))
        return cells.failure_html(str(place), first.message if first else message, "")

    # --- around the blocks ------------------------------------------------------------------------

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
        """The page's HTML with its formulas typeset; bad TeX is an error of the page's line."""
        if self.build.options.seal and "lc-predict" in html:
            self.build.errors.extend(leaks(self.build, self._uri, html))
        if 'arithmatex"' not in html:
            return html
        self.alone = is_alone(self.build, self._uri, html)
        self.build.errors.extend(unread(self.build, self._uri, html))
        from livecells.typeset.mathjax import MathError
        from livecells.typeset.page import typeset_html

        try:
            return typeset_html(html, self.typesetter())
        except MathError as error:
            page = self.build.pages[self._uri]
            self.error(page.line_of(error.tex), f"TeX: {error.reason}: {error.tex}")
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
