r"""Every equation of the pages, written wrong in many ways and right in others.

A program changes the LaTeX of the pages themselves. Whether what it makes is true is decided by
`oracle`, which reads LaTeX with torch and shares no code with the checker: a wrong variant counts
only where the numbers of the page no longer agree, a rewriting only where they all still do. A
definition may hold at the one point of the run; then a later equation of its page must refuse it,
or the page as a whole, of which no equation tells the wrong part from the right one.
Of each equation a few variants of each kind are tried, always the same; of the equations a sample,
or with `--all` all of them.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

import pytest

from livecells.blocks.equations import Equation, Reference
from livecells.builder.build import Build
from livecells.builder.outcomes import Outcome, outcome_of
from livecells.formula import Context

from ..conftest import Drawn
from .oracle import Paper, Unreadable
from .variants import SAME, WRONG, Change

pytestmark = pytest.mark.slow

GOOD = ("checked", "definition")
SOME = 20  # equations, where not all are tried
MOST = 2  # variants of one kind that are tried of one equation, drawn by a seed of its own


# --- the equations of the pages -------------------------------------------------------------------


@dataclass
class Given:
    """An equation with every live value put in, and the numbers of its options.

    `defined` and `mentioned`: the names that it gives a meaning, and those that it uses.
    """

    equation: Equation
    at: dict[str, Any]
    equals: Any
    defined: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()

    def holds(self, paper: Paper) -> bool:
        options = {k: v for k, v in self.equation.options.items() if k in ("fixed", "approx")}
        defines = bool(self.equation.options.get("define"))
        return paper.holds(self.equation.tex, self.at, self.equals, defines, **options)

    def outcome(self, context: Context) -> Outcome:
        return outcome_of(context, self.equation, self.at, self.equals)


@dataclass
class Case:
    """An equation of a page with those after it that depend on it, and with what both readers know
    before it; `after` are all that follow."""

    page: str
    rest: list[Given]
    after: list[Given]
    context: Context
    paper: Paper

    @property
    def name(self) -> str:
        return f"{self.page}#{self.rest[0].equation.name}"

    @property
    def tex(self) -> str:
        return self.rest[0].equation.tex

    def accepted(self, tex: str) -> bool:
        """Whether the checker takes the page with the first equation so written."""
        context = copy.copy(self.context)  # it replaces what it knows, and changes nothing in place
        if any(outcome.kind not in GOOD for outcome in self._outcomes(context, tex)):
            return False
        return context.untested().keys() <= self.usual or self._tested_by_the_page(tex)

    @cached_property
    def usual(self) -> set[str]:
        """What these equations alone leave untested as the page has them."""
        context = copy.copy(self.context)
        assert all(outcome.kind in GOOD for outcome in self._outcomes(context, self.tex))
        return set(context.untested())

    def _tested_by_the_page(self, tex: str) -> bool:
        """Whether all that follows is good, and leaves nothing untested, as a build asks."""
        context = copy.copy(self.context)
        written = [self._written(tex)[0], *self.after]
        return all(g.outcome(context).kind in GOOD for g in written) and not context.untested()

    def _outcomes(self, context: Context, tex: str) -> Iterator[Outcome]:
        before = context.definitions
        for given in self._written(tex):
            yield given.outcome(context)
            if context.definitions == before:
                return  # what follows is as it was

    def true(self, tex: str) -> bool:
        """Whether the page so written is true by torch."""
        paper = self.paper.copy()
        try:
            for given in self._written(tex):
                if not given.holds(paper):
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
def every(all_pages: Build) -> list[Case]:
    """One case for each equation of the site."""
    return [case for uri in all_pages.pages for case in cases_of(all_pages, uri)]


@pytest.fixture
def cases(every: list[Case], drawn: Drawn, request: pytest.FixtureRequest) -> list[Case]:
    """The equations that are changed."""
    return drawn(request.node.name, every, SOME)


def cases_of(build: Build, uri: str) -> list[Case]:
    """A page's equations, each true by both readers."""
    context, paper = Context(), Paper()
    given: list[Given] = []
    known: list[tuple[Context, Paper]] = []
    for equation in build.pages[uri].equations:
        if {"notation", "means"} & equation.options.keys():
            continue
        one = ready(build, equation)
        known.append((copy.copy(context), paper.copy()))
        outcome = one.outcome(context)
        assert outcome.kind in GOOD, (uri, equation.name, outcome)
        before = dict(paper.meant)
        assert one.holds(paper), (uri, equation.name)
        new = frozenset(k for k, v in paper.meant.items() if before.get(k) is not v)
        names = paper.mentions(one.equation.tex) | {key.lstrip("\\") for key in one.at}
        given.append(replace(one, defined=new, mentioned=frozenset(names)))
    assert not context.untested()
    return [
        Case(uri, relevant(given[place:]), given[place + 1 :], *both)
        for place, both in enumerate(known)
    ]


