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
from typing import Any

from livecells.errors import LiveError, PageError
from livecells.notebook import ARRAY, Ask
from livecells.scan import Block, checked

OPTIONS: dict[str, tuple[type, ...]] = {
    "at": (dict,),
    "equals": (str, int, float, list),
    "means": (str,),
    "define": (bool,),
    "notation": (str,),
    "samples": (int,),
    "fixed": (list,),
    "approx": (float,),
}
REFERENCE = re.compile(r"(?P<snippet>[A-Za-z_][\w/]*)(?:@(?P<after>[\w-]+))?:(?P<expression>.+)\Z")
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
    checked(block.options, OPTIONS)
    match = DISPLAY.match(block.body)
    if not match:
        raise ValueError("an equation block holds one display, `$$ ... $$`")
    options = dict(block.options)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", block.argument):
        raise ValueError(f"an equation needs a kebab-case name to link to, not {block.argument!r}")
    at = {str(name): _value(value) for name, value in options.pop("at", {}).items()}
    equals = options.pop("equals", None)
    tex = (match["tex"] or match["other"] or "").strip()
    equation = Equation(
        block.argument,
        tex,
        block.line,
        at,
        None if equals is None else _value(equals),
        options,
    )
    if equation.notation is not None and (at or equals is not None):
        raise ValueError("an equation that is notation is not compared with anything")
    return equation


def _value(given: Any) -> Any:
    """A text refers to a run; numbers and lists of numbers stand for themselves."""
    return Reference.of(given) if isinstance(given, str) else given


@dataclass(frozen=True)
class Outcome:
    """What came of one equation: plain data, for the table, the page and the list of all."""

    kind: str  # checked | definition | notation | failed
    route: str = ""
    steps: int = 0
    points: int = 0
    error: float = 0.0
    parsed: bool = True
    against: str = ""
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
    if not any(outcome.kind == "failed" for outcome in outcomes):
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

    context = Context()
    for equation, given in zip(equations, values, strict=True):
        if isinstance(given, LiveError):
            yield Outcome("failed", fault=given.message, detail=given.detail)
        elif equation.notation is not None:
            yield Outcome("notation", against=equation.notation)
        else:
            yield _outcome(context, equation, *given)


def _outcome(context: Any, equation: Equation, at: dict[str, Any], equals: Any) -> Outcome:
    from livecells.formula import FormulaError

    options = {k: v for k, v in equation.options.items() if k not in ("define", "notation")}
    try:
        if equation.options.get("define"):
            report = context.define(equation.tex, at, equals, options.get("samples", 20))
        else:
            report = context.check(equation.tex, at, equals, **options)
    except FormulaError as error:
        return Outcome("failed", fault=error.message, detail=error.detail)
    steps = [*report.steps, *([report.compared] if report.compared else [])]
    return Outcome(
        "checked" if steps else "definition",
        " and ".join(dict.fromkeys(step.route for step in steps)),
        len(steps),
        sum(step.points for step in steps),
        report.max_abs_error,
        report.parsed,
        _against(equation) if report.compared else "",
    )


def _against(equation: Equation) -> str:
    return str(equation.equals)


def fault_of(outcome: Outcome, equation: Equation) -> PageError:
    """The error of a failed equation, without its place."""
    return PageError(f"equation {equation.name!r}: {outcome.fault}", detail=outcome.detail)
