"""Every equation of a site with what came of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from livecells.blocks.equations import Equation
from livecells.blocks.inline import InlineFormula
from livecells.builder.inline_check import Spoken
from livecells.builder.outcomes import Outcome
from livecells.builder.results import Results
from livecells.builder.verdicts import plural

SINGLE = "Compared at values that the page or its runs give only."
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


@dataclass(frozen=True)
class TextRow:
    """One formula in the text of a page: what the page is called, where it is, what came of it."""

    title: str
    uri: str
    link: str
    formula: InlineFormula
    spoken: Spoken


def text_rows(build: Results, uri: str, seen_from: str) -> Iterator[TextRow]:
    """The formulas in the text of a page that state something; arguments as `rows`."""
    title = build.pages[uri].title
    link = posixpath.relpath(uri, posixpath.dirname(seen_from) or ".")
    for formula, spoken in build.spoken(uri):
        yield TextRow(title, uri, link, formula, spoken)


def text_words(spoken: Spoken) -> str:
    """What came of a formula in running text, in a sentence."""
    reason = f": {spoken.words}" if spoken.words else ""
    said = {
        "checked": SINGLE if spoken.single else f"Compared at {plural(spoken.points, 'point')}.",
        "definition": "It says what a symbol stands for.",
        "supposed": "The text supposes it.",
        "notation": f"There is nothing to compare{reason}.",
    }
    return said.get(spoken.kind, f"Not checked{reason}")


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many equations there are of each kind, and how many of the checked ones were read."""
    found = {kind: sum(outcome.kind == kind for outcome in outcomes) for kind in WORDS}
    read = sum(outcome.kind == "checked" and outcome.parsed for outcome in outcomes)
    return {"all": len(outcomes), **found, "read": read}
