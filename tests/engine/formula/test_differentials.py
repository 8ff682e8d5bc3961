"""Differentials, integrals without limits, sums up to an index, and what stands in front."""

from __future__ import annotations

from typing import Any

import pytest

from livecells.formula import Context, FormulaError
from livecells.formula.check.context import Given

SQUARE = [[2.0, 1.0], [1.0, 3.0]]
OTHER = [[2.0, 0.0], [1.0, 3.5]]
X = {"X": SQUARE}
BOTH = {"X": SQUARE, "Y": OTHER}
NUMBERS = {"x": 2.0, "y": 1.5}


def page(*definitions: str, **at: Any) -> Context:
    found = Context()
    for tex in definitions:
        found.define(tex, at or None)
    return found


def refusal(check: Context, tex: str, at: Given | None = None, **options: Any) -> str:
    with pytest.raises(FormulaError) as caught:
        check.check(tex, at, **options)
    assert caught.value.tex
    return caught.value.message


@pytest.mark.parametrize(
    ("at", "right", "wrong"),
    [
        (X, r"d(X^{-1}) = -X^{-1}\,dX\,X^{-1}", r"d(X^{-1}) = -dX\,X^{-1}\,X^{-1}"),
        (BOTH, r"d(XY) = (dX) Y + X\,dY", r"d(XY) = (dX) Y - X\,dY"),
        (
            X,
            r"d\log\det X = \operatorname{tr}(X^{-1} dX)",
            r"d\log\det X = \operatorname{tr}(X\,dX)",
        ),
        (NUMBERS, r"d(x^2 y) = 2xy\,dx + x^2\,dy", r"d(x^2 y) = 2xy\,dx + 2x^2\,dy"),
    ],
)
def test_a_differential_is_the_slopes_times_what_varies(at: Given, right: str, wrong: str) -> None:
    report = Context().check(right, at)
    assert [one.mark for one in report.statements] == ["points"]
    assert "this step is wrong" in refusal(Context(), wrong, at)


def test_a_differential_of_a_definition() -> None:
    check = page(r"L = \operatorname{tr}(X^\top X), \quad G = 2X", **X)
    check.check(r"dL = \operatorname{tr}(G^\top dX)")
    assert "this step is wrong" in refusal(check, r"dL = \operatorname{tr}(G\,dX)")


def test_a_differential_names_all_that_varies_or_keeps_it() -> None:
    check = page("f = x^2 + y^2", **NUMBERS)
    assert "no dy stands here" in refusal(check, r"df = 2x\,dx", NUMBERS)
    check.check(r"df = 2x\,dx", NUMBERS, fixed=["y"])
    check.check(r"df = \frac{\partial f}{\partial x} dx + \frac{\partial f}{\partial y} dy")
    assert "nothing to depend on" in refusal(page("c = 3"), "dc = 0")


def test_an_integral_without_limits_is_compared_by_slopes() -> None:
    check = page(r"f(x) = x^2, \quad g(x) = \sin x")
    for right in (r"\int x^2\,dx = \frac{x^3}{3} + C", r"\int \cos x\,dx = \sin x",
                  r"\int f(x) g'(x)\,dx = f(x) g(x) - \int f'(x) g(x)\,dx"):  # fmt: skip
        assert check.check(right, {"x": 2.0}).statements[0].mark == "points"
    for wrong in (r"\int x^2\,dx = \frac{x^3}{2} + C", r"\int \cos x\,dx = -\sin x",
                  r"\int f(x) g'(x)\,dx = f(x) g(x) + \int f'(x) g(x)\,dx"):  # fmt: skip
        message = refusal(check, wrong, {"x": 2.0})
        assert "both sides are differentiated by x" in message


@pytest.mark.parametrize(
    ("tex", "options"),
    [
        (r"\int x\,dx = \frac{x^2}{2}", {"equals": 2.0}),
        (r"x (\int x\,dx) = x", {}),
        (r"\left( \int x\,dx \right)^2 = x^4", {}),
    ],
)
def test_an_integral_without_limits_has_no_value(tex: str, options: dict[str, Any]) -> None:
    message = refusal(Context(), tex, {"x": 2.0}, **options)
    assert "known but for a constant" in message


def test_an_integral_without_limits_defines_nothing() -> None:
    with pytest.raises(FormulaError, match="defines nothing"):
        page("f(x) = x^2").define(r"F(x) = \int f(x)\,dx", {"x": 1.0})


