"""The refusal in the words of requires_grad_(), and in those of the attribute."""

import pytest
import torch

STORY = "errors/ints_cannot_record_later"


def test_later_is_refused(executed):
    (error,) = executed(STORY).cell("later")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"] == "only Tensors of floating point dtype can require gradients"


def test_the_attribute_says_it_with_complex():
    whole = torch.tensor([1, 2])
    with pytest.raises(RuntimeError, match=r"^only Tensors of floating point and complex dtype"):
        whole.requires_grad = True
