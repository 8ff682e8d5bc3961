r"""Formulas of local rules, and the table of those that choose them.

In the LaTeX, `@a` is an input of the node and `@y` what it made; `\bar @y` is the gradient that
comes in and `\bar @a` the one that goes out to $a$ (a vector-Jacobian product, VJP). $\odot$
multiplies entry by entry, as fractions and functions work. A matrix has a large letter. Letters
behind an `@` are replaced by the page's own names; others stand for numbers.

A chooser is called with the facts of a node and answers with the formula that is right for them,
or None. The formulas follow from the definitions of the operations; torch's own stand in
`tools/autograd/derivatives.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from livecells.draw.rules.facts import Facts, complex_value
from livecells.record.schema import Entries

GREEK = frozenset(["alpha", "beta", "delta", "epsilon", "kappa", "lambda", "theta"])


@dataclass(frozen=True)
class Letter:
    """A letter of a formula: the input at `place`, or what the node keeps under `name`."""

    letter: str
    name: str
    place: int | None = None


@dataclass(frozen=True)
class Formula:
    """One rule: a line for each input, by place; what its letters and numbers are."""

    lines: tuple[tuple[int, str], ...]
    numbers: dict[str, Entries] = field(default_factory=dict)
    letters: tuple[Letter, ...] = ()
    result: str = "y"
    several: bool = False

    @property
    def latex(self) -> str:
        """All lines, with their marks."""
        return r", \qquad ".join(line for _, line in self.lines)


Lines = Formula | None
Chooser = Callable[[Facts], Lines]
CHOOSERS: dict[str, Chooser] = {}


def says(*lines: str, **numbers: Entries) -> Formula:
    """A formula with one line for each input in order; empty where there is none to be told.

    Args:
        lines: LaTeX.
        numbers: What the numbers in it are; Greek letters by their names.
    """
    named = {f"\\{name}" if name in GREEK else name: value for name, value in numbers.items()}
    return Formula(tuple(pair for pair in enumerate(lines) if pair[1]), named)


def rule(
    names: str,
    letters: str = "a:self",
    *,
    copies: bool = False,
    complex_too: bool = False,
    result: str = "y",
) -> Callable[[Chooser], Chooser]:
    r"""Put a chooser into the table.

    Args:
        names: Operations, as `Add0` for `AddBackward0`; or whole names without a number.
        letters: The inputs in order, each with torch's name of the argument; behind a bar other
            tensors of the formula.
        copies: Whether inputs may be broadcast, and get the sum over their copies then.
        complex_too: Whether the chooser knows of complex numbers; else there is no rule for them.
        result: The letter of what the node makes.
    """
    listed = _letters(letters)

    def put(choose: Chooser) -> Chooser:
        def chosen(facts: Facts) -> Lines:
            if facts.is_complex and not complex_too:
                return None
            formula = choose(facts)
            if formula is None:
                return None
            formula = _shown(formula, facts, result)
            if copies:
                formula = _with_copies(formula, facts, listed)
            return replace(formula, letters=listed) if formula.lines else None

        for name in names.split():
            CHOOSERS[_full(name)] = chosen
        return choose

    return put


def _letters(text: str) -> tuple[Letter, ...]:
    inputs, _, others = text.partition("|")
    pairs = [entry.split(":") for entry in inputs.split()]
    listed = [Letter(letter, name, place) for place, (letter, name) in enumerate(pairs)]
    kept = (entry.split(":") for entry in others.split())
    return (*listed, *(Letter(letter, name) for letter, name in kept))


def _full(name: str) -> str:
    return f"{name[:-1]}Backward{name[-1]}" if name[-1].isdigit() else name


def _shown(formula: Formula, facts: Facts, result: str) -> Formula:
    """Only the lines of inputs that get a gradient."""
    lines = formula.lines
    if not formula.several:
        lines = tuple(pair for pair in lines if pair[0] in facts.inputs)
    return replace(formula, lines=lines, result=result)


def _with_copies(formula: Formula, facts: Facts, letters: Sequence[Letter]) -> Formula:
    lines = []
    for place, line in formula.lines:
        operand, made = facts.inputs[place], facts.y
        if operand is not None and made is not None:
            if complex_value(made) and not complex_value(operand):
                head, _, tail = line.partition(" = ")
                line = rf"{head} = \operatorname{{Re}}({tail})"
            if operand["shape"] != made["shape"]:
                line += rf"\text{{, summed over the copies of }} @{letters[place].letter}"
        lines.append((place, line))
    return replace(formula, lines=tuple(lines))


def conjugate(facts: Facts, factor: str) -> str:
    """A factor, or its conjugate where there are complex numbers."""
    if not facts.is_complex:
        return factor
    whole = len(factor.replace("@", "")) == 1 or (factor[0], factor[-1]) == ("(", ")")
    return f"{factor}^*" if whole else rf"\bigl({factor}\bigr)^*"


def slope(factor: str) -> Chooser:
    """The chooser of a function of one number, by its derivative."""
    return lambda facts: says(rf"\bar @a = \bar @y \odot {conjugate(facts, factor)}")


def same(line: str) -> Chooser:
    """A chooser that always says the same."""
    return lambda _facts: says(line)
