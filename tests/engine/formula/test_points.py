"""Where formulas are compared: borders, sizes, run values that hide a part; what a mark claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from livecells.blocks.equations import Equation
from livecells.builder.equation_check import check_page
from livecells.formula import Context, FormulaError

At = Mapping[str, Any]
X = [0.5, -1.2, 0.8]


def refusal(tex: str, at: At | None = None, *definitions: str, **options: Any) -> str:
    page = Context()
    for definition in definitions:
        page.define(definition)
    with pytest.raises(FormulaError) as caught:
        page.check(tex, at, **options)
    return str(caught.value)


def untested(tex: str, at: At, equals: Any) -> str:
    """What a page with this definition alone is told at its end; empty if nothing."""
    page = Context()
    page.define(tex, at, equals, name="own")
    return str(page.untested().get("own", ""))


# --- borders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "at"),
    [
        (
            r"\operatorname{relu}'(x) = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0\end{cases}",
            {"x": 1.5},
        ),
        (r"\frac{d}{dx}|x| = \begin{cases} 1 & x \ge 0 \\ -1 & x < 0\end{cases}", {"x": 1.5}),
        (r"\frac{\partial}{\partial x}\max(x, y) = [x \ge y]", {"x": 1.5, "y": 1.0}),
        (r"\min(\max(0, x), 6) = \max(0, x)", {"x": 1.0}),
        (r"\frac{d}{dx}\min(x, 3) = 1", {"x": 1.0}),
        (r"[x_i > 0.7] = [x_i \ge 0.75]", {"x": X}),
    ],
)
def test_what_differs_at_a_border_or_beyond_it_is_refused(tex: str, at: At) -> None:
    assert "this step is wrong" in refusal(tex, at)


def test_cases_need_no_row_for_points_that_the_equation_is_not_about() -> None:
    tex = r"\frac{d|w|}{dw} = \begin{cases} 1 & w > 0 \\ -1 & w < 0 \end{cases}"
    assert r"where it holds: x \ne 0" in refusal(tex, {"w": -1.5})
    for beside in (r", \quad w \ne 0", r" \quad (w \ne 0)"):
        assert Context().check(tex + beside, {"w": -1.5}).statements[0].mark == "points"
    assert "no case holds at w = 0" in refusal(tex + r", \quad w \ne 1", {"w": -1.5})


def test_a_kink_has_the_slope_that_torch_gives_it() -> None:
    tex = r"\operatorname{relu}'(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0\end{cases}"
    assert Context().check(tex, {"x": 1.5}).statements[0].mark == "points"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (r"1 & x > 0 \\ 0 & x < 0", "no case holds at x = 0"),
        (r"1 & x > 1.5 \\ 0 & x < 1.25", "no case holds at x = 1."),
        (r"1 & x \ge 0 \\ 0 & x \le 0", "two of these conditions hold"),
    ],
)
def test_gaps_and_overlaps_of_a_definition_are_told_at_once(rows: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message.replace(".", r"\.")):
        Context().define(rf"r = \begin{{cases}} {rows} \end{{cases}}", {"x": 2.5}, equals=1.0)


def test_the_point_of_the_run_is_never_left_out() -> None:
    norm = r"\frac{\partial \lVert x\rVert}{\partial x_i} = \frac{x_i}{\lVert x\rVert}"
    assert "at the run's values one side has no value" in refusal(norm, {"x": [0.0, 0.0]})
    assert "no value" in refusal(r"\frac{x^2}{x} = x", {"x": 0.0})
    assert Context().check(norm, {"x": [3.0, 4.0]}).steps


# --- chains, sizes, lengths -----------------------------------------------------------------------


def test_a_number_does_not_join_two_formulas() -> None:
    assert "wrong" in refusal(r"\frac{d}{dx} x^3 = 3x^2 = 12 = 6x", {"x": 2.0})


def test_a_number_at_a_special_value_says_nothing() -> None:
    assert "wrong" in refusal(r"\frac{d}{dx} x^3 = 3", {"x": 1.0})
    report = Context().check(r"\frac{d}{dx} x^3 = 12", {"x": 2.0})
    assert [statement.mark for statement in report.statements] == ["run"]


@pytest.mark.parametrize(
    ("tex", "at", "equals"),
    [
        (r"f'(x) = 3", {"x": 1.0}, 3.0),
        (r"\frac{e^{v_i}}{\sum_j e^{v_j}} = \frac13", {"v": [2.0] * 3}, [1 / 3] * 3),
        (r"0 < \sigma(x) < \frac12", {"x": -1.7}, None),
        (r"x < 2", {"x": 1.5}, None),
        (r"\lfloor x \rfloor = x", {"x": 3.0}, 3.0),
        (r"|x| = x", {"x": 2.5}, 2.5),
        (r"\binom{n}{k} = n", {"n": 5.0, "k": 1.0}, 5.0),
        (r"\langle v, w \rangle = v_1 w_1", {"v": [2.0, 0.0], "w": [3.0, 1.0]}, 6.0),
    ],
)
def test_what_holds_at_the_values_of_the_run_only_is_refused(tex: str, at: At, equals: Any) -> None:
    assert "this step is wrong" in refusal(tex, at, "f(x) = x^3", equals=equals)


def test_a_value_may_be_said_of_the_point_alone() -> None:
    page = Context()
    page.define("f(x) = x^3")
    for tex, options in (("f'(x) = 3", {"fixed": ["x"]}), (r"f'(x) < 4", {"fixed": ["x"]})):
        report = page.check(tex, {"x": 1.0}, **options)
        assert [statement.mark for statement in report.statements] == ["run"]
    assert "it holds at the run's values: say so" in refusal("f'(x) = 3", {"x": 1.0}, "f(x) = x^3")
    last = page.check(r"f'(x) = 3x^2 = 3", {"x": 1.0}, equals=3.0)
    assert [statement.mark for statement in last.statements] == ["points"]


def test_steps_of_a_given_sequence_are_compared_at_its_values() -> None:
    at = {"x": [1.0, 0.95, 0.9025], r"\eta": 0.1, r"\lambda": 0.5}
    step = r"x_{t+1} = x_t - \eta\lambda x_t = (1 - \eta\lambda) x_t, \quad t = 1, \dots, 2"
    assert Context().check(step, at).steps[0].route == "run"
    assert "this step is wrong" in refusal(step.replace(r"- \eta", r"+ \eta"), at)


def test_an_approximation_of_two_formulas_holds_around_the_run_too() -> None:
    cube = (r"f(x) = x^3, \quad y = f(x)",)
    right = r"\frac{\partial y}{\partial x} \approx \frac{f(x + h) - f(x - h)}{2h}"
    page = Context()
    page.define(*cube)
    assert page.check(right, {"x": 1.0, "h": 0.001}, approx=1e-5).steps
    wrong = right.replace("f(x + h)", "f(y + h)")
    told = refusal(wrong, {"x": 1.0, "h": 0.001}, *cube, approx=1e-5)
    assert "this is so at the run's values only" in told


@pytest.mark.parametrize(
    ("tex", "at"),
    [
        (r"\sum_{i=1}^{n} x_i = \sum_{i=1}^{m} x_i", {"x": X}),
        (r"\bar{x} = \frac1N \sum_{i=1}^{Q} x_i", {"x": X, r"\bar{x}": 0.1, "N": 3}),
        (r"\sum_{j=1}^{p} w_j = \sum_{j=1}^{\xi} w_j", {"w": [1.5, -0.4], "p": 2}),
    ],
)
def test_a_second_letter_for_a_number_of_entries_is_a_slip(tex: str, at: At) -> None:
    assert "counts as many entries" in refusal(tex, at)


def test_two_axes_of_one_length_have_their_own_letters() -> None:
    square = [[1.0, 2.0], [2.5, 4.0]]
    tex = r"\sum_{i=1}^n\sum_{j=1}^m A_{ij} = \sum_{j=1}^m\sum_{i=1}^n A_{ij}"
    assert Context().check(tex, {"A": square}).steps


def test_entries_are_counted_from_one_number_on() -> None:
    mean = r"u = \frac1n \sum_{i=1}^{n} x_i"
    told = refusal(r"\frac1n \sum_{i=0}^{n-1} x_i = u", {"x": X}, mean)
    assert "counted from 0 in one place and from 1 in another" in told


def test_two_updates_of_one_name_are_not_read() -> None:
    told = refusal(r"v \leftarrow 2v, \qquad v \leftarrow 3v", {"v": 1.5}, equals=4.5)
    assert "this is updated twice" in told


@pytest.mark.parametrize(
    ("tex", "y"),
    [
        (r"\frac{\partial L}{\partial y_i} = y_i - t_i", [1.0, 2.0]),
        (r"\frac{\partial L}{\partial y_i} = 2(y_i - t_i)", [1.0]),
    ],
)
def test_what_holds_for_the_size_of_the_run_only_is_refused(tex: str, y: list[float]) -> None:
    loss = r"L = \frac1n\sum_{i=1}^n (y_i-t_i)^2"
    page = Context()
    page.define(loss, {"y": y, "t": [0.3] * len(y)})
    with pytest.raises(FormulaError, match="this holds for the sizes of the run only"):
        page.check(tex, {"y": y, "t": [0.3] * len(y)})
    page.check(r"\frac{\partial L}{\partial y_i} = \frac2n (y_i - t_i)", {"y": y, "t": y})


@pytest.mark.parametrize("high", ["n-1", "n+1"])
def test_a_limit_is_what_is_written(high: str) -> None:
    with pytest.raises(FormulaError):
        Context().define(rf"s = \sum_{{i=1}}^{{{high}}} x_i^2", {"x": X}, equals=2.33)


def test_one_letter_is_one_length_on_all_the_page() -> None:
    tex = r"\sum_{i=1}^n w_i + \sum_{j=1}^n x_j = \sum_i w_i + x_1 + x_2"
    assert "n is" in refusal(tex, {"w": [1.0, 2.0], "x": [1.0, 2.0, 3.0]})


def test_a_number_on_a_matrix_is_no_entry() -> None:
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert "may be a row or an entry" in refusal("W_2 = 2", {"W": matrix})
    assert Context().check("W_{12} = W_{1,2}", {"W": matrix}).steps


# --- what the run hides ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "at", "equals"),
    [
        ("z = X w - d", {"X": [[1.0, 2.0], [3.0, 4.5]], "w": [1.5, 0.5], "d": 0.0}, [2.5, 6.75]),
        (r"w = a - 4 \max(0, a + b)", {"a": -4.0, "b": 2.0}, -4.0),
        (r"y = A^\top x", {"A": [[1.0, 2.0], [2.0, 4.0]], "x": [1.0, 3.0]}, [7.0, 14.0]),
        (r"g = \sum_i x_i^3", {"x": [1.0, 1.0]}, 2.0),
        (r"u = \frac{m}{\sqrt{v + e}}", {"m": 0.1, "v": 0.3, "e": 1e-8}, 0.18257418),
    ],
)
def test_a_part_that_the_run_does_not_show_is_told(tex: str, at: At, equals: Any) -> None:
    assert "the values of the run do not test this part" in untested(tex, at, equals)


def test_a_later_equation_tests_what_the_run_hides() -> None:
    page = Context()
    page.define("z = w x + d", {"w": 1.5, "x": 2.5, "d": 0.0}, equals=3.75, name="own")
    assert page.untested()
    page.check(r"\frac{\partial z}{\partial d} = 1", {"w": 1.5, "x": 2.5, "d": 0.0})
    assert not page.untested()


def test_the_end_of_a_page_is_told_with_its_equation() -> None:
    options = {"define": True}
    own = Equation("own", "z = w x + d", 1, {"w": 1.5, "x": 2.5, "d": 0.0}, 3.75, options)
    (outcome,) = check_page([own], lambda _: 0.0, {})
    assert outcome.kind == "failed"
    assert "do not test this part of z" in outcome.fault


# --- definitions and marks ------------------------------------------------------------------------


def test_a_definition_is_one_only_where_the_author_says_so() -> None:
    tex = r"q = 7x, \qquad y = x^2"
    assert "q is not known here" in refusal(tex, {"x": 2.0}, equals=4.0)


def test_a_second_definition_has_to_say_the_same() -> None:
    page = Context()
    page.define("L = (y - t)^2", {"y": 1.5, "t": 0.25})
    page.define("L = y^2 - 2 y t + t^2", {"y": 1.5, "t": 0.25})
    with pytest.raises(FormulaError, match="L is defined already, and this is not the same"):
        page.define("L = (y - t)^3", {"y": 1.5, "t": 0.25})


def test_marks_say_of_each_statement_what_it_was_compared_with() -> None:
    report = Context().define("u = a + b, p = 3a", {"a": 1.25, "b": 2.5}, equals=3.75)
    assert [statement.mark for statement in report.statements] == ["nothing", "run"]
    outcome = check_page(
        [Equation("own", "u = a + b, p = 3a", 1, {"a": 1.25, "b": 2.5}, 3.75, {"define": True})],
        lambda _: 0.0,
        {},
    )[0]
    assert (outcome.kind, outcome.uncompared, outcome.at_run) == ("definition", 1, 1)


def test_entries_are_compared_each_at_its_own_scale() -> None:
    with pytest.raises(FormulaError, match="the run gives another value"):
        Context().define("y_i = x_i^2", {"x": [1.0, 1000.0]}, equals=[9.0, 1e6])


def test_a_layer_of_a_real_size_is_checked() -> None:
    rng = np.random.default_rng(0)
    at = {"W": rng.normal(size=(64, 64)), "x": rng.normal(size=(8, 64)), "b": rng.normal(size=64)}
    page = Context()
    page.define(r"z_{ni} = \sum_j W_{ij} x_{nj} + b_i, \quad L = \frac12 \sum_{n,i} z_{ni}^2", at)
    report = page.check(r"\frac{\partial L}{\partial W_{ij}} = \sum_n z_{ni} x_{nj}", at)
    assert [statement.mark for statement in report.statements] == ["points"]


def test_a_display_that_takes_too_long_or_fails_inside_has_a_place() -> None:
    for tex in (r"\sum_{i=1}^{10000000} i = x", r"\det x = 1"):
        assert "x" in refusal(tex, {"x": 2.5})


@pytest.mark.parametrize("arrow", [r"\leftarrow", r"\gets"])
def test_an_update_is_compared_with_the_value_after_it(arrow: str) -> None:
    at = {"v": [0.4, -0.3], "b": 0.9, "g": [1.2, 0.7]}
    report = Context().check(rf"v {arrow} b v + (1 - b) g", at, [0.48, -0.2])
    assert [statement.mark for statement in report.statements] == ["run"]
    for wrong in ("(2 - b) g", "(1 + b) g", "(1 - b) v"):
        said = refusal(rf"v {arrow} b v + {wrong}", at, equals=[0.48, -0.2])
        assert "the run gives another value" in said


def test_a_side_without_a_value_is_no_value_of_the_run() -> None:
    said = refusal(r"d = \frac{a}{g - g}", {"a": 1.5, "g": 2.5}, equals=0.75)
    assert "has no value" in said


# --- digits, names of functions and of squares ----------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "at", "equals"),
    [
        ("x = 645.57731", {"x": 645.5773}, None),
        ("x^2 = 0.2500000001", {"x": 0.5}, None),
        (r"\frac{x}{3} = 0.1666666", {"x": 0.5}, None),
        (r"x = 2.5000001 \times 10^{-3}", {"x": 0.0025}, None),
        (r"x = \begin{pmatrix} 0.1 \\ 0.230000001 \end{pmatrix}", {"x": [0.1, 0.23]}, None),
        ("x = 0.33333334", {"x": 1 / 3}, 1 / 3),
    ],
)
def test_a_printed_digit_more_than_the_run_has_is_refused(tex: str, at: At, equals: Any) -> None:
    assert re.search("this step is wrong|another value", refusal(tex, at, equals=equals))


@pytest.mark.parametrize(
    ("tex", "at", "equals"),
    [
        ("x = 645.5773", {"x": 645.5773}, None),
        (r"\frac{x}{3} = 0.1666667", {"x": 0.5}, None),
        ("3 x = 0.3", {"x": np.float32(0.1)}, None),
        (r"x = \begin{pmatrix} 0.1 \\ 0.23 \end{pmatrix}", {"x": [0.1, 0.23]}, None),
        ("x = 0.33333333", {"x": 1 / 3}, 1 / 3),
        ("x = 0.841471", {"x": np.float32(np.sin(1))}, np.float32(np.sin(1))),
    ],
)
def test_a_number_rounded_at_its_last_digit_is_taken(tex: str, at: At, equals: Any) -> None:
    assert Context().check(tex, at, equals).statements[0].mark == "run"


def test_a_function_needs_its_argument_where_others_have_theirs() -> None:
    message = refusal(r"\frac{r(0) - r(-r)}{h} = 0", {"h": 0.1, "x": 2}, r"r(x) = \max(0, x)")
    assert "r is a function, and r(...) stands beside it" in message
    page = Context()
    page.define("f(x) = x^2")
    assert page.check(r"\frac{df}{dx} = f'(x) = 2x", {"x": 1.5}).steps


def test_a_square_is_not_negative() -> None:
    with pytest.raises(FormulaError, match=r"sigma\^2 is a square, and a value of the run is neg"):
        Context().define(r"\sigma_i^2 = 2 x_i", {"x": X}, 2 * np.array(X))
    for other in (r"g^2 = \sum_i x_i^2", r"N^2 = \sum_i x_i^2"):  # squares of what has no meaning
        with pytest.raises(FormulaError, match="is not known here"):
            Context().define(other, {"x": X}, np.square(X).sum())
    assert Context().define(r"\sigma^2 = \sum_i x_i^2", {"x": X}, np.square(X).sum()).compared
    assert Context().define("R^2 = 1 - x", {"x": 3.0}, -2.0).compared


# --- how exact a value is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        (r"u = \sqrt{v}", 0.3**0.5 + 1e-8),
        (r"u = \frac{m}{\sqrt{v}}", 0.1 / (0.3**0.5 + 1e-8)),
        (r"u = \frac{m}{\sqrt{v + 10^{-8}}}", 0.1 / (0.3**0.5 + 1e-8)),
    ],
)
def test_numbers_of_float64_tell_small_terms_apart(tex: str, value: float) -> None:
    with pytest.raises(FormulaError, match="the run gives another value") as caught:
        Context().define(tex, {"v": 0.3, "m": 0.1}, value)
    shown = re.findall(r"(?:u|run +) ?=? ?(0\.\d+)", str(caught.value))
    assert len(set(shown)) == 2, "the message shows the digit that differs"


@pytest.mark.parametrize("value", [0.1 / 0.3**0.5, 0.1825742, 0.1825741858, float(np.float32(0.1))])
def test_numbers_that_were_copied_have_the_digits_that_they_show(value: float) -> None:
    tex = r"u = \frac{m}{\sqrt{v}}" if value > 0.11 else "u = m"
    assert Context().define(tex, {"v": 0.3, "m": 0.1}, value).compared is not None


@pytest.mark.parametrize("tex", ["W_q = W_q", "x + y = x + y", r"\sin x = \sin  x"])
def test_two_sides_that_are_one_have_no_tick(tex: str) -> None:
    at = {"W_q": [1.0, 2.0], "W_k": [3.0, 4.0], "x": 1.5, "y": 0.3}
    assert Context().check(tex, at).statements[0].mark == "nothing"
    assert Context().check(f"2 + {tex} + 2", at).statements[0].mark == "points"


def test_a_value_that_was_copied_from_float32_is_none_of_float64() -> None:
    assert Context().check(r"0.1 \cdot x - 0.3 = 0", {"x": 3.0000001192}).steps


@pytest.mark.parametrize(
    ("tex", "x"),
    [
        (r"\lceil x \rceil = \lfloor x \rfloor + 1", 1.7),
        (r"\lceil x \rceil - \lfloor x \rfloor = 1", 1.7),
        (r"\lfloor -x \rfloor = -\lfloor x \rfloor - 1", 1.7),
        (r"\lfloor x + \tfrac12 \rfloor = \operatorname{round}(x)", 1.7),
        (r"\lfloor \frac{x}{2} \rfloor = \lceil \frac{x}{2} \rceil - 1", 1.7),
        (r"\lfloor x_i \rfloor + \lfloor -x_i \rfloor = -1", [1.7, 0.3]),
    ],
)
def test_whole_parts_are_tried_where_they_jump(tex: str, x: object) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at={"x": x})


@pytest.mark.parametrize(
    "tex",
    [
        r"\lfloor x + 1 \rfloor = \lfloor x \rfloor + 1",
        r"\lceil x \rceil = -\lfloor -x \rfloor",
        r"x - \lfloor x \rfloor < 1",
        r"\lfloor \frac{\lfloor x \rfloor}{2} \rfloor = \lfloor \frac{x}{2} \rfloor",
    ],
)
def test_what_is_right_of_whole_parts_stays_right(tex: str) -> None:
    assert Context().check(tex, at={"x": 1.7}).statements[0].mark == "points"
