"""What rounding would hide: numbers of many digits, compared exactly or to many digits.

What agrees to 25 digits is computed with a thousand and with two thousand: a difference that is the
same in both is one.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.check.printed import is_decimal, printed_tolerance
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.precise import decimal, difference, precise
from livecells.formula.evaluate.precise_functions import Number
from livecells.formula.syntax.tree import Matrix, Node

if TYPE_CHECKING:
    from livecells.formula.check.batch import Batch
    from livecells.formula.check.comparison import Comparison

_SAME = Decimal("1e-25")  # of numbers with sixty digits
_ZERO = Decimal("1e-50")
_COPIED = Decimal(2) ** -52  # a printed number of seventeen digits is what float64 shows
_FLOAT = 1e-12
_POINTS = 3
_MORE = 1000  # digits, and twice as many
_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def refuse_lost(check: Comparison, left: int, relation: str, right: int) -> None:
    """Refuse a statement that holds in float64 only, because that has sixteen digits.

    Raises:
        FormulaError: It is not so.
    """
    sides = check.sides[left], check.sides[right]
    one, other = (side.node for side in sides)
    if any(side.value.shape for side in sides) or isinstance(one, Matrix):
        return
    closed = not check.names.shapes
    for values in [{}] if closed else _points(check):
        a, b = (precise(node, check.formula.definitions, values) for node in (one, other))
        if a is None or b is None:
            digit = _last_digit(one, other) if closed else None
            if digit is None:
                return
            a, b = (Fraction(float(side.value.data.detach()[0])) for side in sides)
            if abs(a - b) > digit + _grain(check, left, right, a):
                raise _wrong(check, left, right, a, b, values)
            return
        digit = _last_digit(one, other) if closed else None
        apart = _tiny(check, one, other, a, b) if closed and digit is None else Decimal(0)
        if apart:
            if not _holds(Fraction(1 if apart > 0 else -1), relation, Fraction(0), None):
                raise _wrong(check, left, right, a, b, values, apart)
        elif not _holds(a, relation, b, digit):
            raise _wrong(check, left, right, a, b, values)


def _tiny(check: Comparison, one: Node, other: Node, a: Number, b: Number) -> Decimal:
    """How far two sides are apart that agree to 25 digits; 0 where more digits show nothing."""
    size = max(abs(decimal(a)), abs(decimal(b)))
    exact = isinstance(a, Fraction) and isinstance(b, Fraction)
    if exact or abs(decimal(a) - decimal(b)) > max(_SAME * size, _ZERO):
        return Decimal(0)
    found = []
    for digits in (_MORE, 2 * _MORE):
        known = [precise(node, check.formula.definitions, {}, digits) for node in (one, other)]
        if known[0] is None or known[1] is None:
            return Decimal(0)
        found.append(difference(known[0], known[1], digits))
    lasts = abs(found[0] - found[1]) <= abs(found[1]) / 1000
    return found[1] if lasts else Decimal(0)


def _grain(check: Comparison, left: int, right: int, size: Fraction) -> Fraction:
    """The rounding of float64, where nothing better is to be had."""
    rough = max(_FLOAT, check.sides[left].rough, check.sides[right].rough)
    return Fraction(rough) * max(Fraction(1), abs(size))


def _points(check: Comparison) -> list[dict[str, Number]]:
    """The first points that count, as exact numbers; none where a symbol is an array."""
    batch = check.random
    if any(shape for shape in check.names.shapes.values()):
        return []
    places = batch.counts.nonzero().flatten().tolist()
    return [_exact(batch, k) for k in places[:: max(1, len(places) // _POINTS)][:_POINTS]]


def _exact(batch: Batch, place: int) -> dict[str, Number]:
    """The values of the scalars at a point."""
    leaves = {name: data.detach() for name, data in batch.leaves.items() if data.dim() == 1}
    return {n: Fraction(float(data[min(place, len(data) - 1)])) for n, data in leaves.items()}


def _last_digit(one: Node, other: Node) -> Fraction | None:
    """How far what is printed as a decimal may be from the true value; None of whole numbers."""
    for node in (other, one):
        unit = printed_tolerance(node) if is_decimal(node) else None
        if unit is not None:
            return Fraction(float(unit))
    return None


def _holds(a: Number, relation: str, b: Number, digit: Fraction | None) -> bool:
    apart = abs(decimal(a) - decimal(b))
    exact = isinstance(a, Fraction) and isinstance(b, Fraction)
    size = max(abs(decimal(a)), abs(decimal(b)))
    same = a == b if exact else apart <= max(_SAME * size, _ZERO)
    if relation in ("!=", "<", ">"):
        return not same and (relation == "!=" or _ORDERS[relation](decimal(a), decimal(b)))
    if relation in _ORDERS:
        return same or bool(_ORDERS[relation](decimal(a), decimal(b)))
    return same or (digit is not None and apart <= max(decimal(digit), _COPIED * size))


def is_false(
    check: Comparison, batch: Batch, place: int, left: int, relation: str, right: int
) -> bool:
    """Whether a relation does not hold at a point, without rounding; not if that is not known."""
    values = _exact(batch, place)
    sides = (check.sides[left].node, check.sides[right].node)
    a, b = (precise(node, check.formula.definitions, values) for node in sides)
    return a is not None and b is not None and not _holds(a, relation, b, None)


def _wrong(
    check: Comparison,
    left: int,
    right: int,
    a: Number,
    b: Number,
    values: dict[str, Number],
    apart: Decimal | None = None,
) -> FormulaError:
    one, other = check.sides[left], check.sides[right]
    where = ", ".join(f"{name} = {float(value):.6g}" for name, value in values.items())
    return FormulaError(
        "this step is wrong, by digits that show when it is computed without rounding\n"
        f"    left   {one.tex} = {_text(a)}\n"
        f"    right  {other.tex} = {_text(b)}"
        + (f"\n    apart  {abs(apart):.3g}" if apart else "")
        + (f"\n    at     {where}" if where else ""),
        check.tex,
        (one.node.span[0], other.node.span[1]),
    )


def _text(number: Number) -> str:
    if isinstance(number, Fraction) and number.denominator == 1 and abs(number) < 10**40:
        return str(number.numerator)
    return f"{decimal(number):.24g}"
