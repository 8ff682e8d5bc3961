"""Lab: scale, unscale, clip, step, update."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/clip_the_true_gradient"
SCALE = "scaler.scale(loss).backward()\n"
UNSCALE = "scaler.unscale_(optimizer)\n"
CLIP = "torch.nn.utils.clip_grad_norm_([w], 1.0)\n"
STEP = "scaler.step(optimizer)\n"
UPDATE = "scaler.update()\n"


def test_solution_moves_by_the_clipped_gradient(run):
    moved = torch.tensor([3.0, 4.0]) - run(LAB, upto="solution").w.detach()
    assert_close(moved, torch.tensor([3.0, 4.0]) / 5, rtol=1e-4, atol=1e-4)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no gradient yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        SCALE + UNSCALE + "w.grad.mul_(1 / w.grad.norm())\n" + STEP + UPDATE,
        "optimizer.zero_grad()\n" + SCALE + UNSCALE + CLIP + STEP + UPDATE,
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (SCALE + UNSCALE + CLIP, "scaler.step(optimizer) is missing"),
        (SCALE + CLIP + STEP + UPDATE, "far too small"),
        (SCALE + STEP + CLIP + UPDATE, "too long"),
        (SCALE + UNSCALE + CLIP + STEP, "scaler.update() is missing"),
        (SCALE + UNSCALE + CLIP.replace("1.0", "2.0").replace("2.0", "1.5") + STEP + UPDATE, "0.6"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)
