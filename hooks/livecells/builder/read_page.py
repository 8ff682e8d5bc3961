"""Read a page: what its blocks and live values ask of snippets."""

from __future__ import annotations

from livecells.blocks.options import checked
from livecells.blocks.page import Page, Wanted
from livecells.blocks.parser import Block
from livecells.blocks.scan import scan
from livecells.builder.guard import guard
from livecells.builder.kinds import Kinds, Source
from livecells.builder.snippets import Snippets
from livecells.errors import LiveError, PageError, Place
from livecells.options import SiteOptions

UNCHECKED = (
    "this display is not checked: put it in an `equation` block, "
    "with `notation:` and a reason where there is nothing to check"
)


class PageReader:
    """Reads pages into requests, and tells the snippets who asks what of them.

    Errors go to `errors`, each with its line.
    """

    def __init__(
        self, kinds: Kinds, snippets: Snippets, errors: list[LiveError], options: SiteOptions
    ) -> None:
        self._kinds = kinds
        self._snippets = snippets
        self._errors = errors
        self._options = options

    def read(self, path: str, text: str, offset: int) -> Page:
        """Read one page.

        Args:
            path: How messages name it.
            text: Its Markdown, without its front matter.
            offset: How many lines the front matter has.
        """
        page = Page(path, text, offset, scan(text, path, self._kinds, offset))
        self._errors.extend(page.found.errors)
        for block in page.found.blocks:
            with guard(self._errors, Place(path, block.line)):
                self._read_block(page, block)
        for value in page.found.values:
            with guard(self._errors, Place(path, value.line)):
                self._demand(page, value.line, (value.snippet, value.query))
        return page

    def _read_block(self, page: Page, block: Block) -> None:
        kind = self._kinds[block.name]
        checked(block.options, kind.options)
        request = kind.read(block, Source(page, self._snippets.known, self._options))
        for where in request.shows:
            self._snippets.find(where.snippet).users.append(Place(page.path, block.line))
        for wanted in request.quotes:
            self._demand(page, block.line, wanted)
        page.requests[block.line] = request
        for wanted in request.needs:
            self._demand(page, block.line, wanted)

    def _demand(self, page: Page, line: int, wanted: Wanted) -> None:
        """Have a value of a run ready for a line of the page."""
        name, query = wanted
        place, state = Place(page.path, line), self._snippets.find(name)
        state.users.append(place)
        state.queries.setdefault(query, place)

    def demand_checks(self, page: Page) -> None:
        """Take every display of the page that is in no `equation` block as an error."""
        spans = [(b.line, b.last) for b in page.found.blocks if b.name == "equation"]
        for line in page.found.displays:
            if not any(first <= line <= last for first, last in spans):
                self._errors.append(PageError(UNCHECKED, [Place(page.path, line)]))
