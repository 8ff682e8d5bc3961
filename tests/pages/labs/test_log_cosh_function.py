"""Lab: a Function with a second derivative."""

import pytest
import torch
from torch.autograd import gradgradcheck
from torch.testing import assert_close

LAB = "labs/log_cosh_function"
GOOD = """class LogCosh(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.cosh().log()
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return x.tanh() * gradient
"""
OLD = """class LogCosh(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.slope = x.tanh()
        return x.cosh().log()
    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return x.tanh() * gradient
"""


def test_solution_has_both_orders(run):
    module = run(LAB, upto="solution")
    assert gradgradcheck(module.LogCosh.apply, module.x)
    (slope,) = torch.autograd.grad(module.LogCosh.apply(module.x).sum(), module.x)
    assert_close(slope, module.x.detach().tanh())


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `LogCosh` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        GOOD.replace("x.tanh()", "(x.sinh() / x.cosh())"),
        GOOD.replace("x.cosh().log()", "torch.logaddexp(x, -x) - torch.log(torch.tensor(2.0))"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (OLD, "take ctx out of forward"),
        (OLD.replace("return x.tanh()", "return ctx.slope"), "second derivative is wrong"),
        (GOOD.replace(" * gradient", ""), "forgets what arrives"),
        (GOOD.replace("x.tanh()", "x.tanh().detach()"), "second derivative is wrong"),
        (GOOD.replace("x.tanh()", "x.sinh()"), "not tanh(x)"),
        (GOOD.replace(".log()", ""), "does not give log"),
        (
            GOOD.replace(
                "    def backward",
                "    @torch.autograd.function.once_differentiable\n    def backward",
            ),
            "second derivative is wrong",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


HELD = GOOD.replace("ctx.save_for_backward(*inputs)", "LogCosh.x = inputs[0]").replace(
    "x, = ctx.saved_tensors", "x = LogCosh.x"
)
NO_FUNCTION = """class LogCosh:
    @staticmethod
    def apply(x):
        return x.cosh().log()
"""


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("        x, = ctx.saved_tensors\n", ""), "Where each entry gets another"),
        (HELD, "Where each entry gets another"),
        (GOOD.replace("* gradient", "* gradient.abs()"), "Where each entry gets another"),
        (GOOD.replace("* gradient", "* gradient**2 / 3"), "torch.func.grad does not give tanh(x)"),
        (GOOD.replace("* gradient", "* gradient.mean()"), "Where each entry gets another"),
        (GOOD.replace("* gradient", "* gradient[0]"), "Where each entry gets another"),
        (GOOD.replace("* gradient", "* gradient.max()"), "Where each entry gets another"),
        (GOOD.replace("* gradient", "* 3"), "torch.func.grad does not give tanh(x)"),
        (GOOD.replace("* gradient", "* gradient.detach()"), "No second derivative goes back along"),
        (NO_FUNCTION, "LogCosh is no"),
    ],
)
def test_check_refuses_what_fits_one_gradient_alone(judge, answer, message):
    assert message in judge(LAB, answer)
