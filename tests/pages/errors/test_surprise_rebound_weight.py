"""`w = w - lr * w.grad` makes a result of the weight; an edit in place keeps the leaf."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/surprise_rebound_weight"


def test_rebound_drops_its_gradient_and_warns(run, executed):
    module = run(STORY, upto="rebound")
    assert not module.w.is_leaf
    said = "".join(o.get("text", "") for o in executed(STORY).cell("rebound")["outputs"])
    assert "not a leaf Tensor is being accessed" in said
    assert "w.grad:    None" in said


def test_rebound_sends_its_gradient_to_the_old_leaf(run):
    """2 from the first walk, and 0.8 * 2 * 0.8... of the second: the slope of (w - 0.2)^2 at 1."""
    leaf = run(STORY, upto="rebound").leaf
    assert_close(leaf.grad, torch.tensor(2.0 + 2 * 0.8))
    second = grad(lambda w: (w - 0.1 * 2.0) ** 2)(torch.tensor(1.0))
    assert_close(leaf.grad, 2.0 + second)


def test_unrecorded_neither_records(run):
    v = run(STORY, upto="unrecorded").v
    assert v.is_leaf
    assert not v.requires_grad


def test_in_place_steps_as_on_paper(run):
    u = run(STORY, upto="in-place").u
    assert_close(u.detach(), torch.tensor(0.8**3))
    other = torch.tensor(1.0)
    for _ in range(3):
        other = other - 0.1 * grad(lambda t: t * t)(other)
    assert_close(u.detach(), other)


def test_find_is_true_for_the_edited_leaf_alone(outputs):
    assert [line.split()[-1] for line in outputs(STORY)["find"].splitlines()] == [
        "False",
        "False",
        "True",
    ]
