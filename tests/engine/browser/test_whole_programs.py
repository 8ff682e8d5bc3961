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


def test_axes_that_are_kept_where_none_is_given_are_refused() -> None:
    names = ("sum", "mean", "prod", "max", "min", "median", "all", "any", "argmax", "argmin")
    text = "import torch\nx = torch.ones(2, 2)\nprint(x.{}(keepdim=True))"
    ours = on_stand_in({name: [text.format(name)] for name in names})
    assert {name: cells[-1]["state"] for name, cells in ours.items()} == dict.fromkeys(
        names, "refused"
    )
