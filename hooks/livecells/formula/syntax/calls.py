r"""The parser's part for calls of named functions: f(x), \sin x, \log_2(x), \sigma'(z)."""

from __future__ import annotations

from livecells.formula.syntax.delimiters import DelimiterParser
from livecells.formula.syntax.names import BUILTIN
from livecells.formula.syntax.operators import OperatorParser
from livecells.formula.syntax.tree import Call, Div, Neg, Node, Num, Pow, Product


class CallParser(OperatorParser, DelimiterParser):
    """Function names with what decorates them and what they are called with."""

    def call(self) -> Node | None:
        r"""A call such as f(x), \sin x, \sigma'(z), \log_2(x); None where no function is called."""
        name = self._function_name()
        if name is None:
            return None
        start = self.pos
        self.take()
        primes, base, power = self._decorations(name)
        if not self._has_argument(name, primes):
            self.pos = start
            return None
        args = self._arguments()
        node: Node = Call(name, args, primes, span=self.since(start))
        if base is not None:
            under = Call("log", (base,), span=base.span)
            node = Div(node, under, span=self.since(start))
        return node if power is None else Pow(node, power, span=self.since(start))

    def _function_name(self) -> str | None:
        token = self.token
        name = token.text[1:] if token.kind == "cmd" else token.text
        if token.kind not in ("cmd", "letter", "name") or not self.names.is_function(name):
            return None
        single = token.kind == "letter" and name not in self.names.functions
        return None if single or name == "sqrt" else name

    def _decorations(self, name: str) -> tuple[int, Node | None, Node | None]:
        primes, base, power = 0, None, None
        while self.at("'", "^", "_"):
            if self.at("'"):
                self.take()
                primes += 1
            elif self.at("^"):
                power = self._function_power()
            elif BUILTIN.get(name.lower()) == "log":
                self.take()
                base = self.script()
            else:
                raise self.fault(f"a subscript on the function {name} is not understood")
        return primes, base, power

    def _function_power(self) -> Node:
        r"""\sin^2 x is (sin x)^2; \sin^{-1} is refused, for it may mean the inverse or 1/sin."""
        self.expect("^")
        power = self.script()
        if isinstance(power, Neg):
            raise self.fault(
                "is this the inverse function or 1/f? Write \\arcsin or \\frac", power.span
            )
        return power

    def _has_argument(self, name: str, primes: int) -> bool:
        if self.at("(", "[") or (self.at("\\{") and not self.names.is_variable(name)):
            return True
        bare_name = name.lower() not in BUILTIN or name == "sigma"
        if bare_name and not primes:
            return False
        if bare_name or not self.starts_factor():
            raise self.fault(f"the function {name} needs an argument in parentheses")
        return True

    def _arguments(self) -> tuple[Node, ...]:
        if self.at("(", "[", "\\{"):
            return self.parenthesised()
        return (self._bare_argument(),)

    def _bare_argument(self) -> Node:
        r"""\sin x, \sin 2x, \log \frac{a}{b}: one number, one symbol; more is ambiguous."""
        start = self.pos
        argument = self.factor()
        while isinstance(argument, Num) and self._simple_symbol():
            argument = Product(argument, self.factor(), "", span=self.since(start))
        if self._simple_symbol():
            raise self.fault("does this factor belong to the function? Write parentheses")
        return argument

    def _simple_symbol(self) -> bool:
        return self.symbol_name() is not None and self._function_name() is None
