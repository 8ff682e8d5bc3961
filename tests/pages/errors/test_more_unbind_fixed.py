"""New rows, rows by index, and no loop: the same gradient."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/more_unbind_fixed"


def by_index(t):
    doubled = 2 * t
    for i in range(len(doubled)):
        doubled[i].mul_(10)
    return doubled


def test_fixed_and_by_index_give_twenty(run):
    module = run(STORY)
    twenty = torch.full((2, 3), 20.0)
    assert_close(module.x.grad, twenty)
    assert_close(module.t.grad, twenty)
    assert_close(torch.stack(module.rows), module.doubled)
    assert gradcheck(by_index, torch.rand(2, 3, dtype=torch.float64, requires_grad=True))


def test_whole_is_the_same(outputs):
    assert outputs(STORY)["whole"] == "True\n"
