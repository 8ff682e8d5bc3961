"""The first walk frees what the second needs, where there is anything to free."""

import pytest
import torch
from torch.testing import assert_close

STORY = "errors/backward_twice"
MESSAGE = "Trying to backward through the graph a second time"


def test_first_backward_works(run):
    assert_close(run(STORY, upto="first-backward").x.grad, torch.full((2, 2), 4.5))


def test_nothing_saved_runs_twice_and_adds(run):
    assert_close(run(STORY, upto="nothing-saved").x_sum.grad, torch.full((2, 2), 2.0))


@pytest.mark.parametrize("harmless", [lambda x: (x + 2).sum(), torch.mean, torch.sum])
def test_nothing_saved_operations(harmless):
    x = torch.ones(3, requires_grad=True)
    out = harmless(x)
    out.backward()
    once = x.grad.clone()
    out.backward()
    assert_close(x.grad, 2 * once)


@pytest.mark.parametrize("saving", [lambda x: (x * 2).sum(), lambda x: (x * x).sum()])
def test_second_backward_is_refused_where_something_was_saved(saving):
    out = saving(torch.ones(3, requires_grad=True))
    out.backward()
    with pytest.raises(RuntimeError, match=MESSAGE):
        out.backward()


def test_second_backward_is_shown(executed):
    (error,) = executed(STORY).cell("second-backward")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert MESSAGE in error["evalue"]


def test_second_backward_after_a_fresh_forward_works(run):
    module = run(STORY, upto="first-backward")
    (3 * (module.x + 2) ** 2).mean().backward()
    assert_close(module.x.grad, torch.full((2, 2), 9.0))
