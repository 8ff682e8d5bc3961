"""Lab: an identity that clips on the way back."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/gradient_clipper"
GOOD = """class Clip(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, limit):
        ctx.limit = limit
        return x.clone()

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.clamp(-ctx.limit, ctx.limit), None


def clip_gradient(x, limit):
    return Clip.apply(x, limit)
"""
CLAMPED = "grad_output.clamp(-ctx.limit, ctx.limit)"
BY_HOOK = """def clip_gradient(x, limit):
    y = x.clone()
    y.register_hook(lambda g: g.clamp(-limit, limit))
    return y
"""


def test_solution_passes_the_value_and_clips_the_gradient(run):
    module = run(LAB, upto="solution")
    assert_close(module.x.grad, torch.tensor([0.2, -1.0, 1.0]))
    assert torch.equal(module.clip_gradient(module.x, 0.1), module.x)
    x = module.x.detach().double().requires_grad_()
    assert torch.autograd.gradcheck(lambda x: module.clip_gradient(x, 10.0), x)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `clip_gradient` yet" in judge(LAB, "")


@pytest.mark.parametrize("answer", [GOOD, BY_HOOK, GOOD.replace("x.clone()", "x")])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("x.clone()", "x.clamp(-limit, limit)"), "should be x"),
        (GOOD.replace(f"{CLAMPED}, None", CLAMPED), "None for `limit`"),
        (GOOD.replace(CLAMPED, "grad_output"), "unclipped"),
        (GOOD.replace(CLAMPED, "grad_output / grad_output.norm()"), "made shorter"),
        (GOOD.replace(CLAMPED, "grad_output.clamp(-1, 1)"), "limit that it was given"),
        (GOOD.replace(CLAMPED, "grad_output.clamp(max=ctx.limit)"), "With the limit 1"),
        ("def clip_gradient(x, limit):\n    return x.detach()\n", "does not record"),
        (
            GOOD.replace("ctx.limit = limit", "ctx.limit, ctx.x = limit, x.detach()").replace(
                CLAMPED, "ctx.x.clamp(-ctx.limit, ctx.limit)"
            ),
            "You clipped x",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("ctx.limit", "Clip.limit"), "Of two clippers with their own limits"),
        (BY_HOOK.replace("y.register", "x.register"), "Only what comes back through the"),
        (
            GOOD.replace(CLAMPED, CLAMPED.replace("clamp", "clamp_")),
            "The gradient that arrives was edited",
        ),
        (
            GOOD.replace("x.clone()", "torch.tensor([1.0, -2.0, 3.0])"),
            "The result should have the shape (3, 2)",
        ),
        (
            GOOD.replace("x.clone()", "x.clone() if limit != 2 else x.add_(1).clone()"),
            "x itself was changed by the call",
        ),
    ],
)
def test_check_refuses_what_fits_one_clipper_alone(judge, answer, message):
    assert message in judge(LAB, answer)
