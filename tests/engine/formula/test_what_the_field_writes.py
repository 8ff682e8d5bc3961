r"""\mathcal{O}(h^2), g^{-1}, [A, B], [a; b], marked functions, what is about given values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from livecells.formula import Context, FormulaError, Report

DRAWN = np.random.default_rng(3)
SIN = (r"f(x) = \sin x",)
POINT = {"x": 0.4, "h": 0.1}
LINE = (r"g(x) = 3x + 1",)
TALL, SQUARE, OTHER = (DRAWN.uniform(0.3, 1.7, shape) for shape in ((3, 2), (2, 2), (2, 2)))
U, V = DRAWN.uniform(0.3, 1.7, 2), DRAWN.uniform(0.3, 1.7, 3)
SUMS = (r"L(x) = \sum_i x_i^3, \quad M(x) = \sum_i x_i^2",)
MEAN = (0.2, 0.5, 0.3)


def checked(
    tex: str, at: Mapping[str, Any], before: Sequence[str] = (), equals: Any = None, **more: Any
) -> Report:
    page = Context()
    for definition in before:
        page.define(definition)
    if equals is not None:
        return page.define(tex, at, equals)
    return page.check(tex, at, **more)


def refusal(*args: Any, **more: Any) -> str:
    with pytest.raises(FormulaError) as caught:
        checked(*args, **more)
    return str(caught.value)


def marks(*args: Any, **more: Any) -> set[str]:
    return {statement.mark for statement in checked(*args, **more).statements}


# --- what is left out -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tex",
    [
        r"f(x + h) = f(x) + h f'(x) + \mathcal{O}(h^2)",
        r"f(x + h) = f(x) + h f'(x) + \frac{h^2}{2} f''(x) + O(h^3)",
        r"\frac{f(x + h) - f(x - h)}{2h} = f'(x) + \mathcal{O}(h^2)",
        r"\frac{f(x + h) - f(x)}{h} = f'(x) + O(|h|)",
        r"h = h + O(h^4)",
    ],
)
def test_what_is_left_out_is_of_the_order_that_is_written(tex: str) -> None:
    assert marks(tex, POINT, SIN) == {"points"}


@pytest.mark.parametrize(
    "tex",
    [
        r"f(x + h) = f(x) + h f'(x) + \mathcal{O}(h^3)",
        r"f(x + h) = f(x) - h f'(x) + \mathcal{O}(h^2)",
        r"f(x + h) = f(x) + h f'(x) - \frac{h^2}{2} f''(x) + O(h^3)",
        r"\frac{f(x + h) - f(x - h)}{2h} = f'(x) + \mathcal{O}(h^3)",
        r"\frac{f(x + h) - f(x)}{h} = f'(x) + O(h^2)",
        r"f(x + h) = 2 f(x) + O(h)",
        r"\sin h = h + O(h^4)",
    ],
)
def test_more_than_the_order_is_no_rest(tex: str) -> None:
    assert "what is left out is larger than" in refusal(tex, POINT, SIN)


def test_an_order_of_a_vector_is_that_of_its_norm() -> None:
    at = {"x": U, "d": 0.1 * U}
    before = (r"q(x) = \sum_i x_i^3",)
    right = r"q(x + d) = q(x) + \nabla q(x)^\top d + O(\lVert d \rVert^2)"
    assert marks(right, at, before) == {"points"}
    assert "larger than" in refusal(right.replace("^2)", "^3)"), at, before)
    assert "write a norm" in refusal(right.replace(r"\lVert d \rVert^2", "d"), at, before)


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"f(x) = f(x) + \mathcal{O}(n^2)", "n is not known here"),
        (r"f(x) = f(x) + \mathcal{O}(2)", "of what goes to 0"),
        (r"f(x) = f(x) + \mathcal{O}(\frac{1}{h})", "of what goes to 0"),
        (r"f(x + h) + \mathcal{O}(h) = f(x)", "the last term of the last side"),
        (r"f(x + h) = 2\mathcal{O}(h) + f(x)", "the last term of a side"),
        (r"f(x) < f(x) + \mathcal{O}(h)", "behind ="),
    ],
)
def test_an_order_stands_at_the_end_of_an_equation(tex: str, why: str) -> None:
    assert why in refusal(tex, POINT, SIN)


def test_an_order_of_what_grows_is_another_matter() -> None:
    square = ("c(n) = n^2",)
    assert "go to 0 or grow?" in refusal(r"c(n) = O(n)", {"n": 64.0}, square)
    assert "go to 0 or grow?" in refusal(r"c(n) = O(n)", {}, square)


def test_an_order_defines_nothing() -> None:
    assert "defines nothing" in refusal(r"y = x + \mathcal{O}(x^2)", {"x": 0.4}, equals=0.4)


# --- inverses -------------------------------------------------------------------------------------


def test_an_inverse_is_one_of_its_function() -> None:
    page = Context()
    page.define(LINE[0])
    assert page.define(r"g^{-1}(y) = \frac{y - 1}{3}").statements[0].mark == "points"
    page.check(r"g^{-1}(g(x)) = x", {"x": 0.4})
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(r"g^{-1}(2x) = \frac{2x + 1}{3}", {"x": 0.4})


@pytest.mark.parametrize("body", [r"\frac{y + 1}{3}", r"\frac{1}{3y + 1}", r"3y + 1", r"y - 1"])
def test_another_function_is_no_inverse(body: str) -> None:
    assert "not the inverse of g" in refusal(rf"g^{{-1}}(y) = {body}", {}, LINE, equals=1.0)
    page = Context()
    page.define(rf"g^{{-1}}(y) = {body}")
    with pytest.raises(FormulaError, match="not the inverse of g"):
        page.define(LINE[0])


def test_an_inverse_that_nothing_says_is_refused_with_a_way_on() -> None:
    assert "say before what g^{-1}(y) is" in refusal(r"x = g^{-1}(x)", {"x": 0.4}, LINE)


# --- arrays ---------------------------------------------------------------------------------------


def test_matrices_with_a_comma_stand_side_by_side_and_with_a_semicolon_below() -> None:
    at = {"A": SQUARE, "B": OTHER}
    checked("C = [A, B]", at, equals=np.hstack([SQUARE, OTHER]))
    checked("C = [A; B]", at, equals=np.vstack([SQUARE, OTHER]))
    checked("c = [u; v]", {"u": U, "v": V}, equals=np.concatenate([U, V]))
    checked("c = [u, v]", {"u": U, "v": V}, equals=np.concatenate([U, V]))
    checked("C = [1, 2; 3, 4]", {}, equals=[[1.0, 2.0], [3.0, 4.0]])
    for wrong in ("[B, A]", "[A; B]", "[A, -B]"):
        refusal(f"C = {wrong}", at, equals=np.hstack([SQUARE, OTHER]))
    either = refusal("C = (A, B)", at, equals=np.hstack([SQUARE, OTHER]))
    assert "Write [A, B] or [A; B]" in either
    assert "differ in length" in refusal("C = [1, 2; 3]", {}, equals=[[1.0, 2.0], [3.0, 4.0]])


def test_norms_of_matrices_say_which() -> None:
    values = torch.linalg.svdvals(torch.from_numpy(TALL)).numpy()
    checked(r"s = \|A\|_{\mathrm{op}}", {"A": TALL}, equals=float(values[0]))
    checked(r"s = \lVert A \rVert_*", {"A": TALL}, equals=float(values.sum()))
    law = r"\lVert A \rVert_{\text{op}}^2 = \lVert A^\top A \rVert_{\text{op}}"
    assert marks(law, {"A": TALL}) == {"points"}
    assert "this step is wrong" in refusal(law.replace("^2", "^3"), {"A": TALL})
    reason = refusal(r"s = \|A\|_2", {"A": TALL}, equals=float(values[0]))
    assert r"\lVert A \rVert_{\mathrm{op}}" in reason


def test_vec_is_column_by_column() -> None:
    at = {"A": SQUARE, "X": TALL.T, "B": DRAWN.uniform(0.3, 1.7, (3, 3))}
    law = r"\operatorname{vec}(A X B) = (B^\top \otimes A) \operatorname{vec}(X)"
    assert marks(law, at) == {"points"}
    assert "this step is wrong" in refusal(law.replace(r"B^\top", "B"), at)
    square = {"X": SQUARE, "E": OTHER}
    both = r"(I \otimes X + X^T \otimes I) \operatorname{vec}(E) = \operatorname{vec}(XE + EX)"
    assert marks(both, square) == {"points"}
    assert "this step is wrong" in refusal(both.replace("X^T", "X"), square)
    assert "how large is this I?" in refusal(r"C = I \otimes A", {"A": TALL}, equals=TALL)


def test_a_function_of_the_entries_of_its_argument_takes_rows() -> None:
    rows = np.array([[1.0, 2.0], [0.5, 3.0], [0.2, 0.7]])
    right = float((rows[:, 0] ** 2 + 3 * rows[:, 1]).sum())
    before = ("f(x) = x_1^2 + 3 x_2",)
    checked(r"s = \sum_i f(X_i)", {"X": rows}, before, equals=right)
    refusal(r"s = \sum_i f(-X_i)", {"X": rows}, before, equals=right)


def test_bold_letters_side_by_side_are_a_product() -> None:
    at = {r"\mathbf{P}": TALL, r"\mathbf{Q}": TALL}
    checked(r"R = \mathbf{PQ}^\top", at, equals=TALL @ TALL.T)
    refusal(r"R = \mathbf{PQ}^\top", at, equals=(TALL @ TALL.T) ** 2)


def test_the_gradient_ends_in_front_of_another_factor() -> None:
    point = {"x": V}
    assert marks(r"\nabla_x L(x) \cdot \nabla_x M(x) = 6 \sum_i x_i^3", point, SUMS) == {"points"}
    right = r"\nabla_x L(x) \odot \nabla_x M(x) = 6 x \odot x \odot x"
    assert marks(right, point, SUMS) == {"points"}
    assert "this step is wrong" in refusal(right.replace("6", "9"), point, SUMS)
    assert "write parentheses" in refusal(r"\nabla_x L(x) \cdot x = 3", point, SUMS).lower()


# --- names ----------------------------------------------------------------------------------------


def test_a_letter_that_marks_a_function_names_another_one() -> None:
    page = Context()
    page.define(
        r"\mathcal{L}(p, q) = \mathcal{L}_\text{cls}(p) + q, \quad \mathcal{L}_\text{cls}(p) = p^2"
    )
    page.check(r"\mathcal{L}(a, b) = a^2 + b", {"a": 0.4, "b": 0.7})
    page.define(r"f(x) = x^2")
    z = DRAWN.normal(size=5)
    at = {r"\varepsilon": 0.3, r"\theta": 0.2, "Z": z}
    smooth = r"f_\varepsilon(\theta) = \mathbb{E}[f(\theta + \varepsilon Z)]"
    page.define(smooth, at, float(((0.2 + 0.3 * z) ** 2).mean()))
    page.define(r"u(x, t) = x^2 t")
    page.check(r"u_x(x, t) = 2 x t", {"x": 0.4, "t": 0.7})  # a derivative, still


def test_what_the_field_gives_names_to() -> None:
    weights, values = np.array(MEAN), V
    checked(r"m = \sum_k \pi_k \mu_k", {r"\pi": weights, r"\mu": values}, equals=weights @ values)
    assert "a number that all know" in refusal(r"y = \pi x", {r"\pi": 3.0, "x": 1.0}, equals=3.0)
    change = {"x": 0.4, r"\delta x": 0.1}
    law = r"f(x + \delta x) - f(x) = 2 x\, \delta x + (\delta x)^2"
    assert marks(law, change, ("f(x) = x^2",)) == {"points"}
    assert "this step is wrong" in refusal(law.replace("2 x", "x"), change, ("f(x) = x^2",))
    mean = r"d = \frac{1}{n} \sum_{i=1}^n (x^{[i]} - y^{[i]})^2"
    checked(mean, {"x": V, "y": weights}, equals=float(((V - weights) ** 2).mean()))
    heads = {r"\text{head}_1": SQUARE, r"\text{head}_2": OTHER}
    whole = r"M = [\text{head}_1, \text{head}_2]"
    checked(whole, heads, equals=np.hstack([SQUARE, OTHER]))


def test_a_letter_below_that_numbers_have_too_is_a_mark() -> None:
    at = {"x_k": U, "p_k": -U, r"\alpha_k": 0.3}
    checked(r"y = x_k + \alpha_k p_k", at, equals=0.7 * U)


def test_all_know_sigma_but_for_a_page_that_says_otherwise() -> None:
    page = Context()
    with pytest.raises(FormulaError, match="define: again"):
        page.define(r"\sigma(x) = e^{-x}")
    page.define(r"\sigma(x) = e^{-x}", again=True)
    page.check(r"\sigma'(x) = -e^{-x}", {"x": 0.4})


def test_every_second_column_is_one_with_its_factor() -> None:
    columns = [[np.sin((p + 1) * (j + 1)) for j in range(3) for _ in "ab"] for p in range(4)]
    assert marks(r"P_{p,2i} = \sin(p i)", {"P": columns}, fixed=["P"]) == {"run"}
    assert "this step is wrong" in refusal(r"P_{p,2i} = \cos(p i)", {"P": columns}, fixed=["P"])


# --- what is about given values -------------------------------------------------------------------


def test_given_values_alone_are_compared_where_all_are_fixed() -> None:
    at = {"A": [[2.0, 0.5], [0.3, 1.5]], r"\lambda": 0.0, "v": [0.0, 0.0]}
    values, vectors = np.linalg.eig(np.array(at["A"]))
    at[r"\lambda"], at["v"] = float(values[0].real), vectors[:, 0].real
    fixed = ["A", r"\lambda", "v"]
    assert "name all in `fixed`" in refusal(r"A v = \lambda v", at)
    assert marks(r"A v = \lambda v", at, fixed=fixed) == {"run"}
    assert "this step is wrong" in refusal(r"A v = \lambda^2 v", at, fixed=fixed)


def test_given_values_that_are_plain_decide_nothing() -> None:
    at = {"w": 0.7, "x": 2.5, "b": 0.0, "z": 1.75}
    assert "b is 0 or 1" in refusal("z = w x - b", at, fixed=["w", "x", "b", "z"])
    assert "by chance" in refusal("x^2 = 2x", {"x": 2.0}, fixed=["x"])
    assert marks(r"a \le 2b", {"a": 2.5, "b": 1.7}, fixed=["a", "b"]) == {"run"}
    assert "wrong" in refusal(r"a \ge 2b", {"a": 2.5, "b": 1.7}, fixed=["a", "b"])


def test_a_range_may_have_no_end() -> None:
    q = [0.7**k for k in range(5)]
    assert marks(r"q_k = (1 - p)^k, \quad k = 0, 1, \dots", {"p": 0.3, "q": q}, fixed=["p", "q"])
    reason = refusal(
        r"q_k = (1 - p)^k, \quad k = 2, 3, \dots", {"p": 0.3, "q": q}, fixed=["p", "q"]
    )
    assert "begins with 2" in reason


def test_the_set_of_all_is_named_by_its_letter() -> None:
    table = np.array([[1.0, 0.3], [0.2, 0.5]])
    best = r"V(s) = \max_{a \in \mathcal{A}} Q(s, a)"
    checked(best, {"Q(s, a)": table}, equals=table.max(1))
    assert "B} is not known" in refusal(best.replace("{A}", "{B}"), {"Q(s, a)": table}, equals=V)
    here = r"y = r + \gamma \max_{a'} Q(s', a')"
    at = {"Q": table, "s'": 2, r"\gamma": 0.9, "r": 0.4}
    checked(here, at, equals=0.4 + 0.9 * 0.5)
    refusal(here, at, equals=0.4 + 0.9 * 1.0)


def test_a_slope_at_a_marked_argument_is_one_there() -> None:
    at = {"p_n": 0.5, r"\alpha": 0.1}
    step = r"p_{n+1} = p_n - \alpha \frac{dC(p_n)}{dp}"
    checked(step, at, ("C(p) = p^2",), equals=0.4)
    refusal(step, at, ("C(p) = p^3",), equals=0.4)


def test_an_argument_that_does_not_matter_needs_no_value() -> None:
    checked(r"f(x) = \frac{1}{b - a}", {"a": 0.5, "b": 2.5}, equals=0.5)
    assert "is needed for x" in refusal(r"f(x) = \frac{x}{b - a}", {"a": 0.5, "b": 2.5}, equals=0.5)


@pytest.mark.parametrize("slope", [r"\frac{dF}{du}(u(x))", r"\frac{dF}{du}", r"F'(u(x))"])
def test_a_slope_by_an_inner_function_is_taken_there(slope: str) -> None:
    before = (r"F(u) = u^3, \quad u(x) = \sin x",)
    rule = rf"\frac{{d}}{{dx}} F(u(x)) = {slope} \cdot \frac{{du}}{{dx}}"
    assert marks(rule, {"x": 0.4}, before) == {"points"}
    assert "this step is wrong" in refusal(rule.replace(r"\cdot", "+"), {"x": 0.4}, before)


def test_a_delta_of_dirac_is_refused_by_its_name() -> None:
    reason = refusal(r"y = \delta(t - s)", {"t": 0.4, "s": 0.1}, equals=0.3)
    assert "Dirac's" in reason
    assert "what its integral gives" in reason


def test_layers_are_normalised_by_no_logarithm() -> None:
    assert "LN is not known" in refusal(r"y = \text{LN}(x)", {"x": U}, equals=np.log(U))
    checked(r"\text{LN}(x) = \frac{x - m}{s}", {"x": U, "m": 0.3, "s": 0.5}, equals=(U - 0.3) / 0.5)


def test_braces_round_a_condition_print_nothing() -> None:
    x = np.array([0.4, -2.0, 0.7])
    cases = r"y_i = \begin{cases} x_i, & {\text{for } |x_i| \lt s} \\ 0, & \text{else} \end{cases}"
    checked(cases, {"x": x, "s": 1.0}, equals=[0.4, 0.0, 0.7])
    refusal(cases.replace(r"\lt", ">"), {"x": x, "s": 1.0}, equals=[0.4, 0.0, 0.7])
