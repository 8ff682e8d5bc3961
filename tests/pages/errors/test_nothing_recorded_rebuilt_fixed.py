"""stack() stays in the record, and so does a weighted average of positions."""

import math

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/nothing_recorded_rebuilt_fixed"


def test_stack_gives_cos_minus_sin(run):
    module = run(STORY, upto="stack")
    assert_close(module.a.grad, torch.tensor(math.cos(1) - math.sin(1)))
    assert_close(module.a.grad, grad(lambda a: a.cos() + a.sin())(torch.tensor(1.0)))


def test_soft_position_is_near_the_largest_score_and_has_a_slope(run):
    module = run(STORY)
    assert module.position.round() == module.scores.argmax() == 1
    weights = module.scores.detach().softmax(0)
    derived = weights * (torch.arange(3) - module.position.detach())
    assert_close(module.scores.grad, derived)
    soft = grad(lambda s: (s.softmax(0) * torch.arange(3)).sum())
    assert_close(module.scores.grad, soft(module.scores.detach()))


def test_cat_stays_in_the_record_too():
    a = torch.ones(1, requires_grad=True)
    assert torch.cat([a.cos(), a.sin()]).requires_grad
