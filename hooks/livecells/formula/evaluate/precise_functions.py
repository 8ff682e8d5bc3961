"""Functions of numbers to as many digits as decimal's context asks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, getcontext
from fractions import Fraction
from importlib import import_module
from math import ceil, floor
from typing import Any

Number = Fraction | Decimal

DIGITS = 60
_LARGEST = 10**11  # argument of exp
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


class UnknownError(Exception):
    """Something has no such value."""


def as_decimal(number: Number) -> Decimal:
    """A number as a decimal one."""
    if isinstance(number, Decimal):
        return number
    return Decimal(number.numerator) / Decimal(number.denominator)


def applied(name: str, args: tuple[Number, ...]) -> Number:
    """A function that is known everywhere."""
    if name in ("max", "min") and len(args) > 1:
        return (max if name == "max" else min)(args, key=as_decimal)
    if len(args) != 1:
        raise UnknownError
    if name in _EXACT:
        return _EXACT[name](args[0])
    x = as_decimal(args[0])
    near = getcontext().prec <= DIGITS and abs(x) <= _NEAR
    if name in _ROUNDED and (near or name not in _TURNING):
        return _ROUNDED[name](x)
    if name not in _OF_MPMATH:
        raise UnknownError
    return _of_mpmath(_OF_MPMATH[name], x)


def _of_mpmath(name: str, x: Decimal) -> Decimal:
    """A function of mpmath, which torch brings, with a few digits more than are asked."""
    mpmath: Any = import_module("mpmath")
    with mpmath.workdps(getcontext().prec + max(0, x.adjusted()) + 10):
        found = getattr(mpmath, name)(mpmath.mpf(str(x)))
        if not isinstance(found, mpmath.mpf) or not mpmath.isfinite(found):
            raise UnknownError
        return +Decimal(mpmath.nstr(found, getcontext().prec + 5))


def pi() -> Decimal:
    """The number pi."""
    return +_PI if getcontext().prec <= DIGITS else 4 * _of_mpmath("atan", Decimal(1))


def _exp(x: Decimal) -> Decimal:
    if abs(x) > _LARGEST:
        raise UnknownError
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


_NEAR = 1000  # up to here the series serves, to sixty digits
_TURNING = frozenset({"sin", "cos", "tan"})
_OF_MPMATH = {
    **{name: name for name in (
        "sin", "cos", "tan", "sec", "cot", "csc", "sech", "asin", "acos", "atan", "asinh", "acosh",
        "atanh", "erf", "gamma",
    )},
    "normal_cdf": "ncdf",
}  # fmt: skip
_EXACT: dict[str, Callable[[Number], Number]] = {
    "abs": lambda x: -x if x < 0 else x,
    "|.|": lambda x: -x if x < 0 else x,
    "relu": lambda x: max(x, Fraction(0), key=as_decimal),
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "floor": lambda x: Fraction(floor(x)),
    "ceil": lambda x: Fraction(ceil(x)),
    "round": lambda x: Fraction(round(x)),
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
    "silu": lambda x: x / (1 + _exp(-x)),
    "logit": lambda x: (x / (1 - x)).ln(),
    "tanh": lambda x: 1 - 2 / (_exp(2 * x) + 1),
    "sigmoid": lambda x: 1 / (1 + _exp(-x)),
    "softplus": lambda x: (1 + _exp(x)).ln(),
}
