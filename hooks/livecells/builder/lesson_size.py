"""How long a lesson is: its core and what is folded, in words, code, formulas and questions.

From these the stated times are computed, so that no page can promise a time that its length denies.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from livecells.blocks import markdown_spans
from livecells.blocks.live_values import values
from livecells.blocks.page import Page
from livecells.blocks.parser import Block
from livecells.blocks.predictions import Prediction
from livecells.blocks.scan import Target

WORDS_A_MINUTE = 180
CODE, EQUATION, PICTURE = 4 / 60, 24 / 60, 1.5  # minutes: of a line, a display, a drawing
QUESTION, LAB = 1, 8
FOLDS = frozenset({"details", "hint", "solution"})
ANSWER = "    type: answer"  # a fold that every reader opens, after a question
OUTSIDE = re.compile(r"^## (?:Exercises|Test yourself|Read later)\b")  # sections beyond the core
HEADING = re.compile(r"^## .*$", re.MULTILINE)
ROW = re.compile(r"^ *\|.*$", re.MULTILINE)
WORD = re.compile(r"\w+(?:[-'\u2019.]\w+)*")
ASKS = (
    ("line", re.compile(r"\bwhich (?:\w+ ){0,3}lines?\b", re.IGNORECASE)),
    ("why", re.compile(r"\bwhy\b", re.IGNORECASE)),
    ("change", re.compile(r"\b(?:would|instead|in the place of|change[sd]?)\b", re.IGNORECASE)),
)
KINDS_OF_QUESTIONS = ("value", *(name for name, _ in ASKS))


@dataclass
class Amount:
    """What there is to read."""

    words: int = 0
    code: int = 0
    equations: int = 0
    pictures: int = 0

    @property
    def minutes(self) -> float:
        """The time to read it."""
        return (
            self.words / WORDS_A_MINUTE
            + self.code * CODE
            + self.equations * EQUATION
            + self.pictures * PICTURE
        )


@dataclass
class Size:
    """A lesson: its core, what stands in folds, and what there is to do."""

    core: Amount = field(default_factory=Amount)
    deeper: Amount = field(default_factory=Amount)
    questions: Counter[str] = field(default_factory=Counter)
    labs: int = 0

    @property
    def reading(self) -> int:
        """Minutes for the core."""
        return max(1, round(self.core.minutes))

    @property
    def doing(self) -> int:
        """Minutes for the core with its questions and exercises, in fives."""
        whole = self.core.minutes + QUESTION * self.questions.total() + LAB * self.labs
        return max(5 * math.ceil(whole / 5), self.reading)


def kind_of_question(question: str) -> str:
    """What a question asks for: a value, or why, which line, what would change."""
    return next((name for name, words in ASKS if words.search(question)), "value")


def count_words(text: str) -> int:
    """The words of prose in Markdown: no code, formulas, tables and addresses."""
    hidden = markdown_spans.hidden_spans(text)
    text = markdown_spans.blanked(text, hidden)
    for value in reversed(list(values(text, hidden))):
        text = f"{text[: value.start]}0{text[value.end :]}"
    text = markdown_spans.MATHS.sub(" x ", text)
    text = re.sub(r"\]\([^()\s]*\)|\{[^{}]*\}", " ", ROW.sub("", text))
    return len(WORD.findall(text))


class Measure:
    """Measures one page.

    Args:
        page: The page.
        lines: Gives how many lines of code the cells of a target have.
    """

    def __init__(self, page: Page, lines: Callable[[Target], int]) -> None:
        self.size, self._page, self._lines = Size(), page, lines
        self._open = True  # in the core
        self._block(page.found.root, folded=False)

    def _block(self, block: Block, *, folded: bool) -> None:
        for child in block.children:
            if isinstance(child, Block):
                self._child(child, folded=folded)
            else:
                self._text(child, folded=folded)

    def _text(self, text: str, *, folded: bool) -> None:
        if folded:
            self.size.deeper.words += count_words(text)
            return
        at = 0
        for heading in HEADING.finditer(text):
            self._words(text[at : heading.start()])
            self._open, at = not OUTSIDE.match(heading[0]), heading.start()
        self._words(text[at:])

    def _words(self, text: str) -> None:
        if self._open:
            self.size.core.words += count_words(text)

    def _child(self, block: Block, *, folded: bool) -> None:
        if block.name == "exercise":
            self.size.labs += 1
            return
        amount = self.size.deeper if folded else self.size.core if self._open else Amount()
        request = self._page.requests.get(block.line)
        if request is not None and isinstance(request.data, Prediction):
            self.size.questions[kind_of_question(request.data.question)] += 1
        if block.name in ("graph", "figure") or block.options.get("alt"):
            amount.pictures += 1
        amount.equations += block.name == "equation"
        if block.name == "live" and request is not None and block.options.get("show") != "output":
            amount.code += sum(map(self._lines, request.shows))
        if block.name != "equation":
            shut = block.name in FOLDS and ANSWER not in block.written
            self._block(block, folded=folded or shut)
