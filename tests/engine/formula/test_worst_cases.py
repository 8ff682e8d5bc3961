"""Where a bound is sharp or a number decides, that is tried: ends, neighbours, equal shares."""

import pytest

from livecells.formula import Context, FormulaError

P, Q = [0.1, 0.2, 0.3, 0.4], [0.4, 0.1, 0.3, 0.2]
ONE, BOTH = r", \quad \sum_i p_i = 1", r", \quad \sum_i p_i = 1, \quad \sum_i q_i = 1"
WHOLE_WRONG = [
    r"n! > 10^n, \quad n \ge 24",
    r"n! > 5^n, \quad n \ge 11",
    r"n! > 3^n, \quad n \ge 6",
    r"2^n > n^5, \quad n > 21",
    r"\sum_{k=1}^n k > 10n, \quad n \ge 19",
    r"(n^2 - 1369)^2 > 0, \quad n \in \mathbb{N}",
    r"(n - 33)^2 > 0, \quad n \in \mathbb{N}",
    r"\log n < 6, \quad n \in \mathbb{N}",
    r"\log_2 n \le 8.7, \quad n \in \mathbb{N}",
]
WHOLE_RIGHT = [
    r"n! > 10^n, \quad n \ge 25",
    r"n! > 5^n, \quad n \ge 12",
    r"n! > 7^n, \quad n > 16",
    r"\sum_{k=1}^n k > 10n, \quad n \ge 20",
    r"(n^2 - 1370)^2 > 0, \quad n \in \mathbb{N}",
    r"\log n < n, \quad n \in \mathbb{N}",
]
SHARP = [
    (r"-\sum_{i=1}^n p_i \log p_i < \log n" + ONE, r"\le", {"p": P, "n": 4}),
    (r"\sum_{i=1}^n p_i^2 > \frac{1}{n}" + ONE, r"\ge", {"p": P, "n": 4}),
    (r"-\sum_i p_i \log q_i > -\sum_i p_i \log p_i" + BOTH, r"\ge", {"p": P, "q": Q}),
    (r"\sum_i (p_i - q_i)^2 > 0" + BOTH, r"\ge", {"p": P, "q": Q}),
    (r"\cos x < 1, \quad x \ne 0", r"\le", {"x": 0.7}),
    (r"\sin x < 1", r"\le", {"x": 0.7}),
]


@pytest.mark.parametrize("tex", WHOLE_WRONG)
def test_whole_numbers_that_the_statement_names_are_tried(tex: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at={"n": 40})


@pytest.mark.parametrize("tex", WHOLE_RIGHT)
def test_a_bound_that_holds_from_a_number_on_is_right(tex: str) -> None:
    assert Context().check(tex, at={"n": 40}).statements[0].mark == "points"


@pytest.mark.parametrize(("tex", "sign", "at"), SHARP)
def test_a_strict_bound_is_refused_where_equality_is_possible(
    tex: str, sign: str, at: dict[str, object]
) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at=at)
    strict = ">" if sign == r"\ge" else "<"
    assert Context().check(tex.replace(strict, sign, 1), at=at).statements[0].mark == "points"
