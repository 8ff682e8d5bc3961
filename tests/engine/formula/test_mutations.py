"""The checker against wrong and rewritten variants of autograd equations, made by a program.

What is true is decided by torch in float64 (see `formula_mutations`), never by the checker.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from livecells.formula import Context, FormulaError

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode knows no sibling modules
from formula_mutations import (
    SAME,
    WRONG,
    Add,
    D,
    Dot,
    Equation,
    Fn,
    Frac,
    Mul,
    N,
    Pow,
    Sum,
    T,
    Tr,
    V,
    is_true,
    same_variants,
    wrong_variants,
)

Tensors = Mapping[str, torch.Tensor]
Truth = Callable[[Tensors], tuple[torch.Tensor, dict[str, torch.Tensor]]]

RNG = np.random.default_rng(3)
SEED = (r"o = \frac{1}{4}\sum_i z_i", r"z_i = 3(x_i+2)^2")


def array(*shape: int) -> np.ndarray:
    return RNG.uniform(0.4, 1.6, shape)


def gradient(
    name: str,
    scalar: Callable[[Tensors], torch.Tensor],
    extra: Callable[[Tensors], dict[str, torch.Tensor]] = lambda _: {},
    column: bool = False,
) -> Truth:
    """The truth of a gradient by one symbol, by torch.autograd."""

    def truth(at: Tensors) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        (grad,) = torch.autograd.grad(scalar(at), at[name], create_graph=True)
        return (grad[:, None] if column else grad), extra(at)

    return truth


def seed_z(at: Tensors) -> torch.Tensor:
    return 3 * (at["x"] + 2) ** 2


def seed_chain(at: Tensors) -> dict[str, torch.Tensor]:
    z = seed_z(at)
    (dz,) = torch.autograd.grad(z.mean(), z, retain_graph=True)
    (dx,) = torch.autograd.grad(z.sum(), at["x"])
    return {"doz": dz, "dzx": dx}


def regression(at: Tensors) -> torch.Tensor:
    return ((at["X"] @ at["w"] + at["b"] - at["t"]) ** 2).mean()


def softmax_truth(at: Tensors) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    def softmax(x: torch.Tensor) -> torch.Tensor:
        return torch.softmax(x, 0)

    jacobian = torch.autograd.functional.jacobian(softmax, at["x"])
    return jacobian, {"p": softmax(at["x"]), "\\delta": torch.eye(3, dtype=torch.float64)}


def neuron(at: Tensors) -> torch.Tensor:
    return torch.sigmoid(at["w"] * at["x"] + at["b"])


def neuron_loss(at: Tensors) -> torch.Tensor:
    return (neuron(at) - at["t"]) ** 2


def neuron_chain(at: Tensors) -> dict[str, torch.Tensor]:
    y = neuron(at)
    (dy,) = torch.autograd.grad((y - at["t"]) ** 2, y, retain_graph=True)
    (dw,) = torch.autograd.grad(y, at["w"])
    return {"dLy": dy, "dyw": dw}


def second(a: str, b: str) -> Truth:
    def truth(at: Tensors) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        f = at["x"] ** 2 * at["y"] + at["y"] ** 3
        (first,) = torch.autograd.grad(f, at[a], create_graph=True)
        (twice,) = torch.autograd.grad(first, at[b])
        return twice, {}

    return truth


def layer(at: Tensors) -> torch.Tensor:
    return torch.tanh(at["W"] @ at["x"])


x, w, b, t, y, a = V("x"), V("w"), V("b"), V("t"), V("y"), V("a")
x_i, one = V("x", "i"), N(1)
residual = Add(Add(Sum("k", 2, Mul(V("X", "nk"), V("w", "k"), " ")), b), V("t", "n"), -1)
sigma, tanh = Fn("\\sigma", x), Fn("\\tanh", x)
exp_i = Fn("\\exp", x_i)
matrix = {"x": array(3), "A": array(2, 3), "v": array(2), "c": array(2)}
v_y = r"o = v^\top A x"

EQUATIONS = [
    Equation("mean", "o", Mul(N(1, 4), Sum("i", 4, Mul(N(3), Pow(Add(x_i, N(2)), 2)))),
             {"x": array(4)}, lambda at: (seed_z(at).mean(), {}), SEED),
    Equation("seed", r"\frac{\partial o}{\partial x_i}", Mul(N(3, 2), Add(x_i, N(2))),
             {"x": array(4)}, gradient("x", lambda at: seed_z(at).mean()), SEED, {"i": 4}),
    Equation("seed chain", r"\frac{\partial o}{\partial x_i}",
             Mul(D("o", "z_i", "doz", "i"), D("z_i", "x_i", "dzx", "i"), " "),
             {"x": array(4)}, gradient("x", lambda at: seed_z(at).mean(), seed_chain), SEED,
             {"i": 4}),
    Equation("local slope", r"\frac{\partial z_i}{\partial x_i}", Mul(N(6), Add(x_i, N(2))),
             {"x": array(4)}, gradient("x", lambda at: seed_z(at).sum()), SEED, {"i": 4}),
    Equation("regression w", r"\frac{\partial L}{\partial w_j}",
             Mul(N(2, 3), Sum("n", 3, Mul(residual, V("X", "nj")))),
             {"X": array(3, 2), "w": array(2), "b": array(), "t": array(3)},
             gradient("w", regression),
             (r"L = \frac{1}{3}\sum_n (\sum_j X_{nj} w_j + b - t_n)^2",), {"j": 2}),
    Equation("regression b", r"\frac{\partial L}{\partial b}", Mul(N(2, 3), Sum("n", 3, residual)),
             {"X": array(3, 2), "w": array(2), "b": array(), "t": array(3)},
             gradient("b", regression),
             (r"L = \frac{1}{3}\sum_{n=1}^{3} (\sum_j X_{nj} w_j + b - t_n)^2",)),
    Equation("product rule", r"\frac{d}{dx}\left(x\sin x\right)",
             Add(Fn("\\sin", x), Mul(x, Fn("\\cos", x))), {"x": array()},
             gradient("x", lambda at: at["x"] * at["x"].sin())),
    Equation("sigmoid", r"\sigma'(x)", Mul(sigma, Add(one, sigma, -1)), {"x": array()},
             gradient("x", lambda at: at["x"].sigmoid())),
    Equation("tanh", r"\frac{d \tanh x}{dx}", Add(one, Pow(tanh, 2), -1), {"x": array()},
             gradient("x", lambda at: at["x"].tanh())),
    Equation("quotient", r"f'(x)",
             Frac(Add(one, Pow(x, 2), -1), Pow(Add(one, Pow(x, 2)), 2)), {"x": array()},
             gradient("x", lambda at: at["x"] / (1 + at["x"] ** 2)),
             (r"f(x) = \frac{x}{1+x^2}",)),
    Equation("softplus", r"\frac{d}{dx}\log(1 + e^x)",
             Frac(one, Add(one, Fn("\\exp", Mul(N(-1), x)))), {"x": array()},
             gradient("x", lambda at: (1 + at["x"].exp()).log())),
    Equation("softmax", r"\frac{\partial p_i}{\partial x_j}",
             Mul(V("p", "i"), Add(V("\\delta", "ij"), V("p", "j"), -1)), {"x": array(3)},
             softmax_truth, (r"p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}",), {"i": 3, "j": 3}),
    Equation("cross entropy", r"\frac{\partial \ell}{\partial x_i}",
             Add(Frac(exp_i, Sum("j", 3, Fn("\\exp", V("x", "j")))), V("t", "i"), -1),
             {"x": array(3), "t": array(3)},
             gradient("x", lambda at: at["x"].logsumexp(0) - at["t"] @ at["x"]),
             (r"\ell = \log \sum_j e^{x_j} - t^\top x",), {"i": 3}),
    Equation("Q by a", r"\frac{\partial Q_i}{\partial a_i}", Mul(N(9), Pow(V("a", "i"), 2)),
             {"a": array(2), "b": array(2)},
             gradient("a", lambda at: (3 * at["a"] ** 3 - at["b"] ** 2).sum()),
             (r"Q_i = 3a_i^3 - b_i^2",), {"i": 2}),
    Equation("Q by b", r"\frac{\partial Q_i}{\partial b_i}", Mul(N(-2), V("b", "i")),
             {"a": array(2), "b": array(2)},
             gradient("b", lambda at: (3 * at["a"] ** 3 - at["b"] ** 2).sum()),
             (r"Q_i = 3a_i^3 - b_i^2",), {"i": 2}),
    Equation("vjp column", r"\nabla_x o", Dot(Tr(V("A")), V("v")), matrix,
             gradient("x", lambda at: at["v"] @ at["A"] @ at["x"], column=True), (v_y,),
             columns=True),
    Equation("vjp row", r"(\nabla_x o)^\top", Dot(Tr(V("v")), V("A")), matrix,
             lambda at: (at["A"].T.mv(at["v"])[None, :], {}), (v_y,), columns=True),
    Equation("least squares", r"\nabla_x o", Dot(Tr(V("A")), Add(Dot(V("A"), x), V("c"), -1)),
             matrix, gradient(
                 "x", lambda at: ((at["A"] @ at["x"] - at["c"]) ** 2).sum() / 2, column=True),
             (r"o = \frac12 \lVert A x - c \rVert^2",), columns=True),
    Equation("weights", r"\frac{\partial o}{\partial A}", Dot(V("v"), Tr(x)), matrix,
             gradient("A", lambda at: at["v"] @ at["A"] @ at["x"]), (v_y,), columns=True),
    Equation("weight ij", r"\frac{\partial o}{\partial A_{ij}}", Mul(V("v", "i"), V("x", "j")),
             matrix, gradient("A", lambda at: at["v"] @ at["A"] @ at["x"]), (v_y,),
             {"i": 2, "j": 3}),
    Equation("quadratic form",
             r"\frac{\partial}{\partial x_i}\left(\sum_{j,k} x_j B_{jk} x_k\right)",
             Sum("j", 3, Mul(Add(V("B", "ij"), V("B", "ji")), V("x", "j"))),
             {"x": array(3), "B": array(3, 3)},
             gradient("x", lambda at: at["x"] @ at["B"] @ at["x"]), (), {"i": 3}),
    Equation("neuron", r"\frac{\partial L}{\partial w}",
             Mul(Mul(Mul(Mul(N(2), Add(y, t, -1)), y), Add(one, y, -1)), x),
             {k: array() for k in "wxbt"},
             gradient("w", neuron_loss, lambda at: {"y": neuron(at)}),
             (r"y = \sigma(w x + b)", r"L = (y - t)^2")),
    Equation("neuron chain", r"\frac{\partial L}{\partial w}",
             Mul(D("L", "y", "dLy", ""), D("y", "w", "dyw", ""), " "),
             {k: array() for k in "wxbt"}, gradient("w", neuron_loss, neuron_chain),
             (r"y = \sigma(w x + b)", r"L = (y - t)^2")),
    Equation("mixed second", r"\frac{\partial^2 f}{\partial x \partial y}", Mul(N(2), x, " "),
             {"x": array(), "y": array()}, second("x", "y"), (r"f(x, y) = x^2 y + y^3",)),
    Equation("doubling", r"\frac{\partial o}{\partial x_i}", Mul(Pow(N(2), 9), V("v", "i")),
             {"x": array(3), "v": array(3)},
             gradient("x", lambda at: at["v"] @ (512 * at["x"])),
             (r"y_i = 2^9 x_i", r"o = \sum_i v_i y_i"), {"i": 3}),
    Equation("layer", r"\frac{\partial o}{\partial x_j}",
             Sum("i", 2, Mul(Mul(V("v", "i"), Add(one, Pow(V("h", "i"), 2), -1)), V("W", "ij"))),
             {"W": array(2, 3), "x": array(3), "v": array(2)},
             gradient("x", lambda at: at["v"] @ layer(at), lambda at: {"h": layer(at)}),
             (r"h_i = \tanh(\sum_k W_{ik} x_k)", r"o = \sum_i v_i h_i"), {"j": 3}),
]  # fmt: skip


def accepts(equation: Equation, right: T) -> bool:
    """Whether the checker takes `left = right`, on a page with the equation's definitions."""
    page = Context()
    for definition in equation.definitions:
        page.define(definition)
    try:
        page.check(equation.with_right(right), at=equation.at)
    except FormulaError:
        return False
    return True


