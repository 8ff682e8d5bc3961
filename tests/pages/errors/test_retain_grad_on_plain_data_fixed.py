"""A result that records keeps its gradient when asked."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/retain_grad_on_plain_data_fixed"


def test_record_first_gives_two_y(run):
    y = run(STORY).y
    assert_close(y.grad, torch.full((3,), 2 * 2.0))
    assert_close(y.grad, grad(lambda t: (t**2).sum())(y.detach()))


def test_a_result_under_no_grad_and_a_detached_one_are_refused_alike():
    x = torch.ones(3, requires_grad=True)
    with torch.no_grad():
        unrecorded = x * 2
    for plain in (unrecorded, (x * 2).detach()):
        with pytest.raises(RuntimeError, match="can't retain_grad on Tensor that has"):
            plain.retain_grad()


def test_a_leaf_that_records_does_not_need_it():
    x = torch.ones(3, requires_grad=True)
    x.retain_grad()
    assert not x.retains_grad
