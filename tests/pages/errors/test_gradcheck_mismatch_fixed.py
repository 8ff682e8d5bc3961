"""The same function passes in float64."""

import torch

STORY = "errors/gradcheck_mismatch_fixed"


def test_float64_passes(run, outputs):
    assert outputs(STORY)["float64"] == "True\n"
    assert run(STORY).x.dtype == torch.float64


def test_a_difference_by_hand_agrees_with_the_derived_slope():
    x, h = torch.tensor(3.0, dtype=torch.float64), 1e-6
    measured = ((x + h) ** 2 - (x - h) ** 2) / (2 * h)
    torch.testing.assert_close(measured, 2 * x)
