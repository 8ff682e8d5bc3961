r"""A condition \lVert x \rVert = 1 beside a statement is heeded: vectors have that length."""

import pytest

from livecells.formula import Context, FormulaError

AT = {"x": [0.6, 0.8], "y": [0.8, 0.6]}
UNITS = [
    r", \quad \lVert x \rVert = 1, \quad \lVert y \rVert = 1",
    r", \quad \lVert x \rVert_2 = 1, \quad \lVert y \rVert^2 = 1",
    r", \quad x^\top x = 1, \quad y^\top y = 1",
]
DISTANCE = r"\lVert x - y \rVert^2 = 2 - 2 x^\top y"


@pytest.mark.parametrize("units", UNITS)
def test_vectors_have_the_length_that_is_said(units: str) -> None:
    report = Context().check(DISTANCE + units, at=AT)
    assert [statement.mark for statement in report.statements] == ["points"]
    assert any(note.startswith("Compared where") for note in report.notes)
    for wrong in (DISTANCE, DISTANCE.replace("2 x", "x") + units):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(wrong, at=AT)


def test_a_strict_bound_of_unit_vectors_is_refused_where_they_are_the_same() -> None:
    assert Context().check(r"|x^\top y| \le 1" + UNITS[0], at=AT)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(r"|x^\top y| < 1" + UNITS[0], at=AT)


def test_the_vectors_of_the_run_have_that_length_too() -> None:
    with pytest.raises(FormulaError, match="does not hold at the run's values"):
        Context().check(DISTANCE + UNITS[0], at={"x": [0.6, 0.9], "y": [0.8, 0.6]})
