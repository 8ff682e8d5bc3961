r"""A domain that a display states, \forall x \in \mathbb{R}, x \in [0, 1], x < 0, is a claim."""

import pytest

from livecells.formula import Context, FormulaError

A = [[1.3, 0.4, -0.2], [0.1, 2.1, 0.5], [-0.3, 0.2, 1.7]]
WITHOUT_VALUE = [
    (r"\frac{d}{dx} \log x = \frac{1}{x}, \quad x < 0", {"x": -0.7}),
    (r"\frac{d}{dx} \log(1 - x) = -\frac{1}{1 - x}, \quad x > 1", {"x": 3.7}),
    (r"\nabla_x \log_2 x = \frac{1}{x \ln 2}, \quad x \in (-1, 0)", {"x": -0.7}),
    (r"\frac{d^2}{dx^2} \log x = -\frac{1}{x^2}, \quad x < 0", {"x": -0.7}),
    (r"\frac{d}{dx} x^x = x^x (\log x + 1), \quad x \in (-1, 0)", {"x": -0.7}),
]
WRONG = [
    (r"\frac{d}{dx} \log x = \frac{1}{x}, \quad x \in (-1, 1)", "x = -"),
    (r"\frac{1}{x} x = 1 \quad \forall x \in \mathbb{R}", "x = 0,"),
    (r"\frac{1}{x} = x^{-1} \quad \forall x \in \mathbb{R}", "x = 0,"),
    (r"\frac{x^2 - 1}{x - 1} = x + 1 \quad \text{for all } x \in \mathbb{R}", "x = 1,"),
    (r"\frac{x^2 - 1}{x - 1} = x + 1, \quad x \in [0, 2]", "x = 1,"),
    (r"\frac{1}{x - 2} - \frac{1}{x + 2} = \frac{4}{x^2 - 4}, \quad x > 0", "x = 2,"),
    (r"e^{\log x} = x, \quad x < 3", "x = -"),
    (r"\log(x^2) = 2 \log x \quad \forall x \in \mathbb{R}", "x = -"),
    (r"\log(x^2) = 2 \log x, \quad x \ne 0", "x = -"),
    (r"\log \frac{x}{1 - x} = \log x - \log(1 - x) \quad \forall x \in \mathbb{R}", "x = "),
    (r"\log(x y) = \log x + \log y, \quad x, y \in \mathbb{R}", "has no value at x = "),
    (r"\log(x y) = \log x + \log y, \quad x \in \mathbb{R}", "x = -"),
    (r"x^{1/2} x^{1/2} = x, \quad x \le 4", "x = -"),
    (r"\forall x \in \mathbb{R}: \quad (\sqrt{x})^2 = x", "x = -"),
    (r"\frac{d}{dx} \sqrt{x} = \frac{1}{2\sqrt{x}}, \quad x \ge 0", "x = 0,"),
    (r"\sum_{k=1}^\infty \frac{x^k}{k} = -\log(1 - x), \quad x \in [-1, 1]", "x = 1,"),
    (r"\sum_{k=1}^\infty \frac{x^k}{k} = -\log(1 - x), \quad |x| \le 1", "x = 1,"),
    (r"\frac{\sin x}{x} \le 1 \quad \forall x \in \mathbb{R}", "x = 0,"),
    (r"\log x \le x - 1 \quad \forall x \in \mathbb{R}", "x = -"),
    (r"\frac{d}{dx} \arcsin x = \frac{1}{\sqrt{1 - x^2}}, \quad x \in [-1, 1]", "x = "),
]
RIGHT = [
    r"(x + 1)^2 = x^2 + 2x + 1 \quad \forall x \in \mathbb{R}",
    r"\frac{d}{dx} \log x = \frac{1}{x}, \quad x > 0",
    r"\frac{d}{dx} \log |x| = \frac{1}{x}, \quad x \ne 0",
    r"\frac{1}{x} x = 1, \quad x \ne 0",
    r"\frac{x^2 - 1}{x - 1} = x + 1, \quad x \ne 1",
    r"e^{\log x} = x, \quad x > 0",
    r"\log(x y) = \log x + \log y, \quad x, y > 0",
    r"\log(x y) = \log x + \log y, \quad x > 0",
    r"\sum_{k=1}^\infty \frac{x^k}{k} = -\log(1 - x), \quad |x| < 1",
    r"\sqrt{x^2} = |x| \quad \forall x \in \mathbb{R}",
    r"(\sqrt{x})^2 = x, \quad x \ge 0",
    r"\sin(\arcsin x) = x, \quad x \in [-1, 1]",
    r"\frac{d}{dx} x^x = x^x (\log x + 1), \quad x > 0",
    r"e^{100x} e^{-100x} = 1 \quad \forall x \in \mathbb{R}",
    r"\sigma(x) = \frac{e^x}{1 + e^x}, \quad x \in \mathbb{R}",
    r"\log(1 + e^{300x}) \ge x, \quad x \in [0, 1000]",
]


