"""The flag set last makes a leaf that an optimizer can step."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/optimize_non_leaf_fixed"


def test_flag_last_steps_to_half(run, outputs):
    w = run(STORY).w
    assert w.is_leaf
    start = torch.full((3,), 0.1)
    slope = grad(lambda t: (t**2).sum())(start)
    assert_close(w.grad, 2 * start)
    assert_close(w.grad, slope)
    assert_close(w.detach(), start - 0.25 * slope)
    assert outputs(STORY)["flag-last"].splitlines()[1] == "tensor([0.0500, 0.0500, 0.0500])"


def test_a_parameter_is_a_leaf_too_and_a_module_finds_it():
    module = torch.nn.Module()
    module.w = torch.nn.Parameter(0.1 * torch.ones(3))
    assert module.w.is_leaf
    assert list(module.parameters()) == [module.w]
