"""Lab: a loss over a table instead of rows."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/loss_over_a_table"
GOOD = """shape = (4, 4)
def mended():
    predicted = (rows @ weight + bias)[:, 0]
    return ((predicted - targets) ** 2).mean()
"""
TABLE = """shape = (4, 4)
def mended():
    predicted = rows @ weight + bias
    return {}
"""


def fitted(loss, weight, bias):
    for _ in range(400):
        for_weight, for_bias = torch.autograd.grad(loss(), (weight, bias))
        weight.data -= 0.1 * for_weight
        bias.data -= 0.1 * for_bias
    return weight.item(), bias.item(), loss().item()


def test_only_the_mended_loss_finds_the_line(run):
    for name, at, end in (("loss", [0, 6], 5), ("mended", [2, 1], 0)):
        module = run(LAB, upto="solution")
        found = fitted(getattr(module, name), module.weight, module.bias)
        assert_close(torch.tensor(found), torch.tensor([*at, end]).float(), atol=1e-3, rtol=0)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `shape` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        TABLE.format("((predicted - targets[:, None]) ** 2).mean()"),
        TABLE.format("torch.nn.functional.mse_loss(predicted.squeeze(1), targets)"),
        TABLE.format("((predicted.T - targets) ** 2).mean()").replace("(4, 4)", "[4, 4]"),
        TABLE.format("((predicted - targets).diagonal() ** 2).mean()"),
        "shape = (rows @ weight - targets).shape\ntargets = targets[:, None]\nmended = loss\n",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("shape = (4, 1)", "stretched along both"),
        ("shape = (4,)", "stretched along both"),
        ("shape = (4, 4)", "no `mended` yet"),
        ("shape = (4, 4)\nmended = loss", "every row is compared"),
        (TABLE.format("((predicted - targets[None]) ** 2).mean()"), "every row is compared"),
        (TABLE.format("((predicted - targets) ** 2).sum() / 4"), "loss should be"),
        (TABLE.format("((predicted.mean() - targets) ** 2).mean()"), "every row is compared"),
        (GOOD.replace(".mean()", ".sum()"), "the sum, not the mean"),
        (GOOD.replace(".mean()", ""), "one number"),
        (GOOD.replace("predicted - targets", "predicted.detach() - targets"), "does not record"),
        (GOOD.replace("weight +", "weight.detach() +"), "No gradient arrives at `weight`"),
        (GOOD.replace("targets)", "targets.flip(0))"), "`weight` should get"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            GOOD.replace("def mended():\n", "def mended():\n    weight.data.zero_()\n"),
            "has changed `weight`",
        ),
    ],
)
def test_check_refuses_a_loss_that_moves_its_weight(judge, answer, message):
    assert message in judge(LAB, answer)
