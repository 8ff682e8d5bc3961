"""No record, no backward."""

import pytest
import torch

STORY = "errors/nothing_recorded"
MESSAGE = "element 0 of tensors does not require grad and does not have a grad_fn"


def test_argmax_is_outside_the_record(run):
    position = run(STORY, upto="argmax").position
    assert position.item() == 1
    assert position.grad_fn is None
    assert not position.requires_grad


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert MESSAGE in error["evalue"]


def test_backward_on_plain_data_is_refused_alike():
    with pytest.raises(RuntimeError, match=MESSAGE):
        torch.ones(2).sum().backward()
