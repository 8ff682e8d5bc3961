"""What the reader sees of the checks: a mark at each equation, and the list of all of them."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from markdown.util import AtomicString

from livecells.blocks.equations import Equation
from livecells.builder.equation_list import WORDS, Row, counts
from livecells.builder.kinds import UNSEARCHED
from livecells.builder.outcomes import Outcome
from livecells.builder.verdicts import Piece, Scientific, compared, plural, size, verdict

TICK = (
    '<svg class="lc-tick" viewBox="0 0 12 12" aria-hidden="true"><path d="M1.5 6.5l3 3 6-7"/></svg>'
)


def mark_html(number: int, equation: Equation, outcome: Outcome, cell: str | None) -> str:
    """The number of an equation, and a mark that opens to say what was checked.

    Args:
        number: Its number on the page.
        equation: The equation as the page states it.
        outcome: What came of its check.
        cell: The id of the cell on the page that shows the value it was compared with.
    """
    name = html.escape(equation.name)
    link = f'<a class="lc-number" href="#{name}" title="Link to this equation">({number})</a>'
    if outcome.kind not in WORDS:
        fault = html.escape(outcome.fault)
        return f'{link}<p class="lc-verdict lc-wrong" role="alert">not checked: {fault}</p>'
    unchecked = outcome.kind == "notation" and outcome.uncompared
    word = _word(outcome)
    word += ", not checked" if unchecked else ""
    return (
        f'{link}<details class="lc-verdict lc-is-{outcome.kind}">'
        f'<summary><span class="lc-sr">Equation {number}: </span>{word}</summary>'
        f"<p>{words_html(verdict(equation, outcome, cell))}</p></details>"
    )


def _word(outcome: Outcome) -> str:
    """What the mark shows; a display of which nothing was read has no tick."""
    if outcome.unread and not outcome.read:
        return "not read"
    word = WORDS[outcome.kind] + (", in part not read" if outcome.unread else "")
    return (TICK if outcome.kind == "checked" else "") + word


def words_html(words: Sequence[Piece]) -> str:
    """Words about a check as HTML."""
    return "".join(map(_piece, words))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Scientific):
        return f"{piece.digits} × 10<sup>{piece.power}</sup>".replace("-", "−")
    if isinstance(piece, str):
        return html.escape(piece)
    shown = f"<code>{html.escape(piece.text)}</code>"
    return f'<a href="#{html.escape(piece.anchor)}">{shown}</a>' if piece.anchor else shown


def add_list(parent: ElementTree.Element, rows: Sequence[Row], stash: Callable[[str], str]) -> None:
    """Put the counts and one table a page below `parent`, as elements, so that links are seen.

    Args:
        parent: The element of the block.
        rows: The equations of all pages, in order.
        stash: Keeps HTML out of Markdown's sight and gives what stands for it.
    """
    summary = ElementTree.SubElement(parent, "div", {"class": "lc-counts"})
    summary.text = stash(summary_html([row.outcome for row in rows]))
    for link in dict.fromkeys(row.link for row in rows):
        own = [row for row in rows if row.link == link]
        ElementTree.SubElement(parent, "h3").text = AtomicString(own[0].title)
        _add_table(parent, own, stash)


def summary_html(outcomes: Sequence[Outcome]) -> str:
    """The counts in a few lines."""
    found = counts(outcomes)
    worst = max((outcome.error for outcome in outcomes), default=0.0)
    steps = sum(outcome.steps for outcome in outcomes)
    points = sum(outcome.at_points for outcome in outcomes)
    run = sum(outcome.at_run for outcome in outcomes)
    nothing = sum(outcome.uncompared for outcome in outcomes)
    entries = sum(outcome.entries for outcome in outcomes)
    items = [
        f"<strong>{plural(found['all'], 'displayed equation')}</strong>: "
        f"{found['checked']} checked, {plural(found['definition'], 'definition')} alone, "
        f"{found['notation']} notation",
        f"{found['read']} of the {found['checked']} read from their LaTeX",
        f"of their statements, {points} are compared at random points, {run} at single "
        f"values of a run or of the page only, {nothing} with nothing",
        f"{steps} relations hold, and {entries} numbers of the runs are the same",
        f"largest difference of all: {_piece(size(worst))}",
    ]
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _add_table(
    parent: ElementTree.Element, rows: Sequence[Row], stash: Callable[[str], str]
) -> None:
    table = ElementTree.SubElement(parent, "table", {"class": "lc-equations", **UNSEARCHED})
    head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
    for title in ("No.", "Equation", "What was compared", "Largest difference"):
        ElementTree.SubElement(head, "th", {"scope": "col"}).text = title
    body = ElementTree.SubElement(table, "tbody")
    for row in rows:
        _add_row(ElementTree.SubElement(body, "tr"), row, stash)


def _add_row(line: ElementTree.Element, row: Row, stash: Callable[[str], str]) -> None:
    number = ElementTree.SubElement(line, "th", {"scope": "row"})
    anchor = {"href": f"{row.link}#{row.equation.name}", "title": row.equation.name}
    ElementTree.SubElement(number, "a", anchor).text = AtomicString(f"({row.number})")
    cell = ElementTree.SubElement(line, "td")
    formula = ElementTree.SubElement(cell, "div", {"class": "arithmatex"})
    formula.text = AtomicString(f"\\[{row.tex}\\]")
    good = row.outcome.kind == "checked"
    words = (compared if good else verdict)(row.equation, row.outcome)
    ElementTree.SubElement(line, "td").text = stash(f"<span>{words_html(words)}</span>")
    error = _piece(size(row.outcome.error)) if good else "–"
    ElementTree.SubElement(line, "td", {"class": "lc-size"}).text = stash(f"<span>{error}</span>")
