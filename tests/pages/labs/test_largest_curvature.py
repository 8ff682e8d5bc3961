"""Lab: the largest curvature of a loss."""

import pytest
import torch
from torch.autograd.functional import hessian
from torch.testing import assert_close

LAB = "labs/largest_curvature"
PRODUCT = """def times_hessian(v):
    return jvp(grad(loss), (w,), (v,))[1]
"""
POWER = """v = torch.ones(3)
for _ in range(50):
    v = times_hessian(v)
    v = v / v.norm()
curvature = v @ times_hessian(v)
"""
GOOD = PRODUCT + POWER + "rate = 2 / curvature\n"


def test_solution_agrees_with_the_eigenvalues_of_the_whole_hessian(run):
    module = run(LAB, upto="solution")
    whole = hessian(module.loss, module.w)
    assert_close(module.curvature, torch.linalg.eigvalsh(whole)[-1])


def test_a_rate_above_the_limit_goes_up_and_one_below_goes_down(run):
    module = run(LAB, upto="solution")
    whole = hessian(module.loss, module.w)
    for factor, grows in ((0.9, False), (1.1, True)):
        step = torch.eye(3) - factor * module.rate * whole
        assert (torch.linalg.eigvalsh(step).abs().max() > 1).item() == grows


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `times_hessian` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        GOOD.replace("jvp(grad(loss), (w,), (v,))[1]", "grad(lambda u: grad(loss)(u) @ v)(w)"),
        GOOD.replace(
            "    return jvp(grad(loss), (w,), (v,))[1]",
            "    at = w.clone().requires_grad_()\n"
            "    (g,) = torch.autograd.grad(loss(at), at, create_graph=True)\n"
            "    return torch.autograd.grad(g @ v, at)[0]",
        ),
        GOOD.replace("v @ times_hessian(v)", "times_hessian(v).norm().item()"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (PRODUCT.replace("grad(loss)", "loss"), "three entries"),
        (PRODUCT.replace("[1]", "[0]"), "That is the gradient"),
        (PRODUCT.replace("[1]", ""), "returns a tensor"),
        ("def times_hessian(v):\n    return grad(loss)(w) * v\n", "gradient times v"),
        ("def times_hessian(v):\n    return w**2 * v\n", "The Hessian times"),
        (PRODUCT, "no `curvature` yet"),
        (PRODUCT + "curvature = sum(times_hessian(u) @ u for u in torch.eye(3))", "sum of all"),
        (PRODUCT + "curvature = max(times_hessian(u) @ u for u in torch.eye(3))", "the diagonal"),
        (GOOD.replace("range(50)", "range(0)").replace("ones(3)", "ones(3) / 3**0.5"), "repeat"),
        (
            GOOD.replace("    v = v / v.norm()\n", "").replace("range(50)", "range(9)"),
            "The largest",
        ),
        (GOOD.replace("range(50)", "range(2)"), "The largest"),
        (PRODUCT + POWER, "no `rate` yet"),
        (GOOD.replace("2 / ", "1 / "), "Twice that"),
        (GOOD.replace("2 / curv", "2 * curv"), "The rate should be"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("(v,))[1]", "(v.abs(),))[1]"), "The Hessian times"),
        (
            GOOD.replace("return jvp", "v = v.relu_()\n    return jvp"),
            "times_hessian(v) has changed v",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "def times_hessian(v):\n    return torch.func.hessian(loss)(w) @ v\n\n\n"
        "curvature = torch.linalg.eigvalsh(torch.func.hessian(loss)(w))[-1].item()\n"
        "rate = 2 / curvature\n",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "H = torch.func.hessian(loss)(w)\n\n\ndef times_hessian(v):\n    return H @ v\n",
            "compute it at the w that is there",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
