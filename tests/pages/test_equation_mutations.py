r"""Every equation of the pages, written wrong in many ways and right in others.

A program changes the LaTeX of the pages themselves. Whether what it makes is true is decided by
`paper`, which reads LaTeX with torch and shares no code with the checker: a wrong variant counts
only where the numbers of the page no longer agree, a rewriting only where they all still do. A
definition may hold at the one point of the run; then a later equation of its page must refuse it.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from livecells import equations
from livecells.book import Book
from livecells.equations import Equation, Outcome, Reference
from livecells.execute import execute
from livecells.formula import Context

from .paper import Paper, Unreadable

ROOT = Path(__file__).resolve().parents[2]
Change = Callable[[str], Iterator[str]]


# --- the equations of the pages -------------------------------------------------------------------


@dataclass
class Given:
    """An equation with every live value put in, and the numbers of its options."""

    equation: Equation
    at: dict[str, Any]
    equals: Any

    @property
    def defines(self) -> bool:
        return bool(self.equation.options.get("define"))


@dataclass
class Case:
    """A page's equations from one on, with what both readers know before it."""

    page: str
    rest: list[Given]
    context: Context
    paper: Paper

    def accepted(self, tex: str) -> bool:
        """Whether the checker takes the page with the first equation so written."""
        context = copy.copy(self.context)  # it replaces what it knows, and changes nothing in place
        return all(outcome.kind == "checked" for outcome in self._outcomes(context, tex))

    def _outcomes(self, context: Context, tex: str) -> Iterator[Outcome]:
        before = context.definitions
        for given in self._written(tex):
            yield equations.outcome_of(context, given.equation, given.at, given.equals)
            if context.definitions == before:
                return  # what follows is as it was

    def true(self, tex: str) -> bool:
        """Whether the page so written is true by torch."""
        paper = Paper(dict(self.paper.meant))
        try:
            for given in self._written(tex):
                if not paper.holds(given.equation.tex, given.at, given.equals, given.defines):
                    return False
                if paper.meant == self.paper.meant:
                    break  # what follows is as it was
        except Unreadable:
            return False
        return True

    def _written(self, tex: str) -> list[Given]:
        first = replace(self.rest[0], equation=replace(self.rest[0].equation, tex=tex))
        return [first, *self.rest[1:]]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """One case for each equation of the site."""
    book = Book(ROOT / "snippets")
    for path in sorted((ROOT / "docs").rglob("*.md")):
        book.add(path.relative_to(ROOT / "docs").as_posix(), path.name, path.read_text("utf-8"))
    book.start(None)
    for story in book.stories.values():
        assert story.snippet is not None
        asks = tuple(sorted(story.asks, key=lambda ask: ask.key))
        story.run = execute(story.snippet, asks)[0]
    return [case for uri in book.pages for case in cases_of(book, uri)]


def cases_of(book: Book, uri: str) -> Iterator[Case]:
    given = [ready(book, equation) for equation in book.pages[uri].equations]
    context, paper = Context(), Paper()
    for place, one in enumerate(given):
        yield Case(uri, given[place:], copy.copy(context), Paper(dict(paper.meant)))
        outcome = equations.outcome_of(context, one.equation, one.at, one.equals)
        assert outcome.kind == "checked", (uri, one.equation.name, outcome)
        assert paper.holds(one.equation.tex, one.at, one.equals, one.defines), one.equation.name


def ready(book: Book, equation: Equation) -> Given:
    def number(value: Any) -> Any:
        if not isinstance(value, Reference):
            return value
        run = book.stories[value.snippet].run
        assert run is not None
        return run.value(value.ask)

    tex = book.with_values(f"$${equation.tex}$$")[2:-2]
    at = {name: number(value) for name, value in equation.at.items()}
    return Given(replace(equation, tex=tex), at, number(equation.equals))


# --- wrong variants -------------------------------------------------------------------------------

FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
NUMBER = re.compile(r"(?<![\d.a-z{])\d+(?:\.\d+)?(?![\d.]|pt)")
MATRIX = re.compile(r"(\\begin\{pmatrix\})(.*?)(\\end\{pmatrix\})", re.DOTALL)


