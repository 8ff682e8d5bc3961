"""What the search knows: where words begin and end, and the text of a page.

Every word of a query is looked for as the beginning of a word, so that "is" finds "isolated" and
"0" finds "0.1"; with a whole error message such finds would bury its own words. So the shortest and
commonest words count as space between words, in pages and queries alike.

Material's indexer skips an element that is marked with `data-search-exclude`, but ends the skip at
the first closing tag of the same name inside it, and joins the words of neighbouring table cells.
So it gets each page as headings, paragraphs, lists and code, and nothing that it would have to
skip: no checks and solutions of exercises, no code of labs, no drawings, no tables of numbers.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# Names keep their underscores but the last, and numbers their point: `retain_grad` and `4.5000`.
SIGNS = r"""\s\-,:;!?=+*/|\[\](){}<>"'`#@~^"""
COMMON = (
    "an and are as at be been being but by can did do does for from has have if in is it its ll my"
    " no not of on or re so than that the then there this to was were which will with you your"
)


def _separator() -> str:
    """A regular expression, as JavaScript reads it; without lookbehind, which is new there."""
    words = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in COMMON.split())
    point = r"\.(?!\d)"
    digit = rf"(?:^|[{SIGNS}]+)\d(?=[{SIGNS}]|{point}|$)"
    return rf"{digit}|[{SIGNS}]+|{point}|_+(?!\w)|&(?:amp|lt|gt);|\b(?:[A-Za-z]|{words})\b"


SEPARATOR = _separator()

# Parts by class, with all that stands in them, besides those marked with `data-search-exclude`.
LEFT = frozenset({"headerlink", "lc-made"} | {"lc-wire", "lc-node", "lc-key", "lc-details"})
# Sections by the anchor of their heading: lists of links, below words that other sections own.
LEFT_SECTIONS = frozenset({"read-later", "not-here", "check"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KEPT = HEADINGS | {"p", "pre", "code", "ol", "ul", "li", "sub", "sup"}
INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "mark", "span", "strong", "sub", "sup"})
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# Most elements of a page, and nothing to the search: the outlines of formulas, which have their
# text beside them, and what colours code and links its names.
DRAWN = re.compile(r'<svg class="lc-(?:svg|outlines)\b.*?</svg>', re.DOTALL)
CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
COLOURED = re.compile(r'</span>|<span(?: class="[\w\- ]*")?>|</a>|<a class="lc-api"[^>]*>')
FOREIGN = frozenset({"script", "style", "object"})


class _Flat(HTMLParser):
    """Collects what is kept, and counts how deep it is in what is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[str] = []
        self.open: list[str] = []
        self.skipped = 0  # how many tags were open when a part began that is left out
        self.left = False  # in a section that is left out
        self.contents: Contents | None = None
        self.intro = True  # before the first heading below the title

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._put(" ")
            return
        self.open.append(tag)
        given = dict(attrs)
        if self.skipped:
            return
        classes = (given.get("class") or "").split()
        if "data-search-exclude" in given or tag in FOREIGN or LEFT.intersection(classes):
            self.skipped = len(self.open)
            return
        if tag in HEADINGS:
            self.left = given.get("id") in LEFT_SECTIONS
            self.intro = self.intro and tag == "h1"
        self._see(tag, given.get("href"))
        if tag in KEPT:
            name = html.escape(given.get("id") or "")
            self._put(f'<{tag} id="{name}">' if tag in HEADINGS and name else f"<{tag}>")
        elif tag not in INLINE:
            self._put(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self._close(last)
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        self._put(html.escape(data, quote=False))

    def _close(self, tag: str) -> None:
        if self.skipped:
            if len(self.open) < self.skipped:
                self.skipped = 0
            return
        if tag in KEPT:
            self._put(f"</{tag}>")
        elif tag not in INLINE:
            self._put(" ")
        if self.contents and len(self.open) < self.contents.depth:
            if self.contents.is_one():
                del self.made[self.contents.start :]
            self.contents = None

    def _put(self, text: str) -> None:
        again = text == " " and self.made[-1:] == [" "]
        if not self.skipped and not self.left and not again:
            self.made.append(text)

    def _see(self, tag: str, href: str | None) -> None:
        """Look for a list or a table that leads to the sections of its own page."""
        if self.contents is None and self.intro and tag in ("ol", "ul", "table"):
            self.contents = Contents(len(self.open), len(self.made))
        elif self.contents and href is not None:
            self.contents.links.append(href)


class Contents:
    """A list or a table in the introduction of a page; perhaps its list of contents."""

    def __init__(self, depth: int, start: int) -> None:
        self.depth, self.start = depth, start
        self.links: list[str] = []

    def is_one(self) -> bool:
        """Whether it does nothing but to lead to sections of its page, which say the same."""
        return bool(self.links) and all(link.startswith("#") for link in self.links)


def searchable(page: str) -> str:
    """The HTML of a page, as the search is to see it."""
    flat = _Flat()
    plain = CODE.sub(lambda found: COLOURED.sub("", found[0]), DRAWN.sub(" ", page))
    flat.feed(plain)
    flat.close()
    return "".join(flat.made).strip()
