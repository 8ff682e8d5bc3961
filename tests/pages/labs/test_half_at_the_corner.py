"""Lab: relu with slope one half at 0."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/half_at_the_corner"
OWN = """\
class Half(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return torch.relu(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * torch.heaviside(x, torch.tensor(0.5))


half_relu = Half.apply
"""


def answer(expression):
    return f"def half_relu(x):\n    return {expression}\n"


def test_solution_is_relu_away_from_zero(run):
    module = run(LAB, upto="solution")
    assert_close(module.x.grad, torch.tensor([0.0, 0.5, 1.0]))
    x = torch.tensor([-1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: torch.maximum(t, torch.zeros((), dtype=t.dtype)), x)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "right", [answer("(torch.relu(x) + x.clamp(min=0)) / 2"), answer("(x + x.abs()) / 2"), OWN]
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (answer("torch.relu(x)"), "that of relu"),
        (answer("x.clamp(min=0)"), "that of clamp"),
        (answer("x"), "values"),
        (answer("torch.relu(x).detach()"), "does not record"),
        (answer("torch.relu(x) * 2 - torch.relu(x)"), "that of relu"),
        (answer("torch.maximum(x, x.detach() * 0) + (x - x.detach())"), "At 0 the slope should"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


BY_PLACE = """def half_relu(x):
    third = torch.arange(x.numel()).view(x.shape) == 2
    return torch.relu(x) + 0.5 * (x - x.detach()) * third
"""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (OWN.replace("return gradient *", "return"), "should go on, not"),
        (OWN.replace("return gradient *", "return gradient.abs() *"), "should go on, not"),
        (OWN.replace("return gradient *", "return gradient.flatten()[0] *"), "should go on, not"),
        (BY_PLACE, "should go on, not"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)
