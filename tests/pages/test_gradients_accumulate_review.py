"""What the questions after page 8 take for granted."""

import pytest
import torch

STORY = "gradients_accumulate_review"


def test_a_converted_tensor_is_no_leaf(run):
    module = run(STORY, upto="converted")
    assert module.x.is_leaf
    assert not module.y.is_leaf
    assert module.x.grad.tolist() == [1, 1]


def test_weights_pick_rows(run):
    p = run(STORY, upto="weights").p
    assert p.grad.tolist() == [2, 4, 6]
    (row,) = torch.autograd.grad(p * p, p, torch.tensor([0.0, 1.0, 0.0]))
    assert row.tolist() == [0, 4, 0]


def test_equal_shares_of_unequal_parts_are_wrong(run):
    module = run(STORY, upto="shares")
    assert module.w.grad.item() == pytest.approx(0.5 * 2 + 0.5 * 6)
    assert module.rows.mean().item() == pytest.approx(0.75 * 2 + 0.25 * 6)


def test_two_walks_add_to_twelve(run):
    assert run(STORY, upto="twice").q.grad.item() == 12


def test_three_uses_of_an_exponential_meet(run):
    module = run(STORY, upto="meeting")
    assert module.s.grad.item() == pytest.approx(3 * torch.e**3, rel=1e-5)


def test_an_unrecorded_step_leaves_a_leaf(run):
    u = run(STORY).u
    assert u.is_leaf
    assert u.requires_grad
    assert u.item() == pytest.approx(0.8)
