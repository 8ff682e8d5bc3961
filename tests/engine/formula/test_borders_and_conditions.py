"""What holds on the border of a condition, and points for conditions that few numbers meet."""

import pytest

from livecells.formula import Context, FormulaError

SIGN = r"\frac{x - 1}{|x - 1|} = \begin{cases} 1 & x UP 1 \\ -1 & x DOWN 1 \end{cases}"


@pytest.mark.parametrize(("up", "down"), [(r"\ge", "<"), (">", r"\le")])
def test_cases_with_a_border_where_one_side_has_no_value_are_refused(up: str, down: str) -> None:
    tex = SIGN.replace("UP", up).replace("DOWN", down)
    with pytest.raises(FormulaError, match="no value at x = 1, on the border of a condition"):
        Context().check(tex, at={"x": 2.7})
    Context().check(tex + r", \quad x \ne 1", at={"x": 2.7})


def test_a_condition_with_a_border_where_one_side_has_no_value_is_refused() -> None:
    Context().check(r"\frac{x^2}{x} = x, \quad x > 0", at={"x": 2.7})
    with pytest.raises(FormulaError, match="the left side has no value at x = 0"):
        Context().check(r"\frac{x^2}{x} = x, \quad x \ge 0", at={"x": 2.7})


@pytest.mark.parametrize(
    "beside",
    [r"n \ge 2", r"n \in \{2, 3, 4\}", r"n \in \mathbb{N}", "5 < n < 5.5", "n > 40", "|n| < 0.01"],
)
def test_conditions_that_few_numbers_meet_are_met(beside: str) -> None:
    given = {"n": {"5 < n < 5.5": 5.25, "n > 40": 50.0, "|n| < 0.01": 0.005}.get(beside, 4.0)}
    tex = r"\binom{n}{2} = \frac{n(n - 1)}{WRONG}, \quad " + beside
    assert Context().check(tex.replace("WRONG", "2"), at=given).statements[0].mark == "points"
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("WRONG", "2.1"), at=given)


def test_whole_numbers_are_those_that_stand_beside_the_statement() -> None:
    Context().check(r"\binom{2n}{n} \le 4^n, \quad n \in \mathbb{N}", at={"n": 5})
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\binom{2n}{n} \le 3^n, \quad n \in \mathbb{N}", at={"n": 1})


@pytest.mark.parametrize("tex", [r"\binom{n}{2} = \frac{n(n-1)}{2}", r"(n + 1)! = (n + 1) n!"])
def test_binomials_and_factorials_have_their_sign(tex: str) -> None:
    assert Context().check(tex, at={"n": 4}).statements[0].mark == "points"
