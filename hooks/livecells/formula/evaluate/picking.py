"""How the subscripts of an array are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import products
from livecells.formula.evaluate.scope import Running, Scope
from livecells.formula.evaluate.values import Shape, Value
from livecells.formula.syntax.tree import Matrix, Node, Num, Reduction, Transpose

_ENDS_SIDE = r"\s*([=,.;&]|\\\\|\\q?quad|$)"


def digits(subs: Sequence[Node], shape: Shape) -> Sequence[Node]:
    """w_{12} on a matrix is row 1, column 2, where no axis has more than nine entries."""
    only = subs[0] if len(subs) == 1 and len(shape) > 1 else None
    if not isinstance(only, Num) or len(str(only.value)) != len(shape) or max(shape) > 9:
        return subs
    return tuple(replace(only, value=type(only.value)(digit)) for digit in str(only.value))


def all_entries(value: Value, sub: Node) -> Value:
    """An array of more axes with one index: it runs over all entries, row by row."""
    if isinstance(sub, Num):
        raise FormulaError(
            f"one number on an array of shape {value.shape} may be a row or an entry: write both, "
            "A_{1,2} or A_{1,:}"
        )
    return Value(value.data.flatten(1 + len(value.axes)), value.axes)


def is_all_of_it(
    runs: Sequence[Running | None], subs: Sequence[Node], value: Value, scope: Scope
) -> bool:
    """Whether each index runs once over the whole of its axis: then nothing need be looked up."""
    own = [run.axis for run in runs if run]
    plain = all(run and not getattr(s, "subs", ()) for run, s in zip(runs, subs, strict=True))
    return (
        plain
        and len({*own, *value.axes}) == len(own) + len(value.axes)
        and all(
            run.start == scope.base and run.size == size
            for run, size in zip(runs, value.shape, strict=True)
            if run
        )
    )


def transposed(value: Value, node: Transpose, scope: Scope) -> Value:
    """The transpose; [a, b]^T prints a column, and is meant as one."""
    if len(value.shape) == 1 and _is_written_list(node, scope):
        return replace(value, layout="loose")
    return products.transpose(value, node.letter)


def _is_written_list(node: Transpose, scope: Scope) -> bool:
    """Whether numbers with commas stand in brackets or braces, side by side: a row in print.

    In parentheses they are a column here; but alone on its side (1, 2)^T is one for all who write.
    """
    body = node.body
    listed = isinstance(body, Matrix) or (isinstance(body, Reduction) and body.op == "list")
    text = scope.tex[slice(*body.span)]
    if not listed or re.match(r"(\\left|\\[bB]igg?l?)?\s*(\[|\\\{)", text):
        return listed
    before, after = scope.tex[: node.span[0]].rstrip(" &"), scope.tex[node.span[1] :]
    return before.endswith("=") and re.match(_ENDS_SIDE, after) is not None


def row_as_vector(value: Value, count: int) -> Value:
    """A row with one index is the vector of its entries."""
    if len(value.shape) == 2 and value.shape[0] == 1 and count == 1:
        return Value(value.data.squeeze(-2), value.axes)
    return value
