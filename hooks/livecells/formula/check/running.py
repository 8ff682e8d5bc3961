"""The running indices of a statement: which letters run, and which are new where none may be."""

from __future__ import annotations

from collections.abc import Iterable

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.indices import Indices
from livecells.formula.evaluate.scope import Scope
from livecells.formula.syntax.tree import Add, Index, Node, Sym, walk


def in_sums(expr: Node) -> Iterable[Sym]:
    """The letters of subscripts such as t + 1."""
    subs = [sub for n in walk(expr) if isinstance(n, Sym | Index) for sub in n.subs]
    return [n for sub in subs if isinstance(sub, Add) for n in walk(sub) if isinstance(n, Sym)]


def indices_of(head: Node) -> frozenset[str]:
    """The letters that stand alone in the subscripts of a left side: j of c_j."""
    subs = head.subs if isinstance(head, Sym | Index) else ()
    return frozenset(sub.name for sub in subs if isinstance(sub, Sym) and not sub.subs)


def refuse_new_indices(indices: Indices, exprs: Iterable[Node], scope: Scope) -> None:
    """An index that is new on a right side is a slip, even where the value is the same."""
    known: set[str] = set()
    symbolic = False
    for expr in exprs:
        found = indices.names(expr, scope)
        if symbolic and found - known:
            letters = ", ".join(sorted(found - known))
            reason = f"the index {letters} is free here, but not on the left"
            raise FormulaError(reason, scope.tex, expr.span)
        known |= found
        symbolic = symbolic or any(isinstance(node, Sym) for node in walk(expr))
