"""What a mark says of a comparison that saw less than everything, and bounds that are sharp."""

from __future__ import annotations

import numpy as np
import pytest

from livecells.formula import Context, FormulaError

A = [[0.3, 1.2], [0.7, 1.9]]
X = [0.3, 1.2, 2.5]
BOTH = ("Compared where both sides have a value.",)
ONE_SIDE = [
    r"\log(x^2) = 2\log x",
    r"(\sqrt x)^2 = x",
    r"e^{\ln x} = x",
    r"\sqrt{xy} = \sqrt x \sqrt y",
    r"\ln\frac xy = \ln x - \ln y",
    r"\log x \le x - 1",
]
EVERYWHERE = [
    r"\log(x^2) = 2\log |x|",
    r"\sqrt{x^2} = |x|",
    r"\log(x^2) = 2\log x, \quad x > 0",
    r"\ln(e^x) = x",
]
SHARP = [
    (r"\operatorname{tr}(A)^2 \le 2.1 \|A\|^2", {"A": A}),
    (r"\operatorname{tr}(A)^2 \le 2 \|A\|^2", {"A": A}),
    (r"\|x\|_\infty \ge \frac{1}{3} \|x\|_1", {"x": X}),
    (r"\max_i x_i \ge \frac{1}{3} \sum_i x_i", {"x": X}),
    (r"\sum_i x_i^2 \ge \frac13 \left(\sum_i x_i\right)^2", {"x": X}),
    (r"\frac{1}{3}\sum_i x_i = \operatorname{mean}(x)", {"x": X}),
    (r"\det(2A) = 4 \det A", {"A": A}),
]
SIZED = [
    (r"\operatorname{tr}(A)^2 \le 2 \|A\|^2, \quad A \in \mathbb{R}^{2 \times 2}", {"A": A}),
    (r"\|x\|_1^2 \le 3 \|x\|^2, \quad x \in \mathbb{R}^3", {"x": X}),
    (r"\frac{1}{3}\sum_i x_i = \operatorname{mean}(x), \quad x \in \mathbb{R}^3", {"x": X}),
    (r"\det(2A) = 4 \det A, \quad A \in \mathbb{R}^{2 \times 2}", {"A": A}),
]


@pytest.mark.parametrize("tex", ONE_SIDE)
def test_a_side_without_a_value_at_some_points_is_said(tex: str) -> None:
    assert Context().check(tex, {"x": 0.4, **({"y": 0.5} if "y" in tex else {})}).notes[:1] == BOTH


@pytest.mark.parametrize("tex", EVERYWHERE)
def test_what_has_values_wherever_it_is_stated_needs_no_word(tex: str) -> None:
    notes = Context().check(tex, {"x": 0.4}).notes
    assert all(note.startswith(("Compared where x >", "Compared for numbers")) for note in notes)


@pytest.mark.parametrize(("tex", "at"), SHARP)
def test_a_number_that_fits_one_size_is_refused(tex: str, at: dict[str, object]) -> None:
    with pytest.raises(FormulaError, match=r"sizes of the run only.*x \\in \\mathbb\{R\}\^3"):
        Context().check(tex, {name: np.array(value) for name, value in at.items()})


@pytest.mark.parametrize(("tex", "at"), SIZED)
def test_a_size_that_the_author_states_is_kept_and_said(tex: str, at: dict[str, object]) -> None:
    notes = Context().check(tex, {name: np.array(value) for name, value in at.items()}).notes
    size = "A of 2 by 2" if "A" in at else "x of 3"
    assert notes[-1] == f"Compared with {size} entries only, as it says."


def test_a_wrong_bound_for_one_size_is_refused() -> None:
    tex = r"\operatorname{tr}(A)^2 \le 1.9 \|A\|^2, \quad A \in \mathbb{R}^{2 \times 2}"
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, {"A": np.array(A)})


def test_an_integral_without_limits_is_said_to_be_compared_by_slopes() -> None:
    notes = Context().check(r"\int 2x\,dx = x^2 + C", {"x": 0.4}).notes
    assert notes == (
        "An integral without limits is known but for a constant: slopes are compared.",
    )


@pytest.mark.parametrize("tex", [r"\tanh 40 < 1", "1 - e^{-60} < 1", r"\sigma(50) < 1"])
def test_numbers_that_float64_cannot_tell_apart_are_in_their_order(tex: str) -> None:
    Context().check(tex)
    for other in (tex.replace("<", ">"), tex.replace("<", r"\ge"), tex.replace("<", "=")):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(other)


def test_for_all_may_stand_in_front_with_a_comparison() -> None:
    for space in ("", r" \quad"):
        Context().check(rf"\forall x > 0:{space} \log x \le x - 1", {"x": 0.4})
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(rf"\forall x > 0:{space} \log x \le x - 1.1", {"x": 0.4})


def test_a_mean_beside_a_sum_is_no_table() -> None:
    law = {"p": [0.2, 0.3, 0.5]}
    Context().check(r"\mathbb{E}_{x \sim p}[x] = \sum_x x\, p_x", law)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\mathbb{E}_{x \sim p}[x] = \sum_x x^2\, p_x", law)


SLOPES_FAR_OUT = [
    (
        [r"p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}, \quad L = -\log p_2"],
        r"\frac{\partial L}{\partial f_k} = p_k - \mathbb{1}(k = 2)",
        {"f": [-1.24, -0.79, 0.9]},
    ),
    (
        [r"L = \max(0, 1 - t s) + \log(1 + e^{-s})"],
        r"\frac{dL}{ds} = -t \mathbb{1}(t s < 1) - \frac{1}{1 + e^s} \quad \text{for } t s \ne 1",
        {"t": 0.7, "s": 0.3},
    ),
]


@pytest.mark.parametrize(("before", "tex", "at"), SLOPES_FAR_OUT)
def test_a_right_slope_is_not_refused_where_only_the_numbers_of_autograd_leave_float64(
    before: list[str], tex: str, at: dict[str, object]
) -> None:
    page = Context()
    for text in before:
        page.define(text, at)
    assert [statement.mark for statement in page.check(tex, at).statements] == ["points"]
    with pytest.raises(FormulaError, match="wrong"):
        page.check(tex.replace("- ", "+ ", 1), at)


@pytest.mark.parametrize("condition", [r"x - a \ne 0", r"x - a > 0"])
def test_a_relation_that_is_checked_names_the_way_to_make_it_a_condition(condition: str) -> None:
    tex, at = r"\frac{x^2 - a^2}{x - a} = x + a", {"x": 2.5, "a": 0.7}
    with pytest.raises(FormulaError, match=r"write \\text\{for \} in front of it"):
        Context().check(rf"{tex}, \quad {condition}", at)
    page = Context().check(rf"{tex} \quad \text{{for }} {condition}", at)
    assert [statement.mark for statement in page.statements] == ["points"]
    with pytest.raises(FormulaError) as raised:
        Context().check(r"x + 1 > x + 2", {"x": 2.5})
    assert "in front of it" not in str(raised.value), "nothing stands before it"
