"""Lab: a slow copy of a model."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/follow_the_model"
GOOD = """def follow():
    with torch.no_grad():
        for old, new in zip(slow.parameters(), model.parameters()):
            old.lerp_(new, 0.1)
        for old, new in zip(slow.buffers(), model.buffers()):
            old.copy_(new)
follow()
"""


def test_solution_leaves_nine_tenths_of_the_gap(run):
    module = run(LAB, upto="solution")
    gap = module.model[0].weight - module.slow[0].weight
    assert_close(gap.detach(), torch.full((2, 2), 1 - 0.1))
    assert torch.equal(module.slow[1].running_mean, module.model[1].running_mean)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `follow` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        GOOD.replace("old.lerp_(new, 0.1)", "old.mul_(0.9).add_(0.1 * new)"),
        "@torch.no_grad()\n"
        "def follow():\n"
        "    new, old = model.state_dict(), slow.state_dict()\n"
        "    names = [name for name, _ in model.named_parameters()]\n"
        "    slow.load_state_dict({k: old[k] + 0.1 * (new[k] - old[k]) if k in names else new[k]"
        " for k in new})\n"
        "follow()\n",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.removesuffix("follow()\n"), "not moved"),
        (GOOD.replace("old.lerp_", "old = old.lerp"), "not moved"),
        (GOOD.replace("torch.no_grad()", "torch.enable_grad()"), "records now"),
        (GOOD.replace("0.1", "0.9"), "nine tenths of the way"),
        (GOOD.replace("0.1", "1.0"), "equal to the model"),
        (GOOD.replace("0.1", "0.5"), "should be 0.9"),
        (GOOD.replace("old.copy_(new)", "pass"), "buffers are no parameters"),
        (GOOD.replace("old.copy_(new)", "old.copy_(0.5 * new)"), "should be equal"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            GOOD.replace(
                "zip(slow.parameters(), model.parameters())", "[(slow[0].weight, model[0].weight)]"
            ),
            "After a second call, with another",
        ),
        (
            GOOD.replace("old.lerp_(new, 0.1)", "old.add_(0.1 if new.dim() == 2 else 0.0)"),
            "After a second call, with another",
        ),
        (
            "told = []\n"
            + GOOD.replace("old.copy_(new)", "told or old.copy_(new)").replace(
                "\nfollow()", "\n    told.append(1)\nfollow()"
            ),
            "After a second call, with another",
        ),
        (
            GOOD.replace("\nfollow()", "\n    model[0].bias.data.mul_(0.5)\nfollow()"),
            "follow() has changed `model`: only",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
