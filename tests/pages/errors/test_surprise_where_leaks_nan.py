"""A mask behind a square root lets nan through; a mask before it does not."""

import math

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/surprise_where_leaks_nan"


def double_where(t):
    return torch.where(t > 0, torch.where(t > 0, t, 1.0).sqrt(), 0.0)


def test_leak_gives_the_right_result_and_two_nan(run):
    module = run(STORY, upto="leak")
    assert module.roots.tolist() == [2.0, 0.0, 0.0]
    assert module.x.grad[0] == 0.25
    assert module.x.grad[1:].isnan().all()


def test_double_where_gives_a_quarter_and_zeros(run):
    module = run(STORY, upto="double-where")
    assert module.safe_roots.tolist() == [2.0, 0.0, 0.0]
    assert module.z.grad.tolist() == [0.25, 0.0, 0.0]


def test_double_where_agrees_with_nudges_and_with_func():
    """At 0 itself the slope from the left is 0, and from the right it is infinite."""
    smooth = torch.tensor([4.0, -1.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(double_where, smooth)
    slopes = grad(lambda t: double_where(t).sum())(torch.tensor([4.0, 0.0, -1.0]))
    assert_close(slopes, torch.tensor([1 / (2 * math.sqrt(4)), 0.0, 0.0]))
    edge, step = torch.tensor(0.0, dtype=torch.float64), 1e-10
    assert (double_where(edge) - double_where(edge - step)) / step == 0
    assert (double_where(edge + step) - double_where(edge)) / step > 1e4


def test_other_ways(run):
    ways = run(STORY).gradients
    assert ways["mask times result"][1:].isnan().all()
    assert ways["clamp, then root"].tolist() == [0.25, math.inf, 0.0]
    assert ways["clamp to 1e-6"].tolist() == [0.25, 0.0, 0.0]
    assert ways["pick, then root"].tolist() == [0.25, 0.0, 0.0]


def test_the_same_with_a_logarithm_a_division_and_a_power():
    for step in (torch.log, torch.reciprocal, lambda t: t**0.5):
        x = torch.zeros(1, requires_grad=True)
        torch.where(x > 0, step(x), 0.0).sum().backward()
        assert x.grad.isnan().all()


def test_find_names_the_one_that_is_hit(outputs):
    assert outputs(STORY)["find"] == "['x']\n"
