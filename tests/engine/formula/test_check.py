"""Displayed equations: what is read, what is found true, what is refused and with which words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from livecells.formula import Context, FormulaError, Report, mentions

X = np.array([1.0, 2.0, 3.0])
ONES = np.ones((2, 2))
A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])
V = np.array([0.5, 2.0])

At = Mapping[str, Any]


def check(tex: str, at: At | None = None, *definitions: str, **options: Any) -> Report:
    """The report on one display of a page with these definitions."""
    page = Context()
    for definition in definitions:
        page.define(definition)
    return page.check(tex, at, **options)


def refusal(tex: str, at: At | None = None, *definitions: str, **options: Any) -> str:
    with pytest.raises(FormulaError) as caught:
        check(tex, at, *definitions, **options)
    return str(caught.value)


# --- the seed's derivation -----------------------------------------------------------------------


@pytest.fixture
def seed() -> Context:
    page = Context()
    page.define(r"o = \frac{1}{4}\sum_i z_i")
    page.define(r"z_i = 3(x_i+2)^2")
    return page


def test_seed_values(seed: Context) -> None:
    report = seed.check(r"z_i\bigr\rvert_{x_i=1} = 27", {"x": ONES}, equals=np.full((2, 2), 27.0))
    assert report.steps[0].max_abs_error == 0
    assert report.compared is not None
    assert report.compared.points == 4


def test_seed_gradient_is_compared_at_points_and_with_the_run(seed: Context) -> None:
    tex = r"\frac{\partial o}{\partial x_i} = \frac{3}{2}(x_i+2)"
    report = seed.check(tex, {"x_i": ONES}, equals=np.full((2, 2), 4.5))
    (step,) = report.steps
    assert (step.lhs, step.rhs) == tuple(tex.split(" = "))
    assert step.route == "points"
    assert step.points > 20
    assert [statement.mark for statement in report.statements] == ["points"]
    assert report.compared is not None
    assert (report.compared.route, report.compared.max_abs_error) == ("run", 0.0)
    assert report.value is not None
    assert report.value.tolist() == [[4.5, 4.5], [4.5, 4.5]]


def test_seed_chain_of_equalities_at_a_point(seed: Context) -> None:
    tex = r"\frac{\partial o}{\partial x_i}\bigr\rvert_{x_i=1} = \frac{9}{2} = 4.5"
    report = seed.check(tex, {"x": ONES}, equals=np.full((2, 2), 4.5))
    assert [step.route for step in report.steps] == ["points", "points"]


def test_seed_with_the_chain_rule_written_out(seed: Context) -> None:
    seed.define("y_i = x_i + 2")
    seed.check(
        r"""\begin{aligned}
        \frac{\partial o}{\partial x_i}
          &= \frac{\partial o}{\partial z_i}\frac{\partial z_i}{\partial x_i} &&\text{(chain)}\\
          &= \tfrac14 \cdot 6(x_i + 2) = \tfrac32\, y_i \\
          &= 4.5
        \end{aligned}""",
        {"x": ONES},
        equals=np.full((2, 2), 4.5),
    )


def test_wrong_factor_names_both_values_and_the_point(seed: Context) -> None:
    with pytest.raises(FormulaError) as caught:
        seed.check(r"\frac{\partial o}{\partial x_i} = \frac{3}{4}(x_i+2)", {"x": ONES})
    text = str(caught.value)
    assert r"left   \frac{\partial o}{\partial x_i} = 4.5" in text
    assert r"right  \frac{3}{4}(x_i+2) = 2.25" in text
    assert "x[1,1] = 1" in text


def test_run_of_another_value_is_refused(seed: Context) -> None:
    tex = r"\frac{\partial o}{\partial x_i} = \frac{3}{2}(x_i+2)"
    with pytest.raises(FormulaError, match="the run gives another value"):
        seed.check(tex, {"x": ONES}, equals=np.full((2, 2), 6.0))
    with pytest.raises(FormulaError, match="shapes differ"):
        seed.check(tex, {"x": ONES}, equals=np.full(4, 4.5))


# --- notations that hold -------------------------------------------------------------------------

F = r"f(x, y) = x^2 y + y^3"
U = ("o = u x", "u = x^2")
P = r"p_i = \operatorname{softmax}(x)_i"
S = {"x": 0.7, "y": 1.2}

TRUE = [
    (r"2^{9} \cdot x = 512x", S),
    (r"\frac12 x + \dfrac{x}{2} = x = \tfrac22 x", S),
    (r"65\,535 = 2^{16} - 1 = 65{,}535", {}),
    (r"\sqrt{x^2} = |x| = \lvert x \rvert = \left|x\right| = \operatorname{abs}(x)", S),
    (r"\sqrt[3]{8} = 2", {}),
    (r"\log_2(8) = 3 = \frac{\ln 8}{\ln 2}", {}),
    (r"\sin^2 x + \cos^2 x = 1", S),
    (r"\sin 2x = 2 \sin x \cos x", S),
    (r"\log(xy) = \log x + \log y", S),
    (r"e^{x} = \exp(x) = \mathrm{e}^x", S),
    (r"\sigma(x) = \frac{1}{1+e^{-x}} = \operatorname{sigmoid}(x)", S),
    (r"\tanh x = 2\sigma(2x) - 1", S),
    (r"\mathrm{ReLU}(x) = \max(0, x) = \frac{x + |x|}{2}", S),
    (r"\operatorname{relu}'(x) = \begin{cases} 1, & \text{if } x > 0 \\ 0 & \text{otherwise}"
     r"\end{cases} = [x > 0] = \mathbb{1}[x > 0] = \mathbf{1}_{x > 0}", {"x": 0.0}),
    (r"\frac{d}{dx}\left(x\sin x\right) = \sin x + x\cos x", S),
    (r"\frac{d}{dx} x^3 = 3x^2, \qquad \frac{d^2 x^3}{dx^2} = 6x", S),
    (r"\frac{\mathrm{d}}{\mathrm{d}x}\tanh(x) = 1 - \tanh^2(x)", S),
    (r"\sigma'(x) = \sigma(x)\,(1-\sigma(x))", S),
    (r"\frac{d}{dx}\left(x\sin x\right)\Big|_{x=1} \approx 1.3818", {}),
    (r"\left. x^2 + y \right|_{x=3,\, y=1} = 10", S),
    (r"\sum_{i=1}^{4} i = 10, \quad \prod_{k=1}^{4} k = 24", {}),
    (r"\sum_{k=0}^{3} x^k = \frac{1-x^4}{1-x}", S),
    (r"\frac{1}{n}\sum_{i=1}^{n} x_i = \operatorname{mean}(x)"
     r" = \frac13 \sum_i x_i, \quad x \in \mathbb{R}^3", {"x": X}),
    (r"\lVert x \rVert^2 = \|x\|_2^2 = x^\top x = x^T x = x \cdot x = \langle x, x\rangle",
     {"x": X}),
    (r"\lVert x \rVert_1 = \sum_i |x_i|, \quad \lVert x\rVert_\infty = \max_i |x_i|", {"x": X}),
    (r"\nabla_x \lVert x\rVert^2 = 2x, \quad \nabla_{x} \tfrac12 \lVert x \rVert^2 = x", {"x": X}),
    (r"\frac{\partial \lVert x\rVert}{\partial x_i} = \frac{x_i}{\lVert x\rVert}", {"x": X}),
    (r"\mathbf{v}^\top \mathbf{A} = (\mathbf{A}^\top \mathbf{v})^\top", {"v": V, "A": A}),
    (r"(v^\top A)_j = \sum_i v_i A_{ij} = v_1 A_{1j} + v_2 A_{2j}", {"v": V, "A": A}),
    (r"A^\top_{ij} = A_{ji}, \quad A_{2,:} = A^\top \begin{pmatrix} 0 \\ 1 \end{pmatrix}",
     {"A": A}),
    (r"x \odot x = x^{\odot 2}, \quad (x \odot x)_i = x_i^2", {"x": X}),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} "
     r"\begin{pmatrix} 1 \\ -1 \end{pmatrix} = (-1, -1)",
     {}),
    (r"[[1, 2], [3, 4]]^\top = [[1, 3], [2, 4]], \quad I_2 = \operatorname{diag}((1, 1))", {}),
    (r"\operatorname{tr}(A A^\top) = \sum_{i,j} A_{ij}^2 = \sum_{ij} A_{ij} A_{ij}", {"A": A}),
    (r"\frac{\partial x_i}{\partial x_j} = \delta_{ij} = [i = j]", {"x": X}),
    (r"\frac{\partial}{\partial x_i}\log\sum_j e^{x_j} = \operatorname{softmax}(x)_i", {"x": X}),
    (r"\nabla^2_x \sum_i x_i^3 = \operatorname{diag}(6x)", {"x": X}),
    (r"\sum_{i=1}^{n-1} (x_{i+1} - x_i) = x_n - x_1 = x_3 - x_1, \quad x \in \mathbb{R}^3",
     {"x": X, "n": 3}),
    (r"\underbrace{2x}_{\text{(slope)}} = \boxed{x + x}, \tag{1}", S),
    (r"\htmlData{value=x}{x} + 0 = {\color{red} x}", S),
    (r"\hat{y} + \bar{y} + \mathcal{L} = \bar y + \hat y + \mathcal L",
     {"y_hat": 1.0, "y_bar": 2.0, r"\mathcal{L}": 3.0}),
    (r"w_{\text{new}} + w^{(1)} = w^{(1)} + w_\mathrm{new}", {"w_new": 1.0, "w^{(1)}": 2.0}),
    (r"\text{loss} + \theta_1 = \theta_1 + \mathrm{loss}", {"loss": 1.0, r"\theta_1": 2.0}),
    (r"\mathrm{d}x/\mathrm{d}x = 1 = dx/dx = \partial x/\partial x", S),
    (r"\begin{aligned} & x + x \\ &= 2x \end{aligned}", S),
    (r"\texttt{x.grad}_i = 2\,\texttt{x.grad}_i - \texttt{x.grad}_i", {"x.grad": X}),
    (r"\underbrace{2 \cdot 2 \cdots 2}_{9\text{ times}} = 2^9", {}),
    (r"\underbrace{(2I_3)\,(2I_3) \cdots (2I_3)}_{5 \text{ times}} = 32 I_3", {}),
    (r"\begin{array}{rcl} x + x & = & 2x \\ & = & \frac{4x}{2} \end{array}", S),
    (r"\Vert\vec{x}\Vert_{+\infty} = \max_i{|{x_i}|}", {"x": X}),
    (r"\Gamma(x + 1) = x\,\Gamma(x), \quad \Gamma(5) = 4!", S),
    (r"\sigma{(x)} = 1 - \sigma{(-x)}, \quad \operatorname{logistic}(x) = \sigma(x)", S),
    (r"(B^\top B + I)^{-1} (B^\top B + I) = I_2", {"B": A[:, :2]}),
    (r"\log(1 + \exp(-v^\top v)) = -\log \sigma(v^\top v)", {"v": V}),
    (r"2(x + 1)3 = 6x + 6, \quad x <-3x + 9 + x^2 + 4x^2", S),
    (r"x_1 + x_2 + ... + x_n = \sum_i x_i", {"x": X, "n": 3}),
    (r"\begin{align} x + x &=& 2x \\ &=& 4x/2 \end{align}", S),
    (r"|x| = \begin{cases} x & \mathrm{if}\ x > 0 \\ -x & \mathrm{otherwise} \end{cases}", S),
    (r"|x| = \left\lbrace\begin{aligned} x & \text{ if } x > 0 \\ -x & \text{ provided } x \le 0"
     r"\end{aligned}\right.", S),
    (r"p^y (1-p)^{1-y} = \begin{cases} p & \text{if } y = 1 \\ 1-p & \text{if } y = 0 \end{cases}",
     {"p": 0.3, "y": 0.0}),
    (r"x_{i+1} - x_{i-1} = (x_{i+1} - x_i) + (x_i - x_{i-1}), \quad i = 2, \dots, 2", {"x": X}),
    (r"\frac{1}{|\mathcal{B}|} \sum_{i \in \mathcal{B}} x_i = \frac{x_1 + x_3}{2}",
     {"x": X, r"\mathcal{B}": [1, 3]}),
    (r"x = [x_1, x_2, x_3]^\top", {"x": X}),
    (r"\operatorname*{argmax}_i w_i = 3, \quad \lfloor y \rfloor = 1",
     {"w": [0.5, -1.2, 0.8], **S}),
]  # fmt: skip


@pytest.mark.parametrize(("tex", "at"), TRUE, ids=[tex[:40] for tex, _ in TRUE])
def test_notation_is_read_and_found_true(tex: str, at: At) -> None:
    report = check(tex, at)
    assert all(step.points >= 1 for step in report.steps)


DEFINED = [
    (r"f'(x) = 3x^2 \sin x + x^3\cos x", S, [r"f(x) = x^3 \sin x"]),
    (r"f''(x) = 6x = \frac{d^2 f}{dx^2}", S, [r"f(x) = x^3"]),
    (r"f'(2x) = 12x^2, \quad f(1+1) = 8", S, [r"f(x) = x^3"]),
    (r"\nabla f(x) = 3x^{\odot 2}, \quad \nabla f = 3 x \odot x",
     {"x": X}, [r"f(x) = \sum_i x_i^3"]),
    (r"\frac{\partial f}{\partial x} = 2xy, \quad \frac{\partial^2 f}{\partial y^2} = 6y", S, [F]),
    (r"\frac{\partial^2 f}{\partial x \partial y} = 2x, \quad f(1, 2) = 10", S, [F]),
    (r"\frac{do}{dx} = \frac{\partial o}{\partial u}\frac{du}{dx} + "
     r"\frac{\partial o}{\partial x}\Big|_{u} = 3x^2", S, U),
    (r"\frac{\partial o}{\partial u} = x, \quad \frac{do}{dx}\Big|_{x=2} = 12", S, U),
    (r"\frac{\partial p_i}{\partial x_j} = p_i(\delta_{ij} - p_j)", {"x": X}, [P]),
    (r"\frac{\partial (-\log p_1)}{\partial x_i} = p_i - \delta_{i1}", {"x": X}, [P]),
    (r"\frac{\partial y}{\partial x} = A, \quad \frac{\partial y_i}{\partial x_j} = A_{ij}",
     {"x": X, "A": A}, ["y = A x"]),
    (r"\frac{\partial o}{\partial x} = \frac{\partial o}{\partial y}\frac{\partial y}{\partial x}"
     r" = v^\top A", {"x": X, "A": A, "v": V}, ["y = A x", r"o = v^\top y"]),
    (r"\frac{\partial o}{\partial A} = v x^\top, \quad "
     r"\frac{\partial o}{\partial A_{ij}} = v_i x_j",
     {"x": X, "A": A, "v": V}, ["y = A x", r"o = v^\top y"]),
    (r"\left.\frac{\partial z_i}{\partial y_j}\right|_{y_i=3} = 18\delta_{ij}", {"x": X},
     ["y_i = x_i + 2", "z_i = 3y_i^2"]),
    (r"z_i = 3y_i^2 \quad \text{for all } i", {"x": X}, ["z_i = 3(x_i+2)^2", "y_i = x_i + 2"]),
    (r"z_i = 3x_i, \quad i = 1, \dots, 3", {"x": X}, ["z_i = x_i + 2x_i"]),
    (r"\nabla f(x, y) = \begin{pmatrix} \frac{\partial f}{\partial x} \\ x^2 + 3y^2 \end{pmatrix}",
     S, [F]),
    (r"\frac{\partial f}{\partial x}(x, y) = 2xy, \quad x \frac{\partial f}{\partial x} + "
     r"y\frac{\partial f}{\partial y} = 3f, \quad \frac{\partial f^2}{\partial x} = 2f \cdot 2xy",
     S, [F]),
    (r"\frac{\partial s}{\partial x} = v \odot g'(x)", {"x": X, "v": [1.0, 2.0, 0.5]},
     [r"g(x) = \tanh(x)", r"s = v^\top g(x)"]),
    (r"u' = 6x, \quad \frac{\partial{u}}{\partial{x}} = 6x", S, ["u = 3x^2"]),
    (r"\text{sig}[x] = \sigma(x), \quad h(x; y) = xy", S,
     [r"\text{sig}[x] = \frac{1}{1 + \exp[-x]}", "h(x; y) = yx"]),
]  # fmt: skip


@pytest.mark.parametrize(("tex", "at", "given"), DEFINED, ids=[row[0][:40] for row in DEFINED])
def test_definitions_are_expanded(tex: str, at: At, given: list[str]) -> None:
    check(tex, at, *given)


# --- equations that are wrong --------------------------------------------------------------------

WRONG = [
    (r"a = b", {"a": 1.0, "b": 1.0}, "this step is wrong"),
    (r"\sqrt{x^2} = x", S, "this step is wrong"),
    (r"\frac13 = 0.333", {}, "this step is wrong"),
    (r"\frac13 \approx 0.334", {}, "this step is wrong"),
    (r"\operatorname{relu}'(x) = [x \ge 0]", {"x": 0.0}, "right  [x \\ge 0] = 1"),
    (r"v^\top A = A^\top v", {"v": V, "A": A}, "a row of 3 on the left, (3,) on the right"),
    (r"v^\top A = v^\top A^\top", {"v": V, "A": A}, "do not fit for a product"),
    (r"\sum_{i=1}^{3} x_i = \sum_{i=2}^{3} x_i", {"x": X}, "this step is wrong"),
    (r"\sum_{i=1}^{4} x_i = 0", {"x": X}, "index 4 is outside of 3 entries"),
    (r"x_i = x_j", {"x": X}, "the index j is free here, but not on the left"),
    (r"x_i = 2x_i, \quad i = 1, \dots, 4", {"x": X}, "but it runs over 3 entries"),
    (r"\nabla_x (2x) = 2", {"x": X}, "a gradient is taken of a scalar"),
    (r"x x = x^2", {"x": X}, "two vectors side by side"),
    (r"A^2 = A A", {"A": A}, "a power of a matrix"),
    (r"\frac{1}{x - x} = 1", S, "real and finite together at 0 points"),
    (r"\log(-x^2) = 1", S, "real and finite together at 0 points"),
    (r"\frac{\partial a}{\partial b} = 0", {"a": 1.0, "b": 1.0}, "given by value only"),
    (r"x = 2", S, "this step is wrong"),
    (r"\underbrace{2 \cdots 2}_{9\text{ times}} = 2^8", {}, "this step is wrong"),
    (r"\underbrace{2 \cdots 3}_{9\text{ times}} = 2^9", {}, "the same factor on both sides"),
    (r"\underbrace{2 \cdots 2}_{1\text{ times}} = 2", {}, "2 factors are shown of 1"),
    (r"\underbrace{2 \cdots 2}_{n\text{ times}} = 2", {}, "how many factors?"),
]


@pytest.mark.parametrize(("tex", "at", "message"), WRONG, ids=[tex[:40] for tex, _, _ in WRONG])
def test_wrong_equation_is_refused(tex: str, at: At, message: str) -> None:
    assert message in refusal(tex, at)


UNREADABLE = [
    (r"x = \foo x", r"\foo", "is not understood"),
    (r"x = q + 1", "q", "q is not known here: give it in `at`, or define it before"),
    (r"x = 1/2x", "x", "is this factor below the slash?"),
    (r"\sin x y = 1", "y", "does this factor belong to the function?"),
    (r"\sec^{-1} x = 1", "-1", "the inverse function or 1/f?"),
    (r"x = x 2", "2", "a number right after a factor"),
    (r"x = (x", "(", "this is never closed"),
    (r"x = x)", ")", "this closes nothing"),
    (r"x + y", None, "this is no equation: no =,"),
    (r"x = \lim y", r"\lim", r"\lim is written \lim_{h \to 0}"),
    (r"x = x_{}", "{", "this subscript is empty"),
    (r"x = \begin{Vmatrix} x \end{Vmatrix}", "Vmatrix", "environment Vmatrix is not understood"),
    (r"\frac{d^2 x}{dx} = 0", None, "the orders must agree"),
    (r"x = x + x^2 \bigr|_{x=1}", None, "does the bar apply to the whole sum?"),
    (r"x = \text{foo}", r"\text{foo}", "neither a name known here nor a label"),
    (r"y \approx x", "x", "\\approx needs a printed number"),
    (r"x = g(y)", None, "g is not known here"),
    (r"x = 1 + \dots", r"\dots", r"dots without an end"),
    (r"x = y'", None, "y' is not known here"),
]


@pytest.mark.parametrize(("tex", "spot", "message"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_what_is_not_understood_is_shown_in_the_latex(
    tex: str, spot: str | None, message: str
) -> None:
    text = refusal(tex, S)
    assert message in text
    if spot is not None and len(spot) == 1:
        line, carets = text.splitlines()[-2:]
        assert line[carets.index("^")] == spot
    assert tex in text


# --- the context ---------------------------------------------------------------------------------


def test_new_name_with_equals_is_a_definition_that_the_run_confirms() -> None:
    page = Context()
    page.define("y = A x")
    jacobian = r"J_{ij} = \frac{\partial y_i}{\partial x_j}"
    report = page.check(jacobian, {"x": X, "A": A}, equals=A)
    assert report.defined == ("J",)
    page.check(r"v^\top J = (J^\top v)^\top", {"x": X, "A": A, "v": V}, equals=V @ A)
    square = A[:, :2]
    with pytest.raises(FormulaError, match="another value"):
        Context().check(r"B_{ij} = A_{ji}", {"A": square}, equals=square)


@pytest.mark.parametrize(
    ("tex", "at", "equals"),
    [
        (r"W := W - \alpha G", {"W": X, "G": X, r"\alpha": 0.5}, X / 2),
        (r"\frac1n \sum_{i=1}^n (x_i - 1)^2.", {"x": X, "n": 3}, ((X - 1) ** 2).mean()),
        (r"\text{log loss} = -\log(1 - y)", {"y": 0.5}, np.log(2)),
        (r"MSE = \frac1n \sum_{i=1}^n x_i^2", {"x": X, "n": 3}, (X**2).mean()),
        (r"R^2 = 1 - \frac{u}{v}", {"u": 1.0, "v": 4.0}, 0.75),
        (r"\sigma_t^2 = \frac{\eta}{1 + t}", {r"\eta": 0.5, "t": 1.5}, 0.2),
        (r"p_t = \begin{cases} p & \text{if } y = 1 \\ 1-p & \text{if } y = 0 \end{cases}",
         {"p": 0.3, "y": 0.0}, 0.7),
        (r"h_d = b_d + \sum_i W_{di} x_i", {"W": A, "b": V, "x": X}, A @ X + V),
        (r"h_t = x_t + 2 h_{t-1}", {"x_t": 0.5, "h_{t-1}": 0.25}, 1.0),
        (r"A A^\top (A A^\top)^{-1} = I", {"A": A}, np.eye(2)),
    ],
)  # fmt: skip
def test_what_a_display_names_is_compared_with_the_run(tex: str, at: At, equals: Any) -> None:
    for right, value in ((True, equals), (False, np.asarray(equals) + 0.01)):
        page = Context()
        if right:
            assert page.check(tex, at, equals=value).compared is not None
        else:
            with pytest.raises(FormulaError):
                page.check(tex, at, equals=value)


def test_a_name_and_its_square_cannot_both_have_a_value() -> None:
    page = Context()
    page.check(r"\sigma^2 = \frac{u}{2}", {"u": 1.0}, equals=0.5)
    with pytest.raises(FormulaError, match="is a name of its own on this page"):
        page.check(r"\sigma^2 + u = u + \sigma \sigma", {r"\sigma": 3.0, "u": 1.0})


def test_two_names_of_one_definition() -> None:
    page = Context()
    tex = r"\ell(x, y) = L = \{l_1, \dots, l_N\}^\top, \quad l_n = (x_n - y_n)^2"
    page.define(tex, {"x": X, "y": 2 * X, "N": 3})
    page.check(r"L_n = x_n^2 - 2x_n y_n + y_n^2", {"x": X, "y": 2 * X}, equals=X**2)


def test_new_name_without_equals_is_refused() -> None:
    assert "q is not known here: give it in `at`, or define it before" in refusal("q = 2x", S)


def test_sequence_over_a_stated_range() -> None:
    run = 3 * (1 - 0.8 ** np.arange(5))
    check(r"w_n = 3(1 - 0.8^n), \quad n = 0, \dots, 4", equals=run)
    message = refusal(r"w_n = 3(1 - 0.8^{n+1}), \quad n = 0, \dots, 4", equals=run)
    assert "the run gives another value" in message


def test_redefinition_takes_what_was_made_of_the_old_name_with_it() -> None:
    page = Context()
    page.define("y = x + 2, z = 3y^2")
    with pytest.raises(FormulaError, match="y is defined already, and this is not the same"):
        page.define("y = 2x", {"x": 1.5})
    page.define("y = 2x", again=True)
    page.check(r"\frac{dy}{dx} = 2", {"x": 1.5})
    with pytest.raises(FormulaError, match="z is not known here"):
        page.check(r"\frac{dz}{dx} = 18(x+2)", {"x": 1.0})


def test_a_refused_display_leaves_the_page_as_it_was() -> None:
    page = Context()
    with pytest.raises(FormulaError, match="another value"):
        page.check("y = 2x", {"x": 3.0}, equals=7.0)
    with pytest.raises(FormulaError, match="y is not known here"):
        page.check("y = 2x", {"x": 3.0})


def test_steps_after_a_definition_are_checked() -> None:
    page = Context()
    page.define("y_i = x_i + 2")
    report = page.define("z_i = 3 y_i^2 = 3(x_i + 2)^2", {"x": X}, equals=3 * (X + 2) ** 2)
    assert [step.rhs for step in report.steps] == ["3(x_i + 2)^2"]
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.define("q_i = 3 y_i^2 = 3(x_i + 2)", {"x": X})


def test_given_value_must_agree_with_its_definition() -> None:
    with pytest.raises(FormulaError, match="y is given in `at`, but its definition differs"):
        Context().define("y = 2x = x + x", {"x": 2.0, "y": 5.0})
    check("y = x + x", {"x": 2.0, "y": 4.0}, "y = 2x")


def test_names_defined_and_given_are_counted() -> None:
    report = Context().define("y = 2x, z = y^2", {"x": 3.0, "y": 6.0}, equals=36.0)
    assert [(step.lhs, step.points) for step in report.confirmed] == [("y", 1)]


def test_what_a_refused_display_would_have_defined() -> None:
    page = Context()
    page.define("y = 2x")
    assert page.heads("y = 3x, z_i = 2") == {"z"}
    assert page.heads("y = 3x, z_i = 2", defining=True) == {"y", "z"}
    assert page.heads(r"w = \lim x") == {"w"}
    assert mentions(r"\frac{\partial z_i}{\partial x} = \theta", {"z", "y", "theta"}) == {
        "z",
        "theta",
    }


def test_number_against_a_formula_is_compared_at_the_run() -> None:
    report = check(r"\lVert x \rVert = 5", {"x": [3.0, 4.0]}, equals=5.0)
    assert report.steps[0].route == "run"
    assert [statement.mark for statement in report.statements] == ["run"]
    message = refusal(r"\lVert x \rVert = 6", {"x": [3.0, 4.0]})
    assert "run    x[1] = 3, x[2] = 4" in message


def test_definition_by_itself_and_indices_that_do_not_match() -> None:
    assert "is defined by itself" in refusal("y = 1", S, "y = y + 1")
    with pytest.raises(FormulaError, match="the index j is free here, but not on the left"):
        Context().define("z_i = x_j", {"x": X})


def test_approximation_has_the_tolerance_of_its_digits() -> None:
    values = {"x": np.array([1 / 3, 2 / 3])}
    check(r"3x \approx (1.0, 2)", values)
    check(r"x \approx \begin{pmatrix} 0.33 \\ 0.667 \end{pmatrix}", values)
    assert "wrong" in refusal(r"x \approx (0.33, 0.666)", values)
    check(r"x_1 \cdot 10^{-3} \approx 3.33 \times 10^{-4}", values)
    quotient = r"\frac{f(x+h) - f(x-h)}{2h} \approx f'(x)"
    check(quotient, {"x": 1.0, "h": 1e-3}, r"f(x) = \sin x", approx=1e-6)
    assert "wrong" in refusal(quotient, {"x": 1.0, "h": 1e-1}, r"f(x) = \sin x", approx=1e-6)


def test_fixed_names_keep_their_value() -> None:
    tex = r"\frac{1}{n}\sum_i x_i = \operatorname{mean}(x)"
    check(tex, {"x": X, "n": 3}, fixed=["n"])
    assert "wrong" in refusal(tex, {"x": X, "n": 3})


def test_float32_values_of_the_run_are_close_enough() -> None:
    v = np.float32([0.1, 1.0, 0.0001])
    tex = r"512 v = (51.2, 512, 0.0512)"
    assert check(tex, {"v": v}, equals=512 * v).steps[0].route == "run"


def test_what_torch_refuses_is_told_at_its_place() -> None:
    message = refusal(r"x_1 + \lVert x \rVert_p = 2", {"x": X, "p": 2.5})
    assert "the order of a norm is a number" in message
    assert "^^^^^^^" in message.splitlines()[-1]
    assert "max of one number" in refusal(r"x_1 = \max 2", {"x": X})


@pytest.mark.parametrize(
    ("tex", "options", "message"),
    [
        (r"y = x^\top w \in+ b", {}, "y is not known"),
        (r"x \in+ b = 3", {}, r"behind \in stands a set, and nothing else"),
        (r"b \in c", {}, r"\in needs a known set"),
        (r"b = \begin{cases} 1 & b \in c \\ 2 & b = 1 \end{cases}", {}, r"behind \in a set is"),
        (r"s = \sum_{i=11}^N |x_i|", {"equals": 1.0}, "i would run from 11 to 3: nothing is left"),
        (r"\sum_{i=10^{400}}^N |x_i| = b", {}, "a whole number is needed here"),
        (r"z = \frac{2}{3} \mathbf{1}", {"equals": [[1, 2], [3, 4]]}, "this has no size that fits"),
        (r"(x x^\top)^{-1} x = x", {}, "an inverse of what has none?"),
        (r"\lVert x \rVert_x = b", {}, "the order of a norm is a number"),
        ("b + c = 3", {"equals": {}}, "the value of `equals` is no number"),
        ("b + c = 3", {"equals": "abc"}, "the value of `equals` is no number"),
        ("b + c = 3", {"equals": [1, [2, 3]]}, "the value of `equals` is no number"),
        ("b + c = 3", {"equals": 1j}, "the value of `equals` is complex"),
        ("b + c = 3", {"equals": []}, "the value of `equals` has no entries"),
        ("b + c + e_1 = 3", {"at": {"e_1": 1j}}, "the value of 'e_1' in `at` is complex"),
        ("b + c + e_1 = 3", {"at": {"e_1": []}}, "the value of 'e_1' in `at` has no entries"),
        (r"b = " + r"\sqrt{1 + " * 60 + "c" + "}" * 60, {}, "this is nested too deep"),
    ],
)
def test_nothing_from_inside_reaches_an_author(
    tex: str, options: dict[str, Any], message: str
) -> None:
    at = {"x": X, "w": X, "b": 1.0, "c": 2.0, "N": 3, **options.pop("at", {})}
    said = refusal(tex, at, **options)
    assert message in said
    assert not re.search("[A-Z][a-z]+Error|Tensor|ndarray|dtype", said)


def test_a_function_is_not_its_own_argument() -> None:
    with pytest.raises(FormulaError, match="n is the function and its argument"):
        Context().define("n(n) = 2 n", {"n": 1.5}, 3.0)


def test_a_set_says_a_shape_or_the_values_of_the_run() -> None:
    at = {"x": X, "A": np.ones((2, 3)), "y": [1, 0, 1], "n": 3, "c": [0, 1]}
    report = Context().check(r"x \in \mathbb{R}^n, \quad A \in \mathbb{R}^{m \times n}", at)
    assert [statement.mark for statement in report.statements] == ["run", "run"]
    for tex in (r"y_i \in \{0, 1\}", r"y_i \in c", r"n \in \mathbb{N}", r"x_1 \in \mathbb{R}"):
        assert Context().check(tex, at).steps
    for wrong in (r"x \in \mathbb{R}^4", r"A \in \mathbb{R}^{n \times m}", r"x \in \mathbb{R}"):
        assert "has another shape here" in refusal(wrong, at)
    for wrong in (r"x_i \in \{0, 1\}", r"\frac{x_i}{2} \in \mathbb{Z}"):
        assert "the value of the run is not in this set" in refusal(wrong, at)


def test_nan_and_infinity_of_the_run_compare_with_nothing() -> None:
    slope = r"\frac{d}{dx}\sqrt{x} = \frac{1}{2\sqrt{x}}"
    assert "at the run's values one side has no value" in refusal(slope, {"x": 0.0}, equals=np.inf)
    with pytest.raises(FormulaError, match="compares with nothing"):
        Context().define(r"y = \log(x)", {"x": -1.0}, equals=np.nan)


def test_importing_the_package_does_not_import_torch() -> None:
    program = "import sys, livecells.formula as f; f.Context(); "
    program += "sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_second_slope_of_a_size_does_not_load_the_compiler_of_torch() -> None:
    program = "import sys, livecells.formula as f; p = f.Context(); "
    program += r"p.check(r'\frac{d^2}{dx^2} |x|^3 = 6|x|', {'x': 0.7}); "
    program += r"at = {'v': [0.7, -0.2]}; p.define(r's = \operatorname{sign}(v)', at); "
    program += r"p.check(r'\nabla_v^2 \lVert v \rVert_1^2 = 2 s s^\top', at); "
    program += "sys.exit('torch._dynamo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.slow
def test_random_latex_raises_nothing_but_formula_errors() -> None:
    text = r"""x x_i A_{ij} o z_i = + - \cdot / ( ) \left( \right) [ ] { } | \| ^2 ^\top _i
        _1 \sin \sigma( \frac{1}{2} \frac{\partial o}{\partial x_i} \frac{d}{dx} \sum_i \prod_k
        \bigr|_{x=1} \left. \right|_{x_i=1} \begin{pmatrix} \end{pmatrix} & \\ \begin{cases}
        \end{cases} \nabla_x 2 4.5 \approx , \quad \delta_{ij} [x>0] ' \dots \sqrt{x} dy/dx
        \langle \infty \hat{y} \partial \max(0,x) f'(x) i : e \implies _{i=1}^{4}"""
    pieces = text.split()
    rng = np.random.default_rng(0)
    for _ in range(1500):
        tex = "o = " + " ".join(rng.choice(pieces, size=rng.integers(1, 8)))
        page = Context()
        page.define(r"o = \sum_i z_i, \quad z_i = 3x_i^2")
        try:
            page.check(tex, {"x": X, "A": A})
        except FormulaError as error:
            assert str(error)  # noqa: PT017 - nothing else may be raised, and this need not be


@pytest.mark.parametrize(
    ("tex", "at"),
    [
        (r"y = x + 2", {"x": 3, "y": 4}),
        (r"y_i = x_i + 2", {"x": [1.0, 2.0], "y": [2.0, 3.0]}),
        (r"y = 2x", {"x": 3, "y": 4}),
        (r"y = x + 1, \qquad z = y + 2", {"x": 3, "y": 4, "z": 5}),
    ],
)
def test_a_definition_is_compared_with_the_value_that_is_given_of_its_name(tex, at):
    with pytest.raises(FormulaError, match="is given in `at`, but its definition differs"):
        Context().define(tex, at)


def test_a_definition_made_of_what_comes_later_waits_for_it():
    context = Context()
    context.define("y = 2 a", {"y": 8})
    with pytest.raises(FormulaError):
        context.check("a = 3, \\qquad y = 2 a", {"a": 3, "y": 8})


# --- notation of other authors --------------------------------------------------------------------

PAGE = (r"f(x) = x^\top x", r"g(x, y) = x^2 y + y^3", r"L = w^2", r"D(x, y) = \sum_i |x_i - y_i|")
NUMBERS = {"a": 0.4, "b": 0.6, "w": 1.5, "\\eta": 0.1, "y": 0.7, "v": [1.0, 2.0, 0.5]}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\nabla f(1, 2)^\top v = 2v_1 + 4v_2", ""),
        (r"\nabla f(v)^\top v = 2 \sum_i v_i^2", r"\nabla f(v)^\top v = \sum_i v_i^2"),
        (r"\nabla g(1, 2) = (4, 13)^\top", r"\nabla g(1, 2) = (4, 12)^\top"),
        (
            r"w - \eta \frac{\partial L}{\partial w}\Big|_{w=2} = w - 4\eta",
            r"w - \eta \frac{\partial L}{\partial w}\Big|_{w=2} = w - 2\eta w",
        ),
        (r"\arg\max_i v_i = 2", r"\arg\min_i v_i = 2"),
        (
            r"|a| = \begin{cases} -a & : a < 0 \\ a & : a \ge 0 \end{cases}",
            r"|a| = \begin{cases} a & : a < 0 \\ -a & : a \ge 0 \end{cases}",
        ),
        (r"a^2 < a \quad \forall a \in (0, 1)", r"a^2 < a \quad \forall a \in [0, 1]"),
        (r"|a b| = a b, \quad a, b > 0", r"|a b| = a b, \quad a > 0"),
        (
            r"\begin{array}{l} a + a = 2 a \\ b \cdot b = b^2 \end{array}",
            r"\begin{array}{l} a + a = 2 a \\ b \cdot b = b^3 \end{array}",
        ),
    ],
)
def test_notation_of_other_authors_is_read(right: str, wrong: str) -> None:
    if wrong:
        assert check(right, NUMBERS, *PAGE).steps
        assert "this step is wrong" in refusal(wrong, NUMBERS, *PAGE)
    else:
        assert "shapes" in refusal(right, NUMBERS, *PAGE)


