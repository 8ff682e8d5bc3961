"""Lab: a chain of blocks in checkpoints."""

import warnings

import pytest

LAB = "labs/checkpoint_the_blocks"
LOOP = """def saving(t):
    for block in blocks[:-1]:
        t = checkpoint(block, t, use_reentrant=False)
    return blocks[-1](t).sum()
"""


def test_solution_runs_two_blocks_twice(outputs):
    assert outputs(LAB)["solution"] == "[0, 1, 2, 1, 0]\n"


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `saving` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "def saving(t):\n"
        "    front = torch.nn.Sequential(*blocks[:2])\n"
        "    return blocks[2](checkpoint(front, t, use_reentrant=False)).sum()",
        "from torch.utils.checkpoint import checkpoint_sequential\n"
        "def saving(t):\n"
        "    return checkpoint_sequential(blocks, 3, t, use_reentrant=False).sum()",
        "def saving(t):\n"
        "    t = t.clone().requires_grad_()\n"
        "    for block in blocks[:-1]:\n"
        "        t = checkpoint(block, t, use_reentrant=True)\n"
        "    return blocks[-1](t).sum()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.replace("False", "True"), "Block 0 has no gradient"),
        (LOOP.replace("blocks[:-1]", "blocks"), "loss differs"),
        (LOOP.replace("blocks[:-1]", "blocks").replace("blocks[-1](t)", "t"), "Block 2 ran twice"),
        (LOOP.replace(".sum()", ".sum() * 2"), "loss differs"),
        ("saving = plain", "Nothing was computed again"),
        (LOOP.replace("blocks[:-1]", "blocks[:1]").replace("(t).sum", "(blocks[1](t)).sum"), "ran"),
        (LOOP.replace("block, t,", "block, t.detach(),"), "Block 0 has no gradient"),
        (LOOP.replace(".sum()", ".sum().item()"), "returns the loss"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.replace("(t):\n", "(t):\n    t = rows\n"), "For other rows the loss differs from"),
        (LOOP.replace("(t):\n", "(t):\n    t = t.detach()\n"), "Rows that record get no gradient:"),
        (
            LOOP.replace("(t):\n", "(given):\n    t = rows\n"),
            "For other rows the loss differs from",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
