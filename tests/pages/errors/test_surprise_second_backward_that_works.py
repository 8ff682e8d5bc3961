"""A second walk over steps that saved nothing adds; afresh and cleared, it does not."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/surprise_second_backward_that_works"


def test_twice_doubles_the_slope(run):
    x = run(STORY, upto="twice").x
    assert_close(x.grad, 2 * torch.ones(3))
    assert_close(x.grad, 2 * grad(lambda t: (t + 2).sum())(torch.ones(3)))


def test_mean_doubles_too(run):
    m = run(STORY, upto="mean").m
    assert_close(m.grad, torch.full((4,), 2 / 4))
    assert_close(m.grad, 2 * grad(torch.mean)(torch.ones(4)))


def test_fixed_gives_one_each_time(outputs):
    assert outputs(STORY)["fixed"].split("\n")[:2] == ["tensor([1., 1., 1.])"] * 2


def test_find_gives_one_walk(run):
    module = run(STORY)
    assert module.slope.tolist() == [1.0, 1.0, 1.0]
    assert module.t.grad.tolist() == [1.0, 1.0, 1.0]  # nothing was added
