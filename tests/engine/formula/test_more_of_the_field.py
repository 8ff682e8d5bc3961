"""What authors write: laws below means, decimal commas, shares that add up to 1, units."""

import pytest

from livecells.formula import Context, FormulaError

SHARES = [0.2, 0.5, 0.3]


@pytest.mark.parametrize(
    "tex",
    [
        r"m = \underset{a \sim p}{\mathbb{E}}[Q(a)]",
        r"m = \underset{a \sim p}{{\mathrm E}}\left[Q(a)\right]",
        r"m = \mathbb{E}_{a \sim p}[Q(a)]",
    ],
)
def test_what_is_drawn_may_stand_below_a_mean(tex: str) -> None:
    given = {"p": SHARES, "Q(a)": [1.0, 2.0, 4.0]}
    Context().define(tex, given, equals=2.4)
    with pytest.raises(FormulaError, match="the run gives another value"):
        Context().define(tex, given, equals=2.5)


def test_below_another_word_nothing_is_drawn() -> None:
    with pytest.raises(FormulaError, match=r"below \\max, \\min, \\lim and \\mathbb{E}"):
        Context().define(r"m = \underset{x}{\mathrm{foo}}[x^2]", equals=2.0)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\frac{1}{2} = 0{,}5", r"\frac{1}{2} = 0{,}6"),
        (r"\frac{1}{8} = 0{,}125", r"\frac{1}{8} = 0{,}126"),
        (r"12{,}5 \cdot 2 = 25", r"12{,}5 \cdot 2 = 250"),
        (r"1{,}000 + 1 = 1{,}001", r"1{,}000 + 1 = 2"),
        (r"\pi \approx 3{,}14", r"\pi \approx 3{,}15"),
    ],
)
def test_a_comma_in_braces_is_one_of_decimals_but_before_three_digits(
    right: str, wrong: str
) -> None:
    Context().check(right)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(wrong)


def test_shares_that_add_up_to_one_are_a_condition() -> None:
    page = Context()
    given = {"z": [0.3, -1.2, 0.7], "y": [0.0, 1.0, 0.0]}
    page.define(r"p = \operatorname{softmax}(z)", {"z": given["z"]})
    page.define(r"L = -\sum_i y_i \log p_i", given)
    tex = r"\frac{\partial L}{\partial z} = p - y"
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(tex, at=given)
    assert page.check(rf"{tex}, \quad \sum_i y_i = 1", at=given).statements[0].mark == "points"
    with pytest.raises(FormulaError, match="the condition does not hold at the run's values"):
        page.check(rf"{tex}, \quad \sum_i y_i = 1", at=given | {"y": [0.2, 0.5, 0.4]})


def test_shares_that_add_up_to_one_may_be_negative() -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"\sum_i y_i^2 \le 1, \quad \sum_i y_i = 1", at={"y": SHARES})


@pytest.mark.parametrize(
    "tex",
    [
        r"2\,\text{s} = 2000\,\text{ms}",
        r"1\,\text{GiB} = 1024\,\text{MiB}",
        r"2 \text{ s} + 3 \text{ ms} = 5",
    ],
)
def test_units_that_are_computed_with_are_named(tex: str) -> None:
    with pytest.raises(FormulaError, match="a unit is not computed with"):
        Context().check(tex)


def test_a_dot_above_an_equals_sign_defines() -> None:
    Context().define(r"y \doteq x^2", {"x": 1.5}, equals=2.25)
    with pytest.raises(FormulaError, match="the run gives another value"):
        Context().define(r"y \doteq x^2", {"x": 1.5}, equals=2.26)


def test_a_policy_is_the_table_that_at_gives_with_its_letters() -> None:
    given = {r"\pi(a \mid s)": [[0.2, 0.1], [0.8, 0.9]], "Q(s, a)": [[1.0, 2.0], [0.5, 4.0]]}
    for tex in (r"\mathbb{E}_{a \sim \pi}[Q(s, a)]", r"\underset{a \sim \pi}{\mathrm{E}}[Q(s, a)]"):
        Context().define(f"V(s) = {tex}", given, equals=[1.8, 3.65])
        with pytest.raises(FormulaError, match="the run gives another value"):
            Context().define(f"V(s) = {tex}", given, equals=[1.8, 3.66])


def test_a_greek_letter_with_a_mark_is_a_function_of_its_own() -> None:
    page = Context()
    page.define(r"\mu_\theta(x) = 2x, \quad \sigma_\theta(x) = x^2")
    page.define(r"a = \mu_\theta(s) + \sigma_\theta(s)", {"s": 0.4}, equals=0.96)
    page.check(r"\sigma(-s) = 1 - \sigma(s)", at={"s": 0.4})


def test_a_dot_of_two_vectors_is_named_where_a_vector_is_due() -> None:
    with pytest.raises(FormulaError, match=r"\\odot one for each entry"):
        Context().define(r"v = a \cdot g", {"a": [0.5, 2.0], "g": [3.0, 4.0]}, equals=[1.5, 8.0])
