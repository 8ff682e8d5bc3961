"""Checks formulas in running text with what the displays and the front matter of a page say.

A text speaks of displays below it too: what is not known at its line may be known there.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from livecells.blocks.equations import MISSING, Numbers
from livecells.blocks.inline import InlineFormula, spelling, states
from livecells.blocks.page_maths import Listed
from livecells.builder.inline_check import Given, Known, Spoken
from livecells.formula import Context, FormulaError, Report, mentions
from livecells.formula.check.context import UNKNOWN
from livecells.formula.check.given import given_name
from livecells.formula.syntax.names import CONSTANTS, Names
from livecells.formula.syntax.parser import parse
from livecells.formula.syntax.tree import Sym, walk

WAYS = (
    "Give values in the front matter, `maths: {at: {name: 3}}`, define the name in an `equation` "
    "block, or list the formula there under `define`, `suppose` or, with a reason, `notation`"
)
SETTING = (
    "the page gives it no such value. If the text supposes it, list the formula in the front "
    "matter, `maths: {suppose: [...]}`; if it is a value of the page, give it there under `at`"
)
NEEDLESS = "it is arithmetic, which is always checked: take it off the list `{}`"
GOOD = ("checked", "definition")
HEAD = re.compile(r"(?P<head>[^=<>]*[^=<>\s:])\s*=\s*(?P<value>[^=<>]+)\Z")


class TextCheck:
    """Checks the formulas in the text of one page.

    Args:
        known: What is known after each display, in order; the first is what is known before all.
        at: The values of the page's front matter.
        listed: The formulas that the front matter lists, by their spelling.
        whole: Every display of the page is good; else what is not known may only follow from that.
    """

    def __init__(
        self, known: Sequence[Known], at: Given, listed: Mapping[str, Listed], whole: bool
    ) -> None:
        self._known, self._at, self._listed, self._whole = known, at, listed, whole

    def spoken(self, formula: InlineFormula) -> Spoken:
        """What comes of one formula, with the live values in it."""
        if MISSING in formula.tex:
            return Spoken("skipped", words="a value in it could not be had")
        listed = self._listed.get(spelling(formula.tex))
        if is_closed(formula.tex):
            return self._closed(formula.tex, listed)
        if listed is None:
            return self._compared(formula)
        if listed.kind == "define":
            return self._defined(formula)
        return Spoken("supposed" if listed.kind == "suppose" else "notation", words=listed.reason)

    def _closed(self, tex: str, listed: Listed | None) -> Spoken:
        if listed is not None:
            return Spoken("failed", words=NEEDLESS.format(listed.kind))
        try:
            return _good(Context().check(tex))
        except FormulaError as error:
            return Spoken("failed", words=error.message, detail=error.detail)

    # --- with the names of the page -------------------------------------------------------------

    def _compared(self, formula: InlineFormula) -> Spoken:
        """The formula with what is known at its line, or else further down."""
        given = list(self._values(formula.line))
        setting = self._setting(formula.tex, given)
        if setting is not None:
            return setting
        found = [_in(Context(), formula.tex, [{}])]  # what holds by itself
        for known in self._near(formula.line):
            if found[-1].kind not in GOOD:
                found.append(_in(self._with_own(known.context), formula.tex, given))
        if found[-1].kind in GOOD:
            return found[-1]
        refused = next((one for one in found[1:] if one.kind == "failed"), None)
        if refused is not None:
            return refused
        if not self._whole:
            return Spoken("skipped", words="a display of the page has failed")
        return Spoken("failed", words=f"{found[0].words}. {WAYS}", detail=found[0].detail)

    def _setting(self, tex: str, given: Sequence[Given]) -> Spoken | None:
        """What comes of `x_i = 1` where options give values of x; None where it is no such thing.

        Where a display defines x, another value may follow from that.
        """
        match = HEAD.match(tex)
        if match is None or not is_closed(match["value"]):
            return None
        pairs = {name: [at[name] for at in given if name in at] for at in given for name in at}
        named = mentions(match["head"], {canonical(name) for name in pairs})
        fitting = {name: values for name, values in pairs.items() if canonical(name) in named}
        for name, values in fitting.items():
            for value in values:
                with contextlib.suppress(FormulaError):
                    Context().check(tex, {name: value})
                    return Spoken("checked", 1)
        heads = Context().heads(tex, True)
        if heads <= set(map(canonical, fitting)) and not heads & self._defined_names():
            return Spoken("failed", words=SETTING) if heads else None
        return None

    def _defined_names(self) -> set[str]:
        """The names that displays of the page, or its front matter, define."""
        contexts = [self._with_own(known.context) for known in self._known]
        return {name for context in contexts for name in context.definitions}

    def _defined(self, formula: InlineFormula) -> Spoken:
        """A formula that says what a symbol stands for; values of its name are compared."""
        heads = Context().heads(formula.tex, True)
        if any(heads & set(known.context.definitions) for known in self._known):
            found = self._compared(formula)  # a display may say the same
            if found.kind == "checked":
                return found
        if heads & set(map(canonical, self._at)):
            return self._meant(formula, ())
        found = self._meant(formula, ())
        return found if found.kind in GOOD else self._meant(formula, heads)

    def _meant(self, formula: InlineFormula, local: Collection[str]) -> Spoken:
        """What comes of a definition; names in `local` mean something else here than elsewhere."""
        first: Spoken | None = None
        for known in self._near(formula.line):
            for at in _distinct(known.context, list(self._values(formula.line))):
                values = {name: v for name, v in at.items() if canonical(name) not in local}
                try:
                    return _good(copy.copy(known.context).define(formula.tex, values))
                except FormulaError as error:
                    first = first or Spoken("failed", words=error.message, detail=error.detail)
        assert first is not None
        return first

    def _with_own(self, context: Context) -> Context:
        """The definitions of displays, and those that the front matter lists."""
        made = copy.copy(context)
        for listed in self._listed.values():
            with contextlib.suppress(FormulaError):
                if listed.kind == "define" and not made.heads(listed.tex, True) & set(
                    made.definitions
                ):
                    made.define(listed.tex)
        return made

    def _near(self, line: int) -> Iterator[Known]:
        """What is known at a line, then what is known further down."""
        above = [known for known in self._known if known.line <= line]
        yield above[-1]
        yield from self._known[len(above) :]

    def _values(self, line: int) -> Iterator[Given]:
        """The values of symbols: of the front matter, then of the displays nearest to a line.

        Displays above come before those below. Each takes from the next what it does not say.
        """
        above = [known.at for known in self._known if known.line <= line]
        order = [self._at, *reversed(above), *(known.at for known in self._known[len(above) :])]
        for nearest in order:
            values: dict[str, Numbers] = {}
            for at in [*reversed(order), nearest]:
                values.update(at)
            yield values


def _in(context: Context, tex: str, given: Sequence[Given]) -> Spoken:
    """What comes of a formula with these definitions: it must hold for some of the values."""
    first: Spoken | None = None
    for at in _distinct(context, given):
        try:
            return _good(_checked(context, tex, at))
        except FormulaError as error:
            kind = "unknown" if is_unknown(error) else "failed"
            first = first or Spoken(kind, words=error.message, detail=error.detail)
            if kind == "unknown":
                break  # all of them have the same names
    assert first is not None
    return first


def _distinct(context: Context, given: Sequence[Given]) -> Iterator[Given]:
    """Values for names that nothing defines, each set of them once."""
    seen = []
    for at in given:
        free = {name: v for name, v in at.items() if canonical(name) not in context.definitions}
        if free not in seen:
            seen.append(free)
            yield free


def _checked(context: Context, tex: str, at: Given) -> Report:
    """The report of a check, or of a definition whose name has a value; raises FormulaError."""
    try:
        return copy.copy(context).check(tex, at)
    except FormulaError as error:
        with contextlib.suppress(FormulaError):
            report = copy.copy(context).define(tex, at)
            if set(report.defined) <= {step.lhs for step in report.confirmed}:
                return report
        raise error


def _good(report: Report) -> Spoken:
    steps = [*report.steps, *report.confirmed]
    if not steps:
        return Spoken("definition")
    return Spoken("checked", sum(step.points for step in steps), report.max_abs_error)


# --- what is asked of a formula itself ------------------------------------------------------------


def is_closed(tex: str) -> bool:
    """Whether nothing but numbers stand in a formula or a side of one, so that it needs no page."""
    try:
        chains = parse(tex if states(tex) else f"{tex} = {tex}", Names())
    except FormulaError:
        return False
    nodes = (node for chain in chains for expr in chain.exprs for node in walk(expr))
    return not any(
        isinstance(node, Sym) and not (node.name in CONSTANTS and not node.subs) for node in nodes
    )


def canonical(key: str) -> str:
    """The name that a key of `at` stands for, or the key where it is none."""
    try:
        return given_name(key)
    except FormulaError:
        return key


def is_unknown(error: Exception) -> bool:
    """Whether a formula is refused only for a name that nothing gives a meaning."""
    return UNKNOWN in str(error)
