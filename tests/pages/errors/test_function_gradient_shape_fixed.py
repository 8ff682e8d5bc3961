"""The sum over what broadcasting has repeated."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/function_gradient_shape_fixed"


def test_sum_to_size_gives_the_sum_of_each_column(run):
    module = run(STORY)
    assert_close(module.scale.grad, torch.tensor([1.0 + 4, 2 + 5, 3 + 6]))
    assert_close(module.scale.grad, torch.func.grad(lambda s: (module.x * s).sum())(torch.ones(3)))


def test_scale_columns_agrees_with_finite_differences(run):
    x = torch.arange(6, dtype=torch.float64).reshape(2, 3).requires_grad_()
    scale = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(run(STORY).ScaleColumns.apply, (x, scale))
