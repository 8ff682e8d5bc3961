"""What can be copied, and which layers cannot."""

import copy
import warnings

import pytest
import torch
from torch.autograd import gradcheck

STORY = "errors/more_deepcopy_fixed"


def test_fixed_copies_the_leaf_and_the_values(run):
    module = run(STORY, upto="fixed")
    assert module.twin is not module.w
    assert module.twin.is_leaf
    assert module.twin.requires_grad
    assert module.values.tolist() == [2.0, 2.0]
    assert not module.values.requires_grad


def test_recorded_copy_passes_gradients_on(run):
    assert run(STORY, upto="recorded-copy").w.grad.tolist() == [2.0, 2.0]
    w = torch.rand(2, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: (t * 2).clone().sum(), w)


def test_find_names_what_deepcopy_refuses(run):
    module = run(STORY)
    assert module.kept_results(module.Scaled()) == ["Scaled.scale"]
    with pytest.raises(RuntimeError, match="deepcopy protocol"):
        copy.deepcopy(module.Scaled())
    assert module.kept_results(module.late) == []
    assert module.late_twin.raw is not module.late.raw


def test_weight_norm_keeps_a_result_and_its_successor_does_not():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old = torch.nn.utils.weight_norm(torch.nn.Linear(2, 2))
    with pytest.raises(RuntimeError, match="deepcopy protocol"):
        copy.deepcopy(old)
    copy.deepcopy(torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(2, 2)))
