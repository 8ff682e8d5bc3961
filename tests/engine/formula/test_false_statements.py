r"""False statements that look right: by a digit, at one point, beyond a narrow border, in words."""

import pytest

from livecells.formula import Context, FormulaError


@pytest.fixture
def page() -> Context:
    found = Context()
    found.define("y = x^2", at={"x": 3.0}, equals=9.0)
    return found


@pytest.mark.parametrize(
    "tex",
    [
        r"2^{31} - 1 = 2147483648",
        r"13! = 6227020801",
        r"10^{20} + 1 - 10^{20} = 0",
        r"\sum_{k=1}^{1000} k = 500500.0000001",
        r"\pi = 3.1415926535",
        r"\sqrt{2} = 1.4142135623",
        r"e^{20} = 485165195.5",
        r"\arctan 1 = 0.7853981633",
        r"\pi \le 3.1415926535",
        r"x + 10^{-12} = x",
        r"x + 2147483648 = x + 2^{31} - 1",
        r"x + 10^{20} = x + 10^{20} + 1",
        r"3\tfrac{1}{2} = 1.5",
    ],
)
def test_a_digit_that_rounding_would_hide_is_seen(page: Context, tex: str) -> None:
    with pytest.raises(FormulaError):
        page.check(tex, at={"x": 3.0} if "x" in tex else None)


@pytest.mark.parametrize(
    "tex",
    [
        r"2^{31} - 1 = 2147483647",
        r"25! = 15511210043330985984000000",
        r"\frac13 = 0.3333333333",
        r"\pi = 3.1415926536",
        r"e^{20} = 485165195.4",
        r"\frac{e^{0.9}}{e^{0.9} + e^{0.2} + e^{0.4}} = 0.47548495534876745",
        r"\sin\pi = 0",
        r"0.1 + 0.2 = 0.3",
    ],
)
def test_right_arithmetic_is_right_to_its_last_digit(tex: str) -> None:
    assert Context().check(tex).steps


@pytest.mark.parametrize(
    "tex",
    [
        r"x^2 > 0",
        r"x^2 + 1 > 2x",
        r"(2x - 5)^2 > 0",
        r"(x^2 - 2)^2 > 0",
        r"e^x > 1 + x",
        r"\sigma(x)(1 - \sigma(x)) < \frac14",
        r"x^2 \ne 2",
        r"x^2 \ge 10^{-8}",
        r"\ln x \le x - 1.0000001",
        r"\|v\| > 0",
    ],
)
def test_an_inequality_that_fails_at_one_point_is_refused(page: Context, tex: str) -> None:
    with pytest.raises(FormulaError, match="wrong"):
        page.check(tex, at={"v": [1.0, 2.0]} if "v" in tex else {"x": 3.0})


@pytest.mark.parametrize(
    "tex",
    [
        r"x^2 \ge 2x - 1",
        r"\sigma(x) < 1",
        r"|\tanh x| < 1",
        r"\log(1 + e^x) > x",
        r"e^x > 1 + x \quad (x > 0)",
        r"x^2 > 0 \quad (x \ne 0)",
        r"x^2 + 1 > x",
    ],
)
def test_an_inequality_that_holds_everywhere_is_checked(page: Context, tex: str) -> None:
    (step,) = page.check(tex, at={"x": 3.0}).steps
    assert step.points > 20


@pytest.mark.parametrize(
    "extra",
    [
        r"\max(0, \sin(x) - 0.9999999)",
        r"[\sin(x) > 0.99999999]",
        r"\max(0, 10^{-4} - (x - 0.5)^2)",
    ],
)
def test_what_counts_in_a_narrow_place_is_found(page: Context, extra: str) -> None:
    with pytest.raises(FormulaError, match="wrong"):
        page.check(rf"\frac{{dy}}{{dx}} = 2x + {extra}", at={"x": 3.0})
