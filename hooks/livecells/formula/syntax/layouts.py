r"""What stands between \begin and \end inside a formula: matrices and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.syntax.conditions import conditions
from livecells.formula.syntax.dots import expanded
from livecells.formula.syntax.reader import DOTS
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import Call, Cases, Matrix, Node, Reduction

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "psmallmatrix",
                      "bsmallmatrix", "array", "matrix*", "pmatrix*", "bmatrix*"})  # fmt: skip
CASES = frozenset({"cases", "dcases", "rcases", "cases*", "dcases*"})
CONDITION_WORDS = frozenset({"if", "for", "when", "where", "whenever", "if and only if", "iff",
                             "provided", "provided that", "as long as", "in case", "given",
                             "for all", "on"})  # fmt: skip
OTHERWISE = frozenset({"otherwise", "else", "elsewhere", "in all other cases", "for all others"})
NOTHING_OF_CASES = frozenset({",", ".", ";"})


def environment(p: Reader) -> Node:
    r"""A matrix, a determinant, or cases."""
    text = p.token.text
    if text in MATRICES:
        return _matrix(p)
    if text == "vmatrix":
        start = p.pos
        return Call("det", (_matrix(p),), span=p.since(start))
    if text in CASES:
        return cases(p)
    raise p.unread()


def braced_table(p: Reader) -> Node:
    r"""\left\{ \begin{array}{ll} ... \end{array} \right. is cases."""
    start = p.pos
    p.take()
    if p.token.kind != "begin" or p.token.text not in MATRICES | CASES:
        raise p.fault("\\left\\{ with \\right. holds cases: write \\begin{cases}")
    with p.inside():
        found = cases(p)
    if not (p.token.kind == "null" and p.token.side == "right"):
        raise p.unread("expected \\right. here")
    p.take()
    return Cases(found.rows, span=p.since(start)) if isinstance(found, Cases) else found


# --- matrices -------------------------------------------------------------------------------------


def _matrix(p: Reader) -> Node:
    start = p.pos
    with p.inside():
        rows = _rows(p)
    if any(any(isinstance(cell, Token) for cell in row) for row in rows):
        return _with_dots(p, rows, start)
    if len({len(row) for row in rows}) != 1:
        raise p.fault("the rows of this matrix differ in length", p.since(start))
    plain = tuple(tuple(cell for cell in row if isinstance(cell, Node)) for row in rows)
    return Matrix(plain, span=p.since(start))


def _rows(p: Reader) -> list[list[Node | Token]]:
    p.take()
    rows: list[list[Node | Token]] = [[]]
    while p.token.kind != "end":
        if p.token.kind == "cell":
            raise p.fault("an entry of the matrix is missing here")
        rows[-1].append(p.take() if p.token.text in DOTS else p.expression())
        if p.token.kind == "row":
            p.take()
            rows.append([])
        elif p.token.kind == "cell":
            p.take()
            if p.token.kind in ("row", "end"):
                raise p.fault("an entry of the matrix is missing here")
        elif p.token.kind != "end":
            raise p.unread("expected &, \\\\ or the end of the environment")
    p.take()
    if rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise p.fault("a matrix without an entry")
    return rows


def _with_dots(p: Reader, rows: list[list[Node | Token]], start: int) -> Node:
    r"""A matrix with \cdots, \vdots and \ddots: a list, or a list of lists."""
    if len(rows) == 1:
        reason = "a row with dots: write it as a list, (x_1, \\dots, x_n)"
        raise p.fault(reason, p.since(start))
    first = p.fresh  # each row counts with the same index, so that rows can be compared
    lines: list[Node | Token] = []
    for row in rows:
        p.fresh = first
        lines.append(_line(p, row, start))
    p.fresh = first + 1
    return _one_list(p, lines, start)


def _line(p: Reader, row: list[Node | Token], start: int) -> Node | Token:
    """A row: dots alone, one entry alone, or a list with dots in it."""
    if all(isinstance(cell, Token) for cell in row) or len(row) == 1:
        return row[0]
    return _one_list(p, row, start)


def _one_list(p: Reader, items: list[Node | Token], start: int) -> Node:
    found = expanded(p, items, "list")
    if len(found) != 1 or not isinstance(found[0], Reduction):
        raise p.fault("dots in this matrix follow no plain pattern: write it out", p.since(start))
    return found[0]


# --- cases ----------------------------------------------------------------------------------------


def cases(p: Reader) -> Node:
    """Values with their conditions; the last row may have none, or `otherwise`."""
    start = p.pos
    rows: list[tuple[Node, Node | None]] = []
    p.take()
    with p.inside():
        while p.token.kind != "end":
            if rows and rows[-1][1] is None:
                raise p.fault("a case behind `otherwise` never holds")
            rows.append(_case(p))
    p.take()
    if not rows:
        raise p.fault("cases without a case", p.since(start))
    return Cases(tuple(rows), span=p.since(start))


def _case(p: Reader) -> tuple[Node, Node | None]:
    """One row: value [,] & [if] condition; no condition means otherwise."""
    value = p.expression()
    if p.at("="):
        raise p.fault("a system of equations: write its rows in aligned, or one by one")
    p.accept(",")
    found = None
    cell = p.token.kind == "cell"
    if cell:
        p.take()
        p.accept(":")
    braced = cell and p.at("{") and p.tokens[p.pairs[p.pos] + 1].kind in ("row", "end")
    if braced:
        p.take()
    if cell or p.token.kind == "text" or _word(p) in OTHERWISE | CONDITION_WORDS:
        found = _condition(p)
    if braced:
        p.expect("}")
    if p.token.text in NOTHING_OF_CASES and p.token.kind == "punct":
        p.take()
    if p.token.kind == "row":
        p.take()
    elif p.token.kind != "end":
        raise p.unread("expected \\\\ or the end of the cases")
    return value, found


def _word(p: Reader) -> str:
    return p.token.text.lower().strip(" ,.") if p.token.kind in ("text", "word") else ""


def _condition(p: Reader) -> Node | None:
    if p.token.kind in ("row", "end"):
        return None
    if p.token.kind == "text" or _word(p) in OTHERWISE | CONDITION_WORDS:
        words = _word(p)
        if words in OTHERWISE:
            p.take()
            return None
        if words in CONDITION_WORDS:
            p.take()
        elif not p.names_text(p.token):
            reason = (
                f"the words {p.token.text!r} are no condition that can be checked: "
                "write \\text{if } x < 0, or \\text{otherwise}"
            )
            raise p.fault(reason)
    parenthesised = p.at("(") and p.tokens[p.pairs[p.pos] + 1].kind in ("row", "end")
    if not parenthesised:
        return conditions(p)
    p.take()
    with p.inside():
        found = conditions(p)
    p.expect(")")
    return found
