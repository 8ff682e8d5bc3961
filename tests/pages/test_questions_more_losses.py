"""More short answers: losses, each by torch and by a formula, a nudge or another loss."""

import math

import pytest
import torch
from torch.nn import functional as nnf
from torch.testing import assert_close

from .said import says

LOSSES, PAGE = "questions_more_losses", "reference/questions-more.md"


def test_penalties_pull_by_size_and_by_sign(run):
    story = run(LOSSES, upto="penalty")
    w = story.w.detach()
    assert_close(story.of_squares, 2 * w)
    assert_close(story.of_sizes, w.sign())
    nudge = 1e-3
    both = ((w + nudge) ** 2 - (w - nudge) ** 2) / (2 * nudge)
    assert_close(story.of_squares, both, atol=1e-3, rtol=1e-3)
    by_hand = w - 0.1 * (1 + 0.3 * w)
    assert_close(story.by_penalty, by_hand)
    assert_close(story.by_decay, by_hand)


@pytest.mark.parametrize(("name", "same"), [("SGD", True), ("Adam", True), ("AdamW", False)])
def test_weight_decay_is_the_penalty_but_for_adamw(name, same):
    ends = []
    for decay, factor in [(0.3, 0.0), (0.0, 0.3)]:
        w = torch.tensor([2.0, -0.5], requires_grad=True)
        optimizer = getattr(torch.optim, name)([w], lr=0.1, weight_decay=decay)
        for _ in range(3):
            optimizer.zero_grad()
            ((w - 1).pow(4).sum() + factor / 2 * (w**2).sum()).backward()
            optimizer.step()
        ends.append(w.detach())
    assert torch.allclose(*ends, atol=1e-5) == same
    assert says(PAGE, "With Adam the two are the same as well; `AdamW` shrinks the weight apart")


def test_a_plain_factor_falls_below_zero_and_a_learned_one_finds_its_loss(run):
    story = run(LOSSES, upto="weights")
    assert torch.equal(story.plain.grad, story.losses)
    factor = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([factor], lr=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        (factor * story.losses).sum().backward()
        optimizer.step()
    assert (factor < 0).all()
    assert_close((-story.s.detach()).exp(), 1 / story.losses, atol=1e-3, rtol=1e-3)
    (slope,) = torch.autograd.grad((story.losses * (-story.s).exp() + story.s).sum(), story.s)
    assert_close(slope, torch.zeros(2), atol=1e-3, rtol=0)


def test_maximize_climbs_as_minus_the_objective_does(run):
    story = run(LOSSES, upto="maximize")
    assert story.climbed(-1, maximize=False) == story.climbed(1, maximize=True)
    x = torch.tensor(0.0, requires_grad=True)
    for _ in range(10):
        (4 - (x - 3) ** 2).backward()
        with torch.no_grad():
            x += 0.1 * x.grad
        x.grad = None
    assert story.climbed(1, maximize=True) == round(x.item(), 4)
    assert abs(x.item() - 3 * (1 - 0.8**10)) < 1e-4


def test_the_ratio_is_one_and_carries_the_gradient_of_the_logarithm(run):
    story = run(LOSSES, upto="ratio")
    assert torch.equal(story.ratio.detach(), torch.ones(2))
    assert_close(story.of_ratio, story.advantage)
    assert_close(story.of_ratio, story.of_logp)
    old = torch.tensor([-1.5, -2.0])  # of another policy than the new one
    logp = story.logp.detach().requires_grad_()
    (later,) = torch.autograd.grad((((logp - old).exp()) * story.advantage).sum(), logp)
    assert not torch.allclose(later, story.of_logp)


def test_a_recorded_weight_adds_a_slope_of_its_own(run):
    story = run(LOSSES, upto="weighted")
    x = story.score.detach()
    a, e = x.sigmoid(), (x - 5) ** 2
    own = a * (1 - a) * e
    assert_close(story.as_constant, a * 2 * (x - 5))
    assert_close(story.with_weight, story.as_constant + own)
    assert own > 0  # a step downhill makes the weight smaller, whatever the error is
    both = torch.func.grad(lambda s: s.sigmoid() * (s - 5) ** 2)(x)
    assert_close(both, story.with_weight)


def test_kl_div_pulls_as_cross_entropy_does(run):
    story = run(LOSSES, upto="divergence")
    q = story.z.detach().softmax(0)
    assert_close(story.of_kl, q - story.target)
    assert_close(story.of_ce, story.of_kl)
    value = nnf.kl_div(q.log(), story.target, reduction="sum")
    assert_close(value, (story.target * (story.target.log() - q.log())).sum())


def test_mean_divides_by_entries_and_a_target_may_get_a_gradient():
    logs, target = torch.randn(4, 3).log_softmax(1), torch.full((4, 3), 1 / 3, requires_grad=True)
    whole = nnf.kl_div(logs, target, reduction="sum")
    with pytest.warns(UserWarning, match="batchmean"):
        mean = nnf.kl_div(logs, target, reduction="mean")
    assert_close(mean, whole / 12)
    assert_close(nnf.kl_div(logs, target, reduction="batchmean"), whole / 4)
    whole.backward()
    assert_close(target.grad, target.detach().log() + 1 - logs)


def test_two_losses_differ_by_a_constant_only_while_the_target_is_one(run):
    story = run(LOSSES, upto="divergence")
    target = story.target.clone().requires_grad_()
    logs = story.z.detach().log_softmax(0)
    (of_kl,) = torch.autograd.grad(nnf.kl_div(logs, target, reduction="sum"), target)
    (of_ce,) = torch.autograd.grad(nnf.cross_entropy(story.z.detach(), target), target)
    assert not torch.allclose(of_kl, of_ce)


def test_a_loss_on_slopes_learns_the_function_up_to_its_height(run):
    story = run(LOSSES, upto="slopes")
    assert story.loss < 0.01
    assert abs(story.ends[1] - story.ends[0] - math.sin(1)) < 0.05
    at = story.points.detach().double()
    net = story.net.double()
    nudged = (net(at + 1e-5) - net(at - 1e-5)) / 2e-5
    assert (nudged - at.cos()).square().mean() < 0.01


def test_without_create_graph_the_slope_is_a_constant_and_ones_are_the_sum():
    net, x = torch.nn.Linear(1, 1), torch.ones(3, 1, requires_grad=True)
    y = net(x)
    (of_sum,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
    (of_ones,) = torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))
    assert torch.equal(of_sum, of_ones)
    assert not of_sum.requires_grad
