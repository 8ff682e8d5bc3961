"""A program that writes wrong variants of equations, and other ways to write them right.

The right side of each equation is a small tree of this module's own, which can print itself as
LaTeX and compute itself in floats. What is true comes from torch.autograd, so that a variant is
called wrong or equal by a criterion that shares no code with the checker under test.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import torch

Values = Mapping[str, Any]


@dataclass(frozen=True)
class T:
    """A node; `tex` prints it, `of` computes it at values, with indices as 0-based numbers."""

    def tex(self) -> str:
        raise NotImplementedError

    def of(self, at: Values) -> Any:
        raise NotImplementedError

    def rank(self) -> int:
        """How tightly it binds in print: 0 sum, 1 product, 2 atom."""
        return 2

    def inside(self, rank: int) -> str:
        return self.tex() if self.rank() >= rank else f"({self.tex()})"


@dataclass(frozen=True)
class N(T):
    """A number over a number."""

    over: int
    under: int = 1

    def tex(self) -> str:
        sign = "-" if self.over < 0 else ""
        if self.under == 1:
            return str(self.over)
        return f"{sign}\\frac{{{abs(self.over)}}}{{{self.under}}}"

    def of(self, at: Values) -> float:  # noqa: ARG002
        return self.over / self.under

    def rank(self) -> int:
        return 0 if self.over < 0 else 2


@dataclass(frozen=True)
class Raw(T):
    """A number written in another way, 4.5 or 9/2."""

    text: str
    value: float

    def tex(self) -> str:
        return self.text

    def of(self, at: Values) -> float:  # noqa: ARG002
        return self.value


@dataclass(frozen=True)
class V(T):
    """A symbol: an array, or an entry of it by its indices."""

    name: str
    index: str = ""

    def tex(self) -> str:
        return f"{self.name}_{{{self.index}}}" if self.index else self.name

    def of(self, at: Values) -> Any:
        value = at[self.name]
        for letter in self.index:
            value = value[at[letter]]
        return value


@dataclass(frozen=True)
class D(T):
    """A partial derivative whose value torch has computed beforehand, under the name `key`."""

    over: str
    under: str
    key: str
    index: str

    def tex(self) -> str:
        return f"\\frac{{\\partial {self.over}}}{{\\partial {self.under}}}"

    def of(self, at: Values) -> Any:
        return V(self.key, self.index).of(at)


@dataclass(frozen=True)
class Add(T):
    left: T
    right: T
    sign: int = 1

    def tex(self) -> str:
        right = self.right.inside(1)
        return f"{self.left.tex()} {'+' if self.sign > 0 else '-'} {right}"

    def of(self, at: Values) -> Any:
        return self.left.of(at) + self.sign * self.right.of(at)

    def rank(self) -> int:
        return 0


@dataclass(frozen=True)
class Mul(T):
    left: T
    right: T
    op: str = "\\cdot "

    def tex(self) -> str:
        left = self.left.inside(1)
        if "\\sum" in left and self.left.rank() < 2:
            left = f"({left})"  # a sum would take the right factor in
        right = self.right.tex() if isinstance(self.right, Sum) else self.right.inside(2)
        return f"{left}{self.op}{right}"

    def of(self, at: Values) -> Any:
        return self.left.of(at) * self.right.of(at)

    def rank(self) -> int:
        return 1


@dataclass(frozen=True)
class Dot(T):
    """A matrix product."""

    left: T
    right: T

    def tex(self) -> str:
        right = self.right.inside(2 if isinstance(self.right, Mul) else 1)
        return f"{self.left.inside(1)} {right}"

    def of(self, at: Values) -> Any:
        return self.left.of(at) @ self.right.of(at)

    def rank(self) -> int:
        return 1


@dataclass(frozen=True)
class Tr(T):
    """A transpose; of a vector it is a row, which NumPy's 1-d arrays need not tell apart."""

    body: T

    def tex(self) -> str:
        body = self.body.tex()
        return f"{body if isinstance(self.body, V) else f'({body})'}^\\top"

    def of(self, at: Values) -> Any:
        return np.transpose(self.body.of(at))