@cache
def wrong(name: str) -> list[tuple[str, T]]:
    return list(wrong_variants(named(name)))


@cache
def same(name: str) -> list[tuple[str, T]]:
    return list(same_variants(named(name)))


def named(name: str) -> Equation:
    return next(equation for equation in EQUATIONS if equation.name == name)


NAMES = [equation.name for equation in EQUATIONS]


@pytest.mark.parametrize("name", NAMES)
def test_equation_is_true_by_torch_and_accepted(name: str) -> None:
    assert is_true(named(name), named(name).right) is True
    assert accepts(named(name), named(name).right)


@pytest.mark.parametrize("name", NAMES)
def test_every_wrong_variant_is_refused(name: str) -> None:
    taken = [(kind, right.tex()) for kind, right in wrong(name) if accepts(named(name), right)]
    assert not taken


@pytest.mark.parametrize("name", NAMES)
def test_every_rewriting_is_accepted(name: str) -> None:
    refused = [(k, right.tex()) for k, right in same(name) if not accepts(named(name), right)]
    assert not refused


def test_there_are_enough_of_every_kind() -> None:
    wrongs = Counter(kind for name in NAMES for kind, _ in wrong(name))
    sames = Counter(kind for name in NAMES for kind, _ in same(name))
    assert set(wrongs) == set(WRONG)
    assert set(sames) == set(SAME)
    assert sum(wrongs.values()) >= 300
    assert sum(sames.values()) >= 150
    print(f"refused: {sum(wrongs.values())} {dict(wrongs)}; accepted: {dict(sames)}")
