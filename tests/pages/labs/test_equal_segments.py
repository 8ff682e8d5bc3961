"""Lab: a chain in equal segments."""

import warnings

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/equal_segments"
CUT = """def in_segments(t, k):
    size = len(blocks) // k
    for start in range(0, len(blocks), size):
        segment = torch.nn.Sequential(*blocks[start : start + size])
        t = checkpoint(segment, t, use_reentrant=False)
    return t.sum()
"""
GOOD = CUT + "best_k = round(len(blocks) ** 0.5)\n"
LATE = """def in_segments(t, k):
    size = len(blocks) // k
    for start in range(0, len(blocks), size):
        def segment(t, {}):
            for block in blocks[start : start + size]:
                t = block(t)
            return t
        t = checkpoint(segment, t, use_reentrant=False)
    return t.sum()
best_k = 4
"""


def test_solution_holds_what_the_formula_says(run):
    module = run(LAB, upto="solution")
    count = len(module.blocks)
    held = {k: k + count // k - 1 for k in (1, 2, 4, 8, 16)}
    assert module.best_k == min(held, key=held.get) == 4
    assert module.runs[count:] == [*range(12, 16), *range(8, 12), *range(4, 8), *range(4)]


def test_solution_has_the_gradients_of_the_plain_chain(run):
    module = run(LAB, upto="solution")
    found = [block.scale.grad.clone() for block in module.blocks]
    scales = [block.scale for block in module.blocks]
    assert_close(found, list(torch.autograd.grad(module.plain(module.rows), scales)))


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `in_segments` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        LATE.format("start=start"),
        GOOD.replace("(t, k):\n", "(t, k):\n    t = t.clone().requires_grad_()\n").replace(
            "=False", "=True"
        ),
        "import itertools\n" + GOOD.replace("round(len(blocks) ** 0.5)", "4"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("=False", "=True"), "write use_reentrant=False"),
        (
            GOOD.replace("t = checkpoint(segment, t, use_reentrant=False)", "t = segment(t)"),
            "again",
        ),
        (GOOD.replace("size = len(blocks) // k", "size = k"), "There were"),
        (GOOD.replace("size = len(blocks) // k", "size = 1"), "There should be 1 segments"),
        (LATE.format("_=0"), "still mean these blocks"),
        (GOOD.replace("len(blocks), size)", "len(blocks) - size + 1, 2 * size)"), "each once"),
        (GOOD.replace("(segment, t,", "(segment, t.detach(),"), "no gradient"),
        (GOOD.replace(".sum()", ".mean()"), "The loss differs"),
        (GOOD.replace(".sum()", ".sum().item()"), "returns the loss"),
        (
            "from torch.utils.checkpoint import checkpoint_sequential\n"
            "def in_segments(t, k):\n"
            "    chain = torch.nn.Sequential(*blocks)\n"
            "    return checkpoint_sequential(chain, k, t, use_reentrant=False).sum()\n",
            "Nothing was computed again",
        ),
        (CUT, "no `best_k` yet"),
        (CUT + "best_k = 16", "every block's input"),
        (CUT + "best_k = 1", "One segment for all"),
        (CUT + "best_k = 8", "9 results are there at once"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            GOOD.replace("(t, k):\n", "(t, k):\n    t = rows\n"),
            "For other rows the loss differs from",
        ),
        (
            GOOD.replace("(t, k):\n", "(t, k):\n    t = t.abs()\n"),
            "For other rows the loss differs from",
        ),
        (GOOD.replace("t.sum()", "t.sum().abs()"), "For other rows the loss differs from"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
