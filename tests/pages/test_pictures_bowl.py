"""Steps down a bowl, against torch's optimizer and the formula of plain descent."""

import pytest
import torch

STORY = "pictures_bowl"


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
