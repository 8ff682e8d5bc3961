r"""What can be read of a display that cannot be read as a whole: its sides are compared one by one.

`means` says what such a display is in numbers; a number that it prints must be that number, too.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from livecells.blocks.equations import Numbers

if TYPE_CHECKING:
    from livecells.formula import Context
    from livecells.formula.syntax.pieces import Pieces

_FALSE = ("this step is wrong", "the run gives", "shapes differ", "this holds for")
_ORDERS = frozenset({"<", "<=", ">", ">=", "!="})
_MEANT = r"\mathcal{V}_{\mathrm{means}}"  # stands for what is not read, with its value


@dataclass
class Parts:
    """The sides that are not read, how many are compared, and what is wrong with one of them."""

    unread: list[str] = field(default_factory=list)
    read: int = 0
    fault: str = ""


def parts_of(context: Context, tex: str, at: Mapping[str, Numbers], equals: Numbers) -> Parts:
    """Compare what can be read of a display.

    Args:
        context: What the page has defined; nothing is changed in it.
        tex: The display.
        at: The values of symbols.
        equals: What its last statement is in the run.
    """
    from livecells.formula.syntax.pieces import pieces

    found, check = Parts(), _Check(context, at)
    statements = pieces(tex)
    last = max((k for k, one in enumerate(statements) if one.signs), default=0)
    for place, statement in enumerate(statements):
        wrong = list(check.statement(statement, equals if place == last else None, found))
        found.fault = found.fault or "".join(wrong[:1])
    return found


class _Check:
    """The sides of a display beside each other and beside a value."""

    def __init__(self, context: Context, at: Mapping[str, Numbers]) -> None:
        self.context, self.at = context, at

    def statement(self, one: Pieces, equals: Numbers | None, found: Parts) -> Iterator[str]:
        """What is wrong in a statement; what was read of it, and what was not, is noted."""
        whole = "".join(f"{side} {_TEX[sign]} " for side, sign in _pairs(one))
        said = self._said(whole, None) if one.signs else None
        if said is not None:
            found.read += 1
            yield from [said] if said else []
            return
        if equals is not None and set(one.signs) & _ORDERS:
            yield from self._ordered(one, equals, found)
            return
        before = ""
        for side, sign in zip(one.sides, ("=", *one.signs), strict=False):
            wrong = self._beside(before, sign, side, equals)
            if wrong is None:
                found.unread.append(side)
                continue
            found.read += 1
            before = side if sign == "=" else before
            yield from [wrong] if wrong else []

    def _ordered(self, one: Pieces, equals: Numbers, found: Parts) -> Iterator[str]:
        """What is wrong in a chain of inequalities, with the value for what is not read."""
        readable = [self._said(f"{side} = 1", None) is not None for side in one.sides]
        found.unread += [side for side, can in zip(one.sides, readable, strict=True) if not can]
        sides = [side if can else _MEANT for side, can in zip(one.sides, readable, strict=True)]
        tex = "".join(f"{side} {_TEX[sign]} " for side, sign in _pairs(replace(one, sides=sides)))
        wrong = self._said(tex, None, {_MEANT: equals}) if any(readable) else None
        if wrong is None:
            found.unread += [side for side, can in zip(one.sides, readable, strict=True) if can]
        else:
            found.read += 1
            yield from [wrong] if wrong else []

    def _beside(self, before: str, sign: str, side: str, equals: Numbers | None) -> str | None:
        """What is wrong with a side; empty if nothing is, None if it cannot be read."""
        if equals is None and not before:
            return "" if self._said(f"{side} = 1", None) is not None else None
        if equals is None:
            return self._said(f"{before} {_TEX[sign]} {side}", None)
        if sign == "=":
            return self._said(side, equals)
        return self._said(f"{_MEANT} {_TEX[sign]} {side}", None, {_MEANT: equals})

    def _said(
        self, tex: str, equals: Numbers | None, more: Mapping[str, Numbers] | None = None
    ) -> str | None:
        from livecells.formula import FormulaError

        given = {**self.at, **(more or {})}
        try:
            copy.copy(self.context).check(tex, given, equals, fixed=list(given) if more else ())
        except FormulaError as error:
            return error.message if error.message.startswith(_FALSE) else None
        return ""


_TEX = {"~": "\\approx", "<=": "\\le", ">=": "\\ge", "!=": "\\ne", "<-": "=", ":=": "=",
        "=": "=", "<": "<", ">": ">", "": ""}  # fmt: skip


def _pairs(one: Pieces) -> Iterator[tuple[str, str]]:
    return zip(one.sides, (*one.signs, ""), strict=False)
