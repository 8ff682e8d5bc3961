"""What a reader may vary in a block: sliders, what each position gave, and a table of them all.

`vary.js` makes the sliders and takes what it shows from the table, so that nothing stands in the
page twice; without scripts the page shows the snippet's own run and the table, folded.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from livecells.blocks.live_values import Value, values
from livecells.blocks.markdown_spans import hidden_spans
from livecells.blocks.options import OptionError
from livecells.blocks.page import Request
from livecells.blocks.vary import Position, Vary, values_in
from livecells.builder.kinds import HtmlPage
from livecells.builder.snippets import SnippetState
from livecells.builder.varied import Varied
from livecells.errors import LiveError
from livecells.notebook.executed import Run
from livecells.render.cells import failure_box, slug
from livecells.render.shared_drawings import shared

# From a run, the block's options with the values of that run, and what keeps the ids of a position
# apart from others (empty for the snippet's own): what the block shows.
Show = Callable[[Run, dict[str, Any], str], str]
# Where a literal stands in the code that a block shows: the cell, line, column and length.
Span = tuple[int, int, int, int]

NOTE = '<p class="lc-vary-note">Shown above.</p>'
ELSEWHERE = "The other values stand in the table below."  # a button, where scripts run
IN_MATHS = "a live value in a formula cannot follow a slider: write it beside the formula"


def add_sliders(
    page: HtmlPage,
    request: Request,
    element: ElementTree.Element,
    show: Show,
    code: Sequence[Span | None] = (),
) -> None:
    """Put what a block shows, with its sliders, below an element; or what is wrong with it.

    Args:
        page: The page.
        request: The block's, with something to vary.
        element: The element.
        show: Gives what the block shows of one run.
        code: Where the literal of each name stands in the shown code.
    """
    try:
        Sliders(page, request, show).add(element, code)
    except (ValueError, LiveError) as error:
        made = page.error(request.block.line, str(error), getattr(error, "option", ""))
        ElementTree.SubElement(element, "div").text = page.stash(made)


class Sliders:
    """One block whose values vary."""

    def __init__(self, page: HtmlPage, request: Request, show: Show) -> None:
        assert request.vary is not None
        self.page, self.block, self.show = page, request.block, show
        self.vary: Vary = request.vary
        self.found: Varied = page.build.varied.of(self.vary)

    def add(self, parent: ElementTree.Element, code: Sequence[Span | None]) -> None:
        """Put everything below `parent`; raises ValueError or LiveError, see `add_sliders`."""
        page, own = self.page, self.page.build.varied.at(self.vary, self.found.own)
        data = {"names": self.found.names, "values": self.found.literals, "own": self.found.own}
        said = json.dumps({**data, "code": code}, ensure_ascii=False)
        given = {"class": "lc-vary", "data-of": self.vary.snippet, "data-vary": said}
        ident = slug("vary", self.vary.snippet, self.block.line)
        box = ElementTree.SubElement(parent, "div", {**given, "id": ident})
        _stashed(page, box, "lc-vary-controls", self._controls())
        _stashed(page, box, "lc-vary-shown", self._shown(own, self._options(own), ""))
        if "says" in self.block.options:
            sentence = ElementTree.SubElement(box, "p", {"class": "lc-vary-says"})
            sentence.text = self._sentence(own)
        _stashed(page, box, "lc-vary-rest", self._table())

    def _controls(self) -> str:
        """The values of the page's own run; a script puts a slider into each line."""
        own = self.found.at(self.found.own)
        return (
            "".join(
                f'<div class="lc-vary-row"><code>{html.escape(name)}</code>'
                f'<span class="lc-vary-at">{html.escape(literal)}</span></div>'
                for name, literal in zip(self.found.names, own, strict=True)
            )
            + f'<p class="lc-vary-foot">{ELSEWHERE}</p>'
        )

    def _shown(self, state: SnippetState, options: dict[str, Any], apart: str) -> str:
        """What the block shows at one position."""
        if state.run is None or state.error is not None:
            return failure_box(state)
        return self.show(state.run, options, apart)

    # --- texts with live values -------------------------------------------------------------------

    def _options(self, state: SnippetState) -> dict[str, Any]:
        """The block's options with the values of one run; their texts are no Markdown."""
        return {
            name: self._text(value, state) if isinstance(value, str) else value
            for name, value in self.block.options.items()
            if value is not None
        }

    def _text(self, text: str, state: SnippetState) -> str:
        build, parts, at = self.page.build, list[str](), 0
        for value in values(text, hidden_spans(text)):
            own = value.snippet == self.vary.snippet
            written = text[value.start : value.end]
            told = _told(state, value) if own else build.with_values(written, plain=True)
            parts += [text[at : value.start], told]
            at = value.end
        return "".join([*parts, text[at:]])

    def _sentence(self, state: SnippetState) -> str:
        """The sentence below, as Markdown; its values follow the sliders."""
        text, parts, at = str(self.block.options["says"]), list[str](), 0
        for value in self._values():
            if value.in_maths:
                raise OptionError("says", IN_MATHS)
            told = html.escape(_told(state, value))
            shown = self.page.stash(f'<span class="lc-vary-value">{told}</span>')
            parts += [self.page.text(text[at : value.start]), shown]
            at = value.end
        return "".join([*parts, self.page.text(text[at:])])

    def _values(self) -> list[Value]:
        found = values_in(self.block, self.vary.snippet)
        return [value for option, value in found if option == "says"]

    # --- the table --------------------------------------------------------------------------------

    def _table(self) -> str:
        """All positions, each with what it gave, folded."""
        names = [f"<code>{html.escape(name)}</code>" for name in self.found.names]
        told = [f"<code>{html.escape(v.query.expression)}</code>" for v in self._values()]
        heads = "".join(f'<th scope="col">{head}</th>' for head in [*names, *told, "Output"])
        rows, parts = shared(list(self._rows()), slug("part", self.vary.snippet, self.block.line))
        return (
            f"{parts}"
            '<details class="lc-details lc-vary-all" data-search-exclude>'
            f"<summary>All {len(rows)} values of {' and '.join(names)}</summary>"
            '<div class="lc-scroll" tabindex="0" role="group" aria-label="All values">'
            f'<table class="lc-vary-table"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div></details>"
        )

    def _rows(self) -> Iterator[str]:
        for number, position in enumerate(self.vary.grid.positions()):
            state = self.page.build.varied.at(self.vary, position)
            first, *others = map(html.escape, self.found.at(position))
            cells = [f'<th scope="row">{first}</th>', *(f"<td>{text}</td>" for text in others)]
            for value in self._values():
                told = html.escape(_told(state, value))
                cells.append(f'<td class="lc-vary-value">{told}</td>')
            given = self._given(state, position, number)
            cells.append(f'<td class="lc-vary-given">{given}</td>')
            yield f"<tr>{''.join(cells)}</tr>"

    def _given(self, state: SnippetState, position: Position, number: int) -> str:
        """What one position gave; of the page's own, which stands above, only its places."""
        if position == self.found.own:
            return NOTE
        try:
            return self._shown(state, self._options(state), f"-v{number}")
        except ValueError as error:  # such as a second figure
            raise ValueError(f"with {self.found.told(position)}: {error}") from None


def _stashed(page: HtmlPage, parent: ElementTree.Element, css: str, made: str) -> None:
    ElementTree.SubElement(parent, "div", {"class": css}).text = page.stash(made)


def _told(state: SnippetState, value: Value) -> str:
    """A live value of one run; `…` where it could not be had, which was said."""
    try:
        return "…" if state.run is None else str(state.run.value(value.query))
    except LiveError:
        return "…"
