"""The first use of each term on a page becomes a link to its entry in the glossary.

The glossary is a page of the build. Each entry begins with a heading such as
`## Leaf { #leaf data-words="leaf, the leaves" }`; the line below is the first sentence of what it
says. `data-words` lists the spellings to link. Without it the heading is the one spelling, and an
empty list keeps a term from being linked.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from livecells.render.renderer import Reader


ENTRY = re.compile(
    r"^##[ ]+(?P<title>.+?)[ ]+\{[ ]*#(?P<ident>[\w-]+)(?:[ ]+data-words=\"(?P<words>[^\"]*)\")?"
    r"[ ]*\}[ ]*\n\s*(?P<about>.+)$",
    re.MULTILINE,
)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
WORD = re.compile(r"(?<![\w-])\w[\w-]*")
BOLD = {"strong", "b"}
CLOSED_TAGS = {"a", "button", "code", "kbd", "label", "math", "pre", "script", "style", "summary"}
CLOSED_TAGS |= {"th", "h1", "h2", "h3", "h4", "h5", "h6"}
CLOSED_CLASSES = {"admonition-title", "arithmatex", "filename", "lc"}


@dataclass(frozen=True)
class Term:
    """An entry of the glossary: its heading, anchor, spellings, and first sentence."""

    title: str
    ident: str
    words: tuple[str, ...]
    about: str


def entries(text: str) -> list[Term]:
    """The entries of a glossary's source, in its order."""
    return [_entry(found) for found in ENTRY.finditer(text)]


def _entry(found: re.Match[str]) -> Term:
    title = _plain(found["title"])
    listed = title if found["words"] is None else found["words"]
    words = tuple(word.strip() for word in listed.split(",") if word.strip())
    return Term(title, found["ident"], words, _plain(found["about"]))


def _plain(markdown: str) -> str:
    return LINK.sub(r"\1", markdown).replace("`", "").replace("*", "").strip()


class Terms:
    """The spellings of a glossary by their first words, the longest first."""

    def __init__(self, known: Iterable[Term]) -> None:
        spelled = [(word.split(), term) for term in known for word in term.words]
        self._by_first: dict[str, list[tuple[re.Pattern[str], Term]]] = {}
        for parts, term in sorted(spelled, key=lambda pair: -len(" ".join(pair[0]))):
            whole = re.compile(r"\s+".join(map(re.escape, parts)) + r"(?![\w-])", re.IGNORECASE)
            self._by_first.setdefault(parts[0].lower(), []).append((whole, term))

    def uses(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        """Where a text uses terms, and which; no two of these places overlap."""
        end = 0
        for word in WORD.finditer(text):
            for whole, term in self._by_first.get(word[0].lower(), ()):
                found = whole.match(text, word.start()) if word.start() >= end else None
                if found is not None:
                    yield found, term
                    end = found.end()


class Linker:
    """Links the first use of each term in the tree of one page."""

    def __init__(self, terms: Terms, address: str) -> None:
        self.terms, self.address = terms, address
        self.met: set[str] = set()

    def walk(self, element: Element) -> None:
        """Go through an element in the order of reading; a term in bold is explained there."""
        if element.tag in BOLD:
            text = "".join(element.itertext())
            self.met |= {term.ident for _, term in self.terms.uses(text)}
            return
        if element.tag in CLOSED_TAGS or CLOSED_CLASSES & set(element.get("class", "").split()):
            return
        children = list(element)
        element.text = self._put(element, 0, element.text)
        for child in children:
            self.walk(child)
            child.tail = self._put(element, list(element).index(child) + 1, child.tail)

    def _put(self, parent: Element, place: int, text: str | None) -> str | None:
        """Put links for the new terms of a text into `parent`; what is left of the first one."""
        head, link, at = text, None, 0
        for found, term in self.terms.uses(text or ""):
            if term.ident in self.met:
                continue
            self.met.add(term.ident)
            before, at, earlier = found.string[at : found.start()], found.end(), link
            link = self._link(found[0], term)
            link.tail = found.string[at:]
            if earlier is None:
                head = before
            else:
                earlier.tail = before
            parent.insert(place, link)
            place += 1
        return head

    def _link(self, text: str, term: Term) -> Element:
        href = f"{self.address}#{term.ident}"
        link = Element("a", {"class": "lc-term", "href": href, "title": term.about})
        link.text = text
        return link


class TermLinks(Treeprocessor):
    """Runs when headings have their ids, and before the host resolves links."""

    PRIORITY = 3

    def __init__(self, md: Markdown, reader: Reader) -> None:
        super().__init__(md)
        self.reader, self.options = reader, reader.build.options

    def run(self, root: Element) -> None:
        """Link the terms of the open page, if it is one of the lessons."""
        uri, pages = self.reader.uri, self.reader.build.pages
        glossary = self.options.glossary
        if uri == glossary or not self.options.is_lesson(uri) or glossary not in pages:
            return
        address = posixpath.relpath(glossary, posixpath.dirname(uri) or ".")
        Linker(_terms_of(pages[glossary].text), address).walk(root)


@functools.lru_cache(maxsize=2)
def _terms_of(glossary: str) -> Terms:
    """The same for all pages: its patterns are more than `re` keeps, and slow to make."""
    return Terms(entries(glossary))
