r"""Tables, Q(s, a) and p(y \mid x); names with brackets, P(A \mid B); blocks, inverses, laws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from livecells.formula import Context, FormulaError, mentions

R = np.array([[1.0, 2.0], [0.5, 0.3], [0.2, 1.7]])  # of a state and an action
NEXT = np.stack(
    [
        [[0.1, 0.6], [0.3, 0.5], [0.2, 0.2]],
        [[0.5, 0.1], [0.3, 0.1], [0.2, 0.2]],
        [[0.4, 0.3], [0.4, 0.4], [0.6, 0.6]],
    ]
)  # of the next state, a state, an action
NEXT /= NEXT.sum(0)
V = np.array([0.7, 1.3, 0.4])
CHOICE = np.array([[0.3, 0.9, 0.4], [0.7, 0.1, 0.6]])  # of an action in a state
JOINT = np.array([[0.1, 0.2, 0.05], [0.3, 0.15, 0.2]])
P, Q = np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.25, 0.25])
NEXT_VALUE = R + 0.9 * np.einsum("tsa,t->sa", NEXT, V)
ACTION_VALUE = {"r": R, "P": NEXT, "V": V, r"\gamma": 0.9}
A, B = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 2.0, 0.5], [3.0, 5.0, 0.7]])
BAYES = {"P(A)": 0.2, "P(B)": 0.5, r"P(B \mid A)": 0.7}


def refusal(tex: str, at: Mapping[str, Any], **options: Any) -> str:
    with pytest.raises(FormulaError) as caught:
        Context().check(tex, at, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("tex", "at", "value"),
    [
        (r"Q(s, a) = r(s, a) + \gamma \sum_{s'} P(s' \mid s, a) V(s')", ACTION_VALUE, NEXT_VALUE),
        (r"Q(s, a) = \mathbb{E}_{s' \sim P(\cdot \mid s, a)}[r(s, a) + \gamma V(s')]",
         ACTION_VALUE, NEXT_VALUE),
        (r"Q(s, a) = r(s, a) + \gamma \sum_{s'} P(s' \mid s, a) V(s')",
         {"r(s, a)": R, r"P(s' \mid s, a)": NEXT, "V(s)": V, r"\gamma": 0.9}, NEXT_VALUE),
        (r"V_{k+1}(s) = \max_a \Big[ r(s, a) + \gamma \sum_{s'} P(s' | s, a) V_k(s') \Big]",
         {"r": R, "P": NEXT, "V_k": V, r"\gamma": 0.9}, NEXT_VALUE.max(1)),
        (r"Q(s, a) = V(s) + r(s, a) - \frac{1}{|\mathcal{A}|} \sum_{a' \in \mathcal{A}} r(s, a')"
         r"\quad \text{for all } s \in \mathcal{S}, a \in \mathcal{A}",
         {"V": V, "r": R, r"\mathcal{A}": [1, 2]}, V[:, None] + R - R.mean(1, keepdims=True)),
        (r"V^\pi(s) = \sum_a \pi(a \mid s)\, r(s, a)", {r"\pi(a \mid s)": CHOICE, "r": R},
         (CHOICE.T * R).sum(1)),
        ("p(x) = \\sum_y p(x, y)", {"p(x, y)": JOINT}, JOINT.sum(1)),
        (r"p(x) = \sum_y p(x \mid y)\,p(y)", {r"p(x \mid y)": JOINT / JOINT.sum(0),
                                              "p(y)": JOINT.sum(0)}, JOINT.sum(1)),
        (r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}", BAYES, 0.28),
        (r"E[g^2]_t = \rho E[g^2]_{t-1} + (1 - \rho) g_t^2",
         {"E[g^2]_{t-1}": 0.4, r"\rho": 0.9, "g_t": 0.5}, 0.385),
        (r"L = \mathrm{KL}(p \Vert q)", {"p": P, "q": Q}, (P * np.log(P / Q)).sum()),
        (r"H(x) = \begin{cases} 0 & x \le -3 \\ x & x \ge 3 \\ x \cdot (x + 3) / 6 & \text{else}"
         r"\end{cases}", {"x": [-4.0, -1.0, 2.0, 5.0]}, [0.0, -1 / 3, 5 / 3, 5.0]),
        (r"\mathrm{LReLU}(x) = \begin{cases} x & \text{if } x > 0 \\ a x & \text{otherwise}"
         r"\end{cases}", {"x": [-2.0, 0.5, 3.0], "a": 0.1}, [-0.2, 0.5, 3.0]),
        (r"z = \mathrm{tokens\;per\;step} / n", {r"\mathrm{tokens\;per\;step}": 64.0, "n": 5.0},
         12.8),
    ],
)  # fmt: skip
def test_tables_and_names_with_brackets_define(tex: str, at: Mapping[str, Any], value: Any) -> None:
    assert Context().define(tex, at, value).compared
    with pytest.raises(FormulaError, match="another value"):
        Context().define(tex, at, np.asarray(value) + 0.05)


@pytest.mark.parametrize(
    ("right", "wrong", "at"),
    [
        (r"\mathbb{E}_{t \sim P(\cdot \mid s, a)}[V(t)] = \sum_{t} P(t \mid s, a) V(t)",
         r"\mathbb{E}_{t \sim P(\cdot \mid s, a)}[V(t)] = \sum_{t} P(t \mid s, a) V(s)",
         {"P": NEXT, "V": V}),
        (r"\mathbb{E}_{t \sim P(\cdot \mid s, a)}[c] = c",
         r"\mathbb{E}_{t \sim P(\cdot \mid s, a)}[c V(t)] = c", {"P": NEXT, "V": V, "c": 1.3}),
        (r"D_{KL}(p \| q) = \sum_i p_i \log p_i - \sum_i p_i \log q_i",
         r"D_{KL}(p \| q) = D_{KL}(q \| p)", {"p": P, "q": Q}),
        (r"D_{\mathrm{KL}}(p \parallel q) = \mathbb{E}_{p(x)}[\log p(x) - \log q(x)]",
         r"D_{\mathrm{KL}}(p \parallel q) = \mathbb{E}_{q(x)}[\log p(x) - \log q(x)]",
         {"p": P, "q": Q}),
        (r"\operatorname{softmax}_j(e_{ij}) = \operatorname{softmax}(e)_{ij}",
         r"\operatorname{softmax}_i(e_{ij}) = \operatorname{softmax}(e)_{ij}", {"e": R}),
        (r"\log\operatorname{softmax}_j(2 u_{ij}) = 2 u_{ij} - \log \sum_k e^{2 u_{ik}}",
         r"\log\operatorname{softmax}_j(2 u_{ij}) = u_{ij} - \log \sum_k e^{2 u_{ik}}", {"u": R}),
        (r"{\sigma}(x) {g}(x) = \frac{g(x)}{1 + e^{-x}}", r"{g}(x) = x g(x)", {"x": 0.3}),
        (r"\begin{pmatrix} I & B \\ 0 & I \end{pmatrix} \begin{pmatrix} x \\ v \end{pmatrix} ="
         r"\begin{pmatrix} x + B v \\ v \end{pmatrix}",
         r"\begin{pmatrix} I & B \\ 0 & I \end{pmatrix} \begin{pmatrix} x \\ v \end{pmatrix} ="
         r"\begin{pmatrix} x \\ v + B^\top x \end{pmatrix}", {"B": B, "x": V[:2], "v": V}),
        (r"\begin{pmatrix} b & W \end{pmatrix} \begin{pmatrix} \mathbf{1}^\top \\ X \end{pmatrix} ="
         r"b \mathbf{1}_3^\top + W X", r"\begin{pmatrix} b & W \end{pmatrix} \begin{pmatrix}"
         r"\mathbf{1}^\top \\ X \end{pmatrix} = W X", {"b": V[:2], "W": A, "X": B}),
        (r"\mathbb{E}_{s \sim p, t \sim T(\cdot \mid s)}[V(t)] = \sum_s p_s \sum_t T_{ts} V_t",
         r"\mathbb{E}_{s \sim p, t \sim T(\cdot \mid s)}[V(t)] = \sum_s p_s \sum_t T_{st} V_t",
         {"p": P, "T": NEXT[:, :, 0], "V": V}),
        (r"d_2(a\,||\,b) = d_2(b||a)", r"d_2(a||b) = -d_2(b||a)", {"a": 0.3, "b": 0.7}),
        (r"D_{KL}(p \| q) \ge 0", r"D_{KL}(p \| q) \le 0.3", {"p": P, "q": Q}),
        (r"\sin^{-1}(\sin 0.5) = 0.5", r"\sin^{-1}(\sin 2) = 2", {}),
        (r"\sigma^{-1}(p) = \ln \frac{p}{1 - p}", r"\sigma^{-1}(p) = \ln \frac{1 - p}{p}",
         {"p": 0.3}),
        (r"\tanh^{-1} x = \tfrac12 \ln \frac{1 + x}{1 - x}", r"\tanh^{-1} x = \frac{1}{\tanh x}",
         {"x": 0.3}),
        (r"A \otimes B = \begin{bmatrix} A_{11} B & A_{12} B \\ A_{21} B & A_{22} B\end{bmatrix}",
         r"A \otimes B = \begin{bmatrix} A_{11} B & A_{21} B \\ A_{12} B & A_{22} B\end{bmatrix}",
         {"A": A, "B": B}),
        (r"\begin{pmatrix} A & B \end{pmatrix} \begin{pmatrix} u \\ v \end{pmatrix} = A u + B v",
         r"\begin{pmatrix} A & B \end{pmatrix} \begin{pmatrix} u \\ v \end{pmatrix} = A u - B v",
         {"A": A, "B": B, "u": V[:2], "v": V}),
        (r"\mathcal{N}(x; m, s^2 I) = \prod_i \mathcal{N}(x_i; m_i, s^2)",
         r"\mathcal{N}(x; m, s^2 I) = \prod_i \mathcal{N}(x_i; m_i, s)",
         {"x": V, "m": V + 0.3, "s": 0.8}),
        (r"Var[X] = \mathbb{E}[X^2] - (\mathbb{E}[X])^2", r"Var[X] = \mathbb{E}[X^2]", {"X": V}),
    ],
)  # fmt: skip
def test_what_they_say_is_compared_at_points(right: str, wrong: str, at: Mapping[str, Any]) -> None:
    page = Context()
    page.define(r"d_2(u || v) = (u - v)^2")
    page.define("g(x) = x^2")
    assert [statement.mark for statement in page.check(right, at).statements] == ["points"]
    with pytest.raises(FormulaError, match=r"this step is wrong|the sizes of the run only"):
        page.check(wrong, at)


def test_bayes_holds_of_what_the_page_defines() -> None:
    page = Context()
    page.define(r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}", BAYES, 0.28)
    assert page.check(r"P(A \mid B)\,P(B) = P(B \mid A)\,P(A)", BAYES).steps
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(r"P(A \mid B)\,P(A) = P(B \mid A)\,P(B)", BAYES)


def test_a_table_is_no_function_of_the_page() -> None:
    page = Context()
    page.define("f(x) = x^2")
    with pytest.raises(FormulaError, match="f is a function here"):
        page.check("f(x) = 4", {"f(x)": 4.0, "x": 2.0})
    assert "beside or below" in refusal(
        r"\begin{pmatrix} A & B \\ A & A \end{pmatrix} = 0", {"A": A, "B": B}
    )


def test_a_value_of_f_at_x_is_a_number_and_no_function() -> None:
    at = {"f(x)": 4.0, "x": 2.0, "y": 2.0}
    assert Context().check("2 f(x) = f(x) + f(x)", at).steps
    assert "by value only" in refusal(r"\frac{d}{dx} f(x) = 0", at)
    assert "f is not known here" in refusal("f(x) = f(y)", at)
    assert "is free here" in refusal("V(s) = V(t)", {"V": V})


def test_arguments_with_a_step_and_steps_beside_others_are_names() -> None:
    page = Context()
    page.define(r"\mu_\theta(x, t) = \frac{x}{t}")
    at = {"x_{t-1}": V, "x_t": 2 * V, "t": 3.0, r"\beta_t": 0.4}
    tex = r"p_\theta(x_{t-1} | x_t) = \mathcal{N}(x_{t-1}; \mu_\theta(x_t, t), \beta_t \mathbf{I})"
    apart = ((V - 2 * V / 3) ** 2).sum()
    assert page.define(tex, at, np.exp(-apart / 0.8) / (0.8 * np.pi) ** 1.5).compared
    noise = r"x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \epsilon"
    at = {"x_0": V, r"\bar\alpha_t": 0.64, r"\epsilon": 2 * V}
    assert Context().define(noise, at, 0.8 * V + 1.2 * V).compared


def test_a_name_with_brackets_is_mentioned_where_it_stands() -> None:
    names = {r"P(A)", r"P(B)", "P(x|y)", "P"}
    assert mentions(r"P(A) = 1", names) == {"P(A)", "P"}
    assert mentions(r"\mathbb{E}_{x \sim P(\cdot \mid y)}[x]", names) == {"P(x|y)", "P"}


@pytest.mark.parametrize("under", ["2 s^2", "s^2"])
def test_a_law_has_no_density_at_a_border_and_is_compared_elsewhere(under: str) -> None:
    given = {"v": np.array([0.5, 1.5]), "m": np.array([1.2, 0.3]), "s": 1.7, "n": 2}
    factor = rf"\frac{{1}}{{\sqrt{{2 \pi}} s}} e^{{-\frac{{(v_i - m_i)^2}}{{{under}}}}}"
    tex = rf"\mathcal{{N}}(v; m, s^2 I) = \prod_{{i=1}}^{{n}} {factor}, \qquad s > 0"
    if under == "2 s^2":
        assert Context().check(tex, given).steps[0].route == "points"
    else:
        assert "this step is wrong" in refusal(tex, given)
