"""What gradcheck says in float32, and of other slips."""

import re

import pytest
import torch
from torch.autograd import gradcheck
from torch.autograd.gradcheck import GradcheckError
from torch.testing import assert_close

STORY = "errors/gradcheck_mismatch"
MESSAGE = "Jacobian mismatch for output 0 with respect to input 0"
NUMBER = re.compile(r"(numerical|analytical):tensor\(\[\[([-\d.e+]+)\]\]")


def test_raise_has_the_message_and_the_warning(executed):
    warned, error = executed(STORY).cell("raise")["outputs"]
    assert error["ename"] == "GradcheckError"
    assert error["evalue"].startswith(MESSAGE)
    assert "Input #0 requires gradient and is not a double precision" in warned["text"]


def test_the_analytical_slope_is_right_and_the_numerical_is_near(executed):
    said = dict(NUMBER.findall(executed(STORY).cell("raise")["outputs"][-1]["evalue"]))
    slope = torch.func.grad(lambda t: t**2)(torch.tensor(3.0))
    assert float(said["analytical"]) == slope.item() == 2 * 3
    assert float(said["numerical"]) == pytest.approx(6, rel=0.1)


def measured(function, at):
    x = torch.tensor([at], dtype=torch.float64, requires_grad=True)
    with pytest.raises(GradcheckError, match=MESSAGE) as caught:
        gradcheck(function, x)
    said = dict(NUMBER.findall(str(caught.value)))
    return float(said["numerical"]), float(said["analytical"])


@pytest.mark.parametrize(("slip", "ratio"), [(1, 2), (-2, -1)])
def test_a_wrong_backward_shows_as_a_factor_or_a_sign(slip, ratio):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return x**2

        @staticmethod
        def setup_context(ctx, inputs, _output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, grad_output):
            return slip * ctx.saved_tensors[0] * grad_output

    numerical, analytical = measured(Square.apply, 3.0)
    assert numerical == pytest.approx(6)
    assert numerical / analytical == pytest.approx(ratio)


def test_a_kink_shows_as_half_way():
    numerical, analytical = measured(torch.relu, 0.0)
    assert_close((numerical, analytical), (0.5, 0.0))


def test_a_random_function_shows_as_huge_entries():
    torch.manual_seed(0)
    x = torch.ones(4, dtype=torch.float64, requires_grad=True)
    with pytest.raises(GradcheckError, match=r"\d{6}\."):
        gradcheck(torch.nn.functional.dropout, x)
