r"""Sums, products, powers and transposes of values, as the field writes them.

A plain vector of shape (n,) is a column; its transpose is a row, shape (1, n).
"""

from __future__ import annotations

from dataclasses import replace
from math import prod

import numpy as np
import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import blocks
from livecells.formula.evaluate.limits import hold, work
from livecells.formula.evaluate.values import (
    FITTED,
    MismatchError,
    Shape,
    Value,
    aligned,
    batched,
    differ,
    elementwise,
)

# --- what has the size that fits: the identity I, the vector of ones ------------------------------

_ALL_DIGITS = 0.01 / torch.finfo(torch.float64).eps  # of a sum that is 1, but for two


def fitted(value: Value, shape: Shape) -> Value:
    """I or the ones with the size of what stands beside them; anything else as it is."""
    if value.layout not in FITTED or value.shape or not shape:
        return value
    data, size = value.data.reshape(*value.data.shape, *[1] * len(shape)), shape[-1]
    if value.layout == "identity" and len(shape) == 2 and shape[0] == size:
        hold(data.numel() * size * size)
        return Value(data * torch.eye(size, dtype=torch.float64), value.axes)
    if value.layout != "identity" and (len(shape) == 1 or 1 in shape):
        return Value(data.expand(*value.data.shape, *shape), value.axes)
    raise FormulaError(f"this has no size that fits shape {shape}: write I_n or \\mathbf{{1}}_n")


def _fitted_product(left: Value, right: Value) -> Value:
    """A product with I, with a number of ones, or with ones: then it is a sum."""
    a, b = left.shape, right.shape
    ones = [v for v in (left, right) if "ones" in v.layout]
    if not ones or () not in (a, b) or (a == b == ()):
        product = elementwise(torch.mul, left, right)
        marks = {v.layout for v in (left, right) if v.layout in FITTED}
        return replace(
            product, layout=marks.pop() if a == b == () and len(marks) == 1 else product.layout
        )
    array = right if left.layout in FITTED else left
    rows = left.layout == "row of ones"
    if not rows and right.layout != "ones":
        raise FormulaError("this vector of ones has no size: write \\mathbf{1}_n")
    axis = 1 + len(array.axes) if rows else array.data.ndim - 1
    total = Value(array.data.sum(axis), array.axes)
    if rows and len(array.shape) == 2:
        total = Value(total.data.unsqueeze(-2), total.axes)
    if not rows and len(array.shape) == 2 and array.shape[0] == 1:
        total = Value(total.data.squeeze(-1), total.axes)
    return elementwise(torch.mul, total, Value(ones[0].data, ones[0].axes))


# --- sums and products ----------------------------------------------------------------------------


def add(left: Value, right: Value) -> Value:
    """A sum: equal shapes, a number added to every entry, a vector to every row (a bias)."""
    left, right = fitted(left, right.shape), fitted(right, left.shape)
    a, b = left.shape, right.shape
    if a != b and (left.layout or right.layout) and same_but_for_layout(a, b):
        left, right = _as_row(left), _as_row(right)
    elif len(a) == 2 and len(b) == 1 and a[0] != 1:
        if a[1] != b[0]:
            raise MismatchError(f"shapes {a} and {b} cannot be added", (a[1], b[0]))
        axes, data = aligned((left, right))
        return Value(data[0] + data[1], axes)
    elif a and b and a != b:
        raise differ(f"shapes {a} and {b} cannot be added", a, b)
    return elementwise(torch.add, left, right)


def negative(value: Value) -> Value:
    """Minus every entry."""
    return value.with_data(-value.data)


def _as_row(value: Value) -> Value:
    if len(value.shape) == 2:
        return replace(value, layout="")
    return Value(value.data.unsqueeze(-2), value.axes)


def same_but_for_layout(a: Shape, b: Shape) -> bool:
    """Whether both are one vector, as a column (n,), (n, 1) or as a row (1, n)."""
    short, long = sorted((a, b), key=len)
    if a == b:
        return True
    return len(short) == 1 and len(long) == 2 and long in ((1, short[0]), (short[0], 1))