def test_a_sum_up_to_an_index_of_the_left_side() -> None:
    x = [1.0, 2.0, 3.0]
    check = Context()
    check.define(r"c_j = \sum_{k=1}^{j} x_k", {"x": x, "c": [1.0, 3.0, 6.0]})
    check.check(r"\frac{\partial c_j}{\partial x_k} = [k \le j]", {"x": x})
    assert "this step is wrong" in refusal(
        check, r"\frac{\partial c_j}{\partial x_k} = [k < j]", {"x": x}
    )
    with pytest.raises(FormulaError, match="its definition differs"):
        Context().define(r"c_j = \sum_{k=1}^{j-1} x_k", {"x": x, "c": [1.0, 3.0, 6.0]})


def test_a_right_rule_about_a_given_name_is_told_that_it_may_be_a_definition() -> None:
    chances = {r"P(A \mid B)": 0.4, r"P(B \mid A)": 0.3, "P(A)": 0.4, "P(B)": 0.3}
    bayes = r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}"
    assert "write `define: true`" in refusal(Context(), bayes, chances)
    Context().define(bayes, chances)
    wrong = refusal(Context(), bayes, {**chances, "P(B)": 0.2})
    assert "define: true" not in wrong


def test_what_stands_below_a_mean_and_in_front_of_a_statement() -> None:
    two = {"p": [0.2, 0.8], "f": [1.0, 2.0]}
    mean = r"\underset{x \sim p}{\mathbb{E}}[f(x)] = \sum_x p(x) f(x)"
    assert Context().check(mean, two).statements[0].mark == "points"
    assert "this step is wrong" in refusal(Context(), mean.replace("= ", "= 2 "), two)
    table = {"Q": [[1.0, 2.0], [4.0, 3.0]], r"\mathcal{S}": [1, 2]}
    value = r"\forall s \in \mathcal{S}: V(s) = \max_a Q(s, a)"
    Context().define(value, table, [2.0, 4.0])
    with pytest.raises(FormulaError, match="another value"):
        Context().define(value, table, [2.0, 3.0])


def test_all_that_came_before_is_a_name() -> None:
    check = Context()
    check.define(r"h = w x_{<t} + x_t", {r"x_{<t}": 0.5, "x_t": 0.3, "w": 1.2}, 0.9)
    assert "is not known here" in refusal(Context(), r"x_{<t} = 1", {"x": 1.0})


def test_outside_of_an_interval() -> None:
    tex = (
        r"p_i = \begin{cases} \frac{1}{b-a} & x_i \in [a, b], \\ 0 & x_i \not\in [a, b] \end{cases}"
    )
    at = {"a": 1.0, "b": 3.0, "x": [0.5, 2.0, 4.0]}
    Context().define(tex, at, [0.0, 0.5, 0.0])
    with pytest.raises(FormulaError, match="cases"):
        Context().define(tex.replace(r"\not\in [a, b]", r"\not\in (a, b)"), at, [0.0, 0.5, 0.0])


def test_bold_with_one_subscript_is_a_row() -> None:
    rows = {"a": [[1.0, 2.0], [3.0, 5.0], [0.5, 0.25]]}
    Context().define(r"\mathbf{s} = \sum_i \mathbf{a}_i", rows, [4.5, 7.25])
    Context().define(r"s = \sum_i a_i", rows, 11.75)


def test_a_numbered_delta_is_a_name() -> None:
    check = Context()
    check.define(r"\delta_0 = 0, \quad \delta_1 = \delta_0 + 3 - 1 = 2")
    assert "this step is wrong" in refusal(check, r"\delta_1 = 3")


def test_a_function_of_an_index_is_an_array() -> None:
    at = {"p": [0.2, 0.3, 0.5], r"\alpha": 2.0}
    share = [0.04 / 0.38, 0.09 / 0.38, 0.25 / 0.38]
    Context().define(r"P(i) = \frac{p_i^\alpha}{{\sum_k} p_k^\alpha}", at, share)


def test_a_sum_from_the_greater_of_zero_counts_from_zero() -> None:
    around = r"b_c = \sum_{k=\max(0, c-1)}^{\min(3, c+1)} a_k"
    Context().define(around, {"a": [1.0, 2.0, 5.0, 9.0]}, [3.0, 8.0, 16.0, 14.0])
