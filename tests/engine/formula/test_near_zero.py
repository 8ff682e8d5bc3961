r"""Equations near 0, where steep functions change and random numbers seldom are."""

from __future__ import annotations

import pytest

from livecells.formula import Context, FormulaError


@pytest.mark.parametrize(
    "tex",
    [
        r"\operatorname{relu}'(x) = \sigma(1000 x)",
        r"\operatorname{relu}'(x) = 1 - \sigma(-300 x)",
        r"\frac{d}{dx} \tanh(1000 x) = 0",
        r"\frac{d}{dx} \sigma(200 x) = 0",
        r"\frac{d}{dx} x^2 = 2x + e^{-10^4 x^2}",
        r"\frac{d}{dx} x y = y + e^{-1000 (x^2 + y^2)}",
        r"\frac{d}{dx} \sqrt{x^2 + 10^{-6}} = \frac{x}{|x|}",
    ],
)
def test_what_is_false_there_alone_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at={"y": 0.4} if "y" in tex else None)


@pytest.mark.parametrize(
    "tex",
    [
        r"\sigma(1000 x) = \sigma(2000 x)",
        r"\tanh(300 x) = \operatorname{erf}(300 x)",
        r"e^{-1000 x^2} = 0",
        r"\operatorname{softplus}(1000 x) = 1000 \operatorname{relu}(x)",
    ],
)
def test_also_of_values_of_the_run(tex: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at={"x": 0.7})


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{d}{dx} \tanh(1000 x) = 1000 (1 - \tanh^2(1000 x))",
        r"\frac{d}{dx} \frac{\sin x}{x} = \frac{\cos x}{x} - \frac{\sin x}{x^2}",
        r"\frac{d}{dx} \frac{1 - \cos x}{x^2} = \frac{\sin x}{x^2} - 2\frac{1 - \cos x}{x^3}",
        r"\frac{d^3}{dx^3} \frac{\sin x}{x}"
        r" = \frac{3 (x^2-2)\sin x + x(6 - x^2) \cos x}{x^4}",
        r"\frac{d}{dx} \frac{1}{x^4} = -\frac{4}{x^5}",
        r"\frac{d}{dx} \log \sin x = \cot x",
        r"\frac{d}{dx} |x| = \operatorname{sign}(x)",
        r"\frac{d}{dx} \sqrt{x} = \frac{1}{2\sqrt{x}}",
        r"\frac{d}{dx} \frac{e^x - 1 - x}{x^2} = \frac{e^x - 1}{x^2} - 2 \frac{e^x - 1 - x}{x^3}",
    ],
)
def test_what_is_right_there_stays_right_though_digits_are_lost(tex: str) -> None:
    assert Context().check(tex).steps


@pytest.mark.parametrize(
    "tex",
    [
        r"\int_0^{x} n y^{n-1} \, dy = x^n",
        r"\int_0^{x} n y^{n-1} \, dy = x^n - 0^n = x^n",
        r"\frac{d}{dx} x^n = n x^{n-1}",
    ],
)
def test_no_other_number_is_0_where_one_is_near_it(tex: str) -> None:
    assert Context().check(tex, at={"n": 3.0, "x": 0.5}).steps
