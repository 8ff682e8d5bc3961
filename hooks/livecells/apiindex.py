"""Which names of torch each page shows, and the index of them all."""

from __future__ import annotations

import contextlib
import html
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree import ElementTree

from markdown.util import AtomicString

from livecells.apis import addresses
from livecells.book import Book
from livecells.links import opening
from livecells.notebook import KEY
from livecells.stories import cells_of

Row = tuple[str, list[tuple[str, str]]]  # a name, and the (link, title) of each page that shows it


def used(book: Book, uri: str) -> list[str]:
    """The documented names in the code that a page shows, sorted, without those of its labs."""
    names: set[str] = set()
    for _, where in book.pages[uri].targets:
        run = book.run_of(where.snippet)
        if run is None:
            continue
        with contextlib.suppress(ValueError):  # a cell that is not there was named by the scan
            for cell in cells_of(book.story(where.snippet), where):
                names.update(use[-1] for use in run.cell(cell)["metadata"][KEY].get("apis") or ())
    return sorted(names & addresses().keys(), key=lambda name: (name.lower(), name))


def foot(names: Sequence[str]) -> str:
    """The names of a page, as HTML for its foot; nothing where there are none."""
    if not names:
        return ""
    items = "".join(
        f"<li>{opening(name)}<code>{html.escape(name)}</code></a></li>" for name in names
    )
    return (
        '<details class="lc-apis" data-search-exclude>'
        f"<summary>PyTorch names on this page ({len(names)})</summary><ul>{items}</ul></details>"
    )


def index(book: Book) -> Mapping[str, list[str]]:
    """The pages that show each name, in the order of the pages."""
    found: dict[str, list[str]] = defaultdict(list)
    for uri in book.pages:
        for name in used(book, uri):
            found[name].append(uri)
    return dict(sorted(found.items(), key=lambda item: (item[0].lower(), item[0])))


def rows(book: Book, seen_from: str) -> Iterator[Row]:
    """Each name with the pages that show it, as linked from the page `seen_from`."""
    here = posixpath.dirname(seen_from) or "."
    for name, uris in index(book).items():
        yield name, [(posixpath.relpath(uri, here), book.pages[uri].title) for uri in uris]


def add_index(parent: ElementTree.Element, found: Iterable[Row]) -> None:
    """Put the table of all names below `parent`, as elements, so that links are resolved."""
    table = ElementTree.SubElement(parent, "table", {"class": "lc-index"})
    head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
    for words in ("Name", "Pages"):
        ElementTree.SubElement(head, "th", {"scope": "col"}).text = words
    body = ElementTree.SubElement(table, "tbody")
    for name, pages in found:
        line = ElementTree.SubElement(body, "tr", {"id": name})
        cell = ElementTree.SubElement(line, "th", {"scope": "row"})
        link = ElementTree.SubElement(cell, "a", {"href": addresses()[name]})
        ElementTree.SubElement(link, "code").text = AtomicString(name)
        cell = ElementTree.SubElement(line, "td")
        for number, (aim, title) in enumerate(pages):
            if number:
                ElementTree.SubElement(cell, "br")
            ElementTree.SubElement(cell, "a", {"href": aim}).text = AtomicString(title)
