"""What the search knows: where words begin and end, and the text of a page.

Every word of a query is looked for as the beginning of a word, so that "is" finds "isolated" and
"0" finds "0.1"; with a whole error message such finds would bury its own words. So the shortest and
commonest words count as space between words, in pages and queries alike.

Material's indexer skips an element that is marked with `data-search-exclude`, but ends the skip at
the first closing tag of the same name inside it, and joins the words of neighbouring table cells.
So it gets each page as headings, paragraphs, lists and code, and nothing that it would have to
skip: no checks and hints of exercises, no code of labs, no drawings, no tables of numbers.

Nor does it get what nobody types: an output that is numbers alone, the frames of a traceback above
its message, and the name of a file and of its cell above code that has no title of its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
FOREIGN = frozenset({"script", "style", "object"})
# The outlines of formulas, which have their text beside them.
DRAWN = frozenset({"lc-svg", "lc-outlines"})
LISTS = frozenset({"ol", "ul", "table"})

OUTPUT = "lc-text"
CAPTION = "filename"
FILE = re.compile(r"[\w/.-]+\.py(?: · [\w-]+)?")  # where no title was given
FRAMES = re.compile(r"^Traceback \(most recent call last\):\n(?:  .*\n)*", re.MULTILINE)
# What a printed tensor of numbers or of truth values says of itself.
PRINTED = frozenset({"tensor", "True", "False", "requires_grad", "dtype", "torch", "float64"})


class _Flat:
    """Collects what is kept of a page."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.left = False  # in a section that is left out
        self.contents: Contents | None = None
        self.intro = True  # before the first heading below the title

    def walk(self, parent: LexborNode) -> None:
        """Take what stands in an element, in order."""
        child = parent.first_child
        while child is not None:
            if child.is_text_node:
                self._text(child.text_content or "")
            elif child.is_element_node:
                self._element(child, str(child.tag))
            child = child.next

    def _element(self, node: LexborNode, tag: str) -> None:
        given = node.attributes
        classes = (given.get("class") or "").split()
        if tag in VOID or (tag == "svg" and DRAWN.intersection(classes)):
            self._put(" ")
        elif tag in FOREIGN or "data-search-exclude" in given or LEFT.intersection(classes):
            self.left |= tag in HEADINGS  # and with a heading its section
        elif tag == "code":  # with what colours it and links its names
            self._put("<code>")
            self._text(node.text())
            self._put("</code>")
        elif CAPTION in classes and FILE.fullmatch(node.text().strip()):
            self._put(" ")
        elif tag == "pre" and OUTPUT in classes:
            self._output(node.text())
        else:
            self._inner(node, tag, given)

    def _output(self, text: str) -> None:
        text = FRAMES.sub("", text)
        if PRINTED.issuperset(re.findall(r"[^\W\d]\w+", text)):
            self._put(" ")
        else:
            self._put("<pre>")
            self._text(text)
            self._put("</pre>")

    def _inner(self, node: LexborNode, tag: str, given: Mapping[str, str | None]) -> None:
        if tag in HEADINGS:
            self.left = given.get("id") in LEFT_SECTIONS
            self.intro = self.intro and tag == "h1"
        began = self._see(tag, given.get("href"))
        name = html.escape(given.get("id") or "") if tag in HEADINGS else ""
        self._edge(tag, f'<{tag} id="{name}">' if name else f"<{tag}>")
        self.walk(node)
        self._edge(tag, f"</{tag}>")
        if began is not None:
            if began.is_one():
                del self.made[began.start :]
            self.contents = None

    def _edge(self, tag: str, text: str) -> None:
        """Put a tag that is kept; a space where another one parts words."""
        if tag in KEPT:
            self._put(text)
        elif tag not in INLINE:
            self._put(" ")

    def _text(self, text: str) -> None:
        self._put(html.escape(text, quote=False))

    def _put(self, text: str) -> None:
        again = text == " " and self.made[-1:] == [" "]
        if not self.left and not again:
            self.made.append(text)

    def _see(self, tag: str, href: str | None) -> Contents | None:
        """Look for a list or a table that leads to the sections of its own page."""
        if self.contents is None and self.intro and tag in LISTS:
            self.contents = Contents(len(self.made))
            return self.contents
        if self.contents and href is not None:
            self.contents.links.append(href)
        return None


class Contents:
    """A list or a table in the introduction of a page; perhaps its list of contents.

    Attributes:
        start: How much of the page was collected before it.
        links: Where the links in it lead.
    """

    def __init__(self, start: int) -> None:
        self.start = start
        self.links: list[str] = []

    def is_one(self) -> bool:
        """Whether it does nothing but to lead to sections of its page, which say the same."""
        return bool(self.links) and all(link.startswith("#") for link in self.links)


def searchable(page: str) -> str:
    """The HTML of a page as the search is to see it: headings, paragraphs, lists and code.

    Args:
        page: The HTML of the page's content.
    """
    tree = LexborHTMLParser(f"<body>{page}</body>")
    flat = _Flat()
    if tree.body is not None:
        flat.walk(tree.body)
    return "".join(flat.made).strip()
