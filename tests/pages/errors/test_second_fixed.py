"""Formulas with a second derivative."""

import torch
from torch.autograd import gradgradcheck
from torch.testing import assert_close

STORY = "errors/second_fixed"


def test_distance_is_cdist_and_has_both_derivatives(run):
    module = run(STORY, upto="distance")
    assert_close(module.distance, torch.cdist(module.a, module.b))
    a, b = module.a.detach().double().requires_grad_(), module.b.double()
    assert gradgradcheck(lambda a: (a[:, None] - b[None]).norm(dim=2), a)


def test_attention_and_compiled_give_a_second_derivative(run, outputs):
    assert outputs(STORY)["attention"] == "torch.Size([1, 1, 3, 2])\n"
    assert run(STORY).plain.item() == 6 * 2