@dataclass(frozen=True)
class Frac(T):
    over: T
    under: T
    slash: bool = False

    def tex(self) -> str:
        if self.slash:
            return f"({self.over.inside(2)} / {self.under.inside(2)})"
        return f"\\frac{{{self.over.tex()}}}{{{self.under.tex()}}}"

    def of(self, at: Values) -> Any:
        return self.over.of(at) / self.under.of(at)


@dataclass(frozen=True)
class Pow(T):
    base: T
    exponent: int

    def tex(self) -> str:
        base = self.base.tex()
        plain = isinstance(self.base, V) or (isinstance(self.base, N) and self.base.under == 1)
        return f"{base if plain else f'({base})'}^{{{self.exponent}}}"

    def of(self, at: Values) -> Any:
        return self.base.of(at) ** self.exponent


@dataclass(frozen=True)
class Sum(T):
    """A sum over an index that runs over `size` entries."""

    index: str
    size: int
    body: T
    limits: bool = False

    def tex(self) -> str:
        limit = f"{{{self.index}=1}}^{{{self.size}}}" if self.limits else self.index
        return f"\\sum_{limit} {self.body.inside(1)}"

    def of(self, at: Values) -> Any:
        return sum(self.body.of({**at, self.index: k}) for k in range(self.size))

    def rank(self) -> int:
        return 1


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "\\sin": np.sin,
    "\\cos": np.cos,
    "\\exp": np.exp,
    "\\log": np.log,
    "\\tanh": np.tanh,
    "\\sigma": lambda x: 1 / (1 + np.exp(-x)),
}


@dataclass(frozen=True)
class Fn(T):
    name: str
    arg: T

    def tex(self) -> str:
        return f"{self.name}({self.arg.tex()})"

    def of(self, at: Values) -> Any:
        return _FUNCTIONS[self.name](self.arg.of(at))


# --- equations -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Equation:
    """`left = right` on a page with `definitions`.

    `truth` gives, from float64 tensors by symbol, the true left side and the values of each D by
    its key. `indices` are the free ones with their sizes; the array of truth has them as its axes.
    With `columns`, vectors enter the right side as (n, 1), so that a transpose of them counts.
    """

    name: str
    left: str
    right: T
    at: Mapping[str, np.ndarray]
    truth: Callable[[Mapping[str, torch.Tensor]], tuple[torch.Tensor, dict[str, torch.Tensor]]]
    definitions: tuple[str, ...] = ()
    indices: Mapping[str, int] = field(default_factory=dict)
    columns: bool = False

    @property
    def tex(self) -> str:
        return self.with_right(self.right)

    def with_right(self, right: T) -> str:
        return f"{self.left} = {right.tex()}"


def is_true(equation: Equation, right: T) -> bool | None:
    """Whether left = right at four random points, by torch; None where it has no value."""
    rng = np.random.default_rng(11)
    for _ in range(4):
        values = {k: rng.uniform(0.3, 1.7, v.shape) for k, v in equation.at.items()}
        tensors = {k: torch.tensor(v, requires_grad=True) for k, v in values.items()}
        truth, extra = equation.truth(tensors)
        numbers = {**values, **{k: v.detach().numpy() for k, v in extra.items()}}
        if equation.columns:
            numbers = {k: v[:, None] if v.ndim == 1 else v for k, v in numbers.items()}
        try:
            found = _over_indices(right, numbers, equation.indices)
            expected = truth.detach().numpy()
            if found.shape != expected.shape or not np.allclose(found, expected, 1e-7, 1e-9):
                return False
        except (ValueError, IndexError, KeyError, ZeroDivisionError):
            return None
    return True


def _over_indices(right: T, values: Values, indices: Mapping[str, int]) -> np.ndarray:
    shape = tuple(indices.values())
    if not shape:
        return np.asarray(right.of(values))
    result = np.empty(shape)
    for place in np.ndindex(*shape):
        result[place] = right.of({**values, **dict(zip(indices, place, strict=True))})
    return result


