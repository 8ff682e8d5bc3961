"""The displayed equations of a page: what each is compared with, and what came of it.

The checks of a page are made together, in order, because an equation may use what an earlier one
defined. Their results are kept in a table under a digest of the page's equations and values, so
that a build in which neither changed loads no mathematics at all.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from livecells.blocks.equations import MISSING, Equation, Numbers, Reference
from livecells.blocks.inline import states
from livecells.builder.inline_check import Known, Spoken, Text
from livecells.builder.meaning import Meanings
from livecells.builder.outcomes import Outcome, outcome_of
from livecells.errors import LiveError, PageError
from livecells.installed import installed
from livecells.source import source_digest

if TYPE_CHECKING:
    from livecells.formula import Context


Made = TypeVar("Made")
Resolve: TypeAlias = "Callable[[Reference], Numbers]"
Values: TypeAlias = "tuple[dict[str, Numbers], Numbers | None]"  # those of `at` and `equals`
# What came of a page's equations before, by a digest of them and their values.
Checks = MutableMapping[str, list[dict[str, Any]]]


def check_page(
    equations: Sequence[Equation],
    resolve: Resolve,
    table: Checks,
    meanings: Meanings | None = None,
) -> list[Outcome]:
    """Check the displays of a page; see `check_all`."""
    return check_all(equations, Text(), resolve, table, meanings)[0]


def check_all(
    equations: Sequence[Equation],
    text: Text,
    resolve: Resolve,
    table: Checks,
    meanings: Meanings | None = None,
) -> tuple[list[Outcome], list[Spoken]]:
    """Check a page's formulas in order, or take what came of the same before.

    Args:
        equations: All of the page, with the live values in their TeX.
        text: The formulas in its text.
        resolve: Gives the numbers of a reference.
        table: What came of equations before; that of a page without errors is put into it.
        meanings: Evaluates what equations mean in Python; needed where one has `means`.

    Returns:
        An outcome for each equation, and for each formula of the text; what is wrong with one is an
        outcome too.
    """
    values = [_resolved(equation, resolve) for equation in equations]
    key = _key(equations, values, text)
    if key in table:
        stored, count = table[key], len(equations)
        return [Outcome(**one) for one in stored[:count]], [Spoken(**o) for o in stored[count:]]
    trail = list[Known]()
    outcomes = _check(equations, values, meanings or Meanings(None, Path()), trail)
    spoken = list(_spoken(text, trail, whole=text.whole and not any(map(_is_bad, outcomes))))
    if not any(map(_is_bad, outcomes)) and not any(map(_is_bad, spoken)):
        table[key] = [*map(vars, outcomes), *map(vars, spoken)]
    return outcomes, spoken


def _is_bad(outcome: Outcome | Spoken) -> bool:
    return outcome.kind in ("failed", "skipped")


def _spoken(text: Text, trail: Sequence[Known], *, whole: bool) -> Iterator[Spoken]:
    """What comes of the formulas of the text, with what the displays have left."""
    if not text.formulas:
        return
    from livecells.builder.text_check import TextCheck

    check = TextCheck(trail, text, whole=whole)
    for formula in text.formulas:
        found = foreseen(check.spoken, formula)
        yield Spoken("failed", words=found.fault) if isinstance(found, Outcome) else found


def _resolved(equation: Equation, resolve: Resolve) -> Values | LiveError:
    def number(value: Reference | Numbers) -> Numbers:
        return resolve(value) if isinstance(value, Reference) else value

    try:
        at = {name: number(value) for name, value in equation.at.items()}
        return at, None if equation.equals is None else number(equation.equals)
    except LiveError as error:
        return error


def _key(equations: Sequence[Equation], values: Sequence[Values | LiveError], text: Text) -> str:
    parts: list[object] = [
        (e.name, e.tex, sorted(e.options.items()), v)
        for e, v in zip(equations, values, strict=True)
    ]
    parts += [text.key(equations)] if text.formulas else []
    made_by = (source_digest(__name__), installed().get("torch"))
    return sha256(repr([made_by, *parts]).encode()).hexdigest()[:32]


def _check(
    equations: Sequence[Equation],
    values: Sequence[Values | LiveError],
    meanings: Meanings,
    trail: list[Known],
) -> list[Outcome]:
    from livecells.formula import Context

    context, lost = Context(), set[str]()
    outcomes: list[Outcome] = []
    trail.append(Known(0, copy.copy(context), {}))
    for equation, given in zip(equations, values, strict=True):
        if not isinstance(given, LiveError):
            meanings.begin(equation, given[0])
    for equation, given in zip(equations, values, strict=True):
        outcome = foreseen(_without, equation, given, lost)
        if outcome is None and not isinstance(given, LiveError):
            outcome = foreseen(outcome_of, context, equation, *given, meanings)
        assert outcome is not None
        if outcome.kind in ("failed", "skipped"):
            lost |= _heads(context, equation)
        at = {} if isinstance(given, LiveError) else given[0]
        trail.append(Known(equation.line, copy.copy(context), at))
        outcomes.append(outcome)
    return _with_late_faults(equations, outcomes, context)


def _with_late_faults(
    equations: Sequence[Equation], outcomes: Sequence[Outcome], context: Context
) -> list[Outcome]:
    """What only the whole of a page shows: definitions of which a part was never tested."""
    late = {} if any(o.kind in ("failed", "skipped") for o in outcomes) else context.untested()
    return [
        Outcome("failed", fault=late[e.name].message, detail=late[e.name].detail)
        if e.name in late
        else outcome
        for e, outcome in zip(equations, outcomes, strict=True)
    ]


def foreseen(make: Callable[..., Made], *arguments: Any) -> Made | Outcome:
    """What a check makes; whatever it raises is a failed outcome, which has a place."""
    try:
        return make(*arguments)
    except Exception as error:  # whatever a page has written, its line is to be said
        what = f"{type(error).__name__}: {error}".removesuffix(": ")[:200]
        return Outcome("failed", fault=f"the checker fails at it, write it in another way ({what})")


def _heads(context: Context, equation: Equation) -> set[str]:
    with contextlib.suppress(Exception):
        return context.heads(equation.tex, bool(equation.options.get("define")))
    return set()


def _without(equation: Equation, given: Values | LiveError, lost: set[str]) -> Outcome | None:
    """What is known of an equation before its LaTeX is read; None where it must be read."""
    from livecells.formula import mentions

    if equation.notation is not None:
        return _of_notation(equation)
    if isinstance(given, LiveError):
        return Outcome("skipped", fault=given.message, detail=given.detail)
    if MISSING in equation.tex:
        return Outcome("skipped", fault="a value in it could not be had")
    used = mentions(equation.tex, lost)
    if used:
        names = ", ".join(sorted(used))
        return Outcome("skipped", fault=f"the equation that says what {names} is has failed")
    return None


def _of_notation(equation: Equation) -> Outcome:
    """Notation: what is said of it on the page depends on whether it states something."""
    from livecells.builder.asked_of_text import says_arithmetic

    if says_arithmetic(equation.tex):
        what = "option notation stands above arithmetic, which is always checked: leave it out"
        return Outcome("failed", fault=what)
    return Outcome("notation", uncompared=int(states(equation.tex)))


def error_of(outcome: Outcome, equation: Equation) -> PageError:
    """The error of a failed equation, without its place."""
    return PageError(f"equation {equation.name!r}: {outcome.fault}", detail=outcome.detail)
