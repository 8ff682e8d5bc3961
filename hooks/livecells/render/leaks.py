"""Answers in sight of their questions: the build refuses them, where the site asks for that.

A number counts as shown where it can only be the answer. The small whole numbers stand everywhere,
so of them only results count: in outputs and drawings, behind `=`, and as in "it is 7".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from livecells.blocks.predictions import Prediction
from livecells.builder.build import Build
from livecells.errors import PageError, Place
from livecells.notebook.typed_values import TypedValue, format_value
from livecells.render.sight import Asked, Piece, Sight

SCREEN = 34  # lines
SMALL = 20  # whole numbers below this are too common to be told from others
NUMBER = re.compile(r"(?<![\w.\\])[-\u2212]?\d[\d,]*(?:\.\d*)?(?:e[-+]?\d+)?(?!\w)")
# A whole number may stand before a fraction: "4 1/2", `4\frac12`.
WHOLE = r"(?:(?<![\w.,/])(\d+)[ ]?(?=\d+/|\\))?"
FRACTION = re.compile(
    WHOLE + r"(?:\\[dt]?frac(?:\{(-?\d+)\}|[ ]?(\d))(?:\{(\d+)\}|[ ]?(\d))"
    r"|(?<![\d/])(-?\d+)/(\d+)(?![\d/]))"
)
PERCENT = re.compile(r"(\d+(?:\.\d+)?)[ ]?(?:\\?%|percent\b)")
COMMA = re.compile(r"(?<![\w.,(\[])(-?\d+,\d+)(?![\w)\],]|\.\d)")  # 4,5 as many write 4.5
VULGAR = re.compile(r"(\d?)([\u00bc-\u00be\u2150-\u215e])")
IN_WORDS = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)( and a half\b| halves\b)",
    re.IGNORECASE,
)
NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve")  # fmt: skip
VERBS = "is|are|was|be|gives?|has|holds?|leaves?|makes?|equals?|becomes?|prints?|means"
SAYS = rf"(?:\b(?:{VERBS})|=|:)"
WORDS = ("text", "question")
TOLD = (
    "the answer {answer} stands in sight of its question, {lines} lines {where}: {text!r}; "
    "fold it with `/// details | ...`, move it farther away, or tell it in `right:`"
)


def leaks(build: Build, uri: str, html: str) -> Iterator[PageError]:
    """An error for each question whose answer can be read near it, on the line of the question.

    Args:
        build: The build.
        uri: The page.
        html: Its content, with formulas as they are before they are typeset.
    """
    page, sight = build.pages[uri], Sight(html)
    asked = [r.block for _, r in sorted(page.requests.items()) if isinstance(r.data, Prediction)]
    if len(asked) != len(sight.questions):  # one could not be made, which is told elsewhere
        return
    for block, question in zip(asked, sight.questions, strict=True):
        found = _first(sight, question)
        if found is not None:
            distance, piece = found
            words = TOLD.format(
                answer=format_value(question.data["answer"]),
                lines=round(abs(distance)),
                where="below" if distance > 0 else "above",
                text=piece.text if len(piece.text) <= 70 else f"{piece.text[:67]}...",
            )
            yield PageError(words, [Place(page.path, block.line_with("predict:"))])


def _first(sight: Sight, question: Asked) -> tuple[float, Piece] | None:
    """The nearest piece that shows the answer, with its distance."""
    answer, drawn = question.data["answer"], Counter[float]()
    choices = bool(question.data.get("choices"))
    for distance, piece in sight.near(question, SCREEN):
        if piece.kind == "gradient":
            drawn.update(numbers(piece.text))
        if shows(piece, answer, below=distance > 0, chosen=choices):
            return distance, piece
        if answer["kind"] == "entries" and _drawn(drawn, answer):
            return distance, piece
    return None


def _drawn(drawn: Counter[float], answer: TypedValue) -> bool:
    """Whether each entry is a gradient of the drawings near the question."""
    return not Counter(_flat(answer.get("value"))) - drawn


def shows(piece: Piece, answer: TypedValue, *, below: bool = True, chosen: bool = False) -> bool:
    """Whether a piece of a page shows the answer.

    Args:
        piece: What stands there.
        answer: The answer.
        below: It stands below the question.
        chosen: The answer is one of several texts to choose from.
    """
    kind, value = answer["kind"], answer.get("value")
    if kind == "text":
        return _shows_text(piece.text, str(value), chosen)
    if kind in ("none", "bool"):
        return _shows_word(piece, format_value(answer))
    if kind == "error":
        return below and bool(re.search(r"\braises\b|\ban error\b|Error: ", piece.text))
    if isinstance(value, list):
        flat = _flat(value)
        alike = len(set(flat)) == 1 and kind == "entries"
        return _shows_row(piece, flat) or (alike and _shows_number(piece, flat[0]))
    return isinstance(value, int | float) and _shows_number(piece, float(value))


def _shows_text(text: str, answer: str, chosen: bool) -> bool:
    if re.fullmatch(NUMBER, answer):
        return float(answer) in numbers(text)
    if len(answer) < 4 or (chosen and len(answer.split()) == 1 and len(answer) < 6):
        return False
    return bool(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE))


def _shows_word(piece: Piece, word: str) -> bool:
    """`True`, `False` or `None` as the result of something."""
    if piece.kind in ("output", "cell"):
        return bool(re.search(rf"(?:^|[:=]\s*){word}$", piece.text))
    return piece.kind in WORDS and bool(re.search(rf"{SAYS} {word}\b|^{word}\b", piece.text))


def _shows_row(piece: Piece, row: list[float]) -> bool:
    """Numbers in a row, as in `[1, 2]`, `(1, 2)` or a sentence."""
    if len(row) < 2 or piece.kind == "code":
        return False
    found = _written(piece.text)
    rows = (found[n : n + len(row)] for n in range(len(found) - len(row) + 1))
    return any(all(map(_fits, part, row)) for part in rows)


def _shows_number(piece: Piece, value: float) -> bool:
    small = value == round(value) and abs(value) < SMALL
    if not small:
        return piece.kind != "drawing" and any(_fits(one, value) for one in _written(piece.text))
    if abs(value) > 1 and piece.kind in ("output", "gradient", "cell"):
        whole = re.fullmatch(r"(?:.*[:=] *)?(?:tensor\()?([-\d.]+)\)?", piece.text)
        return whole is not None and value in numbers(whole[1])
    told = re.finditer(rf"{SAYS}\s*({NUMBER.pattern})(?=\W*(?:$|[,;)]))", piece.text)
    return piece.kind in (*WORDS, "formula") and any(value in numbers(m[1]) for m in told)


def _fits(shown: tuple[float, int], value: float) -> bool:
    """Whether a number with so many digits behind its point is a value, as far as it goes."""
    number, digits = shown
    if digits == 0 or abs(number) * 10**digits < 10:  # one digit is too little to go by
        return number == value
    return abs(number - value) <= 0.5 * 10.0**-digits * 1.001 and (number != 0 or value == 0)


def numbers(text: str) -> list[float]:
    """The numbers in a text."""
    return [number for number, _ in _written(text)]


def _written(text: str) -> list[tuple[float, int]]:
    """The numbers in a text, fractions among them, each with its digits behind the point."""
    text = _in_digits(text)
    found = []
    others = [(float(one[1]) / 100, 6) for one in PERCENT.finditer(text)]
    for match in FRACTION.finditer(text):
        whole, *parts = match.groups()
        over, under = (float(part) for part in parts if part is not None)
        found.append((match.start(), (over / (under or 1), 6)))
        others += [(float(whole) + over / (under or 1), 6)] if whole else []
    for match in NUMBER.finditer(text):
        plain = match[0].replace(",", "").replace("\u2212", "-").rstrip(".")
        digits = len(plain.partition(".")[2]) if "e" not in plain else 12
        found.append((match.start(), (float(plain), digits)))
    for match in COMMA.finditer(text):
        plain = match[1].replace(",", ".")
        others.append((float(plain), len(plain.partition(".")[2])))
    return [*(written for _, written in sorted(found)), *others]


def _in_digits(text: str) -> str:
    """A text with the numbers that it writes in other ways in the usual one."""
    text = VULGAR.sub(lambda one: f"{one[1]} {normalize('NFKC', one[2])}", text)
    text = re.sub(r"\\[()]", " ", text.replace("\u2044", "/").replace("{,}", ","))

    def digits(match: re.Match[str]) -> str:
        number = NAMES.index(match[1].lower()) + 1
        return f"{number}/2" if "halves" in match[2].lower() else f"{number}.5"

    return IN_WORDS.sub(digits, text)


def _flat(value: object) -> list[float]:
    if isinstance(value, list):
        return [one for inner in value for one in _flat(inner)]
    return [float(value)] if isinstance(value, int | float) else []