# --- wrong variants ------------------------------------------------------------------------------


def variants(tree: T, change: Callable[[T], Iterator[T]]) -> Iterator[T]:
    """Every tree that has one node changed."""
    yield from change(tree)
    for entry in fields(tree):
        child = getattr(tree, entry.name)
        if isinstance(child, T):
            for changed in variants(child, change):
                yield replace(tree, **{entry.name: changed})


def wrong_sign(node: T) -> Iterator[T]:
    if isinstance(node, Add):
        yield replace(node, sign=-node.sign)
    elif isinstance(node, N):
        yield N(-node.over, node.under)


def wrong_factor(node: T) -> Iterator[T]:
    if isinstance(node, N):
        yield N(2 * node.over, node.under)
        yield N(node.over, 2 * node.under)
        yield N(node.over + 1, node.under)


def wrong_exponent(node: T) -> Iterator[T]:
    if isinstance(node, Pow):
        yield replace(node, exponent=node.exponent + 1)
        yield replace(node, exponent=node.exponent - 1)
        yield node.base
    elif isinstance(node, V) and node.index:
        yield Pow(node, 2)


def wrong_index(node: T) -> Iterator[T]:
    if isinstance(node, D) and len(node.index) == 1:
        yield with_index(node, node.index, "k")
    if not isinstance(node, V) or not node.index:
        return
    for place, letter in enumerate(node.index):
        for other in "ijkn":
            if other != letter:
                yield V(node.name, node.index[:place] + other + node.index[place + 1 :])
    if len(node.index) == 2:
        yield V(node.name, node.index[::-1])


def wrong_transpose(node: T) -> Iterator[T]:
    if isinstance(node, Tr):
        yield node.body
    elif isinstance(node, Dot):
        yield Dot(Tr(node.left), node.right)
        yield Dot(node.left, Tr(node.right))
        yield Dot(node.right, node.left)


def swapped_numerator(node: T) -> Iterator[T]:
    if isinstance(node, Frac):
        yield Frac(node.under, node.over)
    elif isinstance(node, N) and node.under != 1:
        yield N(node.under, node.over)
    elif isinstance(node, D):
        yield D(node.under, node.over, "upside down", "")


def missing_factor(node: T) -> Iterator[T]:
    if isinstance(node, Mul | Dot | Add):
        yield node.left
        yield node.right
    elif isinstance(node, Fn):
        yield node.arg
    elif isinstance(node, Sum):
        yield node.body


WRONG: dict[str, Callable[[T], Iterator[T]]] = {
    "sign": wrong_sign,
    "factor": wrong_factor,
    "exponent": wrong_exponent,
    "index": wrong_index,
    "transpose": wrong_transpose,
    "numerator": swapped_numerator,
    "missing": missing_factor,
}


def wrong_variants(equation: Equation) -> Iterator[tuple[str, T]]:
    """(kind, right side) of every variant that torch finds unequal to the left side.

    A variant without a value (an unbound index, shapes that do not fit) is wrong too; one
    that happens to be equal, such as x_i x_i for x_i^2, is left out.
    """
    seen = {equation.right.tex()}
    for kind, change in WRONG.items():
        for right in variants(equation.right, change):
            if right.tex() not in seen and is_true(equation, right) is not True:
                seen.add(right.tex())
                yield kind, right


# --- other ways to write the same ----------------------------------------------------------------


def commuted(node: T) -> Iterator[T]:
    if isinstance(node, Mul):
        yield Mul(node.right, node.left)
    elif isinstance(node, Add) and node.sign > 0:
        yield replace(node, left=node.right, right=node.left)


