r"""Integrals to infinity, \int_0^\infty e^{-ax}\,dx: compared where numbers give them a value."""

import pytest

from livecells.formula import Context, FormulaError

NORMAL = r"\frac{1}{\sqrt{2\pi} \sigma} e^{-\frac{(x - \mu)^2}{2 \sigma^2}}"


@pytest.mark.parametrize(
    ("tex", "right", "wrong", "given"),
    [
        (r"\int_0^\infty e^{-x}\,dx = N", "1", "1.001", {}),
        (r"\int_{-\infty}^{\infty} e^{-x^2}\,dx = N", r"\sqrt{\pi}", r"\sqrt{3}", {}),
        (r"\int_1^\infty \frac{1}{x^2}\,dx = N", "1", "2", {}),
        (r"\int_0^\infty e^{-ax}\,dx = N, \quad a > 0", r"\frac{1}{a}", r"\frac{1}{a^2}", {"a": 2}),
        (r"\int_{-\infty}^a e^{x}\,dx = N", "e^a", "e^a - 1", {"a": 1.4}),
        (r"\int_0^\infty t^{z-1} e^{-t}\,dt = N, \quad z > 0", r"\Gamma(z)", "z", {"z": 2.4}),
        (r"\int_0^\infty \int_0^\infty e^{-x-y}\,dx\,dy = N", "1", "1.01", {}),
        (r"\int_1^\infty x^{-p}\,dx = N, \quad p > 1", r"\frac{1}{p - 1}", "p", {"p": 1.8}),
        (r"\int_0^\infty \frac{x^3}{e^x - 1}\,dx = N", r"\frac{\pi^4}{15}", "6.5", {}),
        (r"\int_{-\infty}^\infty x^3 e^{-x^2}\,dx = N", "0", "0.01", {}),
    ],
)
def test_an_integral_to_infinity_is_compared(
    tex: str, right: str, wrong: str, given: dict[str, float]
) -> None:
    Context().check(tex.replace("N", right), at=given)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("N", wrong), at=given)


def test_a_density_adds_up_to_one_and_its_mean_is_mu() -> None:
    given = {r"\mu": 0.4, r"\sigma": 0.8}
    for before, value in (("", "1"), ("x", r"\mu")):
        tex = rf"\int_{{-\infty}}^\infty {before} {NORMAL}\,dx = {value}, \quad \sigma > 0"
        report = Context().check(tex, at=given)
        assert report.statements[0].mark == "points"


def test_a_slope_of_an_integral_is_one_where_there_is_a_value() -> None:
    tex = r"\frac{d}{da} \int_0^\infty e^{-a x^2}\,dx = N a^{-3/2}, \quad a > 0"
    Context().check(tex.replace("N", r"-\frac{\sqrt{\pi}}{4}"), at={"a": 0.7})
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("N", r"-\frac{\sqrt{\pi}}{2}"), at={"a": 0.7})


def test_a_slope_of_a_sum_without_end_is_one_where_it_settles() -> None:
    tex = r"\frac{d}{dx} \sum_{k=0}^\infty x^k = \frac{1}{(1 - x)^N}, \quad |x| < 1"
    Context().check(tex.replace("N", "2"), at={"x": 0.4})
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("N", "3"), at={"x": 0.4})


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\int_1^\infty \frac{1}{x}\,dx = 20", "has no value here"),
        (r"\int_{-\infty}^\infty x\,dx = 0", "has no value here"),
        (r"\int_0^\infty \frac{\sin x}{x}\,dx = \frac{\pi}{2}", "does not settle in numbers"),
        (r"\int_0^\infty e^{-ax}\,dx = \frac{1}{a}", "say beside it where it has one"),
        (r"\int_1^\infty x^{-a}\,dx = \frac{1}{a - 1}, \quad a > 0", "which the condition lets in"),
        (r"\int_\infty^0 e^{-x}\,dx = -1", "ends at numbers, or at infinity"),
    ],
)
def test_an_integral_that_has_no_value_says_so(tex: str, reason: str) -> None:
    with pytest.raises(FormulaError, match=reason):
        Context().check(tex, at={"a": 2.4} if "a" in tex.replace("frac", "") else {})
