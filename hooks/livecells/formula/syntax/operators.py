r"""The parser's part for operators: sums, derivatives, nabla, and |_{x=1}."""

from __future__ import annotations

from livecells.formula.syntax.token_stream import TokenStream
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    EvaluatedAt,
    Grad,
    Node,
    Num,
    Product,
    Reduction,
    Sym,
    walk,
)

_BIG = {"\\sum": "sum", "\\prod": "prod", "\\max": "max", "\\min": "min"}
_APART = {"+", "-", "*", "/", "\\cdot", "\\times", "\\div", "\\odot", "_"}  # d y is no \\cdot


class OperatorParser(TokenStream):
    """Operators that bind what follows them."""

    # --- sums and products over an index --------------------------------------------------------

    def is_big(self) -> bool:
        """Whether a sum, a product, a maximum or a minimum over an index begins here."""
        if self.at("\\sum", "\\prod"):
            return True
        return self.at("\\max", "\\min") and self.peek().text == "_"

    def big(self) -> Node:
        r"""\sum_i, \sum_{i=1}^{n}, \sum_{i,j}, \max_i: the operator binds the rest of its term."""
        start = self.pos
        op = _BIG[self.take().text]
        indices, low, high = self._limits()
        body = self._big_body(op)
        for index in reversed(indices):
            body = Reduction(op, index, low, high, body, span=self.since(start))
        return body

    def _limits(self) -> tuple[list[str], Node | None, Node | None]:
        self.expect("_")
        braced = self.accept("{")
        indices, low = [self.bare_symbol().name], None
        while braced and not self.at("}", "="):
            if not self.accept(","):
                indices.append(self.bare_symbol().name)
        if braced and self.accept("="):
            low = self.expr()
        if braced:
            self.expect("}")
        high = self._upper_limit()
        if (low is None) != (high is None) or (low is not None and len(indices) > 1):
            raise self.fault("give both limits, for one index, or none: \\sum_{i=1}^{n} or \\sum_i")
        return indices, low, high

    def _upper_limit(self) -> Node | None:
        return self.script() if self.accept("^") else None

    def script(self) -> Node:
        """What stands raised: {an expression}, or one digit or symbol."""
        if self.accept("{"):
            inside = self.expr()
            self.expect("}")
            return inside
        self.split_digits()
        return self.number() if self.token.kind == "num" else self.bare_symbol()

    def _big_body(self, op: str) -> Node:
        if op == "sum":
            return self.term()
        body = self.term(explicit=False)
        if op == "prod" and self.at("\\cdot", "\\times", "*"):
            raise self.fault("does this belong to the \\prod? Write parentheses")
        return body

    # --- derivatives ----------------------------------------------------------------------------

    def is_differential(self, ahead: int = 0) -> bool:
        r"""Whether a \partial, or a d that is no variable of the page, stands here."""
        token = self.peek(ahead) if ahead else self.token
        if token.text == "\\partial":
            return True
        return token.kind == "letter" and token.text == "d" and not self.names.is_variable("d")

    def is_derivative_fraction(self) -> bool:
        r"""Whether the two groups after \frac both begin with a differential."""
        if not (self.at("{") and self.is_differential(1)):
            return False
        below = self._second_group()
        return below is not None and self.is_differential(below + 1)

    def _second_group(self) -> int | None:
        """How far ahead the group opens that follows the group here; None where none does."""
        depth, ahead = 0, 0
        while True:
            token = self.peek(ahead) if ahead else self.token
            depth += (token.text == "{") - (token.text == "}")
            if token.kind == "end":
                return None
            if depth == 0:
                break
            ahead += 1
        return ahead + 1 if self.peek(ahead + 1).text == "{" else None

    def refuse_two_readings(self, start: int) -> None:
        r"""After \frac: {d y}{d x} where d is a symbol could be a derivative or a quotient."""
        if not (self.at("{") and self.names.is_variable("d") and self._is_letter_d(1)):
            return
        below = self._second_group()
        if below is None or not self._is_letter_d(below + 1) or self.peek(2).text in _APART:
            return
        if self.symbol_name(below + 2) is not None:
            raise self.fault(
                "d is a symbol here: is this a derivative or a quotient? Write \\partial for a "
                "derivative, d \\cdot for a product",
                self.since(start),
            )

    def _is_letter_d(self, ahead: int) -> bool:
        return self.peek(ahead).kind == "letter" and self.peek(ahead).text == "d"

    def derivative_fraction(self, start: int) -> Node:
        r"""After \frac: {\partial o}{\partial x_i}, or {d}{dx} followed by what it acts on."""
        self.expect("{")
        order = self._order_after_differential()
        body = None if self.at("}") else self.term()
        self.expect("}")
        self.expect("{")
        targets = self._targets()
        self.expect("}")
        self._same_order(order, targets, start)
        return Deriv(body or self._operand(), targets, span=self.since(start))

    def _order_after_differential(self) -> int:
        self.take()
        if not self.accept("^"):
            return 1
        return self._whole(self.script())

    def _whole(self, node: Node) -> int:
        if isinstance(node, Num) and node.value.denominator == 1:
            return int(node.value)
        raise self.fault("the order of a derivative must be a number", node.span)

    def _targets(self) -> tuple[Sym, ...]:
        targets: list[Sym] = []
        while self.is_differential():
            self.take()
            target = self.symbol()
            times = self._whole(self.script()) if self.accept("^") else 1
            targets += [target] * times
        return tuple(targets)

    def _same_order(self, order: int, targets: tuple[Sym, ...], start: int) -> None:
        if order != len(targets):
            reason = f"order {order} above, {len(targets)} below: the orders must agree"
            raise self.fault(reason, self.since(start))

    def _operand(self) -> Node:
        r"""What \frac{d}{dx} acts on: a parenthesis, or the rest of the term."""
        parenthesis = self.at("(", "[", "\\{")
        operand = self.factor() if parenthesis else self.term(explicit=False)
        if parenthesis and self.starts_factor():
            raise self.fault(
                "does the derivative act on this factor too? Write parentheses or \\cdot"
            )
        if not parenthesis and self.at("\\cdot", "\\times", "*", "/"):
            raise self.fault("does the derivative act on what follows? Write parentheses")
        return operand

    def partial(self) -> Node:
        r"""\partial o / \partial x_i in one line, or the operator \partial_x."""
        start = self.pos
        order = self._order_after_differential()
        if self.at("_"):
            target = self._lowered_symbol()
            return Deriv(self.factor(), (target,), span=self.since(start))
        return self._slash(start, order, self.symbol())

    def _lowered_symbol(self) -> Sym:
        """After an operator: _x or _{x_i}."""
        self.expect("_")
        if not self.accept("{"):
            return self.bare_symbol()
        found = self.symbol()
        self.expect("}")
        return found

    def _slash(self, start: int, order: int, body: Node) -> Node:
        self.expect("/")
        if not self.is_differential():
            raise self.fault("expected \\partial or d here")
        targets = self._targets()
        self._same_order(order, targets, start)
        return Deriv(body, targets, span=self.since(start))

    def is_slash_derivative(self) -> bool:
        """dy/dx, which would else be a product of four letters."""
        if not (self.at("d") and self.is_differential()):
            return False
        ahead = 1
        while self.peek(ahead).kind in ("letter", "name", "num") or self._greek_or_script(ahead):
            ahead += 1
        slash = ahead > 1 and self.peek(ahead).text == "/"
        return slash and self.is_differential(ahead + 1) and self.peek(ahead + 2).kind != "end"

    def _greek_or_script(self, ahead: int) -> bool:
        return self.peek(ahead).text in ("_", "^", "{", "}") or self.symbol_name(ahead) is not None

    # --- nabla and evaluation at a point --------------------------------------------------------

    def nabla(self) -> Node:
        r"""\nabla_x o, \nabla f(x), \nabla^2_x o."""
        start = self.pos
        self.take()
        order, target = 1, None
        while self.at("_", "^"):
            if self.accept("^"):
                order = self._whole(self.script())
            else:
                target = self._lowered_symbol()
        body = self.factor()
        while self.starts_factor() and not any(isinstance(n, Sym | Call) for n in walk(body)):
            body = Product(
                body, self.factor(), "", span=self.since(start)
            )  # a number in front: nabla of 1/2 x^2
        return Grad(body, target, order, span=self.since(start))

    def is_bar(self) -> bool:
        r"""Whether an evaluation bar |_{...} stands here, and not the end of an absolute value."""
        return self.at("|") and self.peek().text == "_" and self.token.side in ("", "close")

    def bar(self, body: Node, start: int) -> Node:
        """After body: the bar with its points x=1 and the names that it holds constant."""
        self.take()
        self.expect("_")
        braced = self.accept("{")
        points: list[tuple[Sym, Node]] = []
        held: list[Sym] = []
        while True:
            target = self.symbol()
            if self.accept("="):
                points.append((target, self.expr()))
            else:
                held.append(target)
            if not (braced and self.accept(",")):
                break
        if braced:
            self.expect("}")
        return EvaluatedAt(body, tuple(points), tuple(held), span=self.since(start))
