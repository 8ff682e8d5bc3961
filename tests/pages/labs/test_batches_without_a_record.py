"""Lab: a generator whose batches do not record, and whose reader does."""

import pytest
import torch

LAB = "labs/batches_without_a_record"
BODY = "    for i in range(1, 4):\n        yield w * i\n"


def test_solution_records_outside_only(run, outputs):
    module = run(LAB, upto="solution")
    for i, batch in enumerate(module.batches(), start=1):
        assert batch.tolist() == [i, 2 * i]
        assert batch.grad_fn is None
        assert torch.is_grad_enabled()
    assert outputs(LAB)["solution"] == "False True\n" * 3


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the generator" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        "@torch.no_grad()\ndef batches():\n" + BODY,
        "def batches():\n" + BODY.replace("w * i", "(w * i).detach()"),
        "def batches():\n" + BODY.replace("w * i", "w.detach() * i"),
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("def batches():\n" + BODY, "A batch records"),
        (
            "def batches():\n    with torch.no_grad():\n"
            "        for i in range(1, 4):\n            yield w * i\n",
            "still open at the yield",
        ),
        ("def batches():\n" + BODY.replace("w * i", "w.detach()"), "They are w * 1 to w * 3"),
        ("def batches():\n    yield w.detach()\n", "three batches"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    try:
        assert message in judge(LAB, wrong)
    finally:
        torch.set_grad_enabled(True)


LIST = """def batches():
    with torch.no_grad():
        return [w * i for i in range(1, 4)]
"""
NUMBERS = """def batches():
    for i in range(1, 4):
        yield torch.tensor([1.0, 2.0]) * i
"""


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LIST, "gives a list, and no generator"),
        (LIST.replace("[", "iter([").replace("]", "])"), "and no generator"),
        (NUMBERS, "With another w"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
