"""What stands open on a finished page, piece by piece, and where the questions stand in it.

A fold that is closed shows its summary alone. Distances are counted in lines of a screen.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborNode

from livecells.html_tree import Tree

WIDTH = 75  # letters of a line of text
PIXELS = 25  # of a line
DRAWING = 10  # lines of a drawing of unknown size
QUESTION = 5.0  # lines of a question, with the field for its answer
TEXT = frozenset({"p", "li", "td", "th", "figcaption", "summary", "dt", "dd", "label"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HIDDEN = frozenset({"template", "script", "style", "title", "desc"})


@dataclass(frozen=True)
class Piece:
    """Something that a reader sees.

    `kind` is text, question, cell, code, output, formula, gradient or drawing, the last two for
    the numbers of a graph.
    """

    kind: str
    text: str
    top: float
    lines: float


@dataclass(frozen=True)
class Asked:
    """A question: what its script knows of it, and where it stands."""

    data: dict[str, Any]
    top: float
    lines: float = QUESTION


class Sight:
    """The pieces and the questions of a page, from its top."""

    def __init__(self, html: str) -> None:
        self.pieces: list[Piece] = []
        self.questions: list[Asked] = []
        self._at = 0.0
        body = Tree(f"<body>{html}</body>").body
        if body is not None:
            self._inner(body)

    def _inner(self, parent: LexborNode) -> None:
        for child in parent.iter():
            self._element(child, str(child.tag), (child.attributes.get("class") or "").split())

    def _element(self, node: LexborNode, tag: str, classes: list[str]) -> None:
        if tag in HIDDEN or "hidden" in node.attributes:
            return
        if "lc-predict" in classes:
            self._question(node)
        elif tag == "details" and "open" not in node.attributes:
            summary = next((child for child in node.iter() if child.tag == "summary"), None)
            self._add("text", "" if summary is None else summary.text(), 1.5)
        elif tag == "svg":
            self._drawing(node)
        elif tag == "div" and "arithmatex" in classes:
            self._add("formula", node.text(), 1.5 + 1.5 * max(1, node.text().count("\\\\")))
        elif tag == "pre":
            self._pre(node, "lc-text" in classes or _is_plain(node))
        elif tag in TEXT or tag in HEADINGS or "filename" in classes:  # the title of code
            self._words(node, tag)
        else:
            self._inner(node)

    def _add(self, kind: str, text: str, lines: float) -> None:
        text = re.sub(r"\\[,;:! ]", " ", text) if kind == "formula" else text
        self.pieces.append(Piece(kind, " ".join(text.split()), self._at, lines))
        self._at += lines

    def _question(self, node: LexborNode) -> None:
        data = json.loads(node.attributes.get("data-predict") or "{}")
        self.questions.append(Asked(data, self._at))
        words = node.css_first("span.lc-predict-question")
        self._add("question", "" if words is None else words.text(), QUESTION)

    def _pre(self, node: LexborNode, is_output: bool) -> None:
        """Each line of an output, and the comments of code."""
        for line in node.text().rstrip("\n").split("\n"):
            if is_output:
                self._add("output", line, 1)
            else:
                self._add("code", line.partition("#")[2], 1)

    def _words(self, node: LexborNode, tag: str) -> None:
        if any(child.tag in ("p", "ul", "ol", "div", "details") for child in node.iter()):
            self._inner(node)
            return
        kind = "cell" if tag in ("td", "th") else "text"
        gap = 1.5 if tag in HEADINGS else 0.3 if kind == "cell" else 0.5
        self._add(kind, node.text(), gap + math.ceil(len(node.text()) / WIDTH))

    def _drawing(self, node: LexborNode) -> None:
        """The numbers of a graph, those of its gradients behind a mark each.

        Where a reader fills the gradients in, they are hidden.
        """
        filled = "lc-blanks" not in (node.attributes.get("class") or "").split()
        height = re.match(r"[\d.]+(?=$|px)", node.attributes.get("height") or "")
        for text in node.css("text"):
            marks = (text.attributes.get("class") or "").split()
            if "lc-gradient" in marks and filled:
                self._add("gradient", text.text(), 0)
            elif "lc-value" in marks:
                self._add("drawing", text.text(), 0)
        self._at += float(height[0]) / PIXELS if height else DRAWING

    def near(self, asked: Asked, lines: float) -> Iterator[tuple[float, Piece]]:
        """The pieces within so many lines of a question, the nearest first, with the distance.

        What stands above the question has a distance below 0.
        """
        found = []
        for piece in self.pieces:
            below = piece.top - (asked.top + asked.lines)
            above = asked.top - (piece.top + piece.lines)
            if piece.kind == "question" and piece.top == asked.top:
                continue
            if -1 < below < lines and piece.top >= asked.top:
                found.append((below, piece))
            elif piece.top < asked.top and above < lines:
                found.append((-above, piece))
        yield from sorted(found, key=lambda one: abs(one[0]))


def _is_plain(node: LexborNode) -> bool:
    """Whether code on the page is none: a fence without colours, such as of what was printed."""
    if node.css_first("code") is None:
        return False
    return not any(
        (inner.attributes.get("class") or "").strip() for inner in node.css("code, code *")
    )
