"""The spaces between tokens: none may print one thing over another, or far away."""

from __future__ import annotations

from collections.abc import Iterator

from livecells.formula.errors import FormulaError
from livecells.formula.syntax import commands, patterns
from livecells.formula.syntax.tokens import Token


class Spaces:
    """A display that is read from left to right, with the space in front of its next token."""

    def __init__(self, tex: str, at: int = 0, end: int | None = None) -> None:
        self.tex, self.at = tex, at
        self.stop = len(tex) if end is None else end
        self.gap, self.back = 0.0, 0.0  # the whole space; what of it goes back

    def fault(self, reason: str, start: int) -> FormulaError:
        """The error for what stands from `start` up to here."""
        return FormulaError(reason, self.tex, (start, max(self.at, start + 1)))

    def _length(self, _: str, start: int) -> Iterator[Token]:
        found = patterns.LENGTH.match(self.tex, self.at, self.stop)
        if found is None or found.group(2) not in commands.UNITS:
            raise self.fault("a space needs a length such as {1em}", start)
        self.at = found.end()
        self._move(float(found.group(1)) * commands.UNITS[found.group(2)], start)
        yield from ()

    def _move(self, width: float, start: int) -> None:
        """A space, which must not print one thing over another, nor out of sight."""
        self.gap += width
        self.back += min(width, 0.0)
        if self.back < commands.FARTHEST_BACK:
            raise self.fault("this space prints one thing over another", start)
        if self.gap > commands.WIDEST:
            raise self.fault("so wide a space takes a formula apart", start)

    def _refuse_skip(self, row: str, start: int) -> None:
        r"""The [-3em] of \\\\[-3em] prints one row over another."""
        skip = patterns.SKIP.search(row)
        height = float(skip.group(1)) * commands.UNITS[skip.group(2)] if skip else 0.0
        if height < commands.FARTHEST_BACK or height > commands.WIDEST:
            raise self.fault("this space prints one row over another, or far away", start)
