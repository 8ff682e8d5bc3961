"""Numbers computed without rounding, or to sixty digits: what float64 would lose.

Fractions stay fractions as long as nothing but arithmetic is done with them. What this module does
not know (arrays, derivatives, cases) has no such value, and is compared in float64 alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, DecimalException, localcontext
from fractions import Fraction
from math import ceil, comb, factorial, floor

from livecells.formula.evaluate.definitions import Definition
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

Number = Fraction | Decimal
Known = Mapping[str, Number]

DIGITS = 60
_BITS = 20_000  # of a power that is written out
_STEPS = 400_000  # nodes that are looked at
_LARGEST = 300  # argument of exp, sin and cos
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_CONTEXT = Context(prec=DIGITS, Emax=10**6, Emin=-(10**6))


class _UnknownError(Exception):
    """Something has no such value."""


def precise(
    node: Node, definitions: Mapping[str, Definition], values: Known | None = None
) -> Number | None:
    """The value of an expression, a fraction where it is one; None where it cannot be had so.

    Args:
        node: The expression.
        definitions: What the page has defined.
        values: The values of its symbols.
    """
    with localcontext(_CONTEXT):
        try:
            return _Computer(definitions).value(node, values or {})
        except (_UnknownError, ArithmeticError, DecimalException, ValueError, RecursionError):
            return None


def decimal(number: Number) -> Decimal:
    """A number to sixty digits."""
    with localcontext(_CONTEXT):
        return _decimal(number)


@dataclass
class _Computer:
    definitions: Mapping[str, Definition]
    steps: int = field(default=0)

    def value(self, node: Node, known: Known) -> Number:
        self.steps += 1
        compute = _COMPUTED.get(type(node).__name__)
        if compute is None or self.steps > _STEPS:
            raise _UnknownError
        return compute(self, node, known)

    def number(self, node: Num, _: Known) -> Number:
        return node.value

    def name(self, node: Sym, known: Known) -> Number:
        if node.subs:
            raise _UnknownError
        if node.name in known:
            return known[node.name]
        meant = self.definitions.get(node.name)
        if meant is not None:
            return self._defined(meant, known, ())
        if node.name == "pi":
            return _PI
        if node.name == "e":
            return Decimal(1).exp()
        raise _UnknownError

    def _defined(self, meant: Definition, known: Known, args: tuple[Number, ...]) -> Number:
        if meant.indices or meant.family or len(meant.params) != len(args):
            raise _UnknownError
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
            raise _UnknownError
        return _times(self.value(node.left, known), self.value(node.right, known))

    def quotient(self, node: Div, known: Known) -> Number:
        over, under = self.value(node.over, known), self.value(node.under, known)
        if isinstance(over, Fraction) and isinstance(under, Fraction):
            return over / under
        return _decimal(over) / _decimal(under)

    def power(self, node: Pow, known: Known) -> Number:
        return _power(self.value(node.base, known), self.value(node.exponent, known))

    def factorial(self, node: Factorial, known: Known) -> Number:
        return Fraction(factorial(_whole(self.value(node.body, known), 2000)))

    def call(self, node: Call, known: Known) -> Number:
        if node.primes or node.by or node.subs or node.given:
            raise _UnknownError
        args = tuple(self.value(arg, known) for arg in node.args)
        meant = self.definitions.get(node.name)
        if meant is not None:
            return self._defined(meant, known, args)
        if node.name == "binom":
            return Fraction(comb(*(_whole(arg, 2000) for arg in args)))
        return _of(node.name if node.name == "|.|" else builtin(node.name), args)

    def reduction(self, node: Reduction, known: Known) -> Number:
        join = {"sum": _added, "prod": _times}.get(node.op)
        if join is None or node.low is None or node.high is None or node.where or node.among:
            raise _UnknownError
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


def _decimal(number: Number) -> Decimal:
    if isinstance(number, Decimal):
        return number
    return Decimal(number.numerator) / Decimal(number.denominator)


def _whole(number: Number, most: int, least: int = 0) -> int:
    if not isinstance(number, Fraction) or number.denominator != 1:
        raise _UnknownError
    if not least <= number <= most:
        raise _UnknownError
    return int(number)


def _added(one: Number, other: Number) -> Number:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one + other
    return _decimal(one) + _decimal(other)


def _times(one: Number, other: Number) -> Number:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one * other
    return _decimal(one) * _decimal(other)


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if not base and exponent <= 0:
            raise _UnknownError
        if isinstance(base, Fraction):
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if bits * abs(exponent) > _BITS:
                raise _UnknownError
            return base ** int(exponent)
    if exponent == Fraction(1, 2):
        return _decimal(base).sqrt()
    if base <= 0:
        raise _UnknownError
    return _decimal(base) ** _decimal(exponent)


def _of(name: str, args: tuple[Number, ...]) -> Number:
    """A function that is known everywhere."""
    if name in ("max", "min") and len(args) > 1:
        return (max if name == "max" else min)(args, key=_decimal)
    if len(args) != 1:
        raise _UnknownError
    if name in _EXACT:
        return _EXACT[name](args[0])
    most = 1000 if name in _SLOW else 10**40
    if name not in _ROUNDED or abs(_decimal(args[0])) > most:
        raise _UnknownError
    return _ROUNDED[name](_decimal(args[0]))


def _exp(x: Decimal) -> Decimal:
    if abs(x) > _LARGEST:
        raise _UnknownError
    return x.exp()


def _sine(x: Decimal) -> Decimal:
    """The series, near 0."""
    x -= 2 * _PI * (x / (2 * _PI)).to_integral_value()
    term = found = x
    k = 1
    while abs(term) > Decimal(10) ** -(DIGITS + 5):
        term *= -x * x / ((k + 1) * (k + 2))
        found += term
        k += 2
    return found


def _cosine(x: Decimal) -> Decimal:
    return _sine(x + _PI / 2)


_SLOW = frozenset({"sin", "cos", "tan"})
_EXACT: dict[str, Callable[[Number], Number]] = {
    "abs": lambda x: -x if x < 0 else x,
    "|.|": lambda x: -x if x < 0 else x,
    "relu": lambda x: max(x, Fraction(0), key=_decimal),
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "floor": lambda x: Fraction(floor(x)),
    "ceil": lambda x: Fraction(ceil(x)),
}
_ROUNDED: dict[str, Callable[[Decimal], Decimal]] = {
    "sqrt": Decimal.sqrt,
    "exp": _exp,
    "log": Decimal.ln,
    "log10": Decimal.log10,
    "log2": lambda x: x.ln() / Decimal(2).ln(),
    "log1p": lambda x: (1 + x).ln(),
    "expm1": lambda x: _exp(x) - 1,
    "sin": _sine,
    "cos": _cosine,
    "tan": lambda x: _sine(x) / _cosine(x),
    "sinh": lambda x: (_exp(x) - _exp(-x)) / 2,
    "cosh": lambda x: (_exp(x) + _exp(-x)) / 2,
    "tanh": lambda x: 1 - 2 / (_exp(2 * x) + 1),
    "sigmoid": lambda x: 1 / (1 + _exp(-x)),
    "softplus": lambda x: (1 + _exp(x)).ln(),
}
