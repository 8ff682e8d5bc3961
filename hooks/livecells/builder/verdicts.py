"""What a check compared, in words, as data that HTML and Markdown are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livecells.blocks.equations import Equation, Reference
from livecells.builder.outcomes import Outcome


@dataclass(frozen=True)
class Code:
    """An expression; `anchor` is the id of the cell that shows its value, where a page has one."""

    text: str
    anchor: str | None = None


@dataclass(frozen=True)
class Scientific:
    """A number as `digits` times ten to the `power`."""

    digits: str
    power: int


Piece = str | Code | Scientific
Words = list[Piece]


def verdict(equation: Equation, outcome: Outcome, anchor: str | None = None) -> Words:
    """What a check compared and how far apart it was.

    Args:
        equation: The equation as the page states it.
        outcome: What came of its check.
        anchor: The id of the cell that shows the value it was compared with.
    """
    if outcome.kind == "notation" and outcome.uncompared:
        return [f"It states something that is compared with nothing: {equation.notation or ''}."]
    if outcome.kind == "notation":
        return [f"There is nothing to check: {equation.notation or ''}."]
    if outcome.kind in ("failed", "skipped"):
        return [outcome.fault]
    if outcome.kind == "definition" and not outcome.at_points + outcome.at_run:
        return ["This says what a symbol stands for; later equations that use it are checked."]
    words = compared(equation, outcome, anchor)
    if outcome.steps + outcome.entries:
        words += [" " if words else "", "Largest difference: ", size(outcome.error), "."]
    return words


def compared(equation: Equation, outcome: Outcome, anchor: str | None = None) -> Words:
    """What the parts of an equation were compared with; arguments as `verdict`."""
    parts = [_steps(outcome), _run(equation, outcome, anchor), _marks(equation, outcome)]
    parts += [[note] for note in outcome.notes]
    if outcome.unread:
        parts.append(["Not read: ", *_in_a_row([[Code(side)] for side in outcome.unread]), "."])
    words: Words = []
    for part in parts:
        words += [*([" "] if words and part else []), *part]
    return words


def _marks(equation: Equation, outcome: Outcome) -> Words:
    """How many statements of a display were compared, and with what, where it states several."""
    whole = outcome.at_points + outcome.at_run + outcome.uncompared
    if outcome.uncompared:
        return [
            f"Of {plural(whole, 'statement')}, {outcome.uncompared} "
            f"{'is' if outcome.uncompared == 1 else 'are'} compared with nothing."
        ]
    if not outcome.at_run:
        return []
    where = _values_of(equation)
    if whole == 1:
        return ["Compared at ", *where, " only."]
    which = "all" if outcome.at_run == whole else str(outcome.at_run)
    return [f"Of {whole} statements, {which} {_are(which)} compared at ", *where, " only."]


def _values_of(equation: Equation) -> Words:
    """Whose values a display was compared at: numbers that the page types are none of the run."""
    typed = {name for name, value in equation.at.items() if not isinstance(value, Reference)}
    if not typed:
        return ["the values of the run"]
    numbers: list[Words] = [
        [Code(f"{name} = {equation.at[name]}")] for name in equation.at if name in typed
    ]
    given: Words = ["what the page itself gives, ", *_in_a_row(numbers)]
    others = typed < set(equation.at) or isinstance(equation.equals, Reference)
    return ["the values of the run and ", *given, ","] if others else [*given, ","]


def _are(which: str) -> str:
    return "is" if which == "1" else "are"


def _steps(outcome: Outcome) -> Words:
    if not outcome.steps:
        return []
    several = outcome.steps > 1
    count = f"{outcome.steps} relations" if several else "One relation"
    if outcome.points == outcome.steps:
        return [f"{count} between numbers."]
    return [
        f"{count}, compared at {plural(outcome.points, 'point')}{' in all' if several else ''}."
    ]


def _run(equation: Equation, outcome: Outcome, anchor: str | None) -> Words:
    """Which values of the run, or of the page, are the same."""
    if not outcome.entries:
        return []
    pairs = [(equation.equals, anchor)] if equation.equals is not None else []
    pairs += [(equation.at[key], None) for key in outcome.confirmed if key in equation.at]
    names = [_value(*pair) for pair in pairs] or [["what is defined"]]  # given further up the page
    whom = [*_in_a_row(names), " has" if len(names) == 1 else " have"]
    means = equation.options.get("means")
    how: Words = [" as ", Code(str(means)), ", its meaning in Python"] if means else []
    numbers = "number" if outcome.entries == 1 else f"{outcome.entries} numbers"
    whose = "In the run, " if any(isinstance(value, Reference) for value, _ in pairs) else "Here, "
    return [whose, *whom, f" the same {numbers}", *how, "."]


def _value(given: object, anchor: str | None) -> Words:
    if not isinstance(given, Reference):
        return [Code(str(given)), ", as the page states it,"]
    return [Code(given.query.expression, anchor), f" of {given.snippet}.py"]


def _in_a_row(names: Sequence[Words]) -> Words:
    """One or several values with commas, and with `and` before the last."""
    if len(names) == 1:
        return names[0]
    words: Words = []
    for number, name in enumerate(names[:-1]):
        words += [", " if number else "", *name]
    return [*words, " and ", *names[-1]]


def plural(count: int, word: str) -> str:
    """A count of things, `1 point` or `2 points`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def size(error: float) -> Piece:
    """A difference to two digits: `0`, or a few times a power of ten."""
    if error == 0:
        return "0"
    digits, _, power = f"{error:.1e}".partition("e")
    return Scientific(digits, int(power))
