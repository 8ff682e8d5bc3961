r"""Every formula in the text of the pages that states something, with a digit or a sign changed.

The build must refuse each: the formula itself, or what the front matter lists and no longer finds.
Digits of live values are the run's, so they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from livecells.blocks.inline import spelling
from livecells.blocks.live_values import values
from livecells.builder.build import Build
from livecells.builder.equation_check import check_all
from livecells.builder.inline_check import Text

CHANGE = {"+": "-", "-": "+", "<": ">", ">": "<"}


def taken(build: Build, uri: str, changed: list[tuple[int, str]]) -> list[str]:
    """Those of the changed formulas of a page, each by its number, with which it is accepted."""
    if not changed:
        return []
    equations, text = build.stated(uri)
    filled = [build.with_values(f"${tex}$")[1:-1] for _, tex in changed]
    pairs = list(zip((number for number, _ in changed), filled, strict=True))
    made = [replace(text.formulas[number], tex=tex) for number, tex in pairs]
    _, spoken = check_all(equations, replace(text, formulas=made), build.numbers, {})
    return [
        tex
        for (number, tex), found in zip(pairs, spoken, strict=True)
        if found.kind not in ("failed", "skipped") and _fits(text, number, tex)
    ]


def _fits(text: Text, number: int, tex: str) -> bool:
    """Whether all that the front matter lists is still there, with one formula changed."""
    others = [formula.tex for place, formula in enumerate(text.formulas) if place != number]
    return {*text.listed, *text.places} <= {spelling(one) for one in [tex, *others]}


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


@pytest.mark.slow  # the real site has to be built first
def test_every_formula_with_a_digit_or_a_sign_changed_is_refused(all_pages: Build) -> None:
    tried, wrong = 0, []
    for uri, page in all_pages.pages.items():
        formulas = enumerate(page.statements)
        changed = [(number, tex) for number, one in formulas for tex in set(mutants(one.tex))]
        tried += len(changed)
        wrong += [(uri, tex) for tex in taken(all_pages, uri, changed)]
    print(f"{tried} changed formulas are refused")
    assert wrong == []
    assert tried >= 300