def expanded(node: T) -> Iterator[T]:
    """a(b + c) as ab + ac, a sum of a + b as two sums, a square as a product."""
    if isinstance(node, Mul) and isinstance(node.right, Add):
        b, c = node.right.left, node.right.right
        yield Add(Mul(node.left, b), Mul(node.left, c), node.right.sign)
    elif isinstance(node, Sum) and isinstance(node.body, Add):
        yield Add(
            replace(node, body=node.body.left), replace(node, body=node.body.right), node.body.sign
        )
    elif isinstance(node, Pow) and node.exponent == 2:
        yield Mul(node.base, node.base)
    elif isinstance(node, Pow) and node.exponent > 2:
        yield Mul(replace(node, exponent=node.exponent - 1), node.base)


def factored(node: T) -> Iterator[T]:
    """A number out of a sum or a fraction; a factor below the line as a power."""
    if isinstance(node, Sum) and isinstance(node.body, Mul) and isinstance(node.body.left, N):
        yield Mul(node.body.left, replace(node, body=node.body.right))
    elif isinstance(node, Mul) and isinstance(node.right, Sum) and isinstance(node.left, N):
        yield replace(node.right, body=Mul(node.left, node.right.body))
    elif isinstance(node, Add):
        two, half = N(2), N(1, 2)
        yield Mul(two, Add(Mul(half, node.left), Mul(half, node.right), node.sign))
    elif isinstance(node, Frac):
        yield Mul(node.over, Frac(N(1), node.under))
        yield replace(node, slash=not node.slash)


def other_numbers(node: T) -> Iterator[T]:
    r"""4.5 for \frac{9}{2}, \tfrac, the slash, a fraction not in lowest terms."""
    if not isinstance(node, N) or node.over <= 0:
        return
    value = node.over / node.under
    decimal = f"{value:.6f}".rstrip("0").rstrip(".")
    if math.isclose(float(decimal), value, rel_tol=1e-12):
        yield Raw(decimal if "." in decimal else f"{decimal}.0", value)
    yield Raw(f"\\tfrac{{{node.over}}}{{{node.under}}}", value)
    yield Raw(f"({node.over}/{node.under})", value)
    yield N(3 * node.over, 3 * node.under)


def renamed(node: T) -> Iterator[T]:
    """Another letter for a bound index, explicit limits for none."""
    if isinstance(node, Sum):
        yield replace(node, limits=not node.limits)
        yield replace(node, index="m", body=with_index(node.body, node.index, "m"))
        yield replace(node, index="r", body=with_index(node.body, node.index, "r"), limits=True)


def with_index(tree: T, old: str, new: str) -> T:
    """The tree with another letter for an index, in print and in value."""
    if isinstance(tree, Sum) and tree.index == old:
        return tree
    changes: dict[str, Any] = {}
    for entry in fields(tree):
        child = getattr(tree, entry.name)
        if isinstance(child, T):
            changes[entry.name] = with_index(child, old, new)
        elif entry.name == "index" and isinstance(tree, V | D):
            changes["index"] = child.replace(old, new)
        elif isinstance(tree, D) and entry.name in ("over", "under"):
            head, _, tail = child.partition("_")
            changes[entry.name] = head + ("_" + tail.replace(old, new) if tail else "")
    return replace(tree, **changes)


def neutral(node: T) -> Iterator[T]:
    """A term twice less once, a double sign: the same value in other clothes."""
    if isinstance(node, V | Fn) and not isinstance(node, D):
        yield Mul(N(-1), Mul(N(-1), node))
    elif isinstance(node, Tr):
        yield Tr(Tr(node))


SAME: dict[str, Callable[[T], Iterator[T]]] = {
    "commuted": commuted,
    "expanded": expanded,
    "factored": factored,
    "numbers": other_numbers,
    "renamed": renamed,
    "neutral": neutral,
}


def same_variants(equation: Equation) -> Iterator[tuple[str, T]]:
    """(kind, right side) of every rewriting that torch finds equal to the left side."""
    seen = {equation.right.tex()}
    for kind, change in SAME.items():
        for right in variants(equation.right, change):
            if right.tex() not in seen and is_true(equation, right) is True:
                seen.add(right.tex())
                yield kind, right
