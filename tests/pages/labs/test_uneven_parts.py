"""Lab: parts of unlike size, one gradient."""

import pytest
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/uneven_parts"
EACH = "for part in parts:\n    "


def test_solution_is_the_gradient_of_the_mean_on_paper(run):
    module = run(LAB, upto="solution")
    misses = module.rows @ module.w.detach() - module.targets
    assert_close(module.w.grad, 2 / 10 * module.rows.T @ misses)


def test_solution_agrees_with_torch_func_and_gradcheck(run):
    module = run(LAB, upto="solution")

    def mean(w):
        return ((module.rows.to(w.dtype) @ w - module.targets.to(w.dtype)) ** 2).mean()

    assert_close(module.w.grad, grad(mean)(module.w.detach()))
    assert gradcheck(mean, module.w.detach().double().requires_grad_())


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "`w.grad` is empty" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "for part, share in zip(parts, (0.5, 0.3, 0.2)):\n"
        "    mean_loss(part).backward(torch.tensor(share))",
        EACH + "total = mean_loss(part) * len(rows[part])\n    (total / 10).backward()",
        EACH + "(len(rows[part]) * mean_loss(part)).backward()\nw.grad /= 10",
        EACH + "((rows[part] @ w - targets[part]) ** 2 / 10).sum().backward()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


SHARE = "(len(rows[part]) / 10 * mean_loss(part)).backward()"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (EACH + "mean_loss(part).backward()", "needs its share"),
        (EACH + "(mean_loss(part) / 3).backward()", "A third for each part"),
        (EACH + "(mean_loss(part) * len(rows[part])).backward()", "divide by the number of rows"),
        (EACH + "w.grad = None\n    " + SHARE, "Only the last part"),
        (f"{EACH}{SHARE}\n{EACH}{SHARE}", "twice the gradient"),
        ("mean_loss(parts[0]).backward()", "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
