"""Numbers computed without rounding, or to as many digits as are asked: what float64 would lose.

Fractions stay fractions as long as nothing but arithmetic is done with them. What this module does
not know (arrays, derivatives, cases) has no such value, and is compared in float64 alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, DecimalException, localcontext
from fractions import Fraction
from math import comb, factorial

from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.precise_functions import (
    DIGITS,
    Number,
    UnknownError,
    applied,
    as_decimal,
    pi,
)
from livecells.formula.syntax.names import builtin
from livecells.formula.syntax.tree import (
    Add,
    Call,
    Div,
    Factorial,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Reduction,
    Sym,
)

Known = Mapping[str, Number]

_BITS = 20_000  # of a power that is written out
_STEPS = 400_000  # nodes that are looked at
_RANGE = 10**12  # powers of ten


def precise(
    node: Node,
    definitions: Mapping[str, Definition],
    values: Known | None = None,
    digits: int = DIGITS,
) -> Number | None:
    """The value of an expression, a fraction where it is one; None where it cannot be had so.

    Args:
        node: The expression.
        definitions: What the page has defined.
        values: The values of its symbols.
        digits: How many of them are computed.
    """
    with localcontext(_context(digits)):
        try:
            return _Computer(definitions).value(node, values or {})
        except (UnknownError, ArithmeticError, DecimalException, ValueError, RecursionError):
            return None


def decimal(number: Number) -> Decimal:
    """A number to sixty digits."""
    with localcontext(_context(DIGITS)):
        return as_decimal(number)


def difference(one: Number, other: Number, digits: int) -> Decimal:
    """One number without another, both to so many digits."""
    with localcontext(_context(digits)):
        return as_decimal(one) - as_decimal(other)


def _context(digits: int) -> Context:
    return Context(prec=digits, Emax=_RANGE, Emin=-_RANGE)


@dataclass
class _Computer:
    definitions: Mapping[str, Definition]
    steps: int = field(default=0)

    def value(self, node: Node, known: Known) -> Number:
        self.steps += 1
        compute = _COMPUTED.get(type(node).__name__)
        if compute is None or self.steps > _STEPS:
            raise UnknownError
        return compute(self, node, known)

    def number(self, node: Num, _: Known) -> Number:
        return node.value

    def name(self, node: Sym, known: Known) -> Number:
        if node.subs:
            raise UnknownError
        if node.name in known:
            return known[node.name]
        meant = self.definitions.get(node.name)
        if meant is not None:
            return self._defined(meant, known, ())
        if node.name == "pi":
            return pi()
        if node.name == "e":
            return Decimal(1).exp()
        raise UnknownError

    def _defined(self, meant: Definition, known: Known, args: tuple[Number, ...]) -> Number:
        if meant.indices or meant.family or len(meant.params) != len(args):
            raise UnknownError
        return self.value(meant.body, {**known, **dict(zip(meant.params, args, strict=True))})

    def negative(self, node: Neg, known: Known) -> Number:
        return -self.value(node.body, known)

    def sum(self, node: Add, known: Known) -> Number:
        found: Number = Fraction(0)
        for term in node.terms:
            found = _added(found, self.value(term, known))
        return found

    def product(self, node: Product, known: Known) -> Number:
        if node.op not in ("", "cdot", "times", "star"):
            raise UnknownError
        return _times(self.value(node.left, known), self.value(node.right, known))

    def quotient(self, node: Div, known: Known) -> Number:
        over, under = self.value(node.over, known), self.value(node.under, known)
        if isinstance(over, Fraction) and isinstance(under, Fraction):
            return over / under
        return as_decimal(over) / as_decimal(under)

    def power(self, node: Pow, known: Known) -> Number:
        return _power(self.value(node.base, known), self.value(node.exponent, known))

    def factorial(self, node: Factorial, known: Known) -> Number:
        return Fraction(factorial(_whole(self.value(node.body, known), 2000)))

    def call(self, node: Call, known: Known) -> Number:
        if node.primes or node.by or node.subs or node.given:
            raise UnknownError
        args = tuple(self.value(arg, known) for arg in node.args)
        meant = self.definitions.get(node.name)
        if meant is not None:
            return self._defined(meant, known, args)
        if node.name == "binom":
            return Fraction(comb(*(_whole(arg, 2000) for arg in args)))
        return applied(node.name if node.name == "|.|" else builtin(node.name), args)

    def reduction(self, node: Reduction, known: Known) -> Number:
        join = {"sum": _added, "prod": _times}.get(node.op)
        if join is None or node.low is None or node.high is None or node.where or node.among:
            raise UnknownError
        low, high = (
            _whole(self.value(end, known), _STEPS, -_STEPS) for end in (node.low, node.high)
        )
        found: Number = Fraction(node.op == "prod")
        for k in range(low, high + 1):
            found = join(found, self.value(node.body, {**known, node.index: Fraction(k)}))
        return found


_COMPUTED: dict[str, Callable[[_Computer, Node, Known], Number]] = {
    name: getattr(_Computer, method)
    for name, method in {
        "Num": "number", "Sym": "name", "Neg": "negative", "Add": "sum", "Product": "product",
        "Div": "quotient", "Pow": "power", "Factorial": "factorial", "Call": "call",
        "Reduction": "reduction",
    }.items()
}  # fmt: skip


def _whole(number: Number, most: int, least: int = 0) -> int:
    if not isinstance(number, Fraction) or number.denominator != 1:
        raise UnknownError
    if not least <= number <= most:
        raise UnknownError
    return int(number)


def _added(one: Number, other: Number) -> Number:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one + other
    return as_decimal(one) + as_decimal(other)


def _times(one: Number, other: Number) -> Number:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one * other
    return as_decimal(one) * as_decimal(other)


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if not base and exponent <= 0:
            raise UnknownError
        if isinstance(base, Fraction):
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if bits * abs(exponent) > _BITS:
                raise UnknownError
            return base ** int(exponent)
    if exponent == Fraction(1, 2):
        return as_decimal(base).sqrt()
    if base <= 0:
        raise UnknownError
    return as_decimal(base) ** as_decimal(exponent)
