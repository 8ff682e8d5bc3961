"""A new tensor, or an edit of a clone, leaves the result of exp alone."""

import warnings

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/in_place_edits_exp_fixed"
MESSAGE = "modified by an inplace operation"


def test_new_tensor_and_clone_give_the_slope_of_exp(run):
    module = run(STORY)
    derived = torch.tensor([0.0, 1.0, 2.0]).exp()
    assert_close(module.x.grad, derived)
    assert_close(module.x_cloned.grad, derived)
    assert module.y._version == 0
    assert module.copy._version == 1


def test_the_slope_agrees_with_finite_differences():
    x = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: (t.exp() + 1).sum(), x)


def refused(loss):
    with pytest.raises(RuntimeError, match=MESSAGE) as caught:
        loss.backward()
    return str(caught.value)


def test_a_leaf_is_named_without_an_operation():
    w, plain = torch.ones(3, requires_grad=True), torch.ones(3)
    of_weight, of_plain = (w**2).sum(), (w * plain).sum()
    with torch.no_grad():
        w -= 1
    plain.add_(1)
    for loss in (of_weight, of_plain):
        assert "which is output" not in refused(loss)
        assert "[torch.FloatTensor [3]] is at version 1" in refused(loss)


def test_a_step_before_the_second_walk_through_a_linear_layer_is_as_strided():
    layers = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
    out = layers(torch.ones(1, 2)).sum()
    first, second = out * 1, out * 2
    first.backward(retain_graph=True)
    torch.optim.SGD(layers.parameters(), lr=0.1).step()
    said = refused(second)
    assert "[torch.FloatTensor [3, 1]], which is output 0 of AsStrided, is at version 2" in said


def test_anomaly_mode_quotes_the_line_of_the_operation():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with torch.autograd.set_detect_anomaly(True):
            y = torch.ones(3, requires_grad=True).exp()  # the operation
            y.add_(1)  # the edit
            said = refused(y.sum())
    assert "Hint: the backtrace further above shows the operation that failed" in said
    quoted = next(str(one.message) for one in told if "Error detected" in str(one.message))
    assert "the operation" in quoted
    assert "the edit" not in quoted