def test_a_list_in_parentheses_is_a_column_where_it_stands_alone() -> None:
    page = Context()
    page.define(r"p = (v_1, \dots, v_n)^\top, \quad s = p^\top p", {"v": X}, 14.0)
    outer = r"A + v = A + (1, 1)^\top v^\top"
    assert "do not fit" in refusal(outer, {"A": A, "v": X})


def test_a_distance_is_no_differential_and_a_step_no_index() -> None:
    page = Context()
    page.define(r"d(x, y) = \sum_i (x_i - y_i)^2, \quad D = d(v, u)", {"v": X, "u": 2 * X}, 14.0)
    page = Context()
    page.define(r"\eta_t = a + b", NUMBERS, 1.0)
    assert page.check(r"\eta_t b = a b + b^2", NUMBERS).steps
    with pytest.raises(FormulaError, match="indices left: i"):
        Context().define("z_i = a + b", NUMBERS, 1.0)


def test_a_dot_above_is_a_tangent_that_has_a_value() -> None:
    at = {"x": 0.4, "\\dot x": 1.5}
    page = Context()
    page.define(r"\dot{y} = \cos(x)\, \dot{x}", at, 1.5 * np.cos(0.4))
    assert page.check(r"\dot y \cos x = \dot x \cos^2 x", at).steps
    assert "a derivative by time" in refusal(r"\dot x = x", {"x": 0.4})


def test_an_array_over_a_letter_is_read_by_its_entries() -> None:
    at = {"p": [0.2, 0.8], "q": [0.4, 0.6], "r": [[0.2, 0.3], [0.4, 0.1]]}
    divergence = 0.2 * np.log(0.5) + 0.8 * np.log(0.8 / 0.6)
    known, own = r"D_{\mathrm{KL}}(p \parallel q)", r"D(p \,\|\, q)"
    for head, reason in ((known, "this step is wrong"), (own, "another value")):
        tex = head + r" = \sum_{x} p(x) \log \frac{p(x)}{q(x)}"
        assert Context().define(tex, at, divergence).compared
        with pytest.raises(FormulaError, match=reason):
            Context().define(tex.replace("{q(x)}", "{p(x)}"), at, divergence)
    assert check(r"\sum_x \sum_y r(x, y) = 1", at, equals=1.0).compared
