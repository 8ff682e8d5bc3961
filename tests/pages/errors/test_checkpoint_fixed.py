"""Checkpoints whose two runs do the same."""

import torch
from torch.testing import assert_close

STORY = "errors/checkpoint_fixed"


def test_cache_is_edited_once(run):
    module = run(STORY, upto="cache")
    assert len(module.cache) == 1
    assert_close(module.x.grad, torch.ones(1, 2))


def test_switch_and_plain_input_reach_the_weights(run):
    module = run(STORY)
    assert module.net[0].weight.grad is not None
    layer = torch.nn.Linear(2, 2)
    layer(module.rows).sum().backward()
    assert_close(layer.weight.grad, torch.ones(2, 2))


def test_plain_input_adds_ones(run):
    before = run(STORY, upto="grad").net[0].weight.grad
    after = run(STORY).net[0].weight.grad
    assert before.shape == after.shape == (2, 2)


def test_grad_is_the_cosine(run):
    module = run(STORY, upto="grad")
    assert_close(module.slope, module.w.detach().cos())
    assert_close(module.slope, torch.func.vmap(torch.func.grad(torch.sin))(module.w.detach()))
