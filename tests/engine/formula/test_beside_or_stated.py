"""What stands beside a statement: a condition, which the mark names, or a statement of its own."""

import pytest

from livecells.formula import Context, FormulaError

SQUARE = r"(x + 1)^2 = x^2 + 2x + 1"
ROOT = r"\sqrt{x^2} = x"


@pytest.mark.parametrize(
    "more",
    [
        r", \quad \text{and hence} \quad x^2 \ge x",
        r" \quad \text{and} \quad x^2 \ge x",
        r", \quad \text{so} \quad x^2 \ge x",
        r", \quad \text{thus} \quad x > 1",
        r" \quad \text{and} \quad x > 0",
        r", \qquad x^3 > x^2",
        r", \quad 2x + 1 > x",
        r", x^2 \ge x",
        r" \qquad x^2 - x > 0",
        r" \implies x^2 \ge x",
    ],
)
def test_a_second_relation_is_a_statement_of_its_own(more: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(SQUARE + more, at={"x": 2.0})


@pytest.mark.parametrize(
    "more",
    [
        r", \quad \text{and hence} \quad x^2 + 1 \ge 2x",
        r" \quad \text{and} \quad x^2 \ge 0",
        r", \qquad x^2 \ge 2x - 1",
    ],
)
def test_a_second_relation_that_is_true_is_counted(more: str) -> None:
    report = Context().check(SQUARE + more, at={"x": 2.0})
    assert [statement.mark for statement in report.statements] == ["points", "points"]
    assert not any("where" in note for note in report.notes)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (r", \quad x > 0", "x > 0"),
        (r" \qquad x \ge 0", r"x \ge 0"),
        (r", \quad \text{where } x \ge 0", r"x \ge 0"),
        (r", \quad \text{where} \quad x \ge 0", r"x \ge 0"),
        (r" \quad \text{with } x > 0", "x > 0"),
        (r" \quad \text{for } x^2 + x > 2, x > 0", "x^2 + x > 2 and x > 0"),
        (r" \quad \text{if } x^3 > 0", "x^3 > 0"),
        (r" \quad \text{when } 2x - 1 > 0", "2x - 1 > 0"),
        (r", \quad x > 0 \text{ and } x > 1", "x > 0 and x > 1"),
        (r", \quad 0 < x < 2", "0 < x < 2"),
        (r" \quad \forall x \in [0, 3]", r"x \in [0, 3]"),
    ],
)
def test_a_condition_is_named_in_the_mark(more: str, said: str) -> None:
    report = Context().check(ROOT + more, at={"x": 1.5})
    assert len(report.statements) == 1
    assert report.notes == (f"Compared where {said}.",)
