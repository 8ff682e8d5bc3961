"""Entries that readers look up: of each a page shows the heading and one line, and folds the rest.

An entry is a section whose heading has an id of its own, as in `## Modified in place {#in-place}`;
the paragraph below the heading says in a line what it is about, and stays in sight with it. What
has no such id, as a list of contents has none, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

if TYPE_CHECKING:
    from livecells.render.renderer import Reader

ENDS = ("h1", "h2")  # where the section before is at its end
STASHED = re.compile(HTML_PLACEHOLDER % r"[0-9]+")  # HTML of some block, and no line of text


def fold(elements: Iterable[Element]) -> Iterator[Element]:
    """The elements of a page, each entry among them as one `details`."""
    entry = None
    for element in elements:
        if element.tag in ENDS:
            entry = _begun(element)
            yield element if entry is None else entry
        elif entry is None:
            yield element
        elif len(entry) == 1 and _is_line(element):
            _keep_in_sight(entry, element)
        else:
            entry.append(element)


def _begun(heading: Element) -> Element | None:
    """An entry with its heading; None where the heading begins none."""
    if heading.tag != "h2" or not heading.get("id"):
        return None
    entry = Element("details", {"class": "lc-entry"})
    SubElement(entry, "summary").append(heading)
    return entry


def _is_line(element: Element) -> bool:
    alone = len(element) == 0 and STASHED.fullmatch((element.text or "").strip())
    return element.tag == "p" and not alone


def _keep_in_sight(entry: Element, line: Element) -> None:
    """Put a line of text under the heading; no summary may hold a paragraph."""
    summary = entry[0]
    if len(summary) == 1:
        line.tag = "span"
        line.set("class", "lc-entry-line")
        summary.append(line)
    else:
        entry.append(line)


class FoldedEntries(Treeprocessor):
    """Runs when headings have the ids that authors give, and before all others get theirs."""

    PRIORITY = 6

    def __init__(self, md: Markdown, reader: Reader) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, root: Element) -> None:
        """Fold the entries of the open page, if it is one to look things up."""
        if self.reader.build.options.is_folded(self.reader.uri):
            root[:] = list(fold(list(root)))


class EntryLinks(Treeprocessor):
    """Runs when headings have the link to themselves: a summary, as a button, may hold none."""

    PRIORITY = 4

    def run(self, root: Element) -> None:
        """Move the link of each entry to the end of what is folded."""
        for entry in root.iterfind("details[@class='lc-entry']"):
            heading = entry[0][0]
            for link in [one for one in heading if one.get("class") == "headerlink"]:
                heading.remove(link)
                link.tail = None
                SubElement(entry, "p", {"class": "lc-entry-link"}).append(link)
