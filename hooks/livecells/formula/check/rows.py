r"""x_i of a matrix as a row, a vector: where a statement says so by what it does with it.

One index on a matrix runs over all its entries. But x_i^\top w, \lVert x_i - \mu \rVert, W x_i, and
x_i beside a y_i of as many entries as x has rows are of vectors: there x_i is the row i.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.values import Shape
from livecells.formula.syntax.tree import (
    Add,
    Call,
    Cases,
    Chain,
    Neg,
    Node,
    Num,
    Product,
    Reduction,
    Slice,
    Sym,
    Transpose,
    children,
    rewritten,
    walk,
)

ShapeOf = Callable[[str], Shape | None]
_BOLD = re.compile(r"\\(mathbf|boldsymbol|bm|bold|pmb|vec)\b")
_LENGTHS = frozenset({"norm", "inner"})


def takes_arrays(meant: Definition | None) -> bool:
    """Whether a function of the page picks entries of its one argument, f(x) = x_1 + x_2."""
    if meant is None or len(meant.params) != 1 or meant.indices:
        return False
    return any(isinstance(n, Sym) and n.name in meant.params and n.subs for n in walk(meant.body))


def with_rows(
    chain: Chain,
    tex: str,
    shape: ShapeOf,
    size: Callable[[Node], int | None],
    of_arrays: Callable[[str], bool],
) -> Chain:
    """The statement with x_{i,:} for each x_i that is a row.

    Args:
        chain: The statement.
        tex: Its LaTeX: what is bold with one subscript is a vector.
        shape: That of a name, None where it has none yet.
        size: The value of a limit of a sum, None where it is not known.
        of_arrays: Whether a function of the page takes an array.
    """
    nodes = [node for expr in (*chain.exprs, *chain.conditions) for node in walk(expr)]
    if not any(isinstance(node, Sym) and len(node.subs) in (1, 2) for node in nodes):
        return chain
    finder = _Finder(nodes, shape, size, of_arrays)
    rows = finder.matrices if any(map(finder.is_of_vectors, nodes)) else finder.bold(nodes, tex)

    def other(node: Node) -> Node | None:
        if not isinstance(node, Sym) or not node.subs:
            return None
        last = node.subs[-1]
        if isinstance(last, Slice) and last.rest:
            known = shape(node.name)
            missing = 0 if known is None else max(0, len(known) - len(node.subs) + 1)
            return replace(node, subs=(*node.subs[:-1], *[Slice(span=last.span)] * missing))
        if node.name in rows and len(node.subs) == 1:
            return replace(node, subs=(*node.subs, Slice(span=node.span)))
        return None

    exprs = tuple(rewritten(expr, other) for expr in chain.exprs)
    conditions = tuple(rewritten(expr, other) for expr in chain.conditions)
    return replace(chain, exprs=exprs, conditions=conditions)


def of_entries(chain: Chain, own: Definition | None, shape: ShapeOf) -> Chain:
    """A function that is written in cases is one of numbers: of an array it acts on each entry."""
    params = own.params if own is not None and not own.indices and not own.family else ()
    arrays = {name for name in params if shape(name)}
    cases = [node for expr in chain.exprs[1:] for node in walk(expr) if isinstance(node, Cases)]
    decide = [node for one in cases for _, rule in one.rows if rule for node in walk(rule)]
    if not any(isinstance(node, Sym) and node.name in arrays and not node.subs for node in decide):
        return chain
    used = {node.name for expr in chain.exprs for node in walk(expr) if isinstance(node, Sym)}
    index = next(letter for letter in "ijklmn" if letter not in used)

    def entry(node: Node) -> Node | None:
        if not isinstance(node, Sym) or node.name not in arrays or node.subs:
            return None
        return replace(node, subs=(Sym(index, span=node.span),))

    return replace(chain, exprs=tuple(rewritten(expr, entry) for expr in chain.exprs))


class _Finder:
    def __init__(
        self,
        nodes: list[Node],
        shape: ShapeOf,
        size: Callable[[Node], int | None],
        of_arrays: Callable[[str], bool],
    ) -> None:
        self.shape, self.size, self.of_arrays = shape, size, of_arrays
        letters = [n for n in nodes if isinstance(n, Sym) and (_letter(n) or _is_digit(n))]
        self.shapes = {n.name: s for n in letters if (s := shape(n.name)) and len(s) == 2}
        self.matrices = frozenset(self.shapes)
        self.runs = set(_runs(nodes, shape)) if self.matrices else set()

    def bold(self, nodes: Iterable[Node], tex: str) -> frozenset[str]:
        """The matrices of which each entry stands in bold, with one subscript."""
        found = [n for n in nodes if isinstance(n, Sym) and n.name in self.matrices]
        plain = {n.name for n in found if not _BOLD.match(tex, n.span[0]) or len(n.subs) != 1}
        return frozenset({n.name for n in found} - plain)

    def is_of_vectors(self, node: Node) -> bool:
        """Whether a node makes sense of rows only."""
        if isinstance(node, Transpose):
            return bool(self._terms(node.body))
        if isinstance(node, Call) and (node.name in _LENGTHS or self.of_arrays(node.name)):
            return any(self._terms(arg) for arg in node.args)
        if isinstance(node, Product):
            return self._is_product(node)
        if isinstance(node, Sym) and node.name in self.matrices and len(node.subs) == 1:
            count, _ = shape = self.shapes[node.name]
            return count != prod(shape) and (_letter(node), count) in self.runs
        if isinstance(node, Reduction) and node.low == Num(Fraction(1)) and node.high is not None:
            symbols = [n for n in walk(node.body) if isinstance(n, Sym)]
            over = {n.name for n in symbols if _letter(n) == node.index}
            counts = {self.shapes[n][0] for n in over & self.matrices if self.shapes[n][1] > 1}
            return bool(counts) and self.size(node.high) in counts
        return False

    def _terms(self, node: Node) -> list[Sym]:
        """The x_i among the terms of a sum."""
        if isinstance(node, Add | Neg):
            return [term for child in children(node) for term in self._terms(child)]
        own = isinstance(node, Sym) and node.name in self.matrices and len(node.subs) == 1
        return [node] if own and isinstance(node, Sym) else []

    def _is_product(self, node: Product) -> bool:
        r"""W x_i, w^\top x_i, and q_i \cdot k_j."""
        found = self._terms(node.right)
        if not found or isinstance(node.right, Add | Neg):
            return bool(found) and self._fits(_last(node.left), found[0])
        if node.op == "cdot" and (before := self._terms(_last(node.left))):
            return before[0].subs != found[0].subs
        return self._fits(_last(node.left), found[0])

    def _fits(self, left: Node, row: Sym) -> bool:
        turned = isinstance(left, Transpose)
        name = left.body if isinstance(left, Transpose) else left
        if not isinstance(name, Sym) or name.subs:
            return False
        shape = self.shape(name.name) or ()
        meets = {1: shape[:1] if turned else (), 2: shape[:1] if turned else shape[1:]}
        return meets.get(len(shape), ()) == self.shapes[row.name][1:]


def _letter(node: Sym) -> str:
    """The i of x_i; empty for anything else."""
    (sub,) = node.subs if len(node.subs) == 1 else (None,)
    return sub.name if isinstance(sub, Sym) and not sub.subs else ""


def _is_digit(node: Sym) -> bool:
    """Whether one digit stands below: x_1, and not the w_{12} of a matrix."""
    (sub,) = node.subs if len(node.subs) == 1 else (None,)
    return isinstance(sub, Num) and sub.value < 10


def _last(node: Node) -> Node:
    """The factor that stands next to what follows."""
    return _last(node.right) if isinstance(node, Product) else node


def _runs(nodes: list[Node], shape: ShapeOf) -> Iterator[tuple[str, int]]:
    """Which letters stand on axes of how many entries, where that is plain."""
    for node in nodes:
        known = shape(node.name) if isinstance(node, Sym) and node.subs else None
        if known is not None and isinstance(node, Sym) and len(node.subs) == len(known):
            for sub, size in zip(node.subs, known, strict=True):
                if isinstance(sub, Sym):
                    yield sub.name, size
