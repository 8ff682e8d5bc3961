"""Names outside of formulas, by the same grammar: keys of `at`, and the names a display uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.lexer import tokenize
from livecells.formula.syntax.names import ACCENTS, Names
from livecells.formula.syntax.parser import reader
from livecells.formula.syntax.symbols import Mark, spelled, written
from livecells.formula.syntax.tables import bracketed_key, canonical, is_bracketed
from livecells.formula.syntax.tokens import Token

_CODE = re.compile(
    r"[A-Za-z]\w*(\.\w+)+|[A-Za-z]+\d*(_(?!hat|bar|tilde)[A-Za-z0-9]*)*_(\w{2,}|\d)|[A-Za-z]{2,}\d*(_\w+)?"
    r"|[A-Za-z]\d+|\\mathbf\{1\}",
    re.ASCII,
)
RUNNING = frozenset("ijklmn")
_ESCAPES = {
    "\t": r"\t", "\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\v": r"\v",
    "\x1b": r"\e", "\u2028": r"\L", "\u2029": r"\P", "\x85": r"\N",
}  # fmt: skip
_CHANGE = re.compile(r"\\delta [A-Za-z]")


def given_names(keys: Mapping[str, bool], tex: str = "") -> dict[str, str]:
    r"""The spelling of each key of `at`: \theta is theta, W^{[1]} is W^[1]; x_i of an array is x.

    A running index is no part of the name, unless it is itself a key, or another key has the same
    letter with another mark: `W_q` and `W_k` are two names.

    Args:
        keys: Each key, in LaTeX or as in code (x_1, x.grad, y_hat), and whether it is an array.
        tex: The display. Where it leads from x_k to x_{k+1}, and k does not run, x_k is a name.

    Raises:
        FormulaError: A key is not one name.
    """
    literal = {key: given_name(key, False) for key in keys}
    found: dict[str, str] = {}
    for key, is_array in keys.items():
        name = given_name(key, is_array)
        numbers = {literal[other] for other, array in keys.items() if not array}
        if name != literal[key] and (
            _is_step(literal[key], tex) or _labels_numbers(literal[key], numbers, tex)
        ):
            name = literal[key]
        if name != literal[key] and _is_taken(name, literal[key], set(literal.values())):
            name = literal[key]
        found[key] = name
    return found


def _is_step(literal: str, tex: str) -> bool:
    """Whether a display says what an x_{k+1} is, without a range of the k of x_k."""
    letter = literal.partition("_")[2]
    if len(letter) != 1 or not tex:
        return False
    text = re.sub(r"\\(mathbf|boldsymbol|bm|vec|mathrm)\b|[{}\s]|\\", "", tex)
    head = re.search(rf"(^|[,;&]|quad|aligned)[A-Za-z_^]+_{letter}\+1(\([^=()]*\))?&?=", text)
    return head is not None and not re.search(rf"(?<!_){letter}(=|in)", text)


def _labels_numbers(literal: str, numbers: set[str], tex: str) -> bool:
    r"""Whether the k of x_k also marks a number, \alpha_k, and nothing says that it runs."""
    letter = literal.partition("_")[2]
    marks = any(number.partition("_")[2] == letter for number in numbers)
    below = rf"\\\\(sum|prod|max|min|arg\\w+)\s*(\\\\limits)?\s*_\s*\{{?\s*{letter}(?![a-z])"
    return len(letter) == 1 and marks and not re.search(below, tex)


def _is_taken(name: str, literal: str, others: set[str]) -> bool:
    """Whether other keys say that the subscript of a key marks it."""
    letters = set(literal.removeprefix(name)) - set(",_^()")
    marked = tuple(f"{name}{sign}" for sign in "_^")
    same = any(other != literal and other.startswith(marked) for other in others)
    steps = {
        x
        for other in others
        for part in re.findall(r"[a-z][+-]\w|\d[+-][a-z]", other)
        for x in part
    }
    return name in others or same or bool(letters & (others | steps))


@lru_cache(4096)
def given_name(key: str, is_array: bool = True) -> str:
    r"""The one spelling of one key of `at`, as `given_names` has it where there is no other.

    Raises:
        FormulaError: It is not one name.
    """
    if _CODE.fullmatch(key):
        return key
    if not key.strip():
        raise FormulaError("a key of `at` is one symbol", key or " ", (0, 1))
    _refuse_escape(key)
    p = reader(key, Names([key[1:]] if _CHANGE.fullmatch(key) else ()))
    name = written(p)
    bracketed = bracketed_key(p, name)
    if bracketed is not None:
        return bracketed
    if p.tokens[name.end].kind != "eof":
        spot = p.tokens[name.end]
        raise FormulaError("a key of `at` is one symbol", key, (spot.start, spot.end))
    marks = tuple(mark for mark in name.marks if not (is_array and _runs(mark)))
    return spelled(name.name, marks)


def _refuse_escape(key: str) -> None:
    r"""A key that YAML has changed: in double quotes \t is a tab, and \theta a tab and `heta`."""
    for place, sign in enumerate(key):
        if sign in _ESCAPES:
            meant = key[:place] + _ESCAPES[sign] + key[place + 1 :]
            reason = (
                f"YAML reads {_ESCAPES[sign]} in double quotes as another character: write this "
                f"key of `at` as '{meant}', in single quotes"
            )
            raise FormulaError(reason, meant)


def _runs(mark: Mark) -> bool:
    """Whether a mark may be a running index: x_i, x_{ij}."""
    return mark.sign == "_" and set(mark.text) - {","} <= RUNNING


def written_words(tex: str) -> set[str]:
    """The letters, Greek letters and words of a display; none where it cannot be read at all."""
    return {token.text.removeprefix("\\") for token in _tokens(tex)}


def _tokens(tex: str) -> list[Token]:
    try:
        return tokenize(tex)
    except FormulaError:
        return []


def mentions(tex: str, names: Collection[str]) -> set[str]:
    """Those of the names that a display uses, by their letters."""
    found = written_words(tex)
    bracketed = {name for name in names if is_bracketed(name)}
    text = canonical(_tokens(tex)).replace("'", "") if bracketed else ""
    return {
        name
        for name in names
        if _base(name) in found and (name not in bracketed or _stands_in(name, text))
    }


def _stands_in(name: str, text: str) -> bool:
    r"""Whether a name with brackets stands in a display, or as P(\cdot \mid x)."""
    plain = name.replace("'", "")
    pattern = re.sub(r"(?<=[(,|;\[])[a-z](?=[),|;\]])", "@", re.escape(plain).replace("\\", ""))
    return plain in text or pattern in re.sub(r"(?<=[(,|;\[])([a-z]|cdot)(?=[),|;\]])", "@", text)


def _base(name: str) -> str:
    base = re.split(r"[_^'(\[]", name)[0]
    return re.sub("^[Dd]elta ", "", base) if base not in ACCENTS else name


def first_name(tex: str) -> set[str]:
    """The first letter or word of a display: what a display that is not read may define."""
    try:
        found = [token.text for token in tokenize(tex) if token.kind in ("letter", "word")]
    except FormulaError:
        return set()
    return set(found[:1])
