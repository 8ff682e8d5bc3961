"""Lab: the best weights of a training."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/keep_the_best"
GOOD = """def train():
    lowest, best = float("inf"), None
    for rate in rates:
        step(rate)
        value = model.loss().item()
        if value < lowest:
            lowest, best = value, copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return lowest
"""
KEPT = "copy.deepcopy(model.state_dict())"
IN_PLACE = """def train():
    lowest = float("inf")
    for rate in rates:
        step(rate)
        if model.loss() < lowest:
            lowest = model.loss().item()
            weight, average = model.weight.detach().clone(), model.average.clone()
    with torch.no_grad():
        model.weight.copy_(weight)
        model.average.copy_(average)
    return lowest
"""


def test_solution_keeps_the_third_step_of_six(run):
    module = run(LAB, upto="solution")
    assert_close(module.model.weight.data, 1 + torch.tensor([3.0, -3.0]) / 8)
    means = [torch.zeros(2)]
    for halved in (2, 4, 8):
        means.append((means[-1] + 1 + torch.tensor([3.0, -3.0]) / halved) / 2)
    assert_close(module.model.average, means[-1])


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `train` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        IN_PLACE,
        GOOD.replace(KEPT, "{k: v.clone() for k, v in model.state_dict().items()}"),
        GOOD.replace(KEPT, "copy.deepcopy(model)").replace("(best)", "(best.state_dict())"),
        GOOD.replace("value < lowest", "value <= lowest"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace(KEPT, "model.state_dict()"), "shares memory"),
        (GOOD.replace(KEPT, "dict(model.state_dict())"), "shares memory"),
        (GOOD.replace(KEPT, "copy.copy(model.state_dict())"), "shares memory"),
        (
            GOOD.replace(KEPT, "{k: v.detach() for k, v in model.state_dict().items()}"),
            "shares memory",
        ),
        (GOOD.replace("    model.load_state_dict(best)\n", ""), "those of the last step"),
        (GOOD.replace("value < lowest", "best is None"), "those of the first step"),
        (GOOD.replace("value < lowest", "value > lowest or best is None"), "first step"),
        (GOOD.replace("value < lowest", "value < lowest / 2"), "first step"),
        (
            GOOD.replace("    model.load", "        else:\n            break\n    model.load"),
            "first step",
        ),
        (
            GOOD.replace(
                "    model.load",
                "        elif value > 2 * lowest:\n            break\n    model.load",
            ),
            "first step",
        ),
        (
            GOOD.replace(KEPT, "[p.detach().clone() for p in model.parameters()]").replace(
                "model.load_state_dict(best)", "model.weight.data.copy_(best[0])"
            ),
            "belongs to the copy",
        ),
        (
            GOOD.replace(KEPT, "copy.deepcopy(model)")
            .replace("model.load_state_dict(best)", "model = best")
            .replace("def train():\n", "def train():\n    global model\n"),
            "another weight than `optimizer` steps",
        ),
        (GOOD.replace("(best)", "(best, assign=True)"), "another weight than"),
        (GOOD.replace("return lowest", "return model.loss()"), "a Python float"),
        (GOOD.replace("return lowest", "return value"), "The lowest loss is"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
