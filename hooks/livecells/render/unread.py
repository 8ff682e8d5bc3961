"""Formulas in the text of a finished page that are not in its file, so that none was checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborNode

from livecells.blocks.inline import spelling, states
from livecells.builder import inline_faults
from livecells.builder.build import Build
from livecells.errors import PageError
from livecells.html_tree import Tree, select

# As `pymdownx.arithmatex` writes one; those of drawn graphs have more classes.
INLINE = re.compile(r'<span class="arithmatex">\s*\\\((.*?)\\\)\s*</span>', re.DOTALL)


def unread(build: Build, uri: str, html: str) -> Iterator[PageError]:
    """Errors of formulas that state something and were not checked, on a page that demands it.

    Args:
        build: The build.
        uri: The page.
        html: Its content, with formulas as they are before they are typeset.
    """
    page = build.pages[uri]
    if page.found.errors or not (page.demanded or page.maths):
        return
    shown = [unescape(match[1]) for match in INLINE.finditer(html)]
    if _unknown(build, uri, shown):
        yield from inline_faults.unread(page, _unknown(build, uri, _of_text(html)))


def is_alone(build: Build, uri: str, html: str) -> bool:
    """Whether no other page has to be asked for a formula that stands in this one."""
    page = build.pages[uri]
    if not (page.demanded or page.maths):
        return True
    shown = [unescape(match[1]) for match in INLINE.finditer(html)]
    return not _unknown(build, uri, shown, alone=True)


def _unknown(build: Build, uri: str, shown: list[str], *, alone: bool = False) -> list[str]:
    """Those that are not checked on the page, nor on one that this one may show a notebook of."""
    rest = [tex for tex in dict.fromkeys(shown) if states(tex)]
    others = () if alone else build.pages
    for other in (uri, *others) if rest else ():
        maths = build.pages[other].maths
        known = {spelling(formula.tex) for formula, _ in build.spoken(other)}
        known |= set(maths.listed) if maths else set()
        rest = [tex for tex in rest if spelling(tex) not in known]
        if not rest:
            break
    return rest


def _of_text(html: str) -> list[str]:
    """The formulas in the page's own text, without those that a cell displays."""
    found = select(Tree(html, is_fragment=True), "span.arithmatex")
    text = [one.text() for one in found if one.attributes["class"] == "arithmatex"]
    shown = [one.text() for one in found if _is_output(one)]
    return [tex.strip()[2:-2] for tex in text if tex not in shown]


def _is_output(element: LexborNode) -> bool:
    """Whether a formula stands in what a cell displays."""
    inside = element.parent
    while inside is not None:
        if "lc-html" in ((inside.attributes or {}).get("class") or "").split():
            return True
        inside = inside.parent
    return False