def multiply(left: Value, right: Value, op: str) -> Value:
    """The product; `op` is "" (side by side), cdot, times, odot, star, otimes or circ.

    Raises:
        FormulaError: The shapes do not fit, or what is meant is unclear.
    """
    a, b = left.shape, right.shape
    if op == "otimes":
        return _outer(_like(left, b), _like(right, a))
    if left.layout in FITTED or right.layout in FITTED:
        return _fitted_product(left, right)
    if op == "circ":
        if not (a and b):
            raise FormulaError("\\circ composes functions, or multiplies arrays: write \\cdot")
        op = "odot"
    if a == () or b == () or op == "odot":
        if a and b and a != b:
            raise differ(f"\\odot needs equal shapes, not {a} and {b}", a, b)
        product = elementwise(torch.mul, left, right)
        layout = left.layout if a else right.layout
        same = op == "odot" or product.layout == layout
        return product if same else replace(product, layout=layout)
    if op == "times":
        raise FormulaError("\\times between arrays: write \\cdot, \\odot or a transpose")
    if op == "star":
        raise FormulaError(
            "* between arrays is read in two ways: write \\odot, or A B for a product"
        )
    if len(a) == len(b) == 1 and op == "cdot":
        return _matrix_product(left, right)
    return _side_by_side(left, right)


def _like(value: Value, other: Shape) -> Value:
    r"""The I of I \otimes A as a matrix of the size of A, which has to be square."""
    if value.layout != "identity" or value.shape:
        return value
    if len(other) != 2 or other[0] != other[1]:
        raise FormulaError("how large is this I? Write I_n")
    hold(other[0] ** 2)
    numbers = value.data.reshape(*value.data.shape, 1, 1)
    return Value(numbers * torch.eye(other[0], dtype=torch.float64), value.axes)


def _outer(left: Value, right: Value) -> Value:
    if len(left.shape) == len(right.shape) == 2:
        return blocks.kronecker(left, right)
    if len(left.shape) != 1 or len(right.shape) != 1:
        raise FormulaError(
            "\\otimes is read between two vectors or two matrices, not "
            f"{left.shape} and {right.shape}"
        )
    return elementwise_outer(left, right)


def elementwise_outer(left: Value, right: Value) -> Value:
    """X y^T of two vectors."""
    column, row = (
        Value(left.data.unsqueeze(-1), left.axes),
        Value(right.data.unsqueeze(-2), right.axes),
    )
    axes, data = aligned((column, row))
    hold(prod(np.broadcast_shapes(data[0].shape, data[1].shape)))
    return Value(data[0] * data[1], axes)


def _side_by_side(left: Value, right: Value) -> Value:
    a, b = left.shape, right.shape
    if len(a) == 1 and len(b) == 2 and b[0] == 1 and not (left.layout and b[1] == 1):
        return elementwise_outer(left, Value(right.data.squeeze(-2), right.axes))
    if len(a) == 1 and len(b) == 2 and left.layout:
        return replace(_matrix_product(left, right), layout="loose")
    if len(a) == 1 and len(b) == 1 and left.layout != "turned":
        raise FormulaError(
            "two vectors side by side: write x^\\top y, x y^\\top, x \\cdot y or x \\odot y"
        )
    if (len(a) == 1 and len(b) != 1) or len(a) > 2 or len(b) > 2:
        raise FormulaError(f"shapes {a} and {b} have no matrix product; use indices")
    product = _matrix_product(left, right)
    if len(b) == 1 and a[0] == 1 and len(a) == 2:
        return Value(product.data.squeeze(-1), product.axes)
    return product


def _matrix_product(left: Value, right: Value) -> Value:
    a, b = left.shape, right.shape
    if a[-1] != b[0]:
        raise MismatchError(f"shapes {a} and {b} do not fit for a product", (a[-1], b[0]))
    axes, (first, second) = batched(left, right)
    if len(a) == 1:
        first = first.unsqueeze(-2)
    if len(b) == 1:
        second = second.unsqueeze(-1)
    made = prod(np.broadcast_shapes(first.shape[:-2], second.shape[:-2]))
    made *= first.shape[-2] * second.shape[-1]
    hold(made)
    work(made * a[-1])
    product = first @ second
    if len(b) == 1:
        product = product.squeeze(-1)
    if len(a) == 1:
        product = product.squeeze(-1 if len(b) == 1 else -2)
    return Value(product, axes)


