"""Orders near each other are told apart: powers close by, and logarithms."""

import pytest

from livecells.formula import Context, FormulaError


@pytest.mark.parametrize("around", ["LEFT = ORDER", r"1 + x + LEFT = 1 + x + ORDER"])
@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (r"x \ln x", "x^{0.9}", "x"),
        (r"x^2 \ln x", "x^{1.5}", "x^2"),
        ("x^{0.95}", "x^{0.95}", "x"),
        ("x^{1.9}", "x^{1.9}", "x^2"),
        (r"(x - 1) \ln(1 - x) - x \ln x", "x^{0.9}", "x"),
        (r"x \sin \frac{1}{x}", "x", "x^{1.2}"),
        ("100 x^2", "x^2", "x^3"),
    ],
)
def test_what_is_left_out_is_of_its_order(around: str, left: str, right: str, wrong: str) -> None:
    tex = around.replace("LEFT", left)
    Context().check(tex.replace("ORDER", rf"\mathcal{{O}}({right})"), at={"x": 0.3})
    with pytest.raises(FormulaError, match="what is left out is larger"):
        Context().check(tex.replace("ORDER", rf"\mathcal{{O}}({wrong})"), at={"x": 0.3})


def test_exponents_in_thousandths_are_refused() -> None:
    with pytest.raises(FormulaError, match="told apart by hundredths"):
        Context().check(r"\sin x = x + \mathcal{O}(x^{3.001})", at={"x": 0.1})
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\sin x = x + \mathcal{O}(x^{3.01})", at={"x": 0.1})
    Context().check(r"\sqrt{x} - x = \mathcal{O}(x^{1/2})", at={"x": 0.1})


@pytest.mark.parametrize(
    ("tex", "right", "wrong"),
    [
        (r"\sin x = x - \frac{x^3}{6}", "5", "5.2"),
        (r"\cos x = 1 - \frac{x^2}{2}", "4", "4.05"),
        (r"\sqrt{x + x^2} = \sqrt{x}", r"1.5", "1.6"),
    ],
)
def test_an_exponent_a_little_larger_is_refused_where_the_difference_is_small_at_once(
    tex: str, right: str, wrong: str
) -> None:
    Context().check(rf"{tex} + \mathcal{{O}}(x^{{{right}}})", at={"x": 0.5})
    with pytest.raises(FormulaError, match="what is left out is larger"):
        Context().check(rf"{tex} + \mathcal{{O}}(x^{{{wrong}}})", at={"x": 0.5})


@pytest.mark.parametrize("beside", ["e^x", "1 + x", "100"])
@pytest.mark.parametrize("exponent", ["3.05", "3.2"])
def test_exponents_close_by_are_told_apart_beside_larger_terms(beside: str, exponent: str) -> None:
    tex = rf"\sin x - x + {beside} = {beside} + \mathcal{{O}}(x^N)"
    Context().check(tex.replace("N", "3"), at={"x": 0.1})
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("N", f"{{{exponent}}}"), at={"x": 0.1})
