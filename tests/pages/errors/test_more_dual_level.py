"""Dual tensors and their level."""

import math

import torch
from torch.testing import assert_close

STORY = "errors/more_dual_level"


def test_level_is_needed(executed):
    (error,) = executed(STORY).cell("level")["outputs"]
    assert "but no level exists, make sure to enter_dual_level() first" in error["evalue"]


def test_fixed_is_the_slope_of_exp(outputs):
    assert outputs(STORY)["fixed"] == f"tensor({math.e:.4f})\n"


def test_nested_slopes_are_six_x(run):
    module = run(STORY, upto="nested")
    for x in (2.0, -1.5):
        assert_close(module.cube(torch.tensor(x)), torch.tensor(6 * x))
