"""Names that a display states or uses, found without reading its formulas."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from livecells.formula.check.report import Report, Statement, Step
from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.token_stream import TokenStream
from livecells.formula.syntax.tokens import Token, tokenize
from livecells.formula.syntax.tree import Num

Given = Mapping[str, npt.ArrayLike]

_FUNCTION_HEAD = re.compile(r"(\\?[A-Za-z]+)\}?\s*\(([^()=]*)\)\s*&?\s*:?=")
TEXT_HEAD = re.compile(r"\\text(?:tt)?\{([\w.]+)\}(?:_\{[^{}]*\}|_\w)?\s*&?\s*:?=")


def mentions(tex: str, names: Collection[str]) -> set[str]:
    """Those of the names that a display uses, by their letters."""
    written = {token.text.removeprefix("\\") for token in tokens_of(tex)}
    return {name for name in names if re.split("[_^]", name)[0] in written}


def tokens_of(tex: str) -> list[Token]:
    """The tokens of LaTeX, or none where it cannot be cut into tokens."""
    try:
        return tokenize(tex)
    except FormulaError:
        return []


def function_heads(tex: str) -> set[str]:
    """Names in a place such as `f(x) =`, with nothing but names between the parentheses."""
    found = set()
    for head in _FUNCTION_HEAD.finditer(tex):
        name, inside = head.group(1), head.group(2)
        params = [p.strip() for p in inside.split(",")]
        if all(re.fullmatch(r"\\?[A-Za-z]+|\\math\w+\{\w+\}", p) for p in params):
            found.add(name[1:] if name.startswith("\\") else name[-1])
    return found


def given_name(key: str) -> str:
    r"""The name that a key of `at` stands for: x_i is x, \theta is theta; x_1, x.grad are names."""
    if re.fullmatch(r"[A-Za-z]+(_([A-Za-z0-9]{2,}|\d))?|[A-Za-z]\w*(\.\w+)+", key):
        return key
    tokens = tokenize(key)
    cursor = TokenStream([*tokens, Token("end", "", len(key), len(key) + 1)], key, Names())
    found = cursor.symbol()
    if cursor.token.kind != "end":
        raise FormulaError("a key of `at` is one symbol", key)
    if len(found.subs) == 1 and isinstance(found.subs[0], Num):
        return f"{found.name}_{found.subs[0].value}"
    return found.name


def by_meaning(
    tex: str, at: Given, equals: npt.ArrayLike | None, means: str, rtol: float
) -> Report:
    """A display that is not read: the author's Python stands for it, compared with the run."""
    if equals is None:
        raise FormulaError("`means` needs `equals`: there is nothing else to compare with", tex)
    names = {key: np.asarray(value, dtype=np.float64) for key, value in at.items()}
    try:
        value = np.asarray(eval(means, {"np": np, **names}), dtype=np.float64)
    except Exception as error:  # the author's expression may fail in any way; say which one did
        raise FormulaError(f"`means: {means}` fails: {error!r}", tex) from error
    expected = np.asarray(equals, dtype=np.float64)
    tolerance = rtol * np.abs(expected).max(initial=0.0)
    if value.shape != expected.shape or not np.allclose(value, expected, 0, tolerance, True):
        reason = f"`means: {means}` gives {value.tolist()}, the run {expected.tolist()}"
        raise FormulaError(reason, tex)
    worst = float(np.abs(value - expected).max(initial=0.0))
    step = Step(tex.strip(), "", "means", int(expected.size), worst)
    whole = Statement(tex.strip(), "run")
    return Report(tex, (step,), step, value, (), parsed=False, statements=(whole,))
