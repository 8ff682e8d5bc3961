"""The list of formulas in running text that state something, with what came of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree

from markdown.util import AtomicString

from livecells.builder.equation_list import TextRow, text_words
from livecells.builder.kinds import UNSEARCHED
from livecells.builder.verdicts import plural


def counted(rows: Sequence[TextRow]) -> str:
    """How many there are, and of which kind, in one line."""
    counts = Counter(row.spoken.kind for row in rows)
    return (
        f"{plural(len(rows), 'statement')} in running text: {counts['checked']} compared, "
        f"{plural(counts['definition'], 'definition')}, "
        f"{plural(counts['supposed'], 'supposition')}, {counts['notation']} notation"
    )


def add_text_list(parent: ElementTree.Element, rows: Sequence[TextRow]) -> None:
    """Put the count and a table below `parent`; nothing where there are no such formulas.

    Args:
        parent: The element of the block.
        rows: The formulas of all pages, in order.
    """
    if not rows:
        return
    ElementTree.SubElement(parent, "h3").text = "In running text"
    ElementTree.SubElement(parent, "p").text = AtomicString(f"{counted(rows)}.")
    table = ElementTree.SubElement(parent, "table", {"class": "lc-equations", **UNSEARCHED})
    head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
    for title in ("Page", "Formula", "What was compared"):
        ElementTree.SubElement(head, "th", {"scope": "col"}).text = title
    body = ElementTree.SubElement(table, "tbody")
    for row in rows:
        _add_row(ElementTree.SubElement(body, "tr"), row)


def _add_row(line: ElementTree.Element, row: TextRow) -> None:
    page = ElementTree.SubElement(line, "td")
    ElementTree.SubElement(page, "a", {"href": row.link}).text = AtomicString(row.title)
    cell = ElementTree.SubElement(line, "td")
    formula = ElementTree.SubElement(cell, "div", {"class": "arithmatex"})
    formula.text = AtomicString(f"\\[{row.formula.tex}\\]")
    ElementTree.SubElement(line, "td").text = AtomicString(text_words(row.spoken))
