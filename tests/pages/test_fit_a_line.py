"""The line through four points: one gradient, three ways to the lowest loss."""

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "fit_a_line"


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


def test_both_gradients_wrong_guesses_are_those_slips(run):
    """The factors that the prediction names, against -9.5."""
    module = run(STORY, upto="both-gradients")
    slope = (module.X.T @ -module.t)[1].item()
    assert [slope / 2, 2 * slope, slope / 4] == [-9.5, -38.0, -4.75]
    assert ((module.X @ module.w.detach() - module.t) < 0).all()


def test_picture_shows_the_misses_of_the_best_line(run, executed):
    module = run(STORY)
    bars = module.axes.collections[0].get_segments()
    misses = module.X @ module.best - module.t
    assert_close(torch.tensor([bar[1][1] - bar[0][1] for bar in bars]).float(), misses)
    assert_close(misses, torch.tensor([0.3, -0.9, 0.9, -0.3]), atol=1e-5, rtol=0)
    (figure,) = executed(STORY).cell("picture")["outputs"]
    assert "image/svg+xml" in figure["data"]


def test_a_column_of_heights_makes_sixteen_misses(run):
    """The warning of the page: no error, and a loss of another size."""
    module = run(STORY, upto="data")
    column = module.X @ torch.zeros(2, 1)
    assert (column - module.t).shape == (4, 4)
