"""The rows of a Jacobian, against the partial derivatives on paper and finite differences."""

import torch
from torch.autograd import gradcheck

STORY = "pictures_jacobian"


def test_the_grid_is_the_jacobian(run):
    ns = run(STORY, upto="product")
    a, b, _, d = ns.x.tolist()
    rows = [[b, a, 0, 0], [2 * value for value in ns.x.tolist()], [0, 0, 1, -3 * d**2]]
    assert torch.allclose(ns.grid, torch.tensor(rows))
    assert gradcheck(ns.f, ns.x.detach().double().requires_grad_())


def test_backward_gives_the_row_that_the_vector_picks(run):
    ns = run(STORY, upto="product")
    assert torch.equal(ns.x.grad, torch.tensor(ns.v) @ ns.grid)
    assert torch.equal(ns.x.grad, ns.grid[ns.v.index(1.0)])
