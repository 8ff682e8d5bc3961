"""None for the input that is a plain number."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/number_of_gradients_fixed"


def test_none_for_the_rest_gives_the_factor(run):
    assert_close(run(STORY).x.grad, torch.full((3,), 5.0))


def test_scale_agrees_with_finite_differences(run):
    scale = run(STORY).Scale
    x = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: scale.apply(t, 5.0), x)
