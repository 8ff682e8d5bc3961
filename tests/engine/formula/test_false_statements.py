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
        r"e^{-1000} = 0",
        r"e^{-800} = e^{-900}",
        r"\tanh 40 = 1",
        r"\tanh 40 \ge 1",
        r"\sigma(100) = 1",
        r"\sigma(-1000) \le 0",
        r"\operatorname{erf}(9) = 1",
        r"\sqrt{10^{30} + 1} = 10^{15}",
        r"e^{\pi\sqrt{163}} = 262537412640768744",
        r"\sum_{k=1}^{\infty} 2^{-k} = 1.0000000001",
        r"1^\infty = 1",
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
        r"\arctan 1 = \frac{\pi}{4}",
        r"\Gamma(\tfrac12) = \sqrt\pi",
        r"\sqrt{3 + 2\sqrt{2}} = 1 + \sqrt{2}",
        r"\tanh 40 = 1.0",
        r"\sum_{k=1}^{\infty} 2^{-k} = 1",
        r"\left(1 + \sqrt{5}\right)^2 = 6 + 2\sqrt{5}",
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


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{dy}{dx} = 2x \quad \text{= 7}",
        r"\frac{dy}{dx} = 2x \quad \text{(= 3x)}",
        r"\frac{dy}{dx} = \underbrace{2x}_{\text{= 6}}",
        r"\text{(3)}\,\frac{dy}{dx} = 2x",
        r"\frac{dy}{dx} = 2x\,\text{(+1)}",
        r"\frac{dy}{dx} = 2x \quad \text{is 7}",
        r"\frac{dy}{dx} = 2x \quad \text{equals seven}",
        r"\frac{dy}{dx} = 2x \tag{= 7}",
        r"\frac{dy}{dx} \overset{7}{=} 2x",
        r"\begin{aligned} \frac{dy}{dx} &= 2x \\ &\text{= 7} \end{aligned}",
        r"\frac{dy}{dx} = 3x\!\!\!\!\!\!\!- x",
        r"\frac{dy}{dx} = 3x\mskip-6mu\mskip-6mu - x",
        r"\frac{dy}{dx} = 3x \hspace{400em} - x",
        r"\begin{aligned} \frac{dy}{dx} &= 3x \\[-3em] &- x \end{aligned}",
        r"\frac{dy}{dx} = 3x \llap{9} - x",
        r"x^2 = 9 \iff x = 3",
        r"x^2 = 9 \quad \text{if and only if} \quad x = 3",
    ],
)
def test_what_a_reader_sees_and_nobody_checks_is_refused(page: Context, tex: str) -> None:
    with pytest.raises(FormulaError):
        page.check(tex, at={"x": 3.0})


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{dy}{dx} = 2x \qquad \text{(3)}",
        r"\frac{dy}{dx} = 2x \quad \text{(see equation 3)}",
        r"\frac{dy}{dx} = 2x \quad \text{(chain-rule)}",
        r"\frac{dy}{dx} = \underbrace{2x}_{\text{the slope}} \tag{2.1}",
        r"\frac{dy}{dx} \overset{(1)}{=} 2\!\left(x\right)",
        r"(x + 1)^2 = x^2 + 2x + 1 \iff (x + 1)^2 - x^2 = 2x + 1",
    ],
)
def test_labels_and_small_spaces_stay(page: Context, tex: str) -> None:
    assert page.check(tex, at={"x": 3.0}).steps


@pytest.mark.parametrize(
    "tex",
    [r"\pi = 3.2", r"e = 2.8", r"\sin(t) = t", r"\sigma(z) = \frac{1}{1 + e^z}", r"\Phi(t) = t^2"],
)
def test_what_all_know_gets_no_other_meaning(tex: str) -> None:
    with pytest.raises(FormulaError, match="use another letter"):
        Context().define(tex)


def test_what_all_know_may_be_written_out() -> None:
    page = Context()
    page.define(r"\sigma(z) = \frac{1}{1 + e^{-z}}")
    Context().define(r"\sigma = 3x", at={"x": 2.0})
    with pytest.raises(FormulaError, match="use another letter"):
        page.check(r"2\pi = 6", at={"pi": 3.0})


@pytest.mark.parametrize(
    "tex",
    [
        r"\int_0^1 [t > 0.49]\,dt = \frac12",
        r"\int_{-1}^1 \frac1t\,dt = 0",
        r"\int_0^{\pi} \tan(t)\,dt = 0",
        r"\int_0^{10} e^{-(1000(t - 7.123))^2}\,dt = 0",
    ],
)
def test_an_integral_with_a_jump_a_pole_or_a_peak_is_not_guessed(tex: str) -> None:
    with pytest.raises(FormulaError):
        Context().check(tex)


@pytest.mark.parametrize("tex", [r"\int_{-1}^1 |t|\,dt = 1", r"\int_0^x 2t\,dt = x^2"])
def test_other_integrals_are_computed(tex: str) -> None:
    assert Context().check(tex, at={"x": 3.0} if "x" in tex else None).steps


def _faults(tex: str, value: list[float], equals: float) -> list[str]:
    page = Context()
    page.define(tex, at={"v": value}, equals=equals, name="own")
    return [error.message for error in page.untested().values()]


@pytest.mark.parametrize(
    ("tex", "value", "equals"),
    [
        (r"w = \sum_{i=2}^{3} |v_i|", [0.0, 2.0, 3.0], 5.0),
        (r"w = \sum_{i=1}^{3} |v_i|", [1.0, 2.0, 3.0], 6.0),
        (r"w = \sum_{i=1}^{3} \operatorname{relu}(v_i)", [1.0, 2.0, 3.0], 6.0),
        (r"w = \sum_{i=2}^{3} v_i", [0.0, 2.0, 3.0], 5.0),
    ],
)
def test_a_branch_that_is_not_taken_is_named(tex: str, value: list[float], equals: float) -> None:
    (reason,) = _faults(tex, value, equals)
    assert "do not test this part of w" in reason


def test_a_branch_that_is_taken_is_tested() -> None:
    assert not _faults(r"w = \sum_{i=1}^{3} |v_i|", [1.0, -2.0, 3.0], 6.0)
    assert not _faults(r"w = \sum_{i=2}^{3} v_i", [1.0, 2.0, 3.0], 5.0)


@pytest.mark.parametrize(
    "tex",
    [r"x^2 = 9 \implies x = 3", r"|x| = 3 \text{ implies } x = 3", r"y = 9 \Rightarrow x = 3"],
)
def test_what_does_not_follow_is_refused_with_the_point(page: Context, tex: str) -> None:
    with pytest.raises(FormulaError, match=r"does not follow.* x = -3"):
        page.check(tex, at={"x": 3.0})


@pytest.mark.parametrize("tex", [r"x = 3 \implies x^2 = 9", r"x^3 = 27 \implies x = 3"])
def test_what_follows_is_compared_at_the_values_of_the_run(page: Context, tex: str) -> None:
    marks = [said.mark for said in page.check(tex, at={"x": 3.0}).statements]
    assert marks == ["run", "run"]
