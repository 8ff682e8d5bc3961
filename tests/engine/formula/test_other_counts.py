"""A letter for a whole number that no array goes with: what is said of it is tried for others."""

import pytest

from livecells.formula import Context, FormulaError

ONLY = "this holds for n = 5 only"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\sum_{k=1}^n k = \frac{n(n+1)}{2}", r"\sum_{k=1}^n k = 3n"),
        (r"\sum_{k=1}^n k = \frac{n^2 + n}{2}", r"\sum_{k=1}^n k = \frac{n^2 + 5}{2}"),
        (r"\sum_{k=0}^n \binom{n}{k} x^k = (1 + x)^n", r"\sum_{k=0}^n \binom{n}{k} x^k = (1+x)^5"),
        (r"\sum_{k=1}^n k \le n^2", r"\sum_{k=1}^n k \le 3n"),
        (r"n! \ge (n / e)^n", r"n! \ge (n / 2.2)^n"),
        (r"\binom{2n}{n} \le 4^n", r"\binom{2n}{n} \le 260 n"),
        (r"\prod_{k=1}^n k = n!", r"\prod_{k=1}^n k = 24 n"),
    ],
)
def test_what_holds_for_five_has_to_hold_for_other_numbers(right: str, wrong: str) -> None:
    given = {"n": 5, "x": 0.7} if "x" in right else {"n": 5}
    assert Context().check(right, at=given).statements[0].mark == "points"
    with pytest.raises(FormulaError, match=ONLY):
        Context().check(wrong, at=given)


def test_the_mark_names_the_numbers() -> None:
    notes = Context().check(r"\sum_{k=1}^n k = \frac{n(n+1)}{2}", at={"n": 5}).notes
    assert notes == ("Compared for n = 1, 2, 3, 4, 5, 6, 7, 9.",)


def test_a_letter_that_is_kept_stands_for_its_number() -> None:
    report = Context().check(r"\sum_{k=1}^n k = 3n", at={"n": 5}, fixed=["n"])
    assert report.statements[0].mark == "run"


def test_a_number_beside_a_sum_is_about_the_number_that_is_given() -> None:
    assert Context().check(r"\sum_{k=1}^n k = 15", at={"n": 5}).statements[0].mark == "run"


def test_a_condition_leaves_numbers_out() -> None:
    with pytest.raises(FormulaError, match=r"only, not with n = 1;"):
        Context().check("n! > 2^n", at={"n": 5})
    notes = Context().check(r"n! > 2^n, \quad n \ge 4", at={"n": 5}).notes
    assert "Compared for n = 4, 5, 6, 7, 8, 9, 10, 12, 20, 40, 100." in notes


def test_two_letters_are_tried_apart() -> None:
    given = {"n": 6, "m": 3}
    tex = r"\sum_{k=1}^n k - \sum_{k=1}^m k = \frac{n(n+1) - m(m+1)}{2}"
    Context().check(tex, at=given)
    with pytest.raises(FormulaError, match="only, not with"):
        Context().check(r"\sum_{k=1}^n k = \sum_{k=1}^m k + 5m", at=given)


def test_a_sum_from_0_to_n_is_over_n_and_one_entries() -> None:
    given = {"x": [0.3, -1.2, 2.1, 0.7], r"\theta": [1.0, 2.5, -0.4, 3.0], "n": 3}
    report = Context().check(r"\sum_{j=0}^n \theta_j x_j = \theta^\top x", at=given)
    assert report.statements[0].mark == "points"
    assert not report.notes
    with pytest.raises(FormulaError, match="for the sizes of the run only"):
        Context().check(r"\sum_{j=0}^n (x_j + 1) = \sum_{j=0}^n x_j + 4", at=given)


@pytest.mark.parametrize("x", [[1.0, 1.0], [1.0, -1.0], [2.0, 2.0], [2.0, -2.0]])
def test_a_letter_for_a_length_does_not_make_up_for_entries_of_one_size(x: list[float]) -> None:
    tex = r"\frac{\partial}{\partial x_j}\Bigl(\sum_{i=1}^n x_i^3\Bigr) = N"
    slope = str(3 * x[0] ** 2)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace("N", slope), at={"x": x, "n": 2})
    kept = Context().check(tex.replace("N", slope), at={"x": x, "n": 2}, fixed=["x"])
    assert kept.statements[0].mark == "run"


def test_a_number_beside_n_of_1_is_about_1_only_where_that_is_said() -> None:
    tex = r"\sum_{k=0}^n \binom{n}{k} = 2"
    with pytest.raises(FormulaError, match=r"this holds for n = 1 only, not with n = 2"):
        Context().check(tex, at={"n": 1})
    assert Context().check(tex, at={"n": 1}, fixed=["n"]).statements[0].mark == "run"
    assert Context().check(tex.replace("2", "4"), at={"n": 2}).statements[0].mark == "run"


def test_the_mark_says_where_no_other_sizes_fit_together() -> None:
    given = {"u": [1.3], "A": [[0.4]], "v": [0.7]}
    notes = Context().check(r"u^T A v = A^T v^T u", at=given).notes
    assert notes[0].startswith("Compared with arrays of the sizes of the run only")
    with pytest.raises(FormulaError, match="do not fit"):
        Context().check(
            r"u^T A v = A^T v^T u", at={"u": [1.3, 2], "A": [[0.4, 2], [1, 3]], "v": [0.7, 0.2]}
        )
