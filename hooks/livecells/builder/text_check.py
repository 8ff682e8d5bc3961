"""Checks formulas in running text with what the displays and the front matter of a page say.

A text speaks of displays below it too: what is not known at its line may be known there.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from livecells.blocks.equations import MISSING, Numbers
from livecells.blocks.inline import InlineFormula, spelling
from livecells.blocks.page_maths import Listed
from livecells.builder.asked_of_text import is_closed, is_read, is_unknown, says_a_value
from livecells.builder.inline_check import Given, Known, Spoken, Text
from livecells.builder.nearby import Nearby, canonical
from livecells.formula import Context, FormulaError, Report

WAYS = (
    "For a formula in the text, give values in the page's front matter, `maths: {at: {name: 3}}`, "
    "define the name in an `equation` block, or list the formula in the front matter under "
    "`define`, `suppose` or, with a reason, `notation`"
)
UNREAD = (
    "Where there is nothing to compare, list the formula in the page's front matter: "
    "`maths: {notation: {formula: reason}}`, or under `suppose` if the text supposes it"
)
SETTING = (
    "the options near it give {}. If the text supposes another value, list the formula in the "
    "page's front matter, `maths: {{suppose: [...]}}`; if it is a value of the page, give it there "
    "under `at`"
)
NEEDLESS = "it is arithmetic, which is always checked: take it off the list `{}`"
SECOND = (
    "the page's front matter lists this under `define`, {} says already what its name stands for, "
    "and it is not the same: use another letter"
)
REPEATED = "repeats the definition"  # in what is said of a display that says a thing again
GOOD = ("checked", "definition")
HEAD = re.compile(r"(?P<head>[^=<>]*[^=<>\s:])\s*=\s*(?P<value>[^=<>]+)\Z")


class TextCheck:
    """Checks the formulas in the text of one page.

    Args:
        known: What is known after each display, in order; the first is what is known before all.
        text: The formulas, and what the front matter says of them.
        whole: Every display of the page is good; else what is not known may only follow from that.
    """

    def __init__(self, known: Sequence[Known], text: Text, *, whole: bool) -> None:
        self._nearby = Nearby(known, text.at)
        self._text, self._whole = text, whole
        self._own: dict[int, Context] = {}  # by the context without what the front matter defines

    def spoken(self, formula: InlineFormula) -> Spoken:
        """What comes of one formula, with the live values in it."""
        if MISSING in formula.tex:
            return Spoken("skipped", words="a value in it could not be had")
        listed = self._text.listed.get(spelling(formula.tex))
        if is_closed(formula.tex):
            return _closed(formula.tex, listed)
        if listed is None:
            return self._compared(formula)
        if listed.kind == "define":
            return self._defined(formula)
        return Spoken("supposed" if listed.kind == "suppose" else "notation", words=listed.reason)

    def _compared(self, formula: InlineFormula) -> Spoken:
        """The formula by itself, with what is known at its line, or else further down."""
        found = [_in(Context(), formula.tex, [{}])]
        if found[0].kind not in GOOD and self._is_setting(formula):
            return self._set(formula)
        for context in self._nearby.meanings(formula.line, formula.tex):
            if found[-1].kind not in GOOD:
                meant = self._with_own(context)
                found.append(_in(meant, formula.tex, self._values(formula, meant)))
        if found[-1].kind in GOOD:
            return found[-1]
        refused = next((one for one in found[1:] if one.kind == "failed"), None)
        if refused is not None:
            ways = "" if is_read(formula.tex) else f". {UNREAD}"
            return replace(refused, words=f"{refused.words}{ways}")
        if _shows_its_own(formula):
            return Spoken("checked", 1)
        if not self._whole:
            return Spoken("skipped", words="a display of the page has failed")
        return Spoken("failed", words=f"{found[0].words}. {WAYS}", detail=found[0].detail)

    def _values(self, formula: InlineFormula, context: Context) -> list[Given]:
        own = self._text.places.get(spelling(formula.tex), {})
        return self._nearby.values(formula.line, context, formula.tex, own)

    def _is_setting(self, formula: InlineFormula) -> bool:
        """Whether a formula, such as `x_i = 1`, says a value of what has values and no meaning."""
        match = HEAD.match(formula.tex)
        if match is None or not is_closed(match["value"]):
            return False
        heads = Context().heads(formula.tex, True)
        given = {name for at in self._values(formula, Context()) for name in at}
        return bool(heads) and heads <= set(map(canonical, given)) and not self._defines(heads)

    def _defines(self, heads: set[str]) -> bool:
        listed = [one.tex for one in self._text.listed.values() if one.kind == "define"]
        own = {name for tex in listed for name in Context().heads(tex, True)}
        return bool(heads & own) or self._nearby.defines(heads)

    def _set(self, formula: InlineFormula) -> Spoken:
        """What comes of a formula that says a value: options near it must give the same."""
        values = self._values(formula, Context())
        for at in values:
            for name, value in at.items():
                with contextlib.suppress(FormulaError):
                    Context().check(formula.tex, {name: value}, fixed=[name])
                    return Spoken("checked", 1, single=True)
        given = {name: value for at in values for name, value in at.items()}
        told = ", ".join(f"{name} = {_short(value)}" for name, value in given.items())
        return Spoken("failed", words=SETTING.format(told))

    # --- what the front matter defines ------------------------------------------------------------

    def _defined(self, formula: InlineFormula) -> Spoken:
        """A formula that says what a symbol stands for; values of its name are compared.

        A name with values may mean something else in the text, as in an exercise: then the page has
        to list it. A name that a display defines has its meaning there.
        """
        heads = Context().heads(formula.tex, True)
        if self._nearby.defines(heads):
            found = self._compared(formula)
            where = self._nearby.origin(heads)
            return found if found.kind in GOOD else replace(found, words=SECOND.format(where))
        found = self._meant(formula, ())
        here = {**self._text.at, **self._text.places.get(spelling(formula.tex), {})}
        if found.kind in GOOD or not heads.isdisjoint(map(canonical, here)):
            return found
        return self._meant(formula, heads)

    def _meant(self, formula: InlineFormula, local: Collection[str]) -> Spoken:
        """What comes of a definition; names in `local` mean something else here than elsewhere."""
        first: Spoken | None = None
        for context in self._nearby.meanings(formula.line, formula.tex):
            for at in self._values(formula, context):
                values = {name: v for name, v in at.items() if canonical(name) not in local}
                made = copy.copy(context)
                made.definitions = {n: d for n, d in made.definitions.items() if n not in local}
                try:
                    return _good(made.define(formula.tex, values))
                except FormulaError as error:
                    first = first or Spoken("failed", words=error.message, detail=error.detail)
        assert first is not None
        return first

    def _with_own(self, context: Context) -> Context:
        """The definitions of displays, and those that the front matter lists."""
        if id(context) not in self._own:
            made = self._own[id(context)] = copy.copy(context)
            for listed in self._text.listed.values():
                if listed.kind == "define":
                    self._define(made, listed.tex)
        return self._own[id(context)]

    def _define(self, context: Context, tex: str) -> None:
        """Take a formula as a definition, unless a display of the page says what its names mean."""
        with contextlib.suppress(FormulaError):
            if not self._nearby.defines(context.heads(tex, True)):
                context.define(tex)


def _shows_its_own(formula: InlineFormula) -> bool:
    """Whether a formula such as `x = [[story:x]]` names the variable whose value it shows."""
    match = HEAD.match(formula.tex)
    if match is None or not is_closed(match["value"]):
        return False
    heads = Context().heads(formula.tex, True)
    return bool(heads) and heads <= formula.shown


def _closed(tex: str, listed: Listed | None) -> Spoken:
    """What comes of arithmetic."""
    if listed is not None:
        return Spoken("failed", words=NEEDLESS.format(listed.kind))
    try:
        return _good(Context().check(tex))
    except FormulaError as error:
        return Spoken("failed", words=error.message, detail=error.detail)


def _in(context: Context, tex: str, given: Sequence[Given]) -> Spoken:
    """What comes of a formula with these definitions: it must hold for some of the values."""
    first: Spoken | None = None
    for at in given:
        try:
            return _checked(context, tex, at)
        except FormulaError as error:
            kind = "unknown" if is_unknown(error) else "failed"
            first = first or Spoken(kind, words=error.message, detail=error.detail)
            if kind == "unknown":
                break  # all of them have the same names
    assert first is not None
    return first


def _checked(context: Context, tex: str, at: Given) -> Spoken:
    """What comes of a check, or of a definition whose name has a value; raises FormulaError."""
    held = list(at) if says_a_value(tex, context) else []
    try:
        return _good(copy.copy(context).check(tex, at, fixed=held))
    except FormulaError as error:
        if REPEATED in error.message:
            return Spoken("checked", 1)
        with contextlib.suppress(FormulaError):
            report = copy.copy(context).define(tex, at)
            if report.confirmed and set(report.defined) <= {step.lhs for step in report.confirmed}:
                return _good(report)
        raise error


def _good(report: Report) -> Spoken:
    steps = [*report.steps, *report.confirmed]
    if not steps:
        return Spoken("definition")
    single = all(step.route == "run" for step in steps) and not is_closed(report.tex)
    points = sum(step.points for step in steps)
    return Spoken("checked", points, report.max_abs_error, single=single)


def _short(value: Numbers) -> str:
    """A value for a message."""
    text = f"{value:g}" if isinstance(value, int | float) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
