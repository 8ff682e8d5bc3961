"""A question before an output, as HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from markdown.util import AtomicString

from livecells.blocks.predictions import Solved
from livecells.builder.kinds import UNSEARCHED
from livecells.notebook.typed_values import format_value

EVERY = re.compile(r"\b(?:every|each|all) (?:entry|entries|element|of the)", re.IGNORECASE)


def add(
    parent: ElementTree.Element,
    solved: Solved,
    ident: str,
    output: str,
    texts: Callable[[str], str],
) -> None:
    """Put the question, its fold and its explanations below `parent`, as Markdown to be read.

    Args:
        parent: The element of the block.
        solved: The question with its values.
        ident: The id of the question in the page.
        output: What stands for the HTML of the output, or nothing where none is shown.
        texts: Puts live values into the author's texts.
    """
    asked = solved.asked
    data = json.dumps(_data(solved), allow_nan=False, ensure_ascii=False)
    box = _make(parent, "div", {"class": "lc-predict", "id": ident, "data-predict": data})
    fold = _make(box, "details", {"class": "lc-predict-fold"})
    summary = _make(fold, "summary", {})
    _make(summary, "strong", {"class": "lc-predict-word"}, "Predict")
    _make(summary, "span", {"class": "lc-predict-question"}, texts(asked.question))
    body = _make(fold, "div", {"class": "lc-predict-shown"})
    if output:
        _make(body, "div", {"class": "lc-predict-output"}, output)
    told = _make(body, "p", {"class": "lc-predict-answer"}, "Answer: ")
    _make(told, "code", {}, AtomicString(format_value(solved.answer)))
    if asked.right:
        _make(body, "p", {"class": "lc-predict-right"}, texts(asked.right))
    for wrong in asked.wrong:
        hidden = _make(box, "template", UNSEARCHED)
        _make(hidden, "p", {}, texts(wrong.because))


def _make(
    parent: ElementTree.Element, tag: str, attributes: Mapping[str, str], text: str = ""
) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, tag, dict(attributes))
    made.text = text
    return made


def _data(solved: Solved) -> dict[str, object]:
    """What `predict.js` needs to judge an answer."""
    asked = solved.asked
    data: dict[str, object] = {"answer": solved.answer, "wrong": list(solved.guesses)}
    if asked.choices:
        data["choices"] = list(asked.choices)
    if EVERY.search(asked.question):
        data["every"] = True  # then the whole tensor may be typed, too
    if asked.tolerance is not None:
        data["tolerance"] = asked.tolerance
    return data
