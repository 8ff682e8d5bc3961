"""A cut result, and a frozen leaf."""

import torch
from torch.func import functional_call, grad
from torch.testing import assert_close

STORY = "errors/flag_of_non_leaf_fixed"


def test_detach_is_out_of_the_record(run):
    y = run(STORY, upto="detach").y
    assert not y.requires_grad
    assert y.is_leaf
    assert y.tolist() == [2, 2, 2]


def test_freeze_leaves_the_bias_with_one_for_each_row(run):
    layer = run(STORY).layer
    assert layer.weight.grad is None
    assert_close(layer.bias.grad, torch.tensor([2.0]))

    def total(bias):
        weights = {"weight": layer.weight.detach(), "bias": bias}
        return functional_call(layer, weights, torch.ones(2, 3)).sum()

    assert_close(layer.bias.grad, grad(total)(layer.bias.detach()))
