"""The displayed equations of a page: what each is compared with, and what came of it.

The checks of a page are made together, in order, because an equation may use what an earlier one
defined. Their results are kept in a table under a digest of the page's equations and values, so
that a build in which neither changed loads no mathematics at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livecells.errors import LiveError, PageError
from livecells.notebook import ARRAY, Ask
from livecells.scan import OPTIONS, Block, checked

if TYPE_CHECKING:
    from livecells.formula import Context, Report

    Given = Mapping[str, Any]

REFERENCE = re.compile(r"(?P<snippet>[A-Za-z_][\w/]*)(?:@(?P<after>[\w-]+))?:(?P<expression>.+)\Z")
MISSING = "…"  # stands in a page's text where a value of a run could not be had
DISPLAY = re.compile(r"\A\s*(?:\$\$(?P<tex>.*)\$\$|\\\[(?P<other>.*)\\\])\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """A value of a run, as an equation's options name it."""

    snippet: str
    ask: Ask

    @classmethod
    def of(cls, text: str) -> Reference:
        """Read `snippet:expression` or `snippet@cell:expression`; raises ValueError."""
        match = REFERENCE.match(text.strip())
        if not match:
            raise ValueError(f"expected `snippet:expression`, not {text!r}")
        return cls(match["snippet"], Ask(match["expression"].strip(), ARRAY, match["after"]))

    def __str__(self) -> str:
        after = f"@{self.ask.after}" if self.ask.after else ""
        return f"{self.snippet}{after}:{self.ask.expression}"


@dataclass(frozen=True)
class Equation:
    """One `equation` block. `at` and `equals` hold references, or numbers written in the page."""

    name: str
    tex: str
    line: int
    at: Mapping[str, Any] = field(default_factory=dict)
    equals: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def notation(self) -> str | None:
        """Why the display states no equality that could be checked."""
        reason = self.options.get("notation")
        return None if reason is None else str(reason)

    def references(self) -> Iterator[Reference]:
        """The values of runs that the check needs."""
        for value in [*self.at.values(), self.equals]:
            if isinstance(value, Reference):
                yield value


def read(block: Block) -> Equation:
    """An `equation` block as the page wrote it; raises ValueError with what is wrong with it."""
    checked(block.options, OPTIONS["equation"])
    match = DISPLAY.match(block.body)
    if not match:
        raise ValueError("an equation block holds one display, `$$ ... $$`")
    options = dict(block.options)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", block.argument):
        raise ValueError(f"an equation needs a kebab-case name to link to, not {block.argument!r}")
    at = {str(name): _value(value) for name, value in options.pop("at", {}).items()}
    equals = options.pop("equals", None)
    tex = (match["tex"] or match["other"] or "").strip()
    if "$$" in tex or MISSING in tex:
        what = "one display" if "$$" in tex else f"no {MISSING}: write \\dots"
        raise ValueError(f"an equation block holds {what}")
    equation = Equation(
        block.argument,
        tex,
        block.line,
        at,
        None if equals is None else _value(equals),
        options,
    )
    _refuse_idle(equation)
    return equation


def _refuse_idle(equation: Equation) -> None:
    """An option that would have no effect is a slip."""
    given = set(equation.options) | ({"at"} if equation.at else set())
    given |= {"equals"} if equation.equals is not None else set()
    if equation.notation is not None and given > {"notation"}:
        raise ValueError("an equation that is notation is not compared with anything")
    if equation.options.get("define") and given - {"define", "at", "equals", "samples"}:
        raise ValueError("a definition takes no options but at, equals and samples")
    if equation.options.get("samples", 20) < 5:
        raise ValueError("samples must be 5 or more: fewer points say little")


def _value(given: Any) -> Any:
    """A text refers to a run; numbers and lists of numbers stand for themselves."""
    if isinstance(given, str):
        return Reference.of(given)
    shape_of(given)
    return given


