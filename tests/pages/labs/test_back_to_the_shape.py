"""Lab: from the shape of a result back to that of an input."""

import pytest
from torch.testing import assert_close

LAB = "labs/back_to_the_shape"
LOOP = """def back_to(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis, keepdim=True)
    return gradient
"""


def body(text):
    return f"def back_to(gradient, shape):\n    return {text}\n"


def test_solution_sums_each_row_of_the_table(run):
    module = run(LAB, upto="solution")
    assert_close(module.x.grad, module.table.sum(1, keepdim=True))
    x = module.column.clone().requires_grad_()
    (module.table * x).sum().backward()
    assert_close(module.x.grad, x.grad)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `back_to` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        LOOP,
        body("gradient.sum_to_size(shape)"),
        "def back_to(gradient, shape):\n"
        "    small = torch.zeros(shape, requires_grad=True)\n"
        "    with torch.enable_grad():\n"
        "        out = small.expand(gradient.shape)\n"
        "    return torch.autograd.grad(out, small, gradient)[0]\n",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (body("gradient"), "stretched along the last axis has the shape (3, 4)"),
        (body("gradient.sum().expand(shape)"), "not stretched should be"),
        (LOOP.replace(", keepdim=True", ""), "has the shape (3,), not (3, 1)"),
        (LOOP.replace("sum(axis, ", "mean(axis, "), "mean of its uses"),
        (LOOP.replace("sum(0)", "mean(0)"), "mean of its uses"),
        (LOOP.replace("sum(0)", "sum(-1)"), "new axis in front has the shape (3,)"),
        (LOOP.replace("gradient.sum(0)", "gradient[0]"), "new axis in front should be"),
        (LOOP.replace("length == 1", "length == 1 and axis == 0"), "along the last axis has"),
        (LOOP.replace("sum(axis, ", "amax(axis, "), "last axis should be"),
        (
            "def back_to(gradient, shape):\n"
            "    axes = [i for i, n in enumerate(gradient.shape) if n not in shape]\n"
            "    return gradient.sum(axes).reshape(shape) if axes else gradient\n",
            "of three, in a table",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            LOOP.replace("= gradient.sum(0)", "= gradient.sum(0).abs()"),
            "The gradient of a tensor that got a",
        ),
        (
            LOOP.replace("gradient.sum(axis", "gradient.abs().sum(axis"),
            "The gradient of a tensor that was",
        ),
        (
            body("gradient.sub_(gradient.min()).sum_to_size(shape)"),
            "back_to has changed the gradient that",
        ),
        (
            body("gradient.mul_(1).relu_().sum_to_size(shape)"),
            "back_to has changed the gradient that",
        ),
    ],
)
def test_check_refuses_what_fits_positive_gradients_alone(judge, answer, message):
    assert message in judge(LAB, answer)
