"""The functions that the field calls by name, on values.

Kinks are those of torch, and so are their slopes: relu' and |x|' at 0 are 0, a tie of max halves.
softmax and its kin act on a vector, and on each row of a matrix.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.limits import hold, work
from livecells.formula.evaluate.values import Value, elementwise, scalar
from livecells.formula.syntax.names import builtin

Apply = Callable[[Tensor], Tensor]
_ROOT_HALF = math.sqrt(0.5)


def _normal_cdf(x: Tensor) -> Tensor:
    return 0.5 * (1 + torch.erf(x * _ROOT_HALF))


def absolute(x: Tensor) -> Tensor:
    """|x| with torch's slope; the second slope of torch.abs loads torch's compiler for seconds."""
    return x * torch.sign(x.detach())


def _gamma(x: Tensor) -> Tensor:
    """The function that interpolates (x - 1)!; below 0 its sign changes from number to number."""
    odd = (x < 0) & (torch.floor(x.detach()) % 2 != 0)
    return torch.where(odd, -1.0, 1.0) * torch.exp(torch.lgamma(x))


SCALAR: dict[str, Apply] = {
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos,
    "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh,
    "sec": lambda x: 1 / torch.cos(x), "sech": lambda x: 1 / torch.cosh(x),
    "cot": lambda x: 1 / torch.tan(x), "csc": lambda x: 1 / torch.sin(x),
    "exp": torch.exp, "log": torch.log, "log2": torch.log2, "log10": torch.log10,
    "log1p": torch.log1p, "expm1": torch.expm1, "sqrt": torch.sqrt, "sigmoid": torch.sigmoid,
    "relu": torch.relu, "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    "silu": lambda x: x * torch.sigmoid(x), "erf": torch.erf, "sign": torch.sign, "abs": absolute,
    "|.|": torch.abs,  # of each entry; no author can write it
    "gelu": lambda x: x * _normal_cdf(x), "normal_cdf": _normal_cdf,
    "logsigmoid": torch.nn.functional.logsigmoid, "gamma": _gamma,
    "asinh": torch.asinh, "acosh": torch.acosh, "atanh": torch.atanh, "logit": torch.logit,
    "normal_quantile": torch.special.ndtri,
    "floor": torch.floor, "ceil": torch.ceil, "round": torch.round,
}  # fmt: skip
KINKED = frozenset({"relu", "sign", "abs"})  # at 0
JUMPS = {"floor": 0.0, "ceil": 0.0, "round": 0.5}  # here, and at each whole number from it


def _on_last(apply: Callable[[Tensor], Tensor], name: str, value: Value) -> Value:
    if not value.shape:
        raise FormulaError(f"{name} of one number: write it of the vector, and the index behind it")
    return value.with_data(apply(value.data))


def _over_all(apply: Callable[[Tensor, int], Tensor], value: Value) -> Value:
    flat = value.data.flatten(1 + len(value.axes)) if value.shape else value.data.unsqueeze(-1)
    return Value(apply(flat, -1), value.axes)


def _over_entries(apply: Callable[[Tensor, int], Tensor], name: str, value: Value) -> Value:
    if not value.shape:
        raise FormulaError(f"{name} of one number: write it of the vector")
    return _over_all(apply, value)


def _trace(value: Value) -> Value:
    if value.shape == ():
        return value  # x^\top A x is the trace of itself
    if len(value.shape) != 2 or value.shape[0] != value.shape[1]:
        raise FormulaError(f"a trace needs a square matrix, this has shape {value.shape}")
    return Value(value.data.diagonal(dim1=-2, dim2=-1).sum(-1), value.axes)


def _diagonal(value: Value) -> Value:
    if len(value.shape) == 2 and value.shape[0] == value.shape[1]:
        return Value(value.data.diagonal(dim1=-2, dim2=-1), value.axes)
    if len(value.shape) != 1:
        raise FormulaError(f"diag needs a vector, this has shape {value.shape}")
    hold(value.data.numel() * value.shape[0])
    return Value(torch.diag_embed(value.data), value.axes)


def _columns(value: Value) -> Value:
    """The columns of a matrix, one below the other."""
    if len(value.shape) != 2:
        raise FormulaError(f"vec needs a matrix, this has shape {value.shape}")
    return Value(value.data.transpose(-1, -2).flatten(-2), value.axes)


def _determinant(value: Value) -> Value:
    if len(value.shape) != 2 or value.shape[0] != value.shape[1]:
        raise FormulaError(f"a determinant needs a square matrix, this has shape {value.shape}")
    work(value.data.numel() * value.shape[0])
    return Value(torch.linalg.det(value.data), value.axes)


def _largest_determinant(value: Value) -> Value:
    """No determinant of rows that are as long is larger (Hadamard)."""
    return Value(torch.linalg.vector_norm(value.data, dim=-1).prod(-1), value.axes)


def _variance(data: Tensor, axis: int) -> Tensor:
    return torch.var(data, axis, correction=0)


_VECTOR: dict[str, Callable[[Value], Value]] = {
    "softmax": partial(_on_last, lambda x: torch.softmax(x, -1), "softmax"),
    "log_softmax": partial(_on_last, lambda x: torch.log_softmax(x, -1), "log_softmax"),
    "logsumexp": partial(_over_entries, torch.logsumexp, "logsumexp"),
    "sum": partial(_over_entries, torch.sum, "sum"),
    "mean": partial(_over_entries, torch.mean, "mean"),
    "var": partial(_over_entries, _variance, "var"),
    "trace": _trace,
    "diag": _diagonal,
    "vec": _columns,
    "det": _determinant,
    "|det|": _largest_determinant,  # no author can write it
}


def _norm(args: Sequence[Value], order: object) -> Value:
    """The 2-norm of a vector, the Frobenius norm of a matrix, or that of the order."""
    value = args[0]
    matrix = len(value.shape) > 1 and 1 not in value.shape
    if order == "op" or order == "nuc":
        return _of_singular_values(value, order)
    if matrix and order not in (None, "F"):
        raise FormulaError(
            "this norm of a matrix is read in two ways: write \\lVert A \\rVert_F, for the largest "
            "singular value \\lVert A \\rVert_{\\mathrm{op}}, or its sum"
        )
    power = {None: 2.0, "F": 2.0}.get(order, order)  # type: ignore[call-overload]
    if power in (1.0, torch.inf):
        apply = torch.sum if power == 1.0 else torch.amax
        return _over_all(lambda x, axis: apply(absolute(x), axis), value)
    return _over_all(lambda x, axis: torch.linalg.vector_norm(x, float(power), axis), value)


def _of_singular_values(value: Value, order: object) -> Value:
    """The largest singular value of a matrix, or their sum."""
    if len(value.shape) != 2:
        raise FormulaError(f"this norm is one of a matrix, and this has shape {value.shape}")
    work(value.data.numel() * min(value.shape))
    found = torch.linalg.svdvals(value.data)
    return Value(found[..., 0] if order == "op" else found.sum(-1), value.axes)


def _inner(args: Sequence[Value]) -> Value:
    if not any(arg.shape for arg in args):  # in a book of calculus it is a vector of two entries
        raise FormulaError(
            "\\langle a, b\\rangle is the inner product of two vectors, and these are numbers: "
            "write a vector as \\begin{pmatrix} a \\\\ b \\end{pmatrix}"
        )
    product = elementwise(torch.mul, *args)
    return _over_all(torch.sum, product) if product.shape else product


def extreme(name: str, left: Value, right: Value) -> Value:
    """The larger or the smaller of two; with 0 it is relu, whose slope at 0 is 0 in torch."""
    for one, other in ((left, right), (right, left)):
        if _is_zero(one):
            bent = elementwise(torch.relu, other if name == "max" else _minus(other))
            return bent if name == "max" else _minus(bent)
    return elementwise(torch.maximum if name == "max" else torch.minimum, left, right)


def _minus(value: Value) -> Value:
    return value.with_data(-value.data)


def _is_zero(value: Value) -> bool:
    return value.data.numel() == 1 and not value.data.requires_grad and float(value.data) == 0


def over_entries(name: str, value: Value) -> Value:
    """The largest or smallest entry of an array; a tie shares the slope."""
    return _over_entries(torch.amax if name == "max" else torch.amin, name, value)


def _sign(x: Tensor) -> Tensor:
    """The sign of gamma, which changes at each whole number below 0."""
    below = torch.where(x.detach() < 0, x.detach().floor(), 0.0)
    return 1 - 2 * (below % 2)


def binomial(n: Value, k: Value) -> Value:
    """N over k, by the gamma function."""

    def choose(a: Tensor, b: Tensor) -> Tensor:
        logs = torch.lgamma(a + 1) - torch.lgamma(b + 1) - torch.lgamma(a - b + 1)
        return torch.exp(logs) * _sign(a + 1) * _sign(b + 1) * _sign(a - b + 1)

    return elementwise(choose, scalar(n), scalar(k))


def factorial(value: Value) -> Value:
    """n!, exact for the whole numbers that it is used with."""
    return elementwise(lambda x: torch.exp(torch.lgamma(x + 1)) * _sign(x + 1), scalar(value))


def known(written: str) -> str:
    """The one name of a built-in function.

    Raises:
        FormulaError: There is no such function.
    """
    name = builtin(written)
    if not name and written not in ("inner", "det", "binom", "|.|", "|det|"):
        raise FormulaError(f"the function {written} is not known here: define it before")
    return name or written


def call(written: str, args: Sequence[Value], order: object = None) -> Value:
    """A built-in function by its written name; functions of a number act on each entry.

    Raises:
        FormulaError: There is no such function, or the number of arguments is wrong.
    """
    name = known(written)
    wanted = 2 if name in ("inner", "binom") else 1
    if len(args) != wanted:
        raise FormulaError(f"{written} takes {wanted} argument{'s'[: wanted - 1]}, not {len(args)}")
    if name in SCALAR:
        return elementwise(SCALAR[name], args[0])
    if name in _VECTOR:
        return _VECTOR[name](args[0])
    if name == "norm":
        return _norm(args, order)
    if name == "inner":
        return _inner(args)
    if name == "binom":
        return binomial(*args)
    raise FormulaError(f"the function {written} is not understood here: define it before")