def shape_of(given: Any) -> tuple[int, ...]:
    """The shape of numbers in lists; raises ValueError where they are none."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return ()
    sizes = {shape_of(entry) for entry in given} if isinstance(given, list) else set()
    if len(sizes) != 1:
        raise ValueError(f"expected a number, a list of numbers or a reference, not {given!r}")
    return (len(given), *sizes.pop())


@dataclass(frozen=True)
class Outcome:
    """What came of one equation: plain data, for the table, the page and the list of all.

    `kind`: checked, definition, notation, failed, or skipped (what it needs failed, and was said
    to). `proved` of `steps` equalities hold by algebra too; all were compared at `points` points.
    `entries` numbers of the run are the same, under the names `confirmed` and that of `equals`.
    """

    kind: str
    steps: int = 0
    proved: int = 0
    points: int = 0
    entries: int = 0
    error: float = 0.0
    parsed: bool = True
    confirmed: Sequence[str] = ()
    fault: str = ""
    detail: str = ""


Resolve = Callable[[Reference], Any]


def check_page(
    equations: Sequence[Equation], resolve: Resolve, table: MutableMapping[str, Any]
) -> list[Outcome]:
    """Check a page's equations in order, or take from `table` what came of the same before.

    `resolve` gives the numbers of a reference. A fault is an outcome too; only good pages are kept.
    """
    values = [_resolved(equation, resolve) for equation in equations]
    key = _key(equations, values)
    if key in table:
        return [Outcome(**outcome) for outcome in table[key]]
    outcomes = list(_check(equations, values))
    if not any(outcome.kind in ("failed", "skipped") for outcome in outcomes):
        table[key] = [vars(outcome) for outcome in outcomes]
    return outcomes


def _resolved(equation: Equation, resolve: Resolve) -> tuple[dict[str, Any], Any] | LiveError:
    def number(value: Any) -> Any:
        return resolve(value) if isinstance(value, Reference) else value

    try:
        return {n: number(v) for n, v in equation.at.items()}, number(equation.equals)
    except LiveError as error:
        return error


def _key(equations: Sequence[Equation], values: Sequence[Any]) -> str:
    parts = [
        (e.name, e.tex, sorted(e.options.items()), v)
        for e, v in zip(equations, values, strict=True)
    ]
    return sha256(repr([checker_digest(), *parts]).encode()).hexdigest()[:32]


@cache
def checker_digest() -> str:
    """The digest of all that decides what is true: this file, `formula/`, SymPy's version."""
    from livecells.store import installed

    made = sha256(str(installed().get("sympy")).encode())
    here = Path(__file__)
    for path in [here, *sorted((here.parent / "formula").glob("*.py"))]:
        made.update(path.read_bytes())
    return made.hexdigest()


def _check(equations: Sequence[Equation], values: Sequence[Any]) -> Iterator[Outcome]:
    from livecells.formula import Context

    context, lost = Context(), set[str]()
    for equation, given in zip(equations, values, strict=True):
        outcome = _without(equation, given, lost) or outcome_of(context, equation, *given)
        if outcome.kind in ("failed", "skipped"):
            lost |= context.heads(equation.tex, bool(equation.options.get("define")))
        yield outcome


def _without(equation: Equation, given: Any, lost: set[str]) -> Outcome | None:
    """What is known of an equation before its LaTeX is read; None where it must be read."""
    from livecells.formula import mentions

    if equation.notation is not None:
        return Outcome("notation")
    if isinstance(given, LiveError):
        return Outcome("skipped", fault=given.message, detail=given.detail)
    if MISSING in equation.tex:
        return Outcome("skipped", fault="a value in it could not be had")
    used = mentions(equation.tex, lost)
    if used:
        names = ", ".join(sorted(used))
        return Outcome("skipped", fault=f"the equation that says what {names} is has failed")
    return None


def outcome_of(context: Context, equation: Equation, at: Given, equals: Any) -> Outcome:
    from livecells.formula import FormulaError

    options = {k: v for k, v in equation.options.items() if k not in ("define", "notation")}
    try:
        for value in [*at.values(), *([] if equals is None else [equals])]:
            shape_of(value)
    except ValueError as error:
        return Outcome("failed", fault=str(error))
    try:
        if equation.options.get("define"):
            samples = options.get("samples", 20)
            report = context.define(equation.tex, at, equals, samples, name=equation.name)
        else:
            report = context.check(equation.tex, at, equals, name=equation.name, **options)
    except FormulaError as error:
        return Outcome("failed", fault=error.message, detail=error.detail)
    return _good(report)


def _good(report: Report) -> Outcome:
    with_run = [*([report.compared] if report.compared else []), *report.confirmed]
    steps = report.steps if report.parsed else ()
    return Outcome(
        "checked" if steps or with_run else "definition",
        len(steps),
        sum(step.route == "symbolic" for step in steps),
        sum(step.points for step in steps),
        sum(step.points for step in with_run),
        report.max_abs_error,
        report.parsed,
        [step.lhs for step in report.confirmed],
    )


def fault_of(outcome: Outcome, equation: Equation) -> PageError:
    """The error of a failed equation, without its place."""
    return PageError(f"equation {equation.name!r}: {outcome.fault}", detail=outcome.detail)
