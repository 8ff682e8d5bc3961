"""What could mean two things, or nothing: a d that is a symbol, a symbol both defined and given, a
function of itself, cases with a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from livecells.blocks.equations import Equation
from livecells.builder.outcomes import outcome_of
from livecells.formula import Context, FormulaError

TWO = np.array([1.0, 2.0])
THREE = np.array([1.0, 2.0, 3.0])


@pytest.fixture
def with_d() -> Context:
    page = Context()
    page.define("y = t^2")
    page.define("d = 2t", {"t": 1.5}, equals=3.0)
    return page


def refusal(page: Context, tex: str, at: Mapping[str, Any]) -> str:
    with pytest.raises(FormulaError) as caught:
        page.check(tex, at)
    return str(caught.value)


# --- d --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{d y}{d t} = 2t",
        r"\frac{dy}{dt} = \frac{y}{t}",
        r"\frac{\mathrm{d} y}{\mathrm{d} t} = 2t",
        r"\frac{d}{d t} y = 2t",
        r"\frac{d^2 y}{d t^2} = 2",
        r"\frac{d (y + 1)}{d t} = 2t",
    ],
)
def test_a_fraction_of_ds_is_refused_where_d_is_a_symbol(with_d: Context, tex: str) -> None:
    message = refusal(with_d, tex, {"t": 1.5})
    assert "d is a symbol here: is this a derivative or a quotient?" in message


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{\partial y}{\partial t} = 2t",
        r"\frac{\partial d}{\partial t} = 2",
        r"\frac{d \cdot y}{d \cdot t} = t",
        r"\frac{d}{d + t} = \frac{2}{3}",
        r"\frac{d}{2} = t",
    ],
)
def test_what_can_be_read_in_one_way_is_read_where_d_is_a_symbol(with_d: Context, tex: str) -> None:
    assert with_d.check(tex, {"t": 1.5}).steps


def test_a_symbol_d_at_the_end_of_an_equation_is_read(with_d: Context) -> None:
    assert with_d.check(r"4t = 2\,d", {"t": 1.5}).steps


@pytest.mark.timeout(20)
def test_a_d_that_nobody_knows_at_the_end_of_an_equation_is_refused() -> None:
    assert "d is not known here" in refusal(Context(), "2t = d", {"t": 1.5})


# --- defined above, and given ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "at"),
    [
        ("x_i + t_i = 2 t_i", {"x": TWO, "t": TWO}),
        ("2x = x + x", {"x": TWO, "t": TWO}),
        ("2x = x + x", {"x": 3.0, "t": THREE, "b": THREE}),
        ("2x = x + x", {"x": THREE, "t": THREE, "b": THREE}),
    ],
)
def test_another_value_of_a_defined_symbol_is_refused_by_the_name_of_its_equation(
    tex: str, at: Mapping[str, Any]
) -> None:
    page = Context()
    page.define("x = t + b", {"t": THREE, "b": THREE}, name="two-parts")
    message = refusal(page, tex, at)
    assert "x is defined by equation 'two-parts' above, and `at` gives it another value" in message


def test_a_defined_symbol_given_without_what_it_is_made_of_is_refused() -> None:
    page = Context()
    page.define("x = t + b", {"t": THREE, "b": THREE}, name="two-parts")
    message = refusal(page, "2x = x + x", {"x": THREE, "t": THREE})
    assert "'two-parts' above" in message
    assert "it is made of b" in message


def test_the_message_names_the_equation_as_the_page_does() -> None:
    page = Context()
    options = {"define": True}
    first = Equation("two-parts", "x = t + 1", 1, options=options)
    assert outcome_of(page, first, {"t": 1.0}, 2.0).kind == "checked"
    outcome = outcome_of(page, Equation("again", "2x = x + x", 5), {"x": 3.0, "t": 1.0}, 6)
    assert outcome.kind == "failed"
    assert "x is defined by equation 'two-parts' above" in outcome.fault


def test_a_symbol_defined_anew_may_be_given() -> None:
    page = Context()
    page.define("x = t + 1", {"t": 1.0}, equals=2.0, name="old")
    report = page.define("x = 3t = t + 2t", {"t": 1.0, "x": 3.0}, again=True, name="new")
    assert [step.lhs for step in report.confirmed] == ["x"]


# --- no meaning -----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["4 u(x) (1 - u(x))", "1 + v(x)"])
def test_a_function_defined_by_itself_is_refused(body: str) -> None:
    page = Context()
    page.define("v(x) = u(x)")
    with pytest.raises(FormulaError, match=r"is defined by itself|u is a function"):
        page.define(f"u(x) = {body} = x", {"x": 0.2})


def test_a_function_of_itself_at_a_point_is_read() -> None:
    page = Context()
    page.define("u(x) = 2x")
    assert page.check("u(u(x)) = 4x", {"x": 0.2}).steps


def test_cases_that_leave_a_gap_are_refused() -> None:
    page = Context()
    page.define(r"r = \max(0, x)")
    tex = r"\frac{d r}{d x} = \begin{cases} 1 & x > 1 \\ 0 & x \le 0 \end{cases}"
    message = refusal(page, tex, {"x": 1.5})
    assert "no case holds at x = 0." in message
    assert page.check(tex.replace("> 1", "> 0"), {"x": 1.5}).steps


def test_cases_that_leave_out_a_kink_are_refused() -> None:
    tex = r"|x| = \begin{cases} x & x > 0 \\ -x & x < 0 \end{cases}"
    assert "no case holds at x = 0" in refusal(Context(), tex, {"x": 1.5})
    assert Context().check(tex.replace("x < 0", r"x \le 0"), {"x": 1.5}).steps


# --- functions with a subscript -------------------------------------------------------------------

FAMILY = (r"f_i(x) = a_i x^2", r"F_{ij}(x) = a_i b_j x", r"g(x, y) = x^2 y + y^3")
GIVEN = {"a": [1.5, 2.0, 5.0], "b": [2.0, 3.0], "x": 0.4, "y": 0.7}


@pytest.mark.parametrize(
    "tex",
    [
        r"f_j(x) = a_j x^2",
        r"\sum_i f_i(x) = x^2 \sum_i a_i",
        r"f_2(3) = 9 a_2",
        r"f_i'(x) = 2 a_i x",
        r"\frac{\partial}{\partial x} f_i(x) = 2 a_i x",
        r"F_{ij}(x) = a_i x b_j",
        r"g_x(x, y) = 2 x y",
        r"g_y = x^2 + 3 y^2",
        r"g_{xy} = g_{yx}(x, y) = 2x",
        r"g_{yy}(1, 2) = 12",
        r"g_x(y, x) = 2 x y",
    ],
)
def test_a_subscript_of_a_function_is_one_of_a_family_or_a_derivative(tex: str) -> None:
    page = Context()
    for definition in FAMILY:
        page.define(definition)
    assert page.check(tex, GIVEN).statements[0].mark == "points"


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"f_1(x) = a_2 x^2", "this step is wrong"),
        (r"f(x) = a_1 x^2", "f was defined with a subscript"),
        (r"g_1(x, y) = x x y + y^3", "g was defined without a subscript"),
        (r"x g_k(x, y) = x^3 y + x y^3", "g was defined without a subscript"),
        (r"g_x(x, y) = x^2 + 3 y^2", "this step is wrong"),
        (r"g_{xx}(x, y) = 2 x", "this step is wrong"),
        (r"f_4(x) = 5 x^2", "index 4 is outside of 3 entries"),
    ],
)
def test_no_subscript_of_a_function_is_dropped(tex: str, message: str) -> None:
    page = Context()
    for definition in FAMILY:
        page.define(definition)
    with pytest.raises(FormulaError, match=message):
        page.check(tex, GIVEN)


def test_the_gradients_of_a_family_are_summed() -> None:
    at = {"w": [1.0, 2.0], "X": [[1.0, 2.0], [3.0, 1.5], [0.2, 0.4]], "y": [1.0, 2.0, 5.0], "n": 3}
    page = Context()
    page.define(r"f_i(w) = (\sum_j X_{ij} w_j - y_i)^2")
    page.define(r"L(w) = \frac{1}{n} \sum_{i=1}^n f_i(w)")
    right = r"\frac{1}{n} \sum_{i=1}^n \nabla f_i(w) = \nabla L(w)"
    assert page.check(right, at, fixed=["n"]).steps
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(r"\sum_{i=1}^n \nabla f_i(w) = \nabla L(w)", at, fixed=["n"])


def test_what_stands_behind_the_bar_is_an_argument_too() -> None:
    page = Context()
    page.define(r"p(x \mid \theta) = \theta e^{-\theta x}")
    at = {"x": [1.0, 2.0], "\\theta": 0.4}
    tex = r"\sum_i \log p(x_i \mid \theta) = \sum_i (\log \theta - \theta x_i)"
    assert page.check(tex, {**at, "\\theta": 0.4}, fixed=["x"]).steps


def test_arguments_of_a_function_are_held_at_a_point() -> None:
    page = Context()
    page.define(r"g(x, y) = x^2 y + y^3")
    at = {"x": 0.4, "y": 0.7}
    right = r"\left. \frac{\partial g}{\partial x} \right|_{x=2,\, y=5} = 20"
    assert page.check(right, at).steps
    assert page.check(r"\nabla^2 g = \begin{pmatrix} 2y & 2x \\ 2x & 6y \end{pmatrix}", at).steps
    for wrong in (
        right.replace("20", "4"),
        r"\nabla^2 g = \begin{pmatrix} 2y & 0 \\ 0 & 6y \end{pmatrix}",
    ):
        with pytest.raises(FormulaError, match="this step is wrong"):
            page.check(wrong, at)
    with pytest.raises(FormulaError, match="z does not occur"):
        page.check(
            r"\left. \frac{\partial g}{\partial x} \right|_{x=2,\, z=5} = 20", {**at, "z": 1}
        )
