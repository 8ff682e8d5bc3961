"""The home page: a gradient in five lines."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close


def test_slope_is_four_and_a_half(run):
    x = run("index").x
    assert_close(x.grad, torch.full((2, 2), 4.5))
    assert_close(x.grad, 3 / 2 * (x.detach() + 2))


def test_slope_agrees_with_finite_differences():
    x = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: (3 * (t + 2) ** 2).mean(), x)


def test_slope_prints_the_matrix(outputs):
    assert outputs("index")["slope"] == ("tensor([[4.5000, 4.5000],\n        [4.5000, 4.5000]])\n")
