"""Lab: a complex gradient by two nudges."""

import pytest
import torch

LAB = "labs/one_complex_step"
BOTH = (
    "h = 1e-4\n"
    "along_real = (loss(at + h) - loss(at - h)) / (2 * h)\n"
    "along_imaginary = (loss(at + 1j * h) - loss(at - 1j * h)) / (2 * h)\n"
)


def test_solution_agrees_with_autograd(run):
    module = run(LAB, upto="solution")
    z = module.at.clone().requires_grad_()
    module.loss(z).backward()
    assert abs(module.by_hand - z.grad) < 1e-6
    assert abs(z.grad.item() - 2 * ((2 + 3j) - (1 + 1j))) < 1e-12
    assert z.grad.dtype == torch.complex128


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `along_real` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        BOTH + "by_hand = along_real + 1j * along_imaginary\n",
        BOTH + "by_hand = complex(along_real, along_imaginary)\n",
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("along_real = 1.0\n", "along_imaginary"),
        ("along_real = 1.0\nalong_imaginary = 4.0\n", "Along the real part"),
        (BOTH.replace("(2 * h)\n", "(2j * h)\n").replace("(2j * h)", "(2 * h)", 1), "length h"),
        (BOTH, "no `by_hand` yet"),
        (BOTH + "by_hand = along_real - 1j * along_imaginary\n", "conjugate"),
        (BOTH + "by_hand = along_real + along_imaginary\n", "z.grad is"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)
