"""Displays of a finished page: each is that of a checked block, or one that a cell has displayed.

A page is scanned before it is converted; what includes, plugins and hooks put into it since, or
change in it, is seen here as it will be typeset.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborNode

from livecells.blocks.equations import Equation
from livecells.blocks.inline import spelling
from livecells.blocks.page import Page
from livecells.builder.build import Build
from livecells.builder.included import places_of
from livecells.builder.read_page import UNCHECKED
from livecells.errors import PageError, Place
from livecells.html_tree import Tree, select

CHANGED = (
    "equation {!r}: the page would show `{}`, and `{}` was checked: a plugin or a hook has changed "
    "the block since; have it leave the block alone, or write in the page what is to be shown"
)
EMPTY = (
    "equation {!r}: its display is not typeset as one: write `$$ ... $$` as a paragraph of its "
    "own, without an empty line inside; or a plugin or a hook has changed the block"
)
NOT_IN_FILE = (
    "the display `{}` is not checked, for it is not in the page's file: an include, a plugin or a "
    "hook has put it there. Write it in the page, in an `equation` block"
)


def foreign(build: Build, uri: str, html: str, own: Collection[str]) -> Iterator[PageError]:
    """Errors of displays that differ from what was checked, or that nobody has checked.

    Args:
        build: The build.
        uri: The page.
        html: Its content, with formulas as they are before they are typeset.
        own: The spelling of the displays that blocks of ours have put there.
    """
    page = build.pages[uri]
    if page.found.errors or page.lacks("equation"):
        return
    checked = _checked(build, uri)
    shown = set[str]()
    for element in select(Tree(html, is_fragment=True), ".arithmatex"):
        tex = _display(element)
        if tex is None:
            continue
        equation = _equation_of(element, page)
        if equation is None:
            if page.demanded and spelling(tex) not in own and not _is_listed(build, element, tex):
                yield from _unknown(build, page, tex)
            continue
        shown.add(equation.name)
        if spelling(tex) != spelling(checked[equation.name]):
            what = CHANGED.format(equation.name, _short(tex), _short(checked[equation.name]))
            yield PageError(what, [Place(page.path, equation.line)])
    for equation in page.equations:
        if equation.name not in shown:
            yield PageError(EMPTY.format(equation.name), [Place(page.path, equation.line)])


def spelled(html: str) -> set[str]:
    """The spelling of each display in HTML."""
    if "arithmatex" not in html:
        return set()
    found = map(_display, select(Tree(html, is_fragment=True), ".arithmatex"))
    return {spelling(tex) for tex in found if tex is not None}


def _checked(build: Build, uri: str) -> dict[str, str]:
    """The TeX that was checked, by the names of a page's equations."""
    return {equation.name: equation.tex for equation in build.stated(uri)[0]}


def _display(element: LexborNode) -> str | None:
    """The TeX of a displayed formula; None where it is none."""
    text = element.text().strip()
    return text[2:-2].strip() if text.startswith("\\[") and text.endswith("\\]") else None


def _equation_of(element: LexborNode, page: Page) -> Equation | None:
    """The equation in whose block an element stands."""
    inside = element.parent
    while inside is not None and "lc-equation" not in _classes(inside):
        inside = inside.parent
    name = inside.attributes.get("id") if inside is not None else None
    return next((equation for equation in page.equations if equation.name == name), None)


def _is_listed(build: Build, element: LexborNode, tex: str) -> bool:
    """Whether an element stands in the list of what was checked, and was."""
    inside = element.parent
    while inside is not None and "lc-equations" not in _classes(inside):
        inside = inside.parent
    if inside is None:
        return False
    stated = (build.stated(uri) for uri in build.pages)
    known = (
        spelling(tex)
        for equations, text in stated
        for tex in [*(e.tex for e in equations), *(f.tex for f in text.formulas)]
    )
    return spelling(tex) in known


def _classes(element: LexborNode) -> list[str]:
    return ((element.attributes or {}).get("class") or "").split()


def _unknown(build: Build, page: Page, tex: str) -> Iterator[PageError]:
    """The error of a display that is in no block; nothing where the scan has told of it."""
    if spelling(tex) not in spelling(page.text):
        what = NOT_IN_FILE.format(_short(tex))
        yield PageError(what, places_of(tex.strip(), page, build.folder))
        return
    told = [error for error in build.errors if error.message == UNCHECKED]
    if page.path not in {place.path for error in told for place in error.places}:
        yield PageError(UNCHECKED, [Place(page.path, page.line_of(tex))])


def _short(tex: str) -> str:
    tex = " ".join(tex.split())
    return tex if len(tex) <= 60 else f"{tex[:57]}..."
