"""The first slope has no record unless one is asked for."""

import pytest
import torch

STORY = "errors/second_derivative"
MESSAGE = "element 0 of tensors does not require grad and does not have a grad_fn"


def test_cause_is_a_plain_number(run):
    first = run(STORY, upto="cause").first
    assert first.item() == 3 * 2**2
    assert not first.requires_grad


def test_raise_says_so(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert (error["ename"], error["evalue"]) == ("RuntimeError", MESSAGE)


def test_a_constant_slope_has_no_record_either():
    x = torch.tensor(2.0, requires_grad=True)
    (first,) = torch.autograd.grad(3 * x, x, create_graph=True)
    assert first.item() == 3
    with pytest.raises(RuntimeError, match=MESSAGE):
        torch.autograd.grad(first, x)


def test_another_walk_through_y_is_the_second_time(run):
    module = run(STORY, upto="cause")
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        torch.autograd.grad(module.y, module.x)
