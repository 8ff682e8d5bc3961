"""Read a page: what its blocks and live values ask of snippets."""

from __future__ import annotations

from collections.abc import Callable, Container

from livecells.blocks.live_values import VALUE
from livecells.blocks.options import about, checked
from livecells.blocks.page import Page, Wanted
from livecells.blocks.page_maths import FrontError, PageMaths, formula_lines, read_maths
from livecells.blocks.parser import Block
from livecells.blocks.scan import STANDARD, scan
from livecells.blocks.slip import in_shadow
from livecells.blocks.strict_yaml import front_fault
from livecells.blocks.value_slips import value_slips
from livecells.builder.guard import guard
from livecells.builder.kinds import Kinds, Source
from livecells.builder.snippets import Snippets
from livecells.builder.varied import VariedRuns
from livecells.errors import LiveError, PageError, Place
from livecells.options import SiteOptions

IN_FRONT = "live values cannot stand in front matter; write the text without, or in the page"
NO_MATHS = (
    "a formula cannot stand in front matter: it would be shown as it is typed, and nothing checks "
    "it; say it in words, or in the page"
)
UNCHECKED = (
    "this display is not checked: put it in an `equation` block, "
    "with `notation:` and a reason where there is nothing to check"
)


class PageReader:
    """Reads pages into requests, and tells the snippets who asks what of them.

    Errors go to `errors`, each with its line; `varied` is told what readers may vary.
    """

    def __init__(
        self,
        kinds: Kinds,
        snippets: Snippets,
        errors: list[LiveError],
        options: SiteOptions,
        varied: VariedRuns,
    ) -> None:
        self.others: Container[str] = STANDARD  # the blocks that something else makes of Markdown
        self._kinds = kinds
        self._snippets = snippets
        self._errors = errors
        self._varied = varied
        self._options = options

    def read(self, path: str, text: str, offset: int, front: str = "") -> Page:
        """Read one page.

        Args:
            path: How messages name it.
            text: Its Markdown, without its front matter.
            offset: How many lines the front matter has.
            front: The front matter.
        """
        known = self._snippets.known
        found = scan(text, path, self._kinds, offset, self.others, known)
        page = Page(path, text, offset, found)
        self._errors.extend(found.errors)
        for block in found.blocks:
            try:
                self._read_block(page, block)
            except (ValueError, LiveError) as error:
                self._refuse(page, block, error)
        self._read_front(page, front, known)
        self._read_maths(page, front)
        for value in page.found.values:
            with guard(self._errors, Place(path, value.line)):
                self._demand(page, value.line, (value.snippet, value.query))
        return page

    def _read_front(self, page: Page, front: str, known: Callable[[], list[str]]) -> None:
        """Refuse what the front matter would show without a run or a check behind it."""
        for number, line in enumerate(front.split("\n"), start=1):
            if VALUE.search(line) or any(True for _ in value_slips(line, [], [], known)):
                self._errors.append(PageError(IN_FRONT, [Place(page.path, number)]))
        for number in formula_lines(front):
            self._errors.append(PageError(NO_MATHS, [Place(page.path, number)]))

    def _read_maths(self, page: Page, front: str) -> None:
        """What the front matter says of the formulas in the page's text."""
        found: list[LiveError] = []
        try:
            if fault := front_fault(front, page.text):
                raise FrontError(*fault)
            page.maths = read_maths(front)
        except FrontError as error:
            found.append(PageError(str(error), [Place(page.path, error.line)]))
            page.maths = PageMaths()
        for line, reference in page.maths.references() if page.maths else ():
            with guard(found, Place(page.path, line)):
                self._demand(page, line, (reference.snippet, reference.query))
        self._errors.extend(found)
        page.found.errors.extend(error for error in found if isinstance(error, PageError))

    def _refuse(self, page: Page, block: Block, error: ValueError | LiveError) -> None:
        """Keep what is wrong with a block, unless it may follow from another fault."""
        line = block.line_of(error) if isinstance(error, ValueError) else block.line
        found = page.found
        made = PageError(str(error), [Place(page.path, line)])
        if in_shadow(block.line, found.shadows):
            found.refused.setdefault(block.line, found.errors[0])
        else:
            found.refused[block.line] = made
            self._errors.append(made)

    def _read_block(self, page: Page, block: Block) -> None:
        kind = self._kinds[block.name]
        checked(block.options, kind.options)
        request = kind.read(block, Source(page, self._snippets.known, self._options))
        for where in request.shows:
            self._snippets.find(where.snippet).users.append(Place(page.path, block.line))
        for wanted in request.quotes:
            self._demand(page, block.line, wanted)
        if request.vary is not None:
            with about("vary"):
                self._varied.demand(request.vary, Place(page.path, block.line))
        page.requests[block.line] = request
        for name, query in request.needs:
            line = block.line_with(query.expression)
            with guard(self._errors, Place(page.path, line)):
                self._demand(page, line, (name, query))

    def _demand(self, page: Page, line: int, wanted: Wanted) -> None:
        """Have a value of a run ready for a line of the page."""
        name, query = wanted
        place, state = Place(page.path, line), self._snippets.find(name)
        state.users.append(place)
        state.queries.setdefault(query, place)

    def demand_checks(self, page: Page) -> None:
        """Have every formula of the page checked; a display in no `equation` block is an error."""
        page.demanded = True
        equations = [b for b in page.found.root.blocks() if b.name == "equation"]
        spans = [(b.line, b.last) for b in equations] + page.found.shadows
        for line in page.found.displays:
            if not any(first <= line <= last for first, last in spans):
                self._errors.append(PageError(UNCHECKED, [Place(page.path, line)]))
