"""A nudge tells a flat function from a hidden edit."""

import torch
from torch.testing import assert_close

STORY = "errors/symptom_zero"


def test_nudge_gives_zero_for_the_flat_one_alone(run):
    module = run(STORY)
    t = torch.tensor([0.3, 1.2], dtype=torch.float64)
    assert not module.nudged(module.flat, t).any()
    assert_close(module.nudged(module.edited, t), t.exp(), rtol=1e-6, atol=0)
    assert_close(module.nudged(module.edited, t), torch.func.grad(lambda s: s.exp().sum())(t))


def test_torch_gives_zero_for_both(run):
    module = run(STORY)
    for function in (module.flat, module.edited):
        t = torch.tensor([0.3, 1.2], dtype=torch.float64, requires_grad=True)
        function(t).backward()
        assert not t.grad.any()
