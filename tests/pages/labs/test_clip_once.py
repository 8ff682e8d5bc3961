"""Lab: one clipping for one step."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/clip_once"
GOOD = """optimizer.zero_grad()
for part in parts:
    part_loss(part).backward()
clip_grad_norm_([w, b], max_norm=1.0)
optimizer.step()
"""
CLIP = "clip_grad_norm_([w, b], max_norm=1.0)\n"


def test_solution_is_the_unit_vector(run):
    module = run(LAB, upto="solution")
    expected = torch.tensor([0.5, -1.0, 0.25]) - torch.tensor([3.0, 4.0, 4.0]) / 41**0.5
    assert_close(torch.cat([module.w, module.b]).detach(), expected, rtol=1e-4, atol=1e-5)


def test_solution_agrees_with_torch_func(run):
    module = run(LAB, upto="solution")

    def loss(w, b):
        return sum((w * part).sum() + 2 * b.sum() for part in module.parts)

    begin = torch.tensor([0.5, -1.0]), torch.tensor([0.25])
    slopes = torch.cat(torch.func.grad(loss, (0, 1))(*begin))
    expected = torch.cat(begin) - slopes / slopes.norm()
    assert_close(torch.cat([module.w, module.b]).detach(), expected)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "Nothing has moved" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "(part_loss(parts[0]) + part_loss(parts[1])).backward()\n" + CLIP + "optimizer.step()",
        GOOD.replace(
            CLIP,
            "norm = torch.cat([w.grad, b.grad]).norm()\n"
            "for p in (w, b):\n    p.grad /= norm.clamp(min=1)\n",
        ),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace(CLIP, ""), "not clipped"),
        (GOOD.replace(CLIP, "").replace(".step()\n", ".step()\n" + CLIP), "not clipped"),
        (GOOD.replace(".backward()\n", ".backward()\n    " + CLIP), "after each walk"),
        (
            GOOD.replace(CLIP, "").replace(
                "    part_loss", "    w.grad is not None and " + CLIP + "    part_loss"
            ),
            "between the walks only",
        ),
        (GOOD.replace(CLIP, "for p in (w, b): " + CLIP.replace("w, b", "p")), "one by one"),
        (GOOD.replace(CLIP, "torch.nn.utils.clip_grad_value_([w, b], 1.0)\n"), "each entry"),
        (GOOD.replace("    part_loss", "    optimizer.zero_grad()\n    part_loss"), "is lost"),
        (GOOD.replace("max_norm=1.0", "max_norm=2.0"), "should change by"),
        (
            GOOD.replace(CLIP, "")
            + "with torch.no_grad():\n    norm = torch.cat([w, b]).norm()\n"
            + "    w /= norm\n    b /= norm\n",
            "should change by",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
