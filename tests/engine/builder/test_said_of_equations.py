"""What the mark of an equation says of how it was compared."""

from __future__ import annotations

import pytest

from livecells.blocks.equations import Equation
from livecells.builder.outcomes import outcome_of
from livecells.builder.verdicts import verdict
from livecells.formula import Context


@pytest.mark.parametrize(
    ("tex", "at", "said"),
    [
        (r"\log(x^2) = 2\log x", {"x": 0.4}, "where both sides have a value."),
        (r"\int 2x\,dx = x^2 + C", {"x": 0.4}, "slopes are compared."),
        (
            r"\det(2A) = 4 \det A, \quad A \in \mathbb{R}^{2 \times 2}",
            {"A": [[0.5, 2.0], [1.5, 3.0]]},
            "with A of 2 by 2 entries only, as it says.",
        ),
    ],
)
def test_the_mark_says_for_what_it_was_compared(tex: str, at: dict[str, float], said: str) -> None:
    equation = Equation("a", tex, 1, at)
    outcome = outcome_of(Context(), equation, at, None)
    words = "".join(str(piece) for piece in verdict(equation, outcome))
    assert outcome.kind == "checked"
    assert said in words
