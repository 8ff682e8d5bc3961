"""Lab: which edit breaks cos, tan, abs and cumsum."""

import pytest
import torch
from torch.autograd import gradcheck

LAB = "labs/which_edit_breaks"
RIGHT = {"x.cos()": "input", "x.tan()": "output", "x.abs()": "input", "x.cumsum(0)": "neither"}
OPERATIONS = {
    "x.cos()": torch.cos,
    "x.tan()": torch.tan,
    "x.abs()": torch.abs,
    "x.cumsum(0)": lambda x: x.cumsum(0),
}


def saved_memory(operation):
    """Whose memory the node keeps: seen by a hook, without any edit."""
    x = torch.tensor([0.2, 0.5, 1.0], requires_grad=True)
    places = set()

    def pack(tensor):
        places.add(tensor.data_ptr())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = operation(x)
    known = {x.data_ptr(): "input", y.data_ptr(): "output"}
    return next((known[place] for place in places), "neither")


def test_solution_agrees_with_what_is_saved(run):
    breaks = run(LAB, upto="solution").breaks
    assert breaks == RIGHT
    assert breaks == {name: saved_memory(operation) for name, operation in OPERATIONS.items()}


def test_slopes_of_the_hints_agree_with_finite_differences():
    x = torch.tensor([-0.7, 0.2, 1.1], dtype=torch.float64, requires_grad=True)
    slopes = {
        "x.cos()": -x.sin(),
        "x.tan()": 1 + x.tan() ** 2,
        "x.abs()": x.sign(),
        "x.cumsum(0)": torch.tensor([3.0, 2.0, 1.0], dtype=torch.float64),
    }
    for name, operation in OPERATIONS.items():
        assert gradcheck(operation, x)
        (grad,) = torch.autograd.grad(operation(x).sum(), x)
        torch.testing.assert_close(grad, slopes[name].detach())


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "'input', 'output' or 'neither', not '?'" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"breaks = {RIGHT}",
        "breaks.update(zip(breaks, ['input', 'output', 'input', 'neither'], strict=True))",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        ({"x.cos()": "output"}, "from cos(x) alone"),
        ({"x.tan()": "input"}, "tan(x) is there already"),
        ({"x.abs()": "neither"}, "the sign of x"),
        ({"x.cumsum(0)": "output"}, "whatever the entries"),
        ({"x.tan()": "both"}, "not 'both'"),
    ],
)
def test_check_explains_wrong_answers(judge, slip, message):
    assert message in judge(LAB, f"breaks = {RIGHT | slip}")


def test_check_misses_an_answer(judge):
    assert "no answer for 'x.tan()'" in judge(LAB, "breaks = {'x.cos()': 'input'}")
