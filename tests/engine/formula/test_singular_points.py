"""Rounding near a singular matrix, and letters of sizes that stand beside a statement."""

import numpy as np
import pytest

from livecells.formula import Context, FormulaError

A = [[1.5, 2.0, 0.2], [0.3, -1.0, 0.5], [1.0, 0.2, 2.0]]
SLOPE = r"\frac{\partial}{\partial A} \log |\det A| = "


def test_rounding_near_a_singular_matrix_is_no_fault() -> None:
    assert Context().check(SLOPE + r"A^{-\top}", at={"A": A}).statements[0].mark == "points"
    for wrong in (r"A^{-1}", r"2 A^{-\top}", r"A^{-\top} + 10^{-6} A"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(SLOPE + wrong, at={"A": A})


def of_rank(rank: int, size: int, seed: int) -> np.ndarray:
    """A symmetric matrix that has no inverse but for rounding."""
    drawn = np.random.default_rng(seed)
    rows = drawn.normal(size=(rank, size)) * 10 ** drawn.uniform(-2, 2, size=(rank, 1))
    return rows.T @ rows


@pytest.mark.parametrize("size", [2, 3, 4, 5, 8])
def test_a_matrix_that_is_singular_but_for_rounding_has_no_inverse(size: int) -> None:
    for tex in ("A^{-1} A = I", "A^{-1} A^{-1} = A^{-2}"):
        for rank in range(1, size):
            for seed in range(5):
                with pytest.raises(FormulaError, match="has no value"):
                    Context().check(tex, at={"A": of_rank(rank, size, seed)})


HILBERT = [[1 / (i + j + 1) for j in range(9)] for i in range(9)]
REGULAR = {
    "of Hilbert, 5 by 5": [row[:5] for row in HILBERT[:5]],
    "of Hilbert, 9 by 9": HILBERT,
    "of units far apart": np.array(A) * [[1e-20], [1.0], [1e20]],
    "small and large numbers": np.diag([1e-30, 1.0, 1e30]),
    "nearly of rank 1": [[1.0, 1.0], [1.0, 1.0 + 1e-9]],
}


@pytest.mark.parametrize("name", REGULAR)
def test_a_matrix_that_has_an_inverse_keeps_it(name: str) -> None:
    assert Context().check("A A^{-1} A = A", at={"A": REGULAR[name]}).statements[0].mark == "points"


def test_the_n_of_a_stated_size_is_that_size() -> None:
    tex = r"\lVert x \rVert_1 \le \sqrt{BOUND}\, \lVert x \rVert_2, \quad x \in \mathbb{R}^n"
    given = {"x": [0.3, -1.2, 2.1, 0.7], "n": 4}
    assert Context().check(tex.replace("BOUND", "n"), at=given).statements[0].mark == "points"
    for wrong in ("4", "2n - 4", "n - 0.1"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(tex.replace("BOUND", wrong), at=given)
