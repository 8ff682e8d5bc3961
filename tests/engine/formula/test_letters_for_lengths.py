"""A letter for a number of entries that `at` gives: it goes with the array, or the mark says so."""

import pytest

from livecells.formula import Context, FormulaError

X = [0.3, -1.2, 2.1, 0.7, 1.4]
ROWS = [[1.0, 2.0, 4.0], [-1.0, 3.0, 0.5], [1.0, 1.2, 1.3], [3.0, 0.1, 0.2], [1.0, 2.0, 3.0]]
SQUARES = r"\sum_{i=1}^n x_i^2"
SUM = r"\Bigl(\sum_{i=1}^n x_i\Bigr)^2"
MEAN = r"m = \frac{1}{n} \sum_{i=1}^n x_i"


@pytest.mark.parametrize(
    ("tex", "right", "wrong"),
    [
        (rf"\sum_{{i=1}}^n (x_i - m)^2 = {SQUARES} - N {SUM}", r"\frac{1}{n}", r"\frac{n}{25}"),
        (r"\sum_{i=1}^{n-1} (x_{i+1} - x_i) = x_N - x_1", "n", "5"),
        (r"\frac{\partial m}{\partial x_i} = N", r"\frac{1}{n}", r"\frac{n}{25}"),
        (r"\log \sum_{i=1}^n e^{x_i} \le \max_i x_i + \log(N)", "n", "2n - 4"),
        (rf"{SUM} \le N {SQUARES}", "n", "(2n - 4)"),
    ],
)
def test_n_goes_with_the_length_of_the_array(tex: str, right: str, wrong: str) -> None:
    context = Context()
    given = {"x": X, "n": 5}
    context.define(MEAN, given)
    report = context.check(tex.replace("N", right), at=given)
    assert report.statements[0].mark == "points"
    assert not any("n =" in note or "only" in note for note in report.notes)
    with pytest.raises(FormulaError, match="for the sizes of the run only"):
        context.check(tex.replace("N", wrong), at=given)


def test_letters_that_cannot_change_are_named_in_the_mark() -> None:
    tex = r"\sum_{i=1}^n x_i = \sum_i x_i, \quad x \in \mathbb{R}^5"
    notes = Context().check(tex, at={"x": X, "n": 5}).notes
    assert "Compared for n = 5 only." in notes


def test_a_sum_up_to_d_and_two_is_none_up_to_n() -> None:
    tex = r"\sum_{i=1}^{n} \sum_{j=1}^d X_{ij} = \sum_{j=1}^d \sum_{i=1}^{END} X_{ij}"
    given = {"X": ROWS, "n": 5, "d": 3}
    assert not Context().check(tex.replace("END", "n"), at=given).notes
    with pytest.raises(FormulaError, match="for the sizes of the run only"):
        Context().check(tex.replace("END", "d + 2"), at=given)


@pytest.mark.parametrize("bound", ["2n - 4", "n^2 - 20", r"\frac{n^2}{6}"])
def test_bounds_are_tried_with_few_entries_too(bound: str) -> None:
    given = {"x": [*X, 0.4], "n": 6}
    Context().check(rf"{SUM} \le n {SQUARES}", at=given)
    with pytest.raises(FormulaError, match="for the sizes of the run only"):
        Context().check(rf"{SUM} \le ({bound}) {SQUARES}", at=given)
