"""Whole programs of many steps, such as schedules and checkpoints: the same as on torch."""

from __future__ import annotations

from pathlib import Path

import pytest

from .engines import fate, on_stand_in, on_torch

WHOLE = Path(__file__).with_name("whole_programs.txt")


@pytest.mark.slow
def test_whole_programs_give_what_torch_gives() -> None:
    texts = WHOLE.read_text("utf-8").split("%%\n")
    programs = {str(place): [text] for place, text in enumerate(texts)}
    real, ours = on_torch(programs), on_stand_in(programs)
    fates = {name: fate(real[name], ours[name]) for name in programs}
    assert set(fates.values()) <= {"same", "digits"}, (fates, ours)
