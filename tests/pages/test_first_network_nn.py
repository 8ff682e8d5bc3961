"""The hand network and torch.nn, step by step from one start."""

import pytest
import torch
from torch.testing import assert_close

STORY = "first_network_nn"


def test_start_is_that_of_the_network(run):
    start = run(STORY, upto="start").copies()
    for ours, theirs in zip(start, run("first_network", upto="start").parameters, strict=True):
        assert torch.equal(ours, theirs)


def test_model_has_the_same_thirteen_weights(run):
    module = run(STORY, upto="model")
    shapes = [tuple(p.shape) for p in module.model.parameters()]
    assert shapes == [(3, 2), (3,), (1, 3), (1,)]
    assert sum(p.numel() for p in module.model.parameters()) == 13
    assert all(p.is_leaf and p.requires_grad for p in module.model.parameters())


def test_same_start_computes_the_same(run):
    module = run(STORY, upto="same-start")
    module.load_start()
    z = module.logits((module.W, module.b, module.u, module.c))
    assert_close(module.model(module.X).squeeze(1).detach(), z)


def test_training_refuses_targets_of_another_shape(run):
    module = run(STORY, upto="training")
    with pytest.raises(ValueError, match="must be the same as input size"):
        torch.nn.BCEWithLogitsLoss()(module.model(module.X), module.t)
    z = module.model(module.X).detach()
    assert (torch.logaddexp(z, module.zero) - module.t * z).shape == (4, 4)
    assert module.cross_entropy(z, module.t).shape == ()


def test_scaled_weights_are_no_leaf_and_an_optimizer_refuses_them():
    """The first line of the page's warning."""
    scaled = 0.5 * torch.randn(2, 3, requires_grad=True)
    assert not scaled.is_leaf
    with pytest.raises(ValueError, match="can't optimize a non-leaf Tensor"):
        torch.optim.SGD([scaled], lr=0.5)


def test_side_by_side_layers_are_equal_but_for_rounding_and_the_loss_rounds_elsewhere(run):
    module = run(STORY, upto="side-by-side")
    assert module.gap_of_layers < 1e-6
    assert 0 < module.gap_of_all < 1e-6


def test_side_by_side_losses_agree_in_value_and_slope(run):
    module = run(STORY, upto="start")
    z = torch.tensor([-3.0, -0.1, 0.4, 2.5], dtype=torch.float64)
    module.zero, t = module.zero.double(), module.t.double()
    theirs = torch.nn.BCEWithLogitsLoss()
    assert_close(module.cross_entropy(z, t), theirs(z, t))
    slope = torch.func.grad(theirs)(z, t)
    assert_close(torch.func.grad(module.cross_entropy)(z, t), slope)
    assert_close(slope, (torch.sigmoid(z) - t) / 4)


def test_learned_all_four(run):
    module = run(STORY)
    assert (module.answers[:, 0] > 0.5).int().tolist() == [0, 1, 1, 0]
    by_hand = run("first_network", upto="answers").answers
    assert_close(module.answers[:, 0], by_hand, atol=1e-5, rtol=0)
