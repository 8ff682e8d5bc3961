"""Both kinds of hooks run, in the order of the walk."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/more_post_accumulate_hook_fixed"


def test_fixed_runs_both_hooks_in_order(run, outputs):
    printed = outputs(STORY)
    assert printed["fixed"].splitlines() == ["y: tensor([6., 6.])", "w: tensor([18., 18.])"]
    assert printed["find"] == "['y']\n"
    module = run(STORY)
    assert_close(module.w.grad, 2 * 9 * module.w.detach())  # d(9 w^2)/dw
    w = torch.rand(2, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: ((3 * t) ** 2).sum(), w)
