"""Floor division records although torch has no derivative for it."""

import pytest
import torch

STORY = "errors/recorded_without_slope"


def test_the_result_records_and_the_walk_raises(run):
    module = run(STORY)
    assert module.halves.requires_grad
    assert module.halves.tolist() == [0, 1]
    with pytest.raises(RuntimeError, match="derivative for aten::floor_divide"):
        module.halves.sum().backward()


def test_rounding_down_after_a_division_has_a_slope_of_zero():
    x = torch.tensor([1.0, 2.5], requires_grad=True)
    (x / 2).floor().sum().backward()
    assert x.grad.tolist() == [0, 0]
