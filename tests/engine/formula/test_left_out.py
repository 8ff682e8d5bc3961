r"""What the field leaves out: the n of \frac{1}{n} \sum_i, that \bar{x} is a mean, f^2(x)."""

import pytest
import torch

from livecells.formula import Context, FormulaError

X = [0.5, -1.2, 0.8]
QUOTIENTS = r"\frac{d}{dx} \frac{f(x)}{g(x)} = \frac{g(x) f'(x) - f(x) g'(x)}{POWER}"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\operatorname{Var}(x) = \frac{1}{n} \sum_i (x_i - \bar{x})^2", r"\frac{1}{2n}"),
        (r"\sum_i (x_i - \bar{x}) = 0", r"2\bar{x}"),
        (r"\frac{1}{2n} \sum_i x_i = \frac{\bar{x}}{2}", r"\frac{1}{3n}"),
        (r"\frac{1}{n} \sum_i x_i = \bar{x}", r"\frac{1}{n - 1}"),
    ],
)
def test_n_counts_the_terms_and_a_bar_is_a_mean(right: str, wrong: str) -> None:
    assert Context().check(right, at={"x": X}).statements[0].mark == "points"
    here = next(p for p in (r"\frac{1}{n}", r"\frac{1}{2n}", r"\bar{x}") if p in right)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(right.replace(here, wrong, 1), at={"x": X})


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\frac{1}{n} \sum_i x_i = \frac{1}{m} \sum_i x_i", "n counts as many|m counts as many"),
        (r"\sum_i (x_i - \bar{y}) = 0", "y_bar is not known"),
        (r"n \bar{x} = \sum_i x_i", "n is not known"),
        (r"\frac{1}{n} + \sum_i x_i = \sum_i x_i", "n is not known"),
    ],
)
def test_only_what_has_no_other_meaning_is_meant(tex: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        Context().check(tex, at={"x": X})


def test_a_name_with_a_bar_that_has_a_value_is_that() -> None:
    page = Context()
    page.define(r"\bar{x} = x_1 + x_2", {"x": X})
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(r"\bar{x} = \frac{1}{3} \sum_i x_i", {"x": X})


def test_beside_f_of_x_a_square_is_a_power_and_the_mark_says_so() -> None:
    page = Context()
    page.define(r"f(x) = x^3, \quad g(x) = \sin x")
    report = page.check(QUOTIENTS.replace("POWER", "g^2(x)"), at={"x": 1.2})
    assert report.notes == ("g^2(x) is read as the power (g(x))^2.",)
    for tex, message in (
        (QUOTIENTS.replace("POWER", "g^3(x)"), "this step is wrong"),
        (r"f^2(x) = f(f(x))", "this step is wrong"),
        (r"f^2(x) = x^6", "or a power?"),
        (r"f^{-1}(x) = \frac{1}{f(x)}", "not known here"),
    ):
        with pytest.raises(FormulaError, match=message):
            page.check(tex, at={"x": 1.2})


def test_a_constant_is_one_that_the_display_says_to_be_one() -> None:
    given = {"x": 1.5, "C": 2.0}
    Context().check(r"\frac{d}{dx} C = 0 \quad \text{for any constant $C$}", at=given)
    with pytest.raises(FormulaError, match=r"by value only.*for any constant \$C\$"):
        Context().check(r"\frac{d}{dx} C = 0", at=given)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\frac{d}{dx} C = 1 \quad \text{for any constant $C$}", at=given)


@pytest.mark.parametrize("w", [[1.0, 2.0], [[1.0, 2.0], [3.0, 4.5]]])
def test_one_0_for_an_array_of_zeros_for_each_index_is_compared(w: object) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\nabla_w w_i = 0", at={"w": w})


PARTS = {"x": [0.69, -0.94], "a": [-1.33, -0.68, 0.47]}


@pytest.mark.parametrize(
    "displays",
    [
        [r"f_i = (x_1 a_i - x_2)^2, \quad f = \frac{1}{n} \sum_{i=1}^n f_i"],
        [r"f_i = (x_1 a_i - x_2)^2", r"f = \frac{1}{n} \sum_{i=1}^n f_i"],
    ],
)
def test_a_mean_and_the_parts_that_it_is_made_of_may_have_one_letter(displays: list[str]) -> None:
    page = Context()
    for tex in displays:
        page.define(tex, PARTS)
    gradient = r"\nabla_x f = \frac{FACTOR}{n} \sum_{i=1}^n \nabla_x f_i"
    assert page.check(gradient.replace("FACTOR", "1"), PARTS).statements[0].mark == "points"
    page.check(r"\frac{\partial f_i}{\partial x_1} = 2 a_i (x_1 a_i - x_2)", PARTS)
    page.check(r"\frac{\partial f}{\partial f_i} = \frac{1}{n}", {**PARTS, "n": 3})
    assert not page.untested()
    for wrong in (gradient.replace("FACTOR", "2"), r"f_i = f", r"f = \sum_i f_i"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            page.check(wrong, PARTS)


def test_an_array_defined_twice_is_one_thing() -> None:
    given = {"A": [[1.0, 2.0], [3.0, 4.5]], "x": [0.69, -0.94]}
    Context().define(r"y_i = \sum_j A_{ij} x_j, \quad y = A x", given)
    with pytest.raises(FormulaError, match="y is defined already"):
        Context().define(r"y_i = \sum_j A_{ij} x_j, \quad y = 2 A x", given)


def test_functions_and_their_mean_may_have_one_letter_too() -> None:
    page, given = Context(), {"x": [0.4, -1.2], "a": [[1.0, 2.0], [0.5, -1.0], [0.3, 0.8]]}
    page.define(r"f_i(x) = (a_{i,:}^\top x)^2", given)
    page.define(r"f(x) = \frac{1}{n} \sum_{i=1}^n f_i(x)", given)
    gradient = r"\frac{FACTOR}{n} \sum_{i=1}^n \nabla f_i(x) = \nabla f(x)"
    page.check(gradient.replace("FACTOR", "1"), given)
    for wrong in (gradient.replace("FACTOR", "2"), "f_1(x) = f(x)"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            page.check(wrong, given)


def test_a_number_is_the_trace_of_itself() -> None:
    given = {"x": [0.4, -1.2], "A": [[1.0, 2.0], [0.5, -1.0]]}
    tex = r"x^\top A x = \operatorname{tr}(x^\top A x) = \operatorname{tr}(A x x^\top)"
    Context().check(tex, at=given)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("A x x", "2 A x x"), at=given)


@pytest.mark.parametrize(
    ("right", "here", "wrong"),
    [
        (r"e^x = 1 + x + \frac{x^2}{2} + \frac{x^3}{6} + \cdots", "{6}", "{5}"),
        (r"\frac{1}{1 - x} = 1 + x + x^2 + \dots", "1 + x +", "1 - x +"),
        (r"\sin x = x - \frac{x^3}{3!} + \frac{x^5}{5!} - \cdots", "5!}", "4!}"),
    ],
)
def test_dots_without_an_end_go_to_0_faster_than_the_last_term(
    right: str, here: str, wrong: str
) -> None:
    report = Context().check(right, at={"x": 0.3})
    assert report.statements[0].mark == "points"
    assert "What the dots leave out goes to 0 faster" in report.notes[0]
    with pytest.raises(FormulaError, match="what is left out is larger than the last term"):
        Context().check(right.replace(here, wrong), at={"x": 0.3})


@pytest.mark.parametrize(
    ("tex", "at", "message"),
    [
        (r"1 + x + x^2 + \cdots = \frac{1}{1 - x}", {"x": 0.3}, "dots without an end"),
        (r"1 + \frac{1}{2} + \frac{1}{4} + \cdots = 2", {}, r"write \\sum_\{k=0\}"),
        (r"e^x = 1 + x + \cdots", {"x": 2.0}, "does x go to 0 or grow"),
        (r"e^x = 1 - \cdots + x", {"x": 0.3}, "dots behind a minus"),
    ],
)
def test_other_dots_without_an_end_are_refused(
    tex: str, at: dict[str, float], message: str
) -> None:
    with pytest.raises(FormulaError, match=message):
        Context().check(tex, at=at)


def test_numbers_of_many_digits_are_equal_by_no_chance() -> None:
    fixed = ["x", "y"]
    report = Context().check("x^2 = y", at={"x": 2**0.5, "y": 2.0}, fixed=fixed)
    assert report.statements[0].mark == "run"
    rounded = float(torch.tensor(0.1))
    with pytest.raises(FormulaError, match="by chance"):
        Context().check("x^2 = y", at={"x": rounded, "y": rounded**2}, fixed=fixed)
    for x, message in ((1.5, "by chance"), (1.500123, "this step is wrong")):
        with pytest.raises(FormulaError, match=message):
            Context().check("x^2 = y", at={"x": x, "y": 2.25}, fixed=fixed)


def test_a_subscript_that_says_given_what_belongs_to_the_name() -> None:
    page, at = Context(), {"u_1": 0.3, "u_2": 0.4}
    page.define("C(u_1, u_2) = u_1 u_2 (1 + (1 - u_1)(1 - u_2))")
    page.define(r"h_{1|2} = \frac{\partial}{\partial u_2} C(u_1, u_2)", at)
    page.check(r"h_{1 \mid 2} = u_1 + u_1 (1 - u_1)(1 - 2u_2)", at)
    page.define("x_{t|t-1} = a x_{t-1|t-1}", {"a": 0.3, "x_{t-1|t-1}": 0.4})
    page.check("2 x_{t|t-1} = 2a x_{t-1|t-1}", {"a": 0.3, "x_{t-1|t-1}": 0.4})
    for wrong, message in (
        (r"h_{2|1} = u_1", r"h_2\|1 is not known"),
        (r"h_{1|2} = u_1 + u_1 (1 - u_1)(1 + 2u_2)", "this step is wrong"),
        (r"h_{|2} = u_1", "not understood in a subscript|not known"),
    ):
        with pytest.raises(FormulaError, match=message):
            page.check(wrong, at)
