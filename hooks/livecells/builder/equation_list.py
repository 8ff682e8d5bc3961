"""Every equation of a site with what came of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from livecells.blocks.equations import Equation
from livecells.builder.equation_check import Outcome
from livecells.builder.results import Results

WORDS = {"checked": "checked", "definition": "definition", "notation": "notation"}


@dataclass(frozen=True)
class Row:
    """One equation of the list: `title` and `link` of its page, its number there, what came of it.

    `tex` is its LaTeX with every live value put in.
    """

    title: str
    link: str
    number: int
    equation: Equation
    outcome: Outcome
    tex: str


# --- the list of all -----------------------------------------------------------------------------


def rows(build: Results, uri: str, seen_from: str) -> Iterator[Row]:
    """The equations of a page for the list on another.

    Args:
        build: The build.
        uri: The page that has the equations.
        seen_from: The page that has the list.
    """
    page = build.pages[uri]
    link = posixpath.relpath(uri, posixpath.dirname(seen_from) or ".")
    pairs = zip(page.equations, build.outcomes(uri), strict=True)
    for number, (equation, outcome) in enumerate(pairs, start=1):
        tex = build.with_values(f"$${equation.tex}$$")[2:-2]
        yield Row(page.title, link, number, equation, outcome, tex)


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many equations there are of each kind, and how many of the checked ones were read."""
    found = {kind: sum(outcome.kind == kind for outcome in outcomes) for kind in WORDS}
    read = sum(outcome.kind == "checked" and outcome.parsed for outcome in outcomes)
    return {"all": len(outcomes), **found, "read": read}
