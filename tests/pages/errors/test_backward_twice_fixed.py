"""A record for each walk, or one walk for both losses."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/backward_twice_fixed"


def test_compute_afresh_gives_the_same_slope_in_each_round(run, outputs):
    expected = torch.full((2, 2), 6 * (1 + 2) / 4)
    assert_close(run(STORY, upto="compute-afresh").x.grad, expected)
    assert outputs(STORY)["compute-afresh"] == f"{expected}\n{expected}\n"
    assert_close(grad(lambda t: (3 * (t + 2) ** 2).mean())(torch.ones(2, 2)), expected)


def test_add_first_gives_the_sum_of_both_slopes(run):
    slope = run(STORY).w.grad
    assert slope.item() == 2 * 3 + 4 * 3**3
    assert_close(slope, grad(lambda w: w**2 + w**4)(torch.tensor(3.0)))


def test_retain_graph_lets_both_losses_walk_and_adds_up(run):
    w = torch.tensor(3.0, requires_grad=True)
    shared = w**2
    (shared * 1).backward(retain_graph=True)
    (shared**2).backward()
    assert_close(w.grad, run(STORY).w.grad)
