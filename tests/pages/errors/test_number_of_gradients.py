"""One gradient too few, and what too many do."""

import pytest
import torch

STORY = "errors/number_of_gradients"


def test_raise_counts(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert "returned an incorrect number of gradients (expected 2, got 1)" in error["evalue"]
    assert error["evalue"].startswith("function ScaleBackward ")


def test_a_gradient_for_the_plain_number_has_another_message(run):
    class Eager(run(STORY, upto="cause").Scale):
        @staticmethod
        def backward(ctx, grad_output):
            return grad_output * ctx.factor, grad_output

    said = (
        "returned a gradient different than None at position 2, "
        "but the corresponding forward input was not a Variable"
    )
    with pytest.raises(RuntimeError, match=said):
        Eager.apply(torch.ones(3, requires_grad=True), 5.0).sum().backward()
