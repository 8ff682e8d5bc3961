r"""Every formula in the text of the pages that states something, with a digit or a sign changed.

The build must refuse each: the formula itself, or what the front matter lists and no longer finds.
Digits of live values are the run's, so they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from livecells.blocks.inline import InlineFormula, spelling
from livecells.blocks.live_values import values
from livecells.builder import equation_check
from livecells.builder.build import Build
from livecells.builder.equation_check import foreseen
from livecells.builder.inline_check import Known, Text
from livecells.builder.meaning import Meanings
from livecells.builder.text_check import TextCheck
from livecells.kinds import KINDS
from livecells.pool.pool import Pool
from livecells.pool.preload import modules_for

ROOT = Path(__file__).resolve().parents[2]
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
CHANGE = {"+": "-", "-": "+", "<": ">", ">": "<"}


@dataclass
class Page:
    """A page with the formulas of its text, as they are written and with their values."""

    uri: str
    written: list[InlineFormula]
    text: Text
    check: TextCheck
    build: Build

    def refuses(self, number: int, tex: str) -> bool:
        """Whether the page is refused with one formula written otherwise."""
        filled = self.build.with_values(f"${tex}$")[1:-1]
        found = foreseen(self.check.spoken, replace(self.text.formulas[number], tex=filled))
        others = [f.tex for n, f in enumerate(self.text.formulas) if n != number]
        there = {spelling(one) for one in [filled, *others]}
        listed = {*self.text.listed, *self.text.places}
        return found.kind in ("failed", "skipped") or not listed <= there


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    build = Build(ROOT / "snippets", KINDS)
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text("utf-8")
        front = FRONT.match(text)
        head = front[0] if front else ""
        uri = path.relative_to(ROOT / "docs").as_posix()
        build.add(uri, uri, text[len(head) :], head.count("\n"), head)
        if "maths:" in head or not uri.startswith("about/"):
            build.pages[uri].demanded = True
        if not build.pages[uri].statements:
            del build.pages[uri]
    with Pool(2, modules=modules_for(build.resolve())) as pool:
        build.start(pool)
        made = [page_of(build, uri) for uri in build.pages]
    assert build.errors == []
    return made


def page_of(build: Build, uri: str) -> Page:
    page = build.pages[uri]
    filled = [f for f, _ in build.spoken(uri)]
    text = build._text(page, filled)
    trail: list[Known] = []
    ready = [
        replace(equation, tex=build.with_values(f"$${equation.tex}$$")[2:-2])
        for equation in page.equations
    ]
    given = [equation_check._resolved(equation, build.numbers) for equation in ready]
    list(equation_check._check(ready, given, Meanings(None, build.folder), trail))
    return Page(uri, page.statements, text, TextCheck(trail, text, whole=True), build)


def mutants(tex: str) -> Iterator[str]:
    """The formula with one digit or one sign of its own changed, or a sign more."""
    spans = [(value.start, value.end) for value in values(tex, [])]
    for match in re.finditer(r"\d|[-+<>]|=(?! *0\b)|\\approx(?![a-z])", tex):
        start, end, sign = match.start(), match.end(), match[0]
        if any(first <= start < last for first, last in spans):
            continue
        if sign.isdigit():
            for other in {str((int(sign) + 1) % 10), str((int(sign) + 9) % 10)}:
                yield f"{tex[:start]}{other}{tex[end:]}"
        elif sign in CHANGE:
            yield f"{tex[:start]}{CHANGE[sign]}{tex[end:]}"
        else:
            yield f"{tex[:end]} -{tex[end:]}"


def test_every_formula_with_a_digit_or_a_sign_changed_is_refused(pages: list[Page]) -> None:
    tried, taken = 0, []
    for page in pages:
        for number, formula in enumerate(page.written):
            made = list(dict.fromkeys(mutants(formula.tex)))
            assert made, formula
            tried += len(made)
            taken += [(page.uri, formula.tex, tex) for tex in made if not page.refuses(number, tex)]
    print(f"{tried} refused, of {sum(len(page.written) for page in pages)} formulas")
    assert taken == []
    assert tried >= 300