def at_each(
    pattern: str | re.Pattern[str], tex: str, *made: str | Callable[..., str]
) -> Iterator[str]:
    """The text with one match replaced, for each match and each replacement."""
    for match in re.finditer(pattern, tex):
        for new in made:
            text = new(match) if callable(new) else match.expand(new)
            yield tex[: match.start()] + text + tex[match.end() :]


def wrong_sign(tex: str) -> Iterator[str]:
    yield from at_each(r"\+", tex, lambda _: "-")
    yield from at_each(r"(?<=[\w}]) - ", tex, lambda _: " + ")
    yield from at_each(r"=\s", tex, lambda _: "= -")


def wrong_factor(tex: str) -> Iterator[str]:
    yield from at_each(
        NUMBER,
        tex,
        lambda m: f"{float(m[0]) * 2:g}",
        lambda m: f"{float(m[0]) + 1:g}",
    )
    yield from at_each(r"=\s", tex, lambda _: r"= 2\,", lambda _: r"= \frac{1}{2}\,")


def wrong_exponent(tex: str) -> Iterator[str]:
    yield from at_each(r"\^\{?(\d)\}?", tex, r"^{1\1}", lambda m: f"^{{{int(m[1]) + 1}}}", "")
    yield from at_each(r"(?<![\\a-z{,])([a-z]_[a-z\d])(?![\^=])", tex, r"\1^2")


def wrong_index(tex: str) -> Iterator[str]:
    yield from at_each(r"_([ij])(?![a-z=])", tex, lambda m: "_j" if m[1] == "i" else "_i", "_k")
    yield from at_each(r"_(\d)", tex, lambda m: f"_{int(m[1]) % 3 + 1}")
    yield from at_each(r"_\{([a-z])([a-z])\}", tex, r"_{\2\1}", r"_{\1\1}")


def wrong_transpose(tex: str) -> Iterator[str]:
    yield from at_each(r"\^T", tex, lambda _: "")
    yield from at_each(r"v\^T J", tex, lambda _: "J v", lambda _: "J^T v", lambda _: "v^T J^T")
    yield from at_each(MATRIX, tex, transposed, turned)


def transposed(match: re.Match[str]) -> str:
    rows = [row.split("&") for row in match[2].split(r"\\")]
    columns = zip(*rows, strict=True)
    return match[1] + r" \\ ".join("&".join(column) for column in columns) + match[3]


def turned(match: re.Match[str]) -> str:
    """The rows in reverse order."""
    return match[1] + r" \\ ".join(reversed(match[2].split(r"\\"))) + match[3]


def swapped_numerator(tex: str) -> Iterator[str]:
    yield from at_each(FRACTION, tex, lambda m: f"\\frac{{{m[2]}}}{{{m[1]}}}")
    yield from at_each(r"(\\partial \w_\d)/(\\partial \w_\d)", tex, r"\2/\1")


def missing_factor(tex: str) -> Iterator[str]:
    factor = rf"(?:{FRACTION.pattern}|\([^()]*\)|[\d.]+)"
    yield from at_each(rf"\\cdot {factor}", tex, lambda _: "")
    yield from at_each(rf"{factor}(?: |\\,)*\\cdot", tex, lambda _: "")
    yield from at_each(r"\\sum_(\w|\{[^}]*\}(\^\{\d\})?)", tex, lambda _: "")
    yield from at_each(r"(\\frac\{\d\}\{\d\})(?= )", tex, lambda _: "")


WRONG: dict[str, Change] = {
    "sign": wrong_sign,
    "factor": wrong_factor,
    "exponent": wrong_exponent,
    "index": wrong_index,
    "transpose": wrong_transpose,
    "numerator": swapped_numerator,
    "missing": missing_factor,
}


# --- other ways to write the same -----------------------------------------------------------------


