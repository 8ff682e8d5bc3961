r"""The parser's part for what has a beginning and an end: (...), |x|, matrices, cases, [x>0]."""

from __future__ import annotations

from fractions import Fraction

from livecells.formula.syntax.statements import COMPARISONS, DOTS
from livecells.formula.syntax.token_stream import TokenStream
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import (
    And,
    Call,
    Cases,
    Matrix,
    Node,
    Num,
    Product,
    Rel,
    Transpose,
)

_CLOSING = {"(": ")", "[": "]", "\\{": "\\}", "{": "}"}
_MATRICES = {"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "psmallmatrix", "array"}


class DelimiterParser(TokenStream):
    """Brackets of all kinds. `open_bars` are the | and || that wait for their partner."""

    open_bars: tuple[str, ...] = ()

    def group(self) -> Node:
        """An expression in brackets or between bars, or a list."""
        token = self.token
        if token.text in ("|", "||"):
            return self._between_bars(token)
        if self.at("\\langle"):
            return self._inner_product()
        start, outer = self.pos, self.open_bars
        self.open_bars = ()
        items = self._items()
        self.open_bars = outer
        if token.text == "[" and isinstance(items[0], Rel | And):
            return self._choice(items[0], start)
        if len(items) == 1 and (token.text != "[" or not isinstance(items[0], Matrix)):
            return items[0]
        if all(isinstance(item, Matrix) for item in items):
            return Matrix(tuple(self._as_row(item) for item in items), span=self.since(start))
        return Matrix(tuple((item,) for item in items), span=self.since(start))

    def _as_row(self, item: Node) -> tuple[Node, ...]:
        """An inner list of [[a, b], [c, d]]: there each inner list is a row."""
        assert isinstance(item, Matrix)
        if any(len(row) != 1 for row in item.rows):
            raise self.fault("lists nested this deep are not understood", item.span)
        return tuple(row[0] for row in item.rows)

    def parenthesised(self) -> tuple[Node, ...]:
        """The arguments of a call."""
        outer, self.open_bars = self.open_bars, ()
        items = self._items()
        self.open_bars = outer
        return tuple(items)

    def _items(self) -> list[Node]:
        """( expr, expr, ... ) with the closing bracket that belongs to the opening one."""
        opening = self.take()
        items = [self.condition() if opening.text in ("[", "\\{") else self.expr()]
        while opening.text != "{" and self.accept(","):
            if self.token.text in DOTS:
                raise self.fault("dots in a list are not understood: write it out")
            items.append(self.expr())
        self.expect(_CLOSING[opening.text])
        return items

    def null_group(self) -> Node:
        r"""\left. body \right|_{x=1}: the bar applies to all of body."""
        start = self.pos
        self.take()
        body = self.expr()
        if not (self.at("|") and self.token.side == "right" and self.peek().text == "_"):
            raise self.fault("\\left. waits for \\right|_{...}")
        return self.bar(body, start)

    def _between_bars(self, opening: Token) -> Node:
        """|x| or a norm; a subscript on a norm says which one."""
        start = self.pos
        self.take()
        self.open_bars += (opening.text,)
        body = self.expr()
        self.open_bars = self.open_bars[:-1]
        self.expect(opening.text)
        if opening.text == "|":
            if self.at("_"):
                raise self.fault("a subscript on |...| is ambiguous: use \\bigr|_{x=1} for a point")
            return Call("abs", (body,), span=self.since(start))
        kind: Node = Num(Fraction(2))
        if self.accept("_"):
            kind = self._norm_kind()
        return Call("norm", (body, kind), span=self.since(start))

    def _norm_kind(self) -> Node:
        braced = self.accept("{")
        start, text = self.pos, self.take().text
        if braced:
            self.expect("}")
        orders = {"1": 1, "2": 2, "F": 2, "\\infty": 0}
        if text not in orders:
            raise self.fault("which norm is this? Known are 1, 2, F and \\infty")
        return Num(Fraction(orders[text]), span=self.since(start))

    def _inner_product(self) -> Node:
        start = self.pos
        self.take()
        left = self.expr()
        self.expect(",")
        right = self.expr()
        self.expect("\\rangle")
        return Product(Transpose(left, span=left.span), right, "", span=self.since(start))

    # --- conditions -----------------------------------------------------------------------------

    def condition(self) -> Node:
        """An expression, or a chain of comparisons 0 < x < 1."""
        start = self.pos
        left = self.expr()
        parts: list[Node] = []
        while self.token.text in COMPARISONS or (self.at("=") and not parts):
            op = COMPARISONS.get(self.take().text, "=")
            right = self.expr()
            parts.append(Rel(op, left, right, span=self.since(start)))
            left = right
        if not parts:
            return left
        return parts[0] if len(parts) == 1 else And(tuple(parts), span=self.since(start))

    def indicator(self) -> Node:
        r"""\mathbb{1}[x > 0], \mathbf{1}_{x > 0}, \mathbb{1}_{\{x > 0\}}."""
        start = self.pos
        self.take()
        braces = 0
        if self.accept("_"):
            self.expect("{")
            braces = 1
        elif not self.at("[", "(", "\\{"):
            reason = (
                "1 in bold is an indicator and needs a condition; name a vector of ones in `at`"
            )
            raise self.fault(reason, self.since(start))
        closing = _CLOSING[self.take().text] if self.at("[", "(", "\\{") else ""
        condition = self.condition()
        if closing:
            self.expect(closing)
        if braces:
            self.expect("}")
        return self._choice(condition, start)

    def _choice(self, condition: Node, start: int) -> Node:
        if not isinstance(condition, Rel | And):
            raise self.fault("an indicator needs a condition such as x > 0", condition.span)
        one, zero = Num(Fraction(1)), Num(Fraction(0))
        return Cases(((one, condition), (zero, None)), span=self.since(start))

    # --- environments ---------------------------------------------------------------------------

    def environment(self) -> Node:
        r"""What stands between \begin and \end: a matrix or cases."""
        if self.token.text in _MATRICES:
            return self._matrix()
        if self.token.text in ("cases", "dcases"):
            return self._cases()
        raise self.fault(f"the environment {self.token.text} is not understood")

    def _matrix(self) -> Node:
        start = self.pos
        outer, self.open_bars = self.open_bars, ()
        rows = self._table()
        self.open_bars = outer
        if len({len(row) for row in rows}) != 1:
            raise self.fault("the rows of this matrix differ in length", self.since(start))
        return Matrix(tuple(tuple(row) for row in rows), span=self.since(start))

    def _table(self) -> list[list[Node]]:
        self.take()
        rows: list[list[Node]] = [[]]
        while self.token.kind != "env-end":
            if self.token.text in DOTS | {"\\vdots", "\\ddots"}:
                raise self.fault("dots in a matrix are not understood: write it out")
            rows[-1].append(self.condition())
            if self.token.kind == "row":
                self.take()
                rows.append([])
            elif not self.accept("&") and self.token.kind != "env-end":
                raise self.fault("expected &, \\\\ or the end of the environment")
        self.take()
        return [row for row in rows if row]

    def _cases(self) -> Node:
        start = self.pos
        outer, self.open_bars = self.open_bars, ()
        self.take()
        rows: list[tuple[Node, Node | None]] = []
        while self.token.kind != "env-end":
            rows.append(self._case())
        self.take()
        self.open_bars = outer
        if not rows:
            raise self.fault("cases without a case", self.since(start))
        return Cases(tuple(rows), span=self.since(start))

    def _case(self) -> tuple[Node, Node | None]:
        """One row: value [,] & [if] condition; no condition means otherwise."""
        value = self.expr()
        self.accept(",")
        condition = None
        if self.accept("&") and self.token.kind not in ("row", "env-end"):
            condition = self.condition()
        if self.token.kind == "row":
            self.take()
        elif self.token.kind != "env-end":
            raise self.fault("expected \\\\ or the end of the cases")
        return value, condition
