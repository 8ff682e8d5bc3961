"""Numbers as they are printed: how far a printed value may be from the true one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from livecells.formula.check.report import RTOL, Floats
from livecells.formula.syntax.names import CONSTANTS
from livecells.formula.syntax.tree import Matrix, Neg, Node, Num, Pow, Product, Sym, walk

# Relative: for values of float64 that were made of such, for those of float64 whose origin does not
# show and for printed numbers, for values of few binary digits.
DOUBLE, PRINTED, SHORT = 1e-9, 2e-7, 1e-6
_TYPED, _COPIED = 7, 12  # digits: 0.3 is meant so; who copies 3.0000001192 leaves off the rest


def is_number(node: Node) -> bool:
    """Whether nothing but numbers, e and pi are written in it."""
    return not any(
        isinstance(n, Sym) and not (n.name in CONSTANTS and not n.subs) for n in walk(node)
    )


def printed_tolerance(node: Node) -> Floats | None:
    r"""Half a unit of the last digit of a printed number, such as -0.84 or 2 \times 10^{-3}.

    Returns:
        An array of shape (), or of the shape of a printed matrix; None where no plain number is
        printed.
    """
    if isinstance(node, Matrix):
        entries = [[printed_tolerance(entry) for entry in row] for row in node.rows]
        if any(entry is None for row in entries for entry in row):
            return None
        array = np.array(entries, dtype=np.float64)
        return array[:, 0] if array.shape[1] == 1 else array
    unit = _unit(node)
    return None if unit is None else np.array(float(unit / 2) * (1 + 1e-9))


def is_decimal(node: Node) -> bool:
    r"""Whether a number is printed with a decimal point: its last digit may be a rounded one."""
    if isinstance(node, Neg):
        return is_decimal(node.body)
    if isinstance(node, Product):
        return _unit(node) is not None and is_decimal(node.left)
    return isinstance(node, Num) and node.unit < 1


def _unit(node: Node) -> Fraction | None:
    if isinstance(node, Neg):
        return _unit(node.body)
    if isinstance(node, Num):
        return node.unit
    if isinstance(node, Product) and isinstance(node.left, Num) and isinstance(node.right, Pow):
        ten, exponent = node.right.base, node.right.exponent
        sign = -1 if isinstance(exponent, Neg) else 1
        digits = exponent.body if isinstance(exponent, Neg) else exponent
        if isinstance(ten, Num) and ten.value == 10 and isinstance(digits, Num):
            return node.left.unit * Fraction(10) ** (sign * int(digits.value))
    return None


def tolerance(
    rtol: float, values: Mapping[str, Floats], expected: Floats | None
) -> tuple[float, bool]:
    """How exact values of a run are, by what they look like; an `rtol` of the author's own stays.

    Numbers that float32 cannot hold were computed in float64, or typed; those with few binary
    digits are exact in either.

    Returns:
        The tolerance, and whether nothing was computed in float32.
    """
    if rtol != RTOL:
        return rtol, False
    given, found = _telling(values.values()), _telling([] if expected is None else [expected])
    telling = np.concatenate([given, found])
    with np.errstate(over="ignore"):
        single = bool((telling.astype(np.float32) == telling).any())
    if len(telling) and not single:
        rounded = [_digits(x) <= _COPIED for x in found.tolist()]
        rounded += [_TYPED < _digits(x) <= _COPIED for x in given.tolist()]
        return DOUBLE if len(given) and not any(rounded) else PRINTED, True
    short = expected is not None and bool(_are_short(expected).all())
    return SHORT if short else rtol, not single


def _digits(value: float) -> int:
    return len(repr(value).partition("e")[0].replace(".", "").lstrip("-0"))


def _telling(values: Iterable[Floats]) -> Floats:
    """The numbers that say whether float32 holds them: finite ones of more than a few digits."""
    numbers = np.concatenate([np.zeros(0), *(array.ravel() for array in values)])
    return np.asarray(numbers[np.isfinite(numbers) & ~_are_short(numbers)])


def _are_short(values: Floats) -> npt.NDArray[np.bool_]:
    """Which numbers have at most twelve binary digits."""
    digits = np.frexp(values)[0] * 4096
    return np.asarray(digits == np.round(digits))