def other_numbers(tex: str) -> Iterator[str]:
    yield from at_each(
        r"\\frac(\{\d\})(\{\d\})", tex, r"\\tfrac\1\2", lambda m: f"({m[1][1]}/{m[2][1]})"
    )
    yield from at_each(
        r"\\frac\{(\d)\}\{(\d)\}", tex, lambda m: f"\\frac{{{int(m[1]) * 3}}}{{{int(m[2]) * 3}}}"
    )
    yield from at_each(r"(?<== )(\d)(?= |$)", tex, lambda m: f"\\frac{{{int(m[1]) * 2}}}{{2}}")


def commuted(tex: str) -> Iterator[str]:
    yield from at_each(r"\(x_i \+ 2\)", tex, "(2 + x_i)", r"\\left(x_i + 2\\right)")
    whole = FRACTION.pattern.replace("(", "(?:", 1)
    yield from at_each(rf"({whole}) \\cdot ({whole})", tex, swapped)


def swapped(match: re.Match[str]) -> str:
    left, right = match[0].split(r" \cdot ", 1)
    return rf"{right} \cdot {left}"


def expanded(tex: str) -> Iterator[str]:
    yield from at_each(r"(?<![\\{])([a-z]_i)\^2", tex, r"\1 \\cdot \1")
    yield from at_each(r"(\(x_i \+ 2\))\^2", tex, r"\1\1", r"\1 \\cdot \1")
    yield from at_each(r"\\,\(x_i \+ 2\)(?!\^)", tex, r" \\cdot (x_i + 1 + 1)")


def neutral(tex: str) -> Iterator[str]:
    yield from at_each(r"= (?=[^-])", tex, r"= 1 \\cdot ")
    yield re.sub(r"\\[,;]|(?<=,)\\ ", "", tex)


def other_marks(tex: str) -> Iterator[str]:
    yield tex.replace("^T", r"^\top")
    yield tex.replace(r"\bigr\rvert", r"\Big|")
    yield tex.replace("pmatrix", "bmatrix")
    yield tex.replace(r"\begin{aligned}", r"\begin{split}").replace("{aligned}", "{split}")


def renamed(tex: str) -> Iterator[str]:
    for new in ("k", "m"):
        yield re.sub(r"_i(?![a-z])", f"_{new}", tex)
        yield re.sub(r"_j(?![a-z])", f"_{new}", tex)


SAME: dict[str, Change] = {
    "numbers": other_numbers,
    "commuted": commuted,
    "expanded": expanded,
    "neutral": neutral,
    "marks": other_marks,
    "renamed": renamed,
}


def variants(case: Case, ways: dict[str, Change]) -> Iterator[tuple[str, str]]:
    """(kind, LaTeX) of each different text that the ways make of the case's first equation."""
    tex = case.rest[0].equation.tex
    seen = {tex}
    for kind, change in ways.items():
        for made in change(tex):
            if made not in seen:
                seen.add(made)
                yield kind, made


# --- tests ----------------------------------------------------------------------------------------


def test_every_wrong_variant_is_refused(cases: list[Case]) -> None:
    found, taken = Counter[str](), []
    for case in cases:
        wrong = [(kind, tex) for kind, tex in variants(case, WRONG) if not case.true(tex)]
        assert len(wrong) >= 3, (case.page, case.rest[0].equation.name)
        found.update(kind for kind, _ in wrong)
        taken += [(case.page, kind, tex) for kind, tex in wrong if case.accepted(tex)]
    assert not taken
    assert set(found) == set(WRONG)
    assert found.total() >= 800, found
    print(f"refused: {found.total()} {dict(found)}")


def test_every_rewriting_is_accepted(cases: list[Case]) -> None:
    found, refused = Counter[str](), []
    for case in cases:
        for kind, tex in variants(case, SAME):
            if not case.true(tex.replace("bmatrix", "pmatrix").replace("split", "aligned")):
                continue
            found[kind] += 1
            if not case.accepted(tex):
                refused.append((case.page, kind, tex))
    assert not refused
    assert set(found) == set(SAME)
    assert found.total() >= 250, found
    print(f"accepted: {found.total()} {dict(found)}")