def relevant(given: list[Given]) -> list[Given]:
    """The first, those after it that depend on what it defines, and the definitions they need."""
    names, wanted = set(given[0].defined), {0}
    for place, one in enumerate(given):
        if names & one.mentioned:
            wanted.add(place)
            names |= one.defined
    needed = {name for place in wanted for name in given[place].mentioned}
    for place, one in reversed(list(enumerate(given))):
        if place not in wanted and needed & one.defined:
            wanted.add(place)
            needed |= one.mentioned
    return [given[place] for place in sorted(wanted)]


def ready(build: Build, equation: Equation) -> Given:
    def number(value: Any) -> Any:
        if not isinstance(value, Reference):
            return value
        run = build.snippets[value.snippet].run
        assert run is not None
        return run.value(value.query)

    tex = build.with_values(f"$${equation.tex}$$")[2:-2]
    at = {name: number(value) for name, value in equation.at.items()}
    return Given(replace(equation, tex=tex), at, number(equation.equals))


# --- tests ----------------------------------------------------------------------------------------


def variants(
    case: Case, ways: dict[str, Change], fits: Callable[[Case, str], bool]
) -> Iterator[tuple[str, str]]:
    """(kind, LaTeX) of different texts that fit, up to MOST of a kind for each equation."""
    seen = {case.tex}
    for kind, change in ways.items():
        made = [tex for tex in dict.fromkeys(change(case.tex)) if tex not in seen]
        seen.update(made)
        random.Random(f"{case.name} {kind}").shuffle(made)
        yield from islice(((kind, tex) for tex in made if fits(case, tex)), MOST)


def wrong(case: Case, tex: str) -> bool:
    return not case.true(tex)


def rewritten(case: Case, tex: str) -> bool:
    return case.true(tex)


@pytest.mark.timeout(900)
def test_every_wrong_variant_is_refused(cases: list[Case], drawn: Drawn) -> None:
    found, taken = Counter[str](), []
    for case in cases:
        made = list(variants(case, WRONG, wrong))
        assert len(made) >= 3, case.name
        found.update(kind for kind, _ in made)
        taken += [(case.name, kind, tex) for kind, tex in made if case.accepted(tex)]
    print(f"refused: {found.total()} {dict(found)}")
    assert not taken
    assert drawn.seed or (set(found) == set(WRONG) and found.total() >= 1000), found


@pytest.mark.timeout(900)
def test_every_rewriting_is_accepted(cases: list[Case], drawn: Drawn) -> None:
    found, refused = Counter[str](), []
    for case in cases:
        made = list(variants(case, SAME, rewritten))
        assert len(made) >= 2, case.name
        found.update(kind for kind, _ in made)
        refused += [(case.name, kind, tex) for kind, tex in made if not case.accepted(tex)]
    print(f"accepted: {found.total()} {dict(found)}")
    assert not refused
    assert drawn.seed or (set(found) == set(SAME) and found.total() >= 600), found
