"""The only module that imports SymPy: typed, narrow wrappers round what the checker needs of it.

Imported lazily (importing it costs about a second), so that a build that reuses stored checks never
pays for it. SymPy has no type hints; `Expr` is its expressions as far as mypy is concerned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from livecells.formula.errors import FormulaError

sympy: Any = import_module("sympy")

Expr = Any
Cells = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]

ZERO: Expr = sympy.Integer(0)
ONE: Expr = sympy.Integer(1)

# Work that `simplify` may take on; beyond it an identity is confirmed by numbers alone.
_MAX_OPERATIONS = 60
_MAX_CELLS = 16


def symbol(name: str) -> Expr:
    """A real variable. Symbols of one name are one and the same."""
    return sympy.Symbol(name, real=True)


def components(name: str, shape: tuple[int, ...]) -> Cells:
    """The components of a symbol as variables: x, or x[1], x[2], ... in C order."""
    cells = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        suffix = "[" + ",".join(str(k + 1) for k in place) + "]" if place else ""
        cells[place] = symbol(name + suffix)
    return cells


def number(value: Fraction | int) -> Expr:
    """An exact number."""
    return sympy.Rational(value.numerator, value.denominator)


def constant(name: str) -> Expr:
    """The number e or pi."""
    return {"e": sympy.E, "pi": sympy.pi}[name]


def function(name: str) -> Callable[..., Expr]:
    """An elementary function of SymPy by its name there: sin, exp, erf, ..."""
    made: Callable[..., Expr] = getattr(sympy, name)
    return made


def choose(*rows: tuple[Expr, Expr | bool]) -> Expr:
    """A value by cases; the first condition that holds wins."""
    return sympy.Piecewise(*rows)


def compare(op: str, left: Expr, right: Expr) -> Expr:
    """The condition `left op right`, op one of = != < <= > >=."""
    kinds = {"=": "Eq", "!=": "Ne", "<": "Lt", "<=": "Le", ">": "Gt", ">=": "Ge"}
    return getattr(sympy, kinds[op])(left, right)


def both(parts: Iterable[Expr]) -> Expr:
    """The condition that holds where all of these hold."""
    return sympy.And(*parts)


@lru_cache(maxsize=1 << 14)
def _symbols(of: Expr) -> frozenset[Expr]:
    return frozenset(of.free_symbols)


def derivative(of: Expr, by: Expr) -> Expr:
    """The derivative; of a long sum only the terms that hold the variable are looked into."""
    if by not in _symbols(of):
        return ZERO
    if of.is_Add:
        return sympy.Add(*(derivative(term, by) for term in of.args if by in _symbols(term)))
    if of.is_Mul:
        factor, rest = of.as_independent(by, as_Add=False)
        return factor * (derivative(rest, by) if rest.is_Add else sympy.diff(rest, by))
    return sympy.diff(of, by)


def replaced(cells: Cells, by: Mapping[Expr, Expr]) -> Cells:
    """Every cell with symbols exchanged all at once."""
    return each(lambda cell: cell.xreplace(by), cells) if by else cells


def each(make: Callable[[Expr], Expr], cells: Cells) -> Cells:
    """The function applied to every cell; the shape stays."""
    result = np.empty(cells.shape, dtype=object)
    for place in np.ndindex(*cells.shape):
        result[place] = make(cells[place])
    return result


def scalar(value: Expr) -> Cells:
    """One cell as an array of shape ()."""
    cells = np.empty((), dtype=object)
    cells[()] = value
    return cells


def is_symbol(value: Expr) -> bool:
    """Whether an expression is a single variable."""
    return isinstance(value, sympy.Symbol)


def as_integer(value: Expr) -> int | None:
    """A whole number as such, or None for any other expression."""
    return int(value) if value.is_Integer else None


def free_symbols(cells: Iterable[Expr]) -> list[Expr]:
    """Every variable in the cells, in a fixed order."""
    found = {name for cell in cells for name in cell.free_symbols}
    return sorted(found, key=lambda name: str(name.name))


def all_equal(left: Sequence[Expr], right: Sequence[Expr]) -> bool:
    """Whether SymPy proves every left cell equal to its right one (False: it could not tell)."""
    rest = [a - b for a, b in zip(left, right, strict=True) if a != b]
    rest = [d for d in rest if d != 0 and not _expands_to_zero(d)]
    if len(rest) > _MAX_CELLS or any(not _is_small(d) for d in rest):
        return False
    return all(_simplifies_to_zero(d) for d in rest)


def _expands_to_zero(difference: Expr) -> bool:
    return not difference.has(sympy.Piecewise) and bool(sympy.expand(difference) == 0)


def _is_small(difference: Expr) -> bool:
    return not difference.has(sympy.Piecewise) and difference.count_ops() <= _MAX_OPERATIONS


def _simplifies_to_zero(difference: Expr) -> bool:
    """Exponentials first: sigmoid, tanh and softmax are then rational in a few symbols."""
    if sympy.cancel(difference.rewrite(sympy.exp)) == 0:
        return True
    return bool(sympy.simplify(difference) == 0)


def numeric(cells: Sequence[Expr], names: Sequence[Expr]) -> Callable[[Floats], Floats]:
    """Compile cells to float64: values of shape (names, points) -> (cells, points).

    Where a cell is not real (the log of a negative number) or not finite, the result is NaN or inf.
    """
    return _compiled(tuple(cells), tuple(names))


@lru_cache(maxsize=512)  # a page's sides come again: at random points, in the run, in later steps
def _compiled(cells: tuple[Expr, ...], names: tuple[Expr, ...]) -> Callable[[Floats], Floats]:
    # Names that Python knows, all at once: lambdify would walk every cell for each that it minds.
    plain = {name: sympy.Symbol(f"v{place:05}") for place, name in enumerate(names)}
    whole = [
        sympy.nan if cell.has(sympy.zoo, sympy.nan) else cell.xreplace(plain) for cell in cells
    ]
    compiled = sympy.lambdify(list(plain.values()), whole, modules="numpy", cse=True)

    def evaluate(values: Floats) -> Floats:
        points = values.shape[1]
        try:
            with np.errstate(all="ignore"):
                results = compiled(*values)
        except (ArithmeticError, TypeError, ValueError) as error:
            raise FormulaError(f"SymPy cannot compute this in numbers: {error}") from error
        return np.array([_real(result, points) for result in results]).reshape(len(cells), points)

    return evaluate


def _real(result: Any, points: int) -> Floats:
    found = np.asarray(result)
    if np.iscomplexobj(found):
        found = np.where(found.imag == 0, found.real, np.nan)
    return np.broadcast_to(found.astype(np.float64), (points,))
