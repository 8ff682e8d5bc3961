"""Rounding near a singular matrix, and letters of sizes that stand beside a statement."""

import pytest

from livecells.formula import Context, FormulaError

A = [[1.5, 2.0, 0.2], [0.3, -1.0, 0.5], [1.0, 0.2, 2.0]]
SLOPE = r"\frac{\partial}{\partial A} \log |\det A| = "


def test_rounding_near_a_singular_matrix_is_no_fault() -> None:
    assert Context().check(SLOPE + r"A^{-\top}", at={"A": A}).statements[0].mark == "points"
    for wrong in (r"A^{-1}", r"2 A^{-\top}", r"A^{-\top} + 10^{-6} A"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(SLOPE + wrong, at={"A": A})


def test_the_n_of_a_stated_size_is_that_size() -> None:
    tex = r"\lVert x \rVert_1 \le \sqrt{BOUND}\, \lVert x \rVert_2, \quad x \in \mathbb{R}^n"
    given = {"x": [0.3, -1.2, 2.1, 0.7], "n": 4}
    assert Context().check(tex.replace("BOUND", "n"), at=given).statements[0].mark == "points"
    for wrong in ("4", "2n - 4", "n - 0.1"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(tex.replace("BOUND", wrong), at=given)
