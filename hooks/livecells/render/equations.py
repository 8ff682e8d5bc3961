"""What the reader sees of the checks: a mark at each equation, and the list of all of them."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from markdown.util import AtomicString

from livecells.blocks.equations import Equation, Reference
from livecells.builder.equation_check import Outcome
from livecells.builder.equation_list import WORDS, Row, counts

TICK = (
    '<svg class="lc-tick" viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
    '<path d="M1.5 6.5l3 3 6-7"/></svg>'
)


def mark_html(number: int, equation: Equation, outcome: Outcome, cell: str | None) -> str:
    """The number of an equation, and a mark that opens to say what was checked.

    `cell` is the id of the cell on the page that shows the value it was compared with.
    """
    name = html.escape(equation.name)
    link = f'<a class="lc-number" href="#{name}" title="Link to this equation">({number})</a>'
    if outcome.kind not in WORDS:
        fault = html.escape(outcome.fault)
        return f'{link}<p class="lc-verdict lc-wrong" role="alert">not checked: {fault}</p>'
    word = (TICK if outcome.kind == "checked" else "") + WORDS[outcome.kind]
    return (
        f'{link}<details class="lc-verdict lc-is-{outcome.kind}">'
        f'<summary><span class="lc-sr">Equation {number}: </span>{word}</summary>'
        f"<p>{verdict(equation, outcome, cell)}</p></details>"
    )


def verdict(equation: Equation, outcome: Outcome, cell: str | None = None) -> str:
    """What a check compared, in words, as HTML."""
    if outcome.kind == "notation":
        return f"There is nothing to check: {html.escape(equation.notation or '')}."
    if outcome.kind in ("failed", "skipped"):
        return html.escape(outcome.fault)
    if outcome.kind == "definition":
        return "This says what a symbol stands for; later equations that use it are checked."
    parts = [_steps(outcome), _run(equation, outcome, cell), _difference(outcome)]
    return " ".join(part for part in parts if part)


def _steps(outcome: Outcome) -> str:
    if not outcome.steps:
        return ""
    several = outcome.steps > 1
    count = f"{outcome.steps} equalities" if several else "One equality"
    points = f"compared at {_plural(outcome.points, 'point')}{' in all' if several else ''}"
    if not outcome.proved:
        return f"{count}, {points}."
    whole = "all " if several else ""
    how = whole if outcome.proved == outcome.steps else f"{outcome.proved} of them "
    more = f" and {points}" if outcome.points > outcome.steps else ""  # else all are numbers
    return f"{count}, {how}proved by algebra{more}."


def _run(equation: Equation, outcome: Outcome, cell: str | None) -> str:
    """Which values of the run are the same."""
    if not outcome.entries:
        return ""
    names = [_value(equation.equals, cell)] if equation.equals is not None else []
    names += [_value(equation.at[n], None) for n in outcome.confirmed if n in equation.at]
    given = f"{names[0]} has" if len(names) == 1 else f"{_listed(names)} have"
    means = equation.options.get("means")
    how = f" as <code>{html.escape(str(means))}</code>, its meaning in Python" if means else ""
    numbers = "number" if outcome.entries == 1 else f"{outcome.entries} numbers"
    return f"In the run, {given} the same {numbers}{how}."


def _value(given: object, cell: str | None) -> str:
    if not isinstance(given, Reference):
        return f"<code>{html.escape(str(given))}</code>, as the page states it,"
    shown = f"<code>{html.escape(given.query.expression)}</code>"
    linked = f'<a href="#{html.escape(cell)}">{shown}</a>' if cell else shown
    return f"{linked} of {html.escape(given.snippet)}.py"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _difference(outcome: Outcome) -> str:
    return f"Largest difference: {size(outcome.error)}." if outcome.steps + outcome.entries else ""


def size(error: float) -> str:
    """A difference to two digits, as HTML: 0, or 1.8 times a power of ten."""
    if error == 0:
        return "0"
    digits, _, power = f"{error:.1e}".partition("e")
    return f"{digits} × 10<sup>{int(power)}</sup>".replace("-", "−")


def add_list(parent: ElementTree.Element, rows: Sequence[Row], stash: Callable[[str], str]) -> None:
    """Put the counts and one table a page below `parent`, as elements, so that links are seen.

    `stash` keeps HTML out of Markdown's sight and gives what stands for it.
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
    entries = sum(outcome.entries for outcome in outcomes)
    items = [
        f"<strong>{_plural(found['all'], 'displayed equation')}</strong>: "
        f"{found['checked']} checked, {_plural(found['definition'], 'definition')} alone, "
        f"{found['notation']} notation",
        f"{found['read']} of the {found['checked']} read from their LaTeX",
        f"{steps} equalities hold, and {entries} numbers of the runs are the same",
        f"largest difference of all: {size(worst)}",
    ]
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _add_table(
    parent: ElementTree.Element, rows: Sequence[Row], stash: Callable[[str], str]
) -> None:
    table = ElementTree.SubElement(parent, "table", {"class": "lc-equations"})
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
    words = [_steps(row.outcome), _run(row.equation, row.outcome, None)]
    said = " ".join(filter(None, words)) if good else verdict(row.equation, row.outcome)
    ElementTree.SubElement(line, "td").text = stash(f"<span>{said}</span>")
    error = size(row.outcome.error) if good else "–"
    ElementTree.SubElement(line, "td", {"class": "lc-size"}).text = stash(f"<span>{error}</span>")
