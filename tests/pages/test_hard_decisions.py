"""Hard decisions and samples: what has no useful slope, and four things in its place."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.distributions import Categorical, Normal
from torch.func import grad
from torch.nn.functional import gumbel_softmax
from torch.testing import assert_close

STORY = "hard_decisions"
KINDS = {
    "outside the record": [
        "x > 0",
        "x.argmax()",
        "x.argsort()",
        "x.long()",
        "torch.histc(x, 3)",
        "torch.bucketize(x, edges)",
    ],
    "records, slope 0": [
        "x.round()",
        "x.floor()",
        "x.trunc()",
        "x.sign()",
        "torch.bernoulli(x.sigmoid())",
    ],
    "records, and the walk raises": [
        "x // 1",
        "torch.heaviside(x, zero)",
        "torch.histogram(x, 3)",
        "x.unique()",
    ],
    "records, slope 1": ["x % 1", "x.frac()"],
}


def test_three_kinds_are_those_of_the_page(run, outputs):
    module = run(STORY, upto="three-kinds")
    assert module.kinds == {name: kind for kind, names in KINDS.items() for name in names}
    assert len(outputs(STORY)["three-kinds"].splitlines()) == len(module.HARD) == 17


@pytest.mark.parametrize("name", KINDS["records, slope 0"][:4] + KINDS["records, slope 1"])
def test_slopes_of_three_kinds_by_nudging(run, name):
    operation = run(STORY, upto="three-kinds").HARD[name]
    x = torch.tensor([-1.5 + 0.2, 0.4, 2.6], dtype=torch.float64, requires_grad=True)
    assert gradcheck(operation, x)


@pytest.mark.parametrize("name", KINDS["outside the record"])
def test_outside_the_record_means_no_node(run, name):
    module = run(STORY, upto="three-kinds")
    assert module.HARD[name](module.x).grad_fn is None


@pytest.mark.parametrize("name", KINDS["records, and the walk raises"])
def test_the_walk_raises_with_one_of_two_texts(run, name):
    module = run(STORY, upto="three-kinds")
    y = module.HARD[name](module.x)
    assert y.grad_fn is not None
    with pytest.raises((RuntimeError, NotImplementedError), match=r"derivative for .*not implem"):
        y.sum().backward()


def test_accuracy_is_flat():
    logits = torch.tensor([[0.2, 0.8], [0.9, 0.1]])
    right = torch.tensor([1, 0])
    for nudge in (1e-3, -1e-3):
        assert (logits.argmax(1) == right).sum() == ((logits + nudge).argmax(1) == right).sum()


def test_threshold_does_not_record(run):
    module = run(STORY, upto="threshold")
    assert not module.product.requires_grad
    assert not module.chosen.requires_grad
    assert module.product == module.chosen == 5 + 6


def test_soft_threshold_by_hand_and_by_nudging(run):
    module = run(STORY, upto="soft-threshold")
    a, k = module.a.double(), module.k

    def soft(t):
        return (a / (1 + torch.exp(-k * (a - t)))).sum()

    t = module.t.detach().double().requires_grad_()
    assert gradcheck(soft, t)
    assert_close(grad(soft)(t.detach()).float(), module.t.grad)
    s = torch.sigmoid(k * (a - 4.5))
    assert_close((-k * (a * s * (1 - s)).sum()).float(), module.t.grad)


def test_a_steeper_threshold_is_nearer_and_far_entries_pull_no_more(run):
    module = run(STORY, upto="soft-threshold")
    sums = [(module.a * torch.sigmoid(k * (module.a - 4.5))).sum() for k in (2.0, 20.0, 200.0)]
    misses = [abs(float(total) - 11) for total in sums]
    assert misses == sorted(misses, reverse=True)
    assert torch.sigmoid(torch.tensor(200.0)) == 1


def test_straight_through_has_rounded_values_and_their_slope(run):
    module = run(STORY, upto="straight-through")
    assert module.rounded.tolist() == [0, 3]
    assert_close(module.w.grad, 2 * module.w.detach().round())


def test_other_spellings_agree_and_gradcheck_refuses_them(run):
    module = run(STORY, upto="other-spellings")
    w = torch.tensor([0.4, 2.6], dtype=torch.float64, requires_grad=True)
    for write in module.SPELLINGS.values():
        assert_close(write(w).detach(), w.detach().round())
        assert torch.autograd.grad(write(w).sum(), w)[0].tolist() == [1, 1]
        assert not gradcheck(write, w, raise_exception=False)


def test_gumbel_hard_has_the_soft_gradient(run):
    module = run(STORY, upto="gumbel")
    s, v = module.s, module.v
    by_hand = (torch.diag(s) - torch.outer(s, s)) @ v
    assert_close(module.hard_gradient, by_hand)
    assert torch.equal(module.hard_gradient, module.soft_gradient)
    assert sorted(module.one_hot.tolist()) == [0, 0, 1]
    torch.manual_seed(1)
    assert_close(gumbel_softmax(module.logits.detach()), s)


def test_rsample_moves_with_mean_and_spread(run):
    module = run(STORY, upto="rsample")
    assert module.sampled == module.z
    assert not module.sampled.requires_grad
    noise = (module.z.detach() - 0.5) / 2
    assert_close((module.mu.grad, module.sigma.grad), (torch.tensor(1.0), noise))

    def z(mu, sigma):
        torch.manual_seed(3)
        return Normal(mu, sigma).rsample()

    nudged = [(z(0.5 + a, 2.0 + b) - z(0.5 - a, 2.0 - b)) / 0.02 for a, b in ((0.01, 0), (0, 0.01))]
    assert_close(
        torch.stack(nudged), torch.stack([module.mu.grad, module.sigma.grad]), rtol=1e-3, atol=1e-3
    )


def test_log_prob_of_a_moving_sample_has_slope_zero(run):
    module = run(STORY, upto="log-prob")
    z = float(module.sampled)
    assert_close(module.of_sample, torch.tensor((z - 0.5) / 2**2))
    assert module.of_rsample == 0

    def log_density(mu, z):
        return -((z - mu) ** 2) / 8 - math.log(2) - math.log(2 * math.pi) / 2

    fixed = (log_density(0.5 + 1e-6, z) - log_density(0.5 - 1e-6, z)) / 2e-6
    moving = log_density(0.5 + 1e-6, z + 1e-6) - log_density(0.5 - 1e-6, z - 1e-6)
    assert_close(fixed, float(module.of_sample), rtol=1e-4, atol=1e-6)
    assert abs(moving) < 1e-12


def test_categorical_score_is_one_hot_less_probabilities(run):
    module = run(STORY, upto="categorical")
    p = module.scores.detach().softmax(0)
    by_hand = -5 * (torch.eye(3)[module.action] - p)
    assert_close(module.scores.grad, by_hand)
    by_func = grad(lambda x: -5 * x.log_softmax(0)[module.action])(module.scores.detach())
    assert_close(by_func, by_hand)
    assert not module.policy.has_rsample


def test_a_reward_that_records_adds_a_gradient_of_its_own():
    scores = torch.tensor([0.0, 1.0], requires_grad=True)
    action = torch.tensor(1)
    reward = scores[0] + 5
    score = Categorical(logits=scores).log_prob(action)
    (with_it,) = torch.autograd.grad(reward * score, scores, retain_graph=True)
    (without,) = torch.autograd.grad(reward.detach() * score, scores)
    assert not torch.allclose(with_it, without)


def test_estimators_find_the_slope_two(run):
    module = run(STORY, upto="estimators")
    for way, loss in module.by_torch.items():
        (slope,) = torch.autograd.grad(loss, module.m, retain_graph=True)
        assert_close(float(slope), float(module.parts[way].mean()), rtol=1e-3, atol=1e-3)
        assert abs(float(slope) - 2) < 4 * float(module.parts[way].std()) / math.sqrt(100_000)
    path, score, based = (float(part.std()) for part in module.parts.values())
    assert path < based < score


def test_soft_position_is_near_the_largest(run):
    module = run(STORY, upto="soft-position")
    weights = torch.tensor([1.0, 3.0, 2.0]).exp()
    weights = weights / weights.sum()
    place = (weights * torch.arange(3.0)).sum()
    assert_close(module.position.detach(), place)
    assert_close(module.heights.grad, weights * (torch.arange(3.0) - place))
    scaled = (module.heights * 10).softmax(0) @ torch.arange(3.0)
    assert abs(scaled - 1) < abs(module.position - 1)
