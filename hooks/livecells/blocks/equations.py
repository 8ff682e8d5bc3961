"""The `equation` block as a page writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from livecells.blocks.live_values import is_expression
from livecells.blocks.options import Given, OptionError, about
from livecells.blocks.parser import Block
from livecells.notebook.executed import ARRAY, Query

REFERENCE = re.compile(r"(?P<snippet>[A-Za-z_][\w/]*)(?:@(?P<after>[\w-]+))?:(?P<expression>.+)\Z")
MISSING = "…"  # stands in a page's text where a value of a run could not be had
DISPLAY = re.compile(r"\A\s*(?:\$\$(?P<tex>.*)\$\$|\\\[(?P<other>.*)\\\])\s*\Z", re.DOTALL)

_WITH_POWER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+")
MOST_SAMPLES = 10_000

Numbers: TypeAlias = "float | list[Numbers]"  # nested as a tensor of that shape is


@dataclass(frozen=True)
class Reference:
    """A value of a run, as an equation's options name it."""

    snippet: str
    query: Query

    @classmethod
    def of(cls, text: str) -> Reference:
        """Read a reference as a page writes it.

        Args:
            text: `snippet:expression`, or `snippet@cell:expression` for the value after a cell.

        Raises:
            ValueError: It is neither.
        """
        match = REFERENCE.match(text.strip())
        if not match:
            raise ValueError(f"expected `snippet:expression`, not {text!r}")
        return cls(match["snippet"], Query(match["expression"].strip(), ARRAY, match["after"]))

    def __str__(self) -> str:
        after = f"@{self.query.after}" if self.query.after else ""
        return f"{self.snippet}{after}:{self.query.expression}"


@dataclass(frozen=True)
class Equation:
    """One `equation` block.

    `at` gives values to symbols, `equals` is what both sides are; either is a value of a run or
    numbers that the page states. `options` are the others that the block has.
    """

    name: str
    tex: str
    line: int
    at: Mapping[str, Reference | Numbers] = field(default_factory=dict)
    equals: Reference | Numbers | None = None
    options: Given = field(default_factory=dict)

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
    match = DISPLAY.match(block.body)
    if not match:
        raise ValueError("an equation block holds one display, `$$ ... $$`")
    options = dict(block.options)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", block.argument):
        raise ValueError(f"an equation needs a kebab-case name to link to, not {block.argument!r}")
    with about("at"):
        at = {str(name): given_value(value) for name, value in options.pop("at", {}).items()}
    with about("equals"):
        equals = given_value(options.pop("equals")) if options.get("equals") is not None else None
    options.pop("equals", None)
    _refuse_unusable(options)
    tex = (match["tex"] or match["other"] or "").strip()
    if "$$" in tex or MISSING in tex:
        what = "one display" if "$$" in tex else f"no {MISSING}: write \\dots"
        raise ValueError(f"an equation block holds {what}")
    equation = Equation(
        block.argument,
        tex,
        block.line,
        at,
        equals,
        options,
    )
    _refuse_idle(equation)
    return equation


def _refuse_unusable(options: Given) -> None:
    """Values of options that no check could use, whatever the display says."""
    with about("fixed"):
        if not all(isinstance(name, str) for name in options.get("fixed", ())):
            raise ValueError(f"fixed must be a list of names, not {options['fixed']!r}")
    with about("samples"):
        if options.get("samples", 20) > MOST_SAMPLES:
            raise ValueError(f"samples must be at most {MOST_SAMPLES}")
    with about("approx"):
        if not 0 < options.get("approx", 0.5) < 1:
            raise ValueError("approx must be a number between 0 and 1, such as 0.05")
    with about("means"):
        if "means" in options and not is_expression(options["means"].strip()):
            raise ValueError(f"means must be one Python expression, not {options['means']!r}")


def _refuse_idle(equation: Equation) -> None:
    """An option that would have no effect is a slip."""
    given = set(equation.options) | ({"at"} if equation.at else set())
    given |= {"equals"} if equation.equals is not None else set()
    if equation.notation is not None and given > {"notation"}:
        raise OptionError("notation", "an equation that is notation is not compared with anything")
    if equation.options.get("define") and given - {"define", "at", "equals", "samples"}:
        raise OptionError("define", "a definition takes no options but at, equals and samples")
    if equation.options.get("define") not in (None, True, False, "again"):
        raise OptionError("define", "define is true, or again for a name that meant something else")
    if "laws" in equation.options and equation.equals is not None:
        reason = "laws are random tables, and a run has no value of what is true of all of them"
        raise OptionError("laws", reason)
    if equation.options.get("samples", 20) < 5:
        raise OptionError("samples", "samples must be 5 or more: fewer points say little")


def given_value(given: object) -> Reference | Numbers:
    """A text refers to a run; numbers and lists of numbers stand for themselves.

    Raises:
        ValueError: It is neither.
    """
    given = _as_number(given)
    if isinstance(given, str):
        return Reference.of(given)
    shape_of(given)
    return given  # type: ignore[return-value]


def _as_number(given: object) -> object:
    """1e-8 is a text to YAML, which wants a dot and a sign: 1.0e-8."""
    if isinstance(given, list):
        return [_as_number(entry) for entry in given]
    is_number = isinstance(given, str) and _WITH_POWER.fullmatch(given.strip())
    return float(given) if is_number and isinstance(given, str) else given


def shape_of(given: object) -> tuple[int, ...]:
    """The shape of numbers in lists, `()` for one number.

    Raises:
        ValueError: There is something else in them, a number is too large, or rows are of
            different lengths.
    """
    if isinstance(given, int | float) and not isinstance(given, bool):
        _refuse_huge(given)
        return ()
    entries = given if isinstance(given, list) else []
    sizes = {shape_of(entry) for entry in entries}
    if len(sizes) != 1:
        raise ValueError(f"expected a number, a list of numbers or a reference, not {given!r}")
    return (len(entries), *sizes.pop())


def _refuse_huge(number: float) -> None:
    try:
        float(number)
    except OverflowError:
        raise ValueError("a number is too large: at most 308 digits can be computed with") from None
