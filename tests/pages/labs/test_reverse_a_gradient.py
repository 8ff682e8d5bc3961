"""Lab: a gradient turned round between encoder and head."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/reverse_a_gradient"
GOOD = """def reversed_loss():
    features = encoder(rows)
    features.register_hook(lambda g: -0.5 * g)
    return head(features).sum()
"""


def test_solution_agrees_with_torch_func(run):
    module = run(LAB, upto="solution")

    def loss(weight):
        features = torch.nn.functional.linear(module.rows, weight, module.encoder.bias)
        return module.head(features).sum()

    plain = torch.func.grad(loss)(module.encoder.weight.detach())
    assert_close(module.encoder.weight.grad, -0.5 * plain.detach())


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `reversed_loss` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "def reversed_loss():\n"
        "    features = encoder(rows)\n"
        "    return head(1.5 * features.detach() - 0.5 * features).sum()",
        "class Turn(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, t): return t.view_as(t)\n"
        "    @staticmethod\n"
        "    def backward(ctx, g): return -0.5 * g\n"
        "def reversed_loss(): return head(Turn.apply(encoder(rows))).sum()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("reversed_loss = plain", "has its plain gradient"),
        (GOOD.replace("lambda g: -0.5 * g", "lambda g: None"), "has its plain gradient"),
        (
            "def reversed_loss():\n"
            "    y = head(encoder(rows))\n"
            "    y.register_hook(lambda g: -0.5 * g)\n"
            "    return y.sum()",
            "head is turned round too",
        ),
        ("def reversed_loss(): return -0.5 * plain()", "loss itself has changed"),
        (GOOD.replace("encoder(rows)", "encoder(rows).detach().requires_grad_()"), "No gradient"),
        (
            GOOD.replace("features.reg", "[features.reg").replace(
                "* g)\n", "* g) for _ in '12']\n"
            ),
            "turned round twice",
        ),
        (GOOD.replace("-0.5", "-1.0"), "minus one half"),
        (
            "encoder.weight.register_hook(lambda g: -0.5 * g)\n"
            "encoder.bias.register_hook(lambda g: -0.5 * g)\n"
            "reversed_loss = plain",
            "plain gradient",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            GOOD.replace("lambda g: -0.5 * g", "lambda g: -0.5 * head.weight.expand_as(g)"),
            "With two calls in one loss, five",
        ),
        (
            GOOD.replace("lambda g: -0.5 * g", "lambda g: -0.5 * g.sign() * head.weight.abs()"),
            "With two calls in one loss, five",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