def divide(over: Value, under: Value, elementwise_too: bool) -> Value:
    """Every entry of `over` divided by a scalar, or entry by entry where the author says so."""
    if (
        under.shape
        and not elementwise_too
        and not (over.shape == under.shape and len(over.shape) == 1)
    ):
        raise FormulaError(f"division by an array of shape {under.shape}: use indices, or \\oslash")
    if not under.data.requires_grad and bool((under.data == 0).all()) and under.data.shape[0] == 1:
        raise FormulaError("division by zero")
    return elementwise(torch.div, over, under)


def power(base: Value, exponent: Value, elementwise_too: bool, whole: int | None) -> Value:
    """Each entry to a scalar power, a scalar to an array of powers, a matrix to a whole power.

    Raises:
        FormulaError: The power of such shapes is not defined.
    """
    if len(base.shape) == 2 and not elementwise_too:
        return _matrix_power(base, whole)
    if exponent.shape and base.shape and not elementwise_too:
        raise FormulaError(f"a scalar is needed here, this has shape {exponent.shape}")
    return elementwise(_power, base, exponent)


def _power(base: Tensor, exponent: Tensor) -> Tensor:
    fixed = exponent.numel() == 1 and not exponent.requires_grad
    return torch.pow(base, float(exponent)) if fixed else torch.pow(base, exponent)


def _matrix_power(base: Value, whole: int | None) -> Value:
    if base.shape[0] != base.shape[1] or whole is None:
        raise FormulaError(
            f"a power of a matrix of shape {base.shape}: write A A, or A^{{\\odot 2}} for its "
            "entries"
        )
    work(base.data.numel() * base.shape[0] * abs(whole).bit_length())
    if whole >= 0:
        return base.with_data(torch.linalg.matrix_power(base.data, whole))
    return base.with_data(_inverse_power(base.data, whole))


def _inverse_power(base: Tensor, whole: int) -> Tensor:
    """A negative power at each point; NaN where there is none, as where a number is 0."""
    unit = torch.eye(base.shape[-1], dtype=base.dtype)
    nowhere = _singular(base.detach())[..., None, None]
    found = torch.linalg.matrix_power(torch.where(nowhere, unit, base), whole)
    return torch.where(nowhere, torch.nan, found)


def _singular(base: Tensor) -> Tensor:
    """Which matrices have no inverse but for rounding, as X^T X of a wide X.

    A row of the inverse times its column of the matrix is 1. Where the terms of that sum are so
    large that rounding takes nearly all digits of the 1, it is by chance, and by the processor,
    whether LAPACK finds an inverse at all. Rows and columns in other units change no term.
    """
    inverse, bad = torch.linalg.inv_ex(base)
    terms: Tensor = (inverse * base.mT).abs().sum(-1).amax(-1)
    regular: Tensor = (bad == 0) & (terms < _ALL_DIGITS)
    return ~regular


def transpose(value: Value, letter: bool = False) -> Value:
    """The transpose: of a column (n,) the row (1, n), and the other way round.

    Of a number it is the number; but with a plain T (`letter`) it may be a power.
    """
    shape = value.shape
    if shape == () and not letter and not value.layout:
        return value
    if value.layout in FITTED and not shape:
        swap = {"ones": "row of ones", "row of ones": "ones"}
        return replace(value, layout=swap.get(value.layout, value.layout))
    if value.layout and len(shape) == 1:
        return replace(value, layout="turned" if value.layout == "loose" else "loose")
    if len(shape) == 1:
        return Value(value.data.unsqueeze(-2), value.axes)
    if len(shape) == 2 and shape[0] == 1:
        return Value(value.data.squeeze(-2), value.axes)
    if len(shape) == 2:
        return Value(value.data.transpose(-1, -2), value.axes)
    raise FormulaError(
        "a power with T, or a transpose? Give T in `at`, or write \\top"
        if shape == ()
        else f"the transpose of shape {shape} is not defined; use indices"
    )
