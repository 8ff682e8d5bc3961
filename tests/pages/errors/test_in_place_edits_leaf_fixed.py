"""A step outside the record, and an edit of a clone inside it."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/in_place_edits_leaf_fixed"


def test_no_grad_steps_to_eight_tenths(run):
    w = run(STORY, upto="no-grad").w
    assert w.is_leaf
    start = torch.tensor([1.0, 2.0])
    assert_close(w.detach(), (1 - 2 * 0.1) * start)
    assert_close(w.detach(), start - 0.1 * grad(lambda t: (t**2).sum())(start))


def test_clone_first_has_no_slope_where_five_was_written(run):
    module = run(STORY)
    assert_close(module.x.grad, torch.tensor([0.0, 2 * 2.0]))

    def without_edit(x):
        return (torch.cat([torch.tensor([5.0]), x[1:]]) ** 2).sum()

    assert_close(module.x.grad, grad(without_edit)(module.x.detach()))


def test_init_functions_bring_their_own_no_grad():
    w = torch.ones(2, requires_grad=True)
    torch.nn.init.constant_(w, 3.0)
    assert w.is_leaf
    assert w.tolist() == [3, 3]


def test_a_rebound_weight_is_no_leaf():
    w = torch.ones(2, requires_grad=True)
    (w**2).sum().backward()
    w = w - 0.1 * w.grad
    assert not w.is_leaf
