r"""Scalars, vectors and matrices of SymPy cells, and the products that the field writes with them.

A plain vector of shape (n,) is a column; its transpose is a row, shape (1, n). `loose` marks the
derivative of a scalar by a vector, which may stand as a row or as a column: both are in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.sympy_cells import ZERO, Cells, Expr, each, number, scalar


@dataclass(frozen=True)
class Tensor:
    """Cells of shape (), (n,), (m, n) ...; see the module for `loose`."""

    cells: Cells
    loose: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes; empty for a scalar."""
        return self.cells.shape

    @property
    def item(self) -> Expr:
        """The one cell of a scalar."""
        if self.cells.shape != ():
            raise FormulaError(f"a scalar is needed here, this has shape {self.shape}")
        return self.cells[()]


def of(value: Expr) -> Tensor:
    """One cell as a scalar."""
    return Tensor(scalar(value))


def identity(size: int) -> Tensor:
    """The identity matrix, shape (size, size)."""
    eye = np.eye(size, dtype=int).astype(object)
    return Tensor(each(lambda cell: number(int(cell)), eye))


def pick(value: Tensor, chosen: Sequence[int | slice], base: int) -> Tensor:
    """The entry or the part at these indices, which count from 0; `base` is what a reader sees.

    One index on an array of more axes runs over all its entries, row by row.

    Raises:
        FormulaError: There are too many indices, or one is outside of the array.
    """
    cells = value.cells.reshape(-1) if len(chosen) == 1 != len(value.shape) else value.cells
    if len(chosen) != cells.ndim or value.shape == ():
        raise FormulaError(f"{len(chosen)} indices on an array of shape {value.shape}")
    for place, size in zip(chosen, cells.shape, strict=True):
        if isinstance(place, int) and not 0 <= place < size:
            raise FormulaError(f"index {place + base} is outside of {size} entries")
    found = cells[tuple(chosen)]
    return Tensor(found) if isinstance(found, np.ndarray) else of(found)


def stack(parts: Sequence[Tensor], lead: tuple[int, ...]) -> Cells:
    """Tensors of one shape, arranged by `lead` in front: cells of shape lead + shape."""
    tail = parts[0].shape
    cells = np.empty((len(parts), *tail), dtype=object)
    for place, part in enumerate(parts):
        if part.shape != tail:
            raise FormulaError(f"shapes {tail} and {part.shape} in one expression")
        cells[place] = part.cells if tail else part.item
    return cells.reshape(lead + tail)


def add(left: Tensor, right: Tensor) -> Tensor:
    """A sum: equal shapes, a number added to every entry, a vector to every row (a bias)."""
    a, b = left.shape, right.shape
    bias = len(a) == 2 and len(b) == 1 and a[1] == b[0] and a[0] != 1
    row = (left.loose or right.loose) and same_but_for_layout(a, b)
    if row and a != b:
        a = max(a, b, key=len)
        return Tensor(left.cells.reshape(a) + right.cells.reshape(a), True)
    if not (a == b or a == () or b == () or bias):
        raise FormulaError(f"shapes {a} and {b} cannot be added")
    return Tensor(_array(left.cells + right.cells), left.loose and right.loose)


def same_but_for_layout(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether both are one vector, as a column (n,), (n, 1) or as a row (1, n)."""
    short, long = sorted((a, b), key=len)
    if a == b:
        return True
    return len(short) == 1 and len(long) == 2 and long in ((1, short[0]), (short[0], 1))


def negative(value: Tensor) -> Tensor:
    """Minus every entry."""
    return Tensor(each(lambda cell: -cell, value.cells), value.loose)


def multiply(left: Tensor, right: Tensor, op: str) -> Tensor:
    """The product; `op` is "" (side by side), cdot, times or odot. Raises if it is unclear."""
    a, b = left.shape, right.shape
    if a == () or b == ():
        return Tensor(_array(left.cells * right.cells), left.loose or right.loose)
    if op == "odot":
        if a != b:
            raise FormulaError(f"\\odot needs equal shapes, not {a} and {b}")
        return Tensor(left.cells * right.cells)
    if op == "times":
        raise FormulaError("\\times between arrays: write \\cdot, \\odot or a transpose")
    if len(a) == len(b) == 1 and op == "cdot":
        return _dot(left.cells, right.cells)
    return _matrix_product(left, right)


def _matrix_product(left: Tensor, right: Tensor) -> Tensor:
    a, b = left.shape, right.shape
    if len(a) == 1 and len(b) == 2 and b[0] == 1 and not left.loose:
        return Tensor(np.outer(left.cells, right.cells))
    if len(a) == 1 and len(b) == 2 and left.loose:
        return Tensor(_dot(left.cells, right.cells).cells, loose=True)
    if len(a) == 1 and len(b) == 1:
        reason = "two vectors side by side: write x^\\top y, x y^\\top, x \\cdot y or x \\odot y"
        raise FormulaError(reason)
    if len(a) == 1 or len(a) > 2 or len(b) > 2:
        raise FormulaError(f"shapes {a} and {b} have no matrix product; use indices")
    product = _dot(left.cells, right.cells)
    if len(b) == 1 and a[0] == 1:
        return of(product.cells[0])
    return product


def _dot(a: Cells, b: Cells) -> Tensor:
    if a.shape[-1] != b.shape[0]:
        raise FormulaError(f"shapes {a.shape} and {b.shape} do not fit for a product")
    return Tensor(_array(np.dot(a, b)))


def divide(over: Tensor, under: Tensor) -> Tensor:
    """Every entry of `over` divided by a scalar.

    Raises:
        FormulaError: `under` is an array.
    """
    if under.shape != ():
        raise FormulaError(f"division by an array of shape {under.shape}; use indices")
    if under.item == ZERO:
        raise FormulaError("division by zero")
    return Tensor(each(lambda cell: cell / under.item, over.cells), over.loose)


def power(base: Tensor, exponent: Tensor, elementwise: bool) -> Tensor:
    """Each entry to a scalar power, or a scalar to each entry of an array of powers.

    Raises:
        FormulaError: The base is a matrix, and not each of its entries is to be raised.
    """
    if len(base.shape) > 1 and not elementwise:
        raise FormulaError("a power of a matrix: write A A, or A^{\\odot 2} for each entry")
    if base.shape == () and exponent.shape != ():
        return Tensor(each(lambda cell: base.item**cell, exponent.cells))
    raised = exponent.item
    return Tensor(each(lambda cell: cell**raised, base.cells))


def transpose(value: Tensor) -> Tensor:
    """The transpose: of a column (n,) the row (1, n), and the other way round."""
    shape = value.shape
    if shape == ():
        return value
    if len(shape) == 1:
        return Tensor(value.cells.reshape(1, -1), value.loose)
    if len(shape) == 2 and shape[0] == 1:
        return Tensor(value.cells.reshape(-1), value.loose)
    if len(shape) == 2:
        return Tensor(value.cells.T)
    raise FormulaError(f"the transpose of shape {shape} is not defined; use indices")


def matrix(rows: Sequence[Sequence[Tensor]]) -> Tensor:
    """A matrix literal of scalars; one column is a vector."""
    cells = np.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            cells[i, j] = entry.item
    return Tensor(cells[:, 0] if cells.shape[1] == 1 else cells)


def _array(value: Cells | Expr) -> Cells:
    """NumPy hands back a bare cell where a result has no axes."""
    return value if isinstance(value, np.ndarray) else scalar(value)