def _given(tex: str) -> dict[str, float]:
    return {"x": 0.7, "y": 1.9} if "y" in tex else {"x": 0.7}


@pytest.mark.parametrize(("tex", "at"), WITHOUT_VALUE)
def test_what_has_no_value_has_no_derivative(tex: str, at: dict[str, float]) -> None:
    with pytest.raises(FormulaError):
        Context().check(tex, at=at)


@pytest.mark.parametrize(("tex", "where"), WRONG)
def test_a_display_has_a_value_on_all_of_the_domain_that_it_states(tex: str, where: str) -> None:
    with pytest.raises(FormulaError, match="has no value at") as refused:
        Context().check(tex, at=_given(tex))
    assert where in refused.value.message


@pytest.mark.parametrize("tex", RIGHT)
def test_a_domain_on_which_there_are_values_is_no_hindrance(tex: str) -> None:
    assert Context().check(tex, at=_given(tex)).statements[0].mark == "points"


def test_a_matrix_that_is_any_has_no_inverse_where_it_is_singular() -> None:
    tex = r"A^{-1} A = I"
    size = r", \quad A \in \mathbb{R}^{3 \times 3}"
    assert Context().check(tex + size, at={"A": A}).statements[0].mark == "points"
    with pytest.raises(FormulaError, match="has no value at"):
        Context().check(tex + r" \quad \forall A \in \mathbb{R}^{3 \times 3}", at={"A": A})


@pytest.mark.parametrize(
    "tex",
    [
        r"x^2 = 0.49 \quad \forall x \in \mathbb{R}",
        r"x^2 = 0.49, \quad x > 0",
        r"2x = 1.4, \quad x \in [0, 1]",
        r"\frac{d}{dx} x^2 = 1.4, \quad x \in \mathbb{R}",
        r"\sqrt{x} \approx 0.84, \quad x > 0",
    ],
)
def test_what_is_said_of_a_domain_is_not_compared_at_the_values_of_the_run(tex: str) -> None:
    plain = tex.partition(r" \quad")[0].rstrip(",")
    assert Context().check(plain, at={"x": 0.7}).statements[0].mark == "run"
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at={"x": 0.7})


def test_what_is_said_for_all_values_is_not_kept_at_one() -> None:
    tex = r"x^2 = 0.49 \quad \forall x \in \mathbb{R}"
    with pytest.raises(FormulaError, match="for all x, and `fixed` keeps one"):
        Context().check(tex, at={"x": 0.7}, fixed=["x"])


def test_an_approximation_on_a_domain_holds_on_all_of_it() -> None:
    good, bad = (rf"\sin x \approx x, \quad |x| < {end}" for end in ("0.1", "2"))
    assert Context().check(good, at={"x": 0.05}, approx=0.01).statements[0].mark == "points"
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(bad, at={"x": 0.05}, approx=0.01)


def test_a_definition_has_a_value_where_it_says() -> None:
    with pytest.raises(FormulaError, match="has no value at x = -"):
        Context().define(r"f(x) = \log x, \quad x \in \mathbb{R}", at={"x": 1.3})
