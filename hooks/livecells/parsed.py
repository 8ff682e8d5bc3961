"""Python's text as a tree, without a word about it: what it warns of is for whoever runs it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import MutableSequence
from typing import Any, Literal, cast, overload

QUIET = ("ignore", None, Warning, None, 0)


@overload
def parsed(text: str, mode: Literal["exec"] = ...) -> ast.Module: ...
@overload
def parsed(text: str, mode: Literal["eval"]) -> ast.Expression: ...
def parsed(text: str, mode: Literal["exec", "eval"] = "exec") -> ast.AST:
    r"""As `ast.parse`; from Python 3.12 on that warns of an escape such as `\d`.

    The warning would stand among what a cell has printed, once more for each time we look at it.
    `warnings.catch_warnings` would have the cells' own warnings shown again, which Python shows
    once, so the filter is put there by hand.

    Args:
        text: The text.
        mode: `exec` for statements, `eval` for one expression.

    Raises:
        SyntaxError: It is not Python.
        ValueError: It holds a null character.
    """
    filters = cast("MutableSequence[tuple[Any, ...]]", warnings.filters)
    filters.insert(0, QUIET)
    try:
        return ast.parse(text, mode=mode)
    finally:
        filters.remove(QUIET)
