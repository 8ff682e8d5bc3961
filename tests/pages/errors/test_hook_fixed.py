"""Hooks as they should be."""

import pytest
import torch

STORY = "errors/hook_fixed"


def test_inplace_and_weight_hooks_run(run):
    module = run(STORY, upto="weight")
    assert module.seen == [module.net[0]] * 2
    assert len(module.weight_norms) == 1


def test_size_and_number_and_in_place_give_gradients(run):
    module = run(STORY)
    assert module.x.grad.tolist() == [2, 0]
    assert module.norms == pytest.approx([8**0.5])
    assert module.y.grad.tolist() == [2, 2]
    assert module.z.grad.tolist() == [10, 10]


def test_plain_result_of_data_and_a_leaf_takes_hooks(run):
    module = run(STORY, upto="plain")
    assert not module.data.requires_grad
    assert (module.data * torch.ones(2, requires_grad=True)).requires_grad
