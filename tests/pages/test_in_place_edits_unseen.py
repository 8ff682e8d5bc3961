"""Edits that no counter sees: each gives a wrong gradient and no error."""

import pytest
import torch
from torch.testing import assert_close

from .said import says

STORY = "in_place_edits_unseen"
LESSON = "tutorial/in-place-edits.md"
FUSED = [torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.Adagrad]


def slopes_after_a_step(make):
    """The slopes of a sum of cubes that was computed before a step, and the version after it."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    optimizer = make([w])
    first_loss, second_loss = (w**2).sum(), (w**3).sum()
    first_loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    version = w._version
    second_loss.backward()
    return w.grad, version


def test_others_overwrite_what_exp_has_saved_and_no_version_changes(run):
    others = run(STORY, upto="others").others
    assert len(others) == 2
    for version, gradient in others.values():
        assert version == 0
        assert gradient.tolist() == [0, 0, 0]
    true = torch.func.grad(lambda t: t.exp().sum())(torch.zeros(3))
    assert true.tolist() == [1, 1, 1]


def test_fused_takes_the_slope_at_the_new_weights(run):
    w = run(STORY, upto="fused").w
    assert w._version == 0
    assert_close(w.grad, 3 * w.detach() ** 2)
    true = torch.func.grad(lambda t: (t**3).sum())(torch.tensor([1.0, 2.0]))
    assert true.tolist() == [3, 12]
    assert not torch.allclose(w.grad, true)


@pytest.mark.parametrize("kind", FUSED)
def test_each_fused_step_is_uncounted_and_the_same_optimizer_else_is_refused(kind):
    slopes, version = slopes_after_a_step(lambda weights: kind(weights, lr=0.1, fused=True))
    assert version == 0
    assert not torch.allclose(slopes, torch.tensor([3.0, 12.0]))
    for foreach in (False, True):
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            slopes_after_a_step(lambda weights, way=foreach: kind(weights, lr=0.1, foreach=way))
    names = ", ".join(f"`{one.__name__}`" for one in FUSED[:-1])
    assert says(LESSON, f"{names} and `{FUSED[-1].__name__}` can be made with `fused=True`")


def test_two_linear_layers_and_a_fused_step_between_give_a_wrong_gradient():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5, fused=True)
    out = net(torch.ones(1, 2)).sum()
    (true,) = torch.autograd.grad(out**2, net[0].weight, retain_graph=True)
    out.backward(retain_graph=True)
    optimizer.step()
    optimizer.zero_grad()
    (out**2).backward()
    assert not torch.allclose(net[0].weight.grad, true)
    assert says("work/optimizer-and-grad.md", "[not with `fused=True`]")


def test_no_page_says_that_two_ways_are_all_there_are():
    for old in ("two ways of editing", "`optimizer.step()` edits weights in this way, so it gives"):
        assert not says(LESSON, old)
