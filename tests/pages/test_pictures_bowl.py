"""Steps down a bowl, against torch's optimizer and the formula of plain descent."""

from itertools import pairwise

import pytest
import torch

STORY = "pictures_bowl"
RATES = [0.01, 0.02, 0.05, 0.08, 0.12, 0.15, 0.17, 0.2]
MOMENTA = [0, 0.5, 0.8, 0.9]


def test_the_steps_are_those_of_the_optimizer(run):
    ns = run(STORY, upto="descent")
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=ns.lr, momentum=ns.momentum)
    for mine in ns.path[1:]:
        optimizer.zero_grad()
        ns.bowl(w).backward()
        optimizer.step()
        assert torch.allclose(w, mine)


def test_without_momentum_each_weight_shrinks_by_its_own_factor(run):
    ns = run(STORY, upto="descent")
    wanted = [-4.0 * (1 - ns.lr) ** 15, 1.5 * (1 - 12 * ns.lr) ** 15]
    assert ns.path[-1].tolist() == pytest.approx(wanted, abs=1e-5)
    assert ns.last.item() == pytest.approx(0.5 * (wanted[0] ** 2 + 12 * wanted[1] ** 2), rel=1e-4)


@pytest.mark.parametrize(("lr", "leaves"), [(0.15, False), (1 / 6 - 1e-4, False), (0.17, True)])
def test_from_a_sixth_on_the_steps_leave_the_valley(run, lr, leaves):
    ns = run(STORY, upto="descent")
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    for _ in range(15):
        (slope,) = torch.autograd.grad(ns.bowl(w), w)
        w = (w - lr * slope).detach().requires_grad_()
    assert (w[1].abs() > 1.5) == leaves


def after_15_steps(bowl, lr, momentum):
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr, momentum=momentum)
    for _ in range(15):
        optimizer.zero_grad()
        bowl(w).backward()
        optimizer.step()
    return bowl(w).item()


def by_recursion(lr, momentum):
    """The same loss, by the two weights' own recursions w -> w - lr v, without torch."""
    w, v = [-4.0, 1.5], [0.0, 0.0]
    for _ in range(15):
        for i, curve in enumerate((1, 12)):
            v[i] = momentum * v[i] + curve * w[i]
            w[i] -= lr * v[i]
    return 0.5 * (w[0] ** 2 + 12 * w[1] ** 2)


def test_which_pair_gets_farthest_and_where_momentum_pays(run):
    bowl = run(STORY, upto="descent").bowl
    losses = {(lr, m): after_15_steps(bowl, lr, m) for lr in RATES for m in MOMENTA}
    for (lr, m), loss in losses.items():
        assert loss == pytest.approx(by_recursion(lr, m), rel=1e-3, abs=1e-5)
    assert min(losses, key=losses.get) == (0.17, 0.5)
    assert losses[0.17, 0] > losses[0.01, 0], "alone, this rate leads out"
    best = {lr: min(MOMENTA, key=lambda m: losses[lr, m]) for lr in RATES}
    assert best == {0.01: 0.9, 0.02: 0.9} | dict.fromkeys(RATES[2:], 0.5)
    assert all(losses[lr, 0.9] > losses[lr, 0.5] for lr in RATES[2:])


def test_slopes_agree_along_the_valley_and_alternate_across_it(run):
    bowl = run(STORY, upto="descent").bowl
    w, along, across = torch.tensor([-4.0, 1.5]), [], []
    for _ in range(15):
        w.requires_grad_()
        (slope,) = torch.autograd.grad(bowl(w), w)
        along.append(slope[0].item() > 0)
        across.append(slope[1].item() > 0)
        w = (w - 0.17 * slope).detach()
    assert len(set(along)) == 1
    assert all(one != other for one, other in pairwise(across))
