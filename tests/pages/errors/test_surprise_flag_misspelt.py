"""A misspelt flag does nothing; the method does what it says."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/surprise_flag_misspelt"


def test_misspelt_leaves_the_layer_trainable(run):
    layer = run(STORY, upto="misspelt").layer
    assert all(p.requires_grad for p in layer.parameters())
    assert_close(layer.weight.grad, torch.ones(1, 2))  # d(w1 + w2 + b)/dw
    exact = torch.rand(1, 2, dtype=torch.float64, requires_grad=True)
    ones = torch.ones(1, 2, dtype=torch.float64)
    assert gradcheck(lambda w: torch.nn.functional.linear(ones, w).sum(), exact)


def test_frozen_receives_no_gradient(run):
    frozen = run(STORY, upto="frozen").frozen
    assert frozen.weight.grad is None
    assert frozen.bias.grad.tolist() == [1.0]


def test_frozen_whole(run, outputs):
    assert not any(p.requires_grad for p in run(STORY).backbone.parameters())
    assert outputs(STORY)["frozen-whole"] == "[]\n"


def test_find_shows_the_stray_attributes(outputs):
    assert outputs(STORY)["find"].splitlines() == ["{'require_grad': False}", "True"]
    clean = torch.nn.Linear(2, 1)
    assert vars(clean.weight) == {}
    assert "requires_grad" not in vars(clean)
