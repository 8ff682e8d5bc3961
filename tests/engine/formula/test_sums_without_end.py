"""Sums without end hold where they have a value, and the page says where that is."""

import pytest

from livecells.formula import Context, FormulaError

GEOMETRIC = r"\sum_{k=0}^{\infty} x^k = \frac{1}{1 - x}"
POWERS = r"\sum_{k=1}^{\infty} k x^{k-1} = \frac{1}{(1 - x)^2}"
HALVES = r"\sum_{k=0}^{\infty} \frac{x^k}{2^k} = \frac{2}{2 - x}"
THIRDS = r"\sum_{k=0}^{\infty} 3^k x^k = \frac{1}{1 - 3x}"


@pytest.mark.parametrize("tex", [GEOMETRIC, POWERS])
@pytest.mark.parametrize(
    "beside",
    [
        r"\quad \text{for } |x| < 1",
        r", \quad |x| < 1",
        r", \quad -1 < x < 1",
        r", \quad x \in (-1, 1)",
        r", \quad 0 \le x < \frac{9}{10}",
    ],
)
def test_within_its_radius_a_series_is_right(tex: str, beside: str) -> None:
    assert Context().check(tex + beside, at={"x": 0.25}).statements[0].mark == "points"


@pytest.mark.parametrize("tex", [GEOMETRIC, POWERS])
@pytest.mark.parametrize(
    "beside",
    [
        r"\quad \text{for } |x| < 2",
        r", \quad |x| < 1.1",
        r", \quad x > 0",
        r"\quad \text{for } |x| \ne 1",
        r", \quad x < 1",
    ],
)
def test_a_condition_that_lets_in_where_it_diverges_is_refused(tex: str, beside: str) -> None:
    with pytest.raises(FormulaError, match=r"no value at x = .*, which the condition lets in"):
        Context().check(tex + beside, at={"x": 0.25})


@pytest.mark.parametrize("tex", [GEOMETRIC, POWERS, HALVES, THIRDS])
def test_a_series_that_diverges_at_many_points_needs_a_condition(tex: str) -> None:
    with pytest.raises(FormulaError, match="say beside it where it has one"):
        Context().check(tex, at={"x": 0.25})


@pytest.mark.parametrize(
    "tex",
    [
        r"\sum_{k=0}^{\infty} \frac{x^k}{k!} = e^x",
        HALVES + r", \quad |x| < 2",
        THIRDS + r", \quad |x| < \frac{1}{3}",
    ],
)
def test_terms_that_become_too_large_or_small_for_numbers_tell_nothing(tex: str) -> None:
    assert Context().check(tex, at={"x": 0.25}).statements[0].mark == "points"


def test_the_size_of_what_is_given_restricts_and_that_of_what_is_defined_is_stated() -> None:
    rows = [[1.5, 0.2], [0.3, 1.0]]
    tex = r"\log \det A = 2 \log \sqrt{\det A}, \quad \det A > 0"
    assert len(Context().check(tex, at={"A": rows}).statements) == 1
    context = Context()
    context.define(r"y = \tanh x", {"x": 0.5})
    assert len(context.check(r"\tanh(-x) = -y, \quad |y| < 1").statements) == 2
    with pytest.raises(FormulaError, match="this step is wrong"):
        context.check(r"\tanh(-x) = -y, \quad |y| < 0.9")


def test_what_is_said_of_two_names_restricts_both() -> None:
    given = {"p": 0.4, "q": 0.3}
    Context().check(r"\log(pq) = \log p + \log q, \quad p, q \in (0, 1)", at=given)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\sqrt{p^2 q^2} = pq, \quad p, q \in (-1, 1)", at=given)
