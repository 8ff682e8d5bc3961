"""An edit through .data gives gradient 0 for a sum whose slope is 1."""

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/surprise_data_hides_edits"


def test_wrong_gives_zero_and_the_right_sum(run):
    module = run(STORY, upto="wrong")
    assert module.s == 3
    assert module.e._version == 0
    assert not module.z.grad.any()


def test_fixed_gives_one_by_three_routes(run):
    module = run(STORY, upto="fixed")
    assert_close(module.x.grad, module.x.detach().exp())
    assert_close(module.x.grad, grad(lambda t: t.exp().sum())(torch.zeros(3)))
    exact = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: t.exp().sum(), exact)
    assert not module.blank.any()


def test_find_sees_that_gradcheck_disagrees(run):
    assert run(STORY).fine is False


def test_an_array_shares_memory_and_does_not_count():
    e = torch.zeros(3, requires_grad=True).exp()
    e.detach().numpy()[:] = 0
    assert e._version == 0
    assert not e.any()
