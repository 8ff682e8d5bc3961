"""torch.where gives what the loop gives."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/more_vmap_control_flow_fixed"


def test_fixed_agrees_with_the_loop(run, outputs):
    module = run(STORY)
    assert_close(torch.func.vmap(module.leaky)(module.batch), torch.tensor([2.0, -0.3]))
    printed = outputs(STORY)
    assert printed["loop"] == printed["fixed"].splitlines(keepends=True)[0]


def test_fixed_has_the_slopes_of_its_branches(run):
    module = run(STORY)
    slopes = torch.func.vmap(torch.func.grad(module.leaky))(module.batch)
    assert_close(slopes, torch.tensor([1.0, 0.1]))
    assert gradcheck(module.leaky, module.batch.double().requires_grad_())
