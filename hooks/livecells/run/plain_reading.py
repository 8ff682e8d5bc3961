"""Which expressions only read, as far as their text and the values that they name tell.

Those are answered together in one copy of the run; each other one gets a copy of its own, so that
no value on a page depends on what another one did while it was read.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Iterable, Mapping
from typing import cast

from livecells.parsed import parsed

NODES = (
    *(ast.Expression, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice, ast.Constant),
    *(ast.Tuple, ast.List, ast.UnaryOp, ast.BinOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Call),
    *(ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.keyword, ast.JoinedStr),
    ast.FormattedValue,
)
FUNCTIONS = {
    *("abs", "bool", "float", "int", "len", "list", "max", "min", "repr", "round", "set", "sorted"),
    *("str", "sum", "tuple", "type"),
}
METHODS = {
    *("abs", "all", "any", "argmax", "argmin", "count", "cpu", "detach", "dim", "double", "exp"),
    *("flatten", "float", "index", "int", "item", "long", "max", "mean", "min", "name", "norm"),
    *("numel", "numpy", "prod", "reshape", "round", "size", "split", "sqrt", "squeeze", "std"),
    *("sum", "tolist", "unsqueeze", "view"),
}
CONTAINERS = (list, tuple, dict, set, frozenset)
MOST = 100  # things in a container that are looked at; a page rarely shows more
SCALARS = (int, float, complex, str, bool, bytes, type(None))


def only_reads(expression: str, namespace: Mapping[str, object]) -> bool:
    """Whether an expression is known to change nothing when it is evaluated."""
    try:
        tree = parsed(expression.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return True  # nothing of it is evaluated
    return all(isinstance(node, NODES) and _quiet(node, namespace) for node in ast.walk(tree))


def _quiet(node: ast.AST, namespace: Mapping[str, object]) -> bool:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id in FUNCTIONS and node.func.id not in namespace
        return isinstance(node.func, ast.Attribute) and node.func.attr in METHODS
    if isinstance(node, ast.Name):
        return node.id not in namespace or _known(namespace[node.id])
    return True


def _known(value: object) -> bool:
    """Whether a value is of a kind that is read without running code of the author's."""
    kind = type(value)
    if kind in CONTAINERS:
        items = list(value.values() if isinstance(value, dict) else cast("Iterable[object]", value))
        few = len(items) <= MOST and not any(type(item) in CONTAINERS for item in items)
        return few and all(map(_known, items))
    library = kind.__module__.partition(".")[0] in ("torch", "numpy")
    return kind in SCALARS or library or isinstance(value, types.ModuleType)
