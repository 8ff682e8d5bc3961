"""What is wrong with the formulas in a page's text and with what its front matter says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from livecells.blocks.equations import Equation
from livecells.blocks.inline import InlineFormula, spelling
from livecells.blocks.page import Page
from livecells.builder.inline_check import Spoken
from livecells.errors import PageError, Place

NOT_THERE = (
    "maths.{}: no formula in the page's text that states something is written {!r}: "
    "take it off the list, or write both alike"
)
IDLE = "maths.at gives {!r} a value, and no formula of the page mentions it"
UNREAD = (
    "the formula `{}` is not checked, for it is not in the page's file: an include or a plugin "
    "has put it there. Write it in the page, or list it in the front matter under `maths`"
)
LETTERS = re.compile(r"\\?[A-Za-z]+")


def error_of(spoken: Spoken, formula: InlineFormula) -> PageError:
    """The error of a formula that has failed, without its place."""
    return PageError(f"in the text, `{formula.tex}`: {spoken.words}", detail=spoken.detail)


def idle(
    page: Page, formulas: Sequence[InlineFormula], equations: Sequence[Equation]
) -> Iterator[PageError]:
    """What the front matter gives or lists to no effect.

    Args:
        page: The page.
        formulas: Those of its text that state something, with the live values in them.
        equations: Its equations.
    """
    if page.maths is None:
        return
    written = {spelling(formula.tex) for formula in formulas}
    for key, listed in page.maths.listed.items():
        if key not in written:
            what = NOT_THERE.format(listed.kind, listed.tex)
            yield PageError(what, [Place(page.path, listed.line)])
    for key, place in page.maths.places.items():
        if key not in written:
            yield PageError(NOT_THERE.format("at", place.tex), [Place(page.path, place.line)])
    texts = [*(formula.tex for formula in formulas), *(equation.tex for equation in equations)]
    letters = {name for tex in texts for name in _letters(tex)}
    for name, line in page.maths.lines.items():
        if re.split("[_^]", name.removeprefix("\\"))[0] not in letters:
            yield PageError(IDLE.format(name), [Place(page.path, line)])


def _letters(tex: str) -> Iterator[str]:
    """Whatever in TeX may be a name: commands, words, and the letters of words."""
    for match in LETTERS.finditer(tex):
        yield match[0].removeprefix("\\")
        yield from () if match[0].startswith("\\") else match[0]


def unread(page: Page, shown: Iterable[str]) -> Iterator[PageError]:
    """Errors of formulas on the finished page that state something, and that nobody has checked."""
    for tex in shown:
        yield PageError(UNREAD.format(tex), [Place(page.path, page.line_of(tex))])
