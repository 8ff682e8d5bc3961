"""Integer tensors cannot record; a decimal point is the cure."""

import pytest
import torch

STORY = "errors/ints_cannot_record"


def test_ask_ints_is_refused(executed):
    (error,) = executed(STORY).cell("ask-ints")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert "Only Tensors of floating point and complex dtype" in error["evalue"]


def test_ints_are_int64_and_a_decimal_point_cures_it(run):
    whole = run(STORY, upto="ints").whole
    assert whole.dtype == torch.int64
    assert not whole.requires_grad
    assert torch.tensor([1.0, 2.0], requires_grad=True).requires_grad


def test_ask_ints_later_is_refused_too():
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype"):
        torch.tensor([1, 2]).requires_grad_()
