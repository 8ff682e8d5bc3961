"""The same statement with arrays of other sizes than those of the run."""

import pytest

from livecells.formula import Context, FormulaError


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 8])
@pytest.mark.parametrize(
    "tex",
    [
        r"\prod_i (-x_i) = SIGN \prod_i x_i",
        r"\sum_i (x_i + 0.5) = HALF + \sum_i x_i",
        r"\lVert x \rVert_1 \le MORE \max_i |x_i|",
        r"\left(\sum_i x_i\right)^2 \le MORE \sum_i x_i^2",
    ],
)
def test_what_holds_for_one_size_only_is_refused(tex: str, size: int) -> None:
    sign, half, more = "-" if size % 2 else "", str(size / 2), str(size + 0.1)
    said = tex.replace("SIGN", sign).replace("HALF", half).replace("MORE", more)
    x = [0.3 + 0.7 * k for k in range(size)]
    with pytest.raises(FormulaError, match="for the sizes of the run only"):
        Context().check(said, at={"x": x})


@pytest.mark.parametrize(
    ("tex", "size"),
    [
        (r"\det(-A) = \det A", 2),
        (r"\det(-A) = \det A", 4),
        (r"\det(-A) = -\det A", 3),
        (r"\det(2A) = 8 \det A", 3),
    ],
)
def test_a_square_matrix_alone_has_other_sizes(tex: str, size: int) -> None:
    rows = [[1.0 + (3 * i + 5 * k + i * k) % 7 for k in range(size)] for i in range(size)]
    with pytest.raises(FormulaError, match="for the sizes of the run only"):
        Context().check(tex, at={"A": rows})


@pytest.mark.parametrize(
    "tex",
    [
        r"\det(A^\top) = \det A",
        r"\operatorname{tr}(A^\top A) \ge 0",
        r"\operatorname{tr}(A A^{-1} B) = \operatorname{tr} B",
        r"\det(AB) = \det A \det B",
    ],
)
def test_what_holds_for_square_matrices_of_any_size_stays_right(tex: str) -> None:
    rows = [[1.5, 2.0], [0.3, -1.0]]
    given = {"A": rows, "B": rows[::-1]} if "B" in tex else {"A": rows}
    assert Context().check(tex, at=given).statements[0].mark == "points"


def test_a_slope_that_autograd_loses_between_large_numbers_is_no_fault() -> None:
    r"""At e^{-500} / e^{400} torch gives a slope of 0: finite differences tell that it is none."""
    page = Context()
    given = {
        "E": [[0.3, 0.4, 0.2, 0.1], [0.5, -0.2, 0.6, 0.4], [0.1, 0.2, -0.3, 0.2]],
        "q": [0.3, 0.5, 0.2, 0.9],
    }
    page.define("s = E q", given)
    page.define(r"p_i = \frac{e^{s_i}}{\sum_k e^{s_k}}, \quad L = -\log p_2", given)
    tex = r"\frac{\partial L}{\partial q} = E^\top p - E_{N,:}"
    assert page.check(tex.replace("N", "2"), at=given).statements[0].mark == "points"
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(tex.replace("N", "1"), at=given)
