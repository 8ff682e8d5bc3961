"""The line through four points: one gradient, three ways to the lowest loss."""

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "first_network_line"


def test_both_gradients_are_two_over_n_times_the_misses(run):
    module = run(STORY, upto="both-gradients")
    assert_close(module.w.grad, torch.tensor([-5.0, -9.5]))
    assert_close(module.by_hand, module.w.grad)


def test_both_gradients_agree_with_finite_differences(run):
    module = run(STORY, upto="data")
    rows, t = module.X.double(), module.t.double()

    def loss(w):
        return ((rows @ w - t) ** 2).mean()

    w = torch.tensor([0.5, -0.2], dtype=torch.float64, requires_grad=True)
    assert gradcheck(loss, w)
    assert_close(grad(loss)(w.detach()), 2 / 4 * rows.T @ (rows @ w.detach() - t))


def test_all_three_ways_end_at_the_same_line(run):
    module = run(STORY)
    best = torch.tensor([1.3, 0.8])
    assert_close(module.best, best)
    assert_close(module.v, best, atol=1e-5, rtol=0)
    assert_close(module.u.detach(), best, atol=1e-5, rtol=0)


def test_lowest_has_gradient_zero(run):
    module = run(STORY)
    rows, t = module.X.double(), module.t.double()
    best = torch.linalg.solve(rows.T @ rows, rows.T @ t)
    assert_close(best, torch.tensor([1.3, 0.8], dtype=torch.float64))
    assert_close(grad(lambda w: ((rows @ w - t) ** 2).mean())(best), torch.zeros(2).double())
    assert_close(module.best, best.float())
