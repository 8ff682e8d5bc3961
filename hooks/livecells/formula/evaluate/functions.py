"""The functions that the field calls by name, on cells.

Kinks follow torch: relu' and |x|' at 0 are 0. Each is defined as in textbooks; softmax and its kin
act on a whole vector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.sympy_cells import (
    ONE,
    ZERO,
    Expr,
    choose,
    derivative,
    each,
    function,
    replaced,
    symbol,
)
from livecells.formula.evaluate.tensors import Tensor, add, multiply, of, stack
from livecells.formula.syntax.names import BUILTIN


def _exp(x: Expr) -> Expr:
    return function("exp")(x)


def _log(x: Expr) -> Expr:
    return function("log")(x)


def _sigmoid(x: Expr) -> Expr:
    return ONE / (ONE + _exp(-x))


def _relu(x: Expr) -> Expr:
    return choose((x, x > ZERO), (ZERO, True))


def absolute(x: Expr) -> Expr:
    """|x|, whose derivative at 0 is 0, as in torch."""
    return choose((x, x > ZERO), (-x, x < ZERO), (ZERO, True))


def _sign(x: Expr) -> Expr:
    return choose((ONE, x > ZERO), (-ONE, x < ZERO), (ZERO, True))


def larger(a: Expr, b: Expr) -> Expr:
    """max(a, b): a tie halves the slope, as in torch.maximum; but max(0, x) is relu."""
    if a == ZERO or b == ZERO:
        return _relu(a + b)
    return function("Max")(a, b)


def smaller(a: Expr, b: Expr) -> Expr:
    """min(a, b); see `larger`."""
    return -larger(-a, -b)


_SCALAR: dict[str, Callable[[Expr], Expr]] = {
    "sigmoid": _sigmoid,
    "relu": _relu,
    "softplus": lambda x: _log(ONE + _exp(x)),
    "silu": lambda x: x * _sigmoid(x),
    "sign": _sign,
    "abs": absolute,
    "sech": lambda x: ONE / function("cosh")(x),
    "sec": lambda x: ONE / function("cos")(x),
}
_SYMPY = {"sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "erf"}


def _scalar_function(name: str) -> Callable[[Expr], Expr] | None:
    return function(name) if name in _SYMPY else _SCALAR.get(name)


def _total(x: Tensor) -> Expr:
    cells: list[Expr] = list(x.cells.flat)
    return sum(cells)


def _softmax(x: Tensor) -> Tensor:
    exps = each(_exp, x.cells)
    total = _total(Tensor(exps))
    return Tensor(each(lambda cell: cell / total, exps))


def _logsumexp(x: Tensor) -> Tensor:
    return of(_log(sum(_exp(cell) for cell in x.cells.flat)))


def _log_softmax(x: Tensor) -> Tensor:
    total = _logsumexp(x).item
    return Tensor(each(lambda cell: cell - total, x.cells))


def _trace(x: Tensor) -> Tensor:
    _need(x, 2, "a trace")
    return of(sum(x.cells.diagonal()))


def _diagonal(x: Tensor) -> Tensor:
    _need(x, 1, "diag")
    cells = np.full((x.shape[0], x.shape[0]), ZERO, dtype=object)
    for place, cell in enumerate(x.cells):
        cells[place, place] = cell
    return Tensor(cells)


def _need(x: Tensor, axes: int, what: str) -> None:
    if len(x.shape) != axes:
        raise FormulaError(f"{what} needs {axes} axes, this has shape {x.shape}")


_VECTOR: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _logsumexp,
    "sum": lambda x: of(_total(x)),
    "mean": lambda x: of(_total(x) / x.cells.size),
    "trace": _trace,
    "diag": _diagonal,
}


def _norm(args: Sequence[Tensor]) -> Tensor:
    """The 1-, 2- (Frobenius) or maximum norm; the second argument is the order, 0 for maximum."""
    order = args[1].item if len(args) > 1 else 2
    cells: list[Expr] = list(args[0].cells.flat)
    if order == 1:
        return of(sum(absolute(cell) for cell in cells))
    if order == 0:
        return of(reduce(larger, [absolute(cell) for cell in cells]))
    return of(function("sqrt")(sum(cell**2 for cell in cells)))


def _extreme(name: str, args: Sequence[Tensor]) -> Tensor:
    """The maximum or minimum of its arguments, or over the entries of its one argument."""
    pick = larger if name == "max" else smaller
    if len(args) == 1:
        return of(reduce(pick, list(args[0].cells.flat)))
    shape = next((arg.shape for arg in args if arg.shape), ())
    spread = [np.broadcast_to(arg.cells, shape) for arg in args]
    cells = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        cells[place] = reduce(pick, [cell[place] for cell in spread])
    return Tensor(cells)


def reduced(op: str, parts: Sequence[Tensor]) -> Tensor:
    """The sum, product, maximum or minimum of tensors; nothing adds up to 0 and multiplies to 1."""
    if op in ("max", "min"):
        return _extreme(op, [Tensor(stack(parts, (len(parts),)))])
    if not parts:
        return of(ZERO if op == "sum" else ONE)
    return reduce(add if op == "sum" else lambda a, b: multiply(a, b, ""), parts)


def call(written: str, args: Sequence[Tensor], primes: int) -> Tensor:
    """A built-in function by its written name, or its derivative of order `primes`.

    Functions of a number act on each entry.

    Raises:
        FormulaError: There is no such function, or the number of arguments is wrong.
    """
    name = BUILTIN.get(written.lower(), "")
    if not name:
        raise FormulaError(f"the function {written} is not known here: define it before")
    scalar = _scalar_function(name)
    if name not in ("max", "min", "norm") and len(args) != 1:
        raise FormulaError(f"{written} takes one argument, not {len(args)}")
    if primes:
        if scalar is None:
            raise FormulaError(f"{written}' is not understood; write it with \\partial")
        return Tensor(each(_slope(scalar, primes), args[0].cells))
    if scalar is not None:
        return Tensor(each(scalar, args[0].cells))
    if name in _VECTOR:
        return _VECTOR[name](args[0])
    return _norm(args) if name == "norm" else _extreme(name, args)


def _slope(scalar: Callable[[Expr], Expr], order: int) -> Callable[[Expr], Expr]:
    variable = symbol("argument")
    slope = scalar(variable)
    for _ in range(order):
        slope = derivative(slope, variable)
    return lambda cell: replaced(of(slope).cells, {variable: cell})[()]
