"""One displayed equation: what came of its check, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livecells.blocks.equations import Equation, Numbers, shape_of
from livecells.builder.meaning import Meanings, compare
from livecells.builder.read_parts import parts_of

if TYPE_CHECKING:
    from livecells.formula import Context, Report


@dataclass(frozen=True)
class Outcome:
    """What came of one equation: plain data, for the table, the page and the list of all.

    `kind`: checked (each of its statements was compared), definition (one was not), notation,
    failed, or skipped (what it needs failed, and was said to). Of its statements, `at_points` were
    compared at random points, `at_run` at the values of the run alone, `uncompared` with nothing.
    `steps` relations were compared at `points` points, and `entries` numbers of the run are the
    same, under the names `confirmed` (as `at` writes them where it does) and that of `equals`.
    `notes` are sentences of what the comparison leaves open, `unread` the LaTeX of sides that
    are not read, beside the `read` ones of such a display.
    """

    kind: str
    steps: int = 0
    points: int = 0
    at_points: int = 0
    at_run: int = 0
    uncompared: int = 0
    entries: int = 0
    error: float = 0.0
    parsed: bool = True
    confirmed: Sequence[str] = ()
    notes: Sequence[str] = ()
    unread: Sequence[str] = ()
    read: int = 0
    fault: str = ""
    detail: str = ""


READABLE = (
    "this display can be read: leave `means` out, and it is checked as it is written; `means` is"
    " for what cannot be read"
)


def outcome_of(
    context: Context,
    equation: Equation,
    at: Mapping[str, Numbers],
    equals: Numbers | None,
    meanings: Meanings | None = None,
) -> Outcome:
    """What comes of one equation.

    Args:
        context: What the page has defined before; a definition goes into it.
        equation: The equation, with the live values in its TeX.
        at: The values of symbols.
        equals: What both sides are in the run, if that is known.
        meanings: Has what the equation means in Python, if it says so.
    """
    from livecells.formula import FormulaError

    options = {k: v for k, v in equation.options.items() if k not in ("define", "notation")}
    try:
        for value in [*at.values(), *([] if equals is None else [equals])]:
            shape_of(value)
    except ValueError as error:
        return Outcome("failed", fault=str(error))
    if "means" in options:
        if _readable(context, equation, at, equals):
            return Outcome("failed", fault=READABLE)
        return _meant(context, equation, at, equals, meanings)
    try:
        if equation.options.get("define"):
            samples = options.get("samples", 20)
            again = equation.options["define"] == "again"
            report = context.define(
                equation.tex, at, equals, samples, again=again, name=equation.name
            )
        else:
            report = context.check(equation.tex, at, equals, name=equation.name, **options)
    except FormulaError as error:
        return Outcome("failed", fault=error.message, detail=error.detail)
    return _idle(report, equation.tex, at) or _good(report, equation.tex, at)


def _idle(report: Report, tex: str, at: Mapping[str, Numbers]) -> Outcome | None:
    """What is wrong where `at` gives a value to a symbol that the display has no use for."""
    if not report.idle:
        return None
    name, meant = min(report.idle.items())
    key = next(key for key, own in names_of(at, tex).items() if own == name)
    what = f"option at gives {key!r} a value, and neither the display nor what it uses has it"
    return Outcome("failed", fault=f"{what}: is {meant} meant?" if meant else what)


def names_of(at: Mapping[str, object], tex: str = "") -> dict[str, str]:
    """The name that each key of `at` stands for; see `given_names`, and what it raises."""
    from livecells.formula.syntax.keys import given_names

    return given_names({key: not isinstance(v, int | float) for key, v in at.items()}, tex)


def _readable(
    context: Context, equation: Equation, at: Mapping[str, Numbers], equals: Numbers | None
) -> bool:
    """Whether a display can be checked as it is written, be it right or wrong."""
    from livecells.formula import FormulaError

    try:
        context.check(equation.tex, at, equals, name=equation.name)
    except FormulaError as error:
        return error.message.startswith(("this step is wrong", "the run gives"))
    return True


def _meant(
    context: Context,
    equation: Equation,
    at: Mapping[str, Numbers],
    equals: Numbers | None,
    meanings: Meanings | None,
) -> Outcome:
    """What comes of a display that is not read: the author's Python stands for what is not."""
    if equals is None or meanings is None:
        what = "`means` needs `equals`: there is nothing else to compare with"
        return Outcome("failed", fault=what)
    means = f"`means: {equation.options['means']}`"
    try:
        value = meanings.value(equation)
    except ValueError as error:
        return Outcome("failed", fault=f"{means} fails: {error}")
    try:
        found = compare(value, equals)
    except ValueError as error:
        return Outcome("failed", fault=f"{means} {error}")
    parts = parts_of(context, equation.tex, at, equals)
    if parts.fault:
        reason = "what can be read of this display is not what `means` and `equals` say"
        return Outcome("failed", fault=f"{reason}: {parts.fault}")
    return Outcome(
        "checked",
        at_run=1,
        entries=found.entries,
        error=found.error,
        parsed=False,
        unread=parts.unread,
        read=parts.read,
    )


def _good(report: Report, tex: str, at: Mapping[str, Numbers]) -> Outcome:
    with_run = [*([report.compared] if report.compared else []), *report.confirmed]
    written = {name: key for key, name in names_of(at, tex).items()}
    marks = [statement.mark for statement in report.statements]
    return Outcome(
        "definition" if "nothing" in marks else "checked",
        sum(step.route == "points" for step in report.steps),
        sum(step.points for step in report.steps if step.route == "points"),
        marks.count("points"),
        marks.count("run"),
        marks.count("nothing"),
        sum(step.points for step in with_run),
        report.max_abs_error,
        confirmed=[written.get(step.lhs, step.lhs) for step in report.confirmed],
        notes=report.notes,
    )
