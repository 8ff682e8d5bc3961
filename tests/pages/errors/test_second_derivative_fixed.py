"""Both slopes of the cube at 2."""

import torch
from torch.autograd import gradgradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/second_derivative_fixed"


def test_create_graph_gives_twelve_and_twelve(run):
    module = run(STORY)
    assert module.first.item() == 3 * 2**2
    assert module.second.item() == 6 * 2
    at = torch.tensor(2.0)
    assert_close(module.first.detach(), grad(lambda x: x**3)(at))
    assert_close(module.second, grad(grad(lambda x: x**3))(at))


def test_the_second_slope_agrees_with_finite_differences():
    assert gradgradcheck(lambda x: x**3, torch.tensor(2.0, dtype=torch.float64, requires_grad=True))
