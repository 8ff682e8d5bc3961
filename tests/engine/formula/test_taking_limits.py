"""Limits: told where values on the way agree on them, and never by one of these values."""

from __future__ import annotations

import pytest

from livecells.formula import Context, FormulaError

TRUE = (
    r"\lim_{h \to 0} \frac{\sin h}{h} = 1",
    r"\lim_{h \to 0} \frac{1 - \cos h}{h^2} = \frac12",
    r"\lim_{x \to 1} \frac{x^2 - 1}{x - 1} = 2",
    r"\lim_{n \to \infty} (1 - \frac{1}{n})^n = \frac{1}{e}",
    r"\lim_{x \to \infty} (\sqrt{x^2 + x} - x) = \frac12",
    r"\lim_{x \to \infty} e^{-x} = 0",
    r"\lim_{x \to \infty} x e^{-x} = 0",
    r"\lim_{t \to \infty} \frac{1}{1 + 0.1 t} = 0",
    r"\lim_{h \to 0} \frac{(a + h)^3 - a^3}{h} = 3 a^2",
    r"\lim_{h \to 0} \frac{|a + h| - |a|}{h} = \operatorname{sign}(a)",
)
FALSE = (
    r"\lim_{h \to 0} \frac{\sin h}{h} = 1.0000001",
    r"\lim_{n \to \infty} (1 - \frac{1}{n})^n = \frac{1}{e} + 10^{-7}",
    r"\lim_{x \to \infty} e^{-x} = 10^{-17}",
    r"\lim_{t \to \infty} \frac{1}{1 + 0.1 t} = \frac{1}{10^{6}}",
    r"\lim_{h \to 0} \frac{(a + h)^3 - a^3}{h} = 3 a^2 + \frac{a}{10^5}",
)
# What nears its limit too slowly, or has none, with what it is at the end of the way.
SLOW = {
    r"\lim_{x \to \infty} \frac{\log x}{x}": ("0", "0.0001698890148"),
    r"\lim_{x \to \infty} \frac{1}{\sqrt{x}}": ("0", "0.007039588126"),
    r"\lim_{x \to 0^+} x \log x": ("0", "-0.0001359112119"),
    r"\lim_{x \to 0^+} \sqrt{x}": ("0", "0.006296399034"),
    r"\lim_{x \to 0^+} x^x": ("1", "0.9998638768"),
    r"\lim_{n \to \infty} \sum_{k=1}^{n} \frac{1}{k}": ("10.00594691",),
    r"\lim_{x \to \infty} \frac{\log \log x}{10}": ("0.225212146",),
    r"\lim_{x \to 0^+} \sqrt{x} \sin x": ("0",),
    r"\lim_{x \to \infty} \frac{1}{x \log x \log x}": ("0",),
    r"\lim_{x \to \infty} \sin x": ("0", "-1.178853604"),
}
FAR = (
    r"\lim_{x \to \infty} e^{-x / 10^{12}} = 1",
    r"\lim_{t \to \infty} \frac{a}{1 + 10^{-12} t} = a",
    r"\lim_{h \to 0} \frac{a}{1 + 10^{20} h} = 0",
    r"\lim_{h \to 0} \frac{a}{1 + 1000000 h} = a",
)


def check(tex: str) -> None:
    Context().check(tex, {"a": 0.7} if "a" in tex.replace("frac", "") else {})


@pytest.mark.parametrize("tex", TRUE)
def test_a_limit_is_told(tex: str) -> None:
    check(tex)


@pytest.mark.parametrize("tex", FALSE)
def test_a_limit_that_is_not_that_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        check(tex)


@pytest.mark.parametrize(("tex", "ends"), SLOW.items())
def test_nothing_is_said_of_a_limit_that_does_not_settle(tex: str, ends: tuple[str, ...]) -> None:
    for end in ends:
        with pytest.raises(FormulaError, match="this limit does not settle in numbers"):
            check(f"{tex} = {end}")


@pytest.mark.parametrize("tex", FAR)
def test_a_number_that_moves_it_beyond_the_way_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError, match=r"a limit beside a number above 100 or below 0\.01"):
        check(tex)
