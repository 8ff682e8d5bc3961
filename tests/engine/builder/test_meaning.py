"""What an equation means in Python runs as a snippet does, with a limit of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from livecells.blocks.equations import Equation
from livecells.builder import meaning
from livecells.builder.meaning import Meanings
from livecells.pool.pool import Pool


@pytest.fixture
def meant(pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Meanings:
    monkeypatch.setattr(meaning, "SECONDS", 2.0)
    made = Meanings(lambda _: pool, tmp_path)
    texts = {"twice": "2 * x", "greek": "theta + 1", "endless": "sum(1 for _ in iter(int, 1))"}
    for name, text in texts.items():
        at = {"x": [1.0, float("inf")], "\\theta": 2.0, "lambda": 3.0}
        made.begin(Equation(name, "y", 1, options={"means": text}), at)
    return made


def test_an_expression_knows_the_names_of_at_and_ends_in_time(meant: Meanings) -> None:
    assert meant.value(Equation("twice", "y", 1)) == [2.0, float("inf")]
    assert meant.value(Equation("greek", "y", 1)) == 3.0
    with pytest.raises(ValueError, match="ran longer than its limit of 2 s"):
        meant.value(Equation("endless", "y", 1))
