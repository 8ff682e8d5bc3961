"""Text with control characters as a terminal shows it: lines of characters, each with its style.

Carriage returns, backspaces and movements of the cursor overwrite what stood there, so a progress
bar ends as its last line. Colours and the like are kept; titles, links and all that no page can
show are dropped. Source: ECMA-48, and the sequences of xterm beyond it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

# `\x1b[31m` and the like; `\x1b]8;;url\x07` and other strings for the terminal; other escapes.
ESCAPE = re.compile(
    r"\x1b\[(?P<given>[0-?]*)[ -/]*(?:(?P<final>[@-~])|\Z)"
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|\Z)"
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
WIDEST = 1000  # columns that the cursor may be moved to


@dataclass(frozen=True)
class Style:
    """How a character looks; colours are 0 to 15, as terminals number them, or None."""

    fg: int | None = None
    bg: int | None = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    struck: bool = False
    inverse: bool = False


PLAIN = Style()
Span = tuple[str, Style]
SWITCHES = {1: "bold", 2: "faint", 3: "italic", 4: "underline", 7: "inverse", 9: "struck"}
SWITCHED_OFF = {
    21: ("bold",),
    22: ("bold", "faint"),
    23: ("italic",),
    24: ("underline",),
    27: ("inverse",),
    29: ("struck",),
}


def plain(text: str) -> str:
    """The text that a terminal would show, without colours."""
    if not CONTROLS.search(text):
        return text
    return "\n".join("".join(char for char, _ in row) for row in _Screen(text).rows)


def spans(text: str) -> list[Span]:
    """The same as pieces of one style each; line ends are a part of the text."""
    if not CONTROLS.search(text):
        return [(text, PLAIN)] if text else []
    chars: list[Span] = []
    for number, row in enumerate(_Screen(text).rows):
        chars += [("\n", PLAIN)] if number else []
        chars += row
    pieces = groupby(chars, key=lambda item: item[1])
    return [("".join(char for char, _ in piece), style) for style, piece in pieces]


class _Screen:
    """A terminal without a lower end and without a right one."""

    def __init__(self, text: str) -> None:
        self.rows: list[list[Span]] = [[]]
        self.row = self.column = 0
        self.style = PLAIN
        at = 0
        for match in ESCAPE.finditer(text):
            self._write(text[at : match.start()])
            at = match.end()
            if match["final"]:
                self._control(match["given"], match["final"])
        self._write(text[at:])

    def _write(self, text: str) -> None:
        for char in text:
            if char == "\n":
                self._move(self.row + 1, 0)
            elif char == "\r":
                self.column = 0
            elif char == "\b":
                self.column = max(0, self.column - 1)
            elif char == "\t" or not CONTROLS.match(char):
                self._put(char)

    def _put(self, char: str) -> None:
        row = self.rows[self.row]
        row += [(" ", PLAIN)] * (self.column - len(row))
        row[self.column : self.column + 1] = [(char, self.style)]
        self.column += 1

    def _move(self, row: int, column: int) -> None:
        self.row, self.column = max(0, row), max(0, column)
        while len(self.rows) <= self.row:
            self.rows.append([])

    def _control(self, given: str, final: str) -> None:
        if final == "m":
            self.style = styled(self.style, given)
            return
        numbers = [int(part) if part.isdecimal() else 0 for part in given.split(";")]
        count = max(1, min(numbers[0], WIDEST))
        if final in "AF":
            self._move(self.row - count, 0 if final == "F" else self.column)
        elif final in "BE":  # never below what was written
            last = max(self.row, len(self.rows) - 1)
            self._move(min(self.row + count, last), 0 if final == "E" else self.column)
        elif final in "CDG":
            column = {"C": self.column + count, "D": self.column - count, "G": count - 1}[final]
            self._move(self.row, min(column, max(WIDEST, self.column)))
        elif final in "JK":
            self._erase(final, numbers[0])
        elif final in "Hf":
            column = numbers[1] if len(numbers) > 1 else 1
            self._move(min(count, len(self.rows)) - 1, min(max(1, column), WIDEST) - 1)

    def _erase(self, what: str, part: int) -> None:
        """`K` clears in the line and `J` on the screen: 0 what follows, 1 what is before, 2 all."""
        row = self.rows[self.row]
        if part == 0:
            del row[self.column :]
        elif part == 1:
            row[: self.column + 1] = [(" ", PLAIN)] * min(self.column + 1, len(row))
        else:
            row.clear()
        if what == "J":
            if part == 0:
                del self.rows[self.row + 1 :]
            else:
                others = self.rows[: self.row] if part == 1 else self.rows
                for other in others:
                    other.clear()


def styled(style: Style, given: str) -> Style:
    """A style after `ESC [ given m`."""
    codes = _codes(given)
    for code in codes:
        if code == 0:
            style = PLAIN
        elif code in SWITCHES:
            style = replace(style, **{SWITCHES[code]: True})
        elif code in SWITCHED_OFF:
            style = replace(style, **dict.fromkeys(SWITCHED_OFF[code], False))
        elif code in (38, 48):
            style = _coloured(style, code == 38, _colour(codes))
        elif code in (39, 49):
            style = _coloured(style, code == 39, None)
        else:
            style = _basic(style, code)
    return style


def _basic(style: Style, code: int) -> Style:
    for first, front, bright in ((30, True, 0), (40, False, 0), (90, True, 8), (100, False, 8)):
        if first <= code <= first + 7:
            return _coloured(style, front, code - first + bright)
    return style


def _coloured(style: Style, front: bool, colour: int | None) -> Style:
    return replace(style, fg=colour) if front else replace(style, bg=colour)


def _codes(given: str) -> Iterator[int]:
    """The numbers of a sequence; `38:2::r:g:b` and `4:3` are written with colons."""
    for part in given.split(";"):
        if ":" not in part:
            yield int(part) if part.isdecimal() else 0
            continue
        numbers = [int(piece) if piece.isdecimal() else 0 for piece in part.split(":")]
        if numbers[0] in (38, 48):
            if numbers[1:2] == [2]:
                yield from (numbers[0], 2, *numbers[-3:])
            else:
                yield from numbers[:3]
        elif numbers[0] == 4:  # a kind of underline, or none
            yield 4 if numbers[1] else 24


def _colour(codes: Iterator[int]) -> int | None:
    """The colour that `5;n` or `2;r;g;b` stands for: the nearest of the sixteen."""
    kind = next(codes, None)
    if kind == 5:
        return _of_256(next(codes, 0))
    if kind == 2:
        return _nearest(next(codes, 0), next(codes, 0), next(codes, 0))
    return None


def _of_256(number: int) -> int:
    if number < 16:
        return number
    if number >= 232:
        level = 8 + 10 * (min(number, 255) - 232)
        return _nearest(level, level, level)
    levels = (0, 95, 135, 175, 215, 255)
    number -= 16
    return _nearest(levels[number // 36 % 6], levels[number // 6 % 6], levels[number % 6])


def _nearest(red: int, green: int, blue: int) -> int:
    """One of the sixteen by its hue; a page has these in tones that can be read in any scheme."""
    low, high = min(red, green, blue), max(red, green, blue)
    if high - low < max(32, high // 5):  # grey
        return 0 if high < 64 else 8 if high < 160 else 7 if high < 232 else 15
    middle = (low + high) / 2
    hue = (red > middle) + 2 * (green > middle) + 4 * (blue > middle)
    return hue + (8 if high > 200 else 0)
