"""Lab: the backward of a Function for complex numbers."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/conjugate_on_the_way_back"
GOOD = """class Mended(torch.autograd.Function):
    @staticmethod
    def forward(t):
        return t**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (t,) = ctx.saved_tensors
        return gradient * 3 * t.conj()**2
"""
SLOPE = "gradient * 3 * t.conj()**2"


def with_slope(text):
    return GOOD.replace(SLOPE, text)


def test_solution_agrees_with_two_nudges(run):
    module = run(LAB, upto="solution")
    z, h = module.z.detach(), 1e-6
    along_real = ((z + h) ** 3 - (z - h) ** 3).real / (2 * h)
    along_imaginary = ((z + 1j * h) ** 3 - (z - 1j * h) ** 3).real / (2 * h)
    assert_close(module.z.grad, torch.complex(along_real, along_imaginary), rtol=1e-6, atol=1e-6)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `Mended` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        with_slope("(gradient.conj() * 3 * t**2).conj()"),
        GOOD.replace("forward(t)", "forward(ctx, t)")
        .replace("        return t**3\n", "        ctx.save_for_backward(t)\n        return t**3\n")
        .replace(
            "    @staticmethod\n    def setup_context(ctx, inputs, output):\n"
            "        ctx.save_for_backward(*inputs)\n\n",
            "",
        ),
        with_slope(
            "gradient * torch.complex(3 * (t**2).real, -3 * (t**2).imag)"
            " if t.is_complex() else gradient * 3 * t**2"
        ),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("Mended = Cube", "textbook derivative"),
        (with_slope("gradient.conj() * 3 * t.conj()**2"), "conjugated too"),
        (with_slope("gradient * 3 * t.conj() * t"), "should go on"),
        (with_slope("gradient * 3 * t.abs()**2"), "should go on"),
        (with_slope("gradient * 2 * t.conj()"), "For real numbers"),
        (with_slope("gradient * 6 * t.conj()**2"), "For real numbers"),
        (GOOD.replace("t**3", "t.conj()**3"), "the cubes"),
        (with_slope("gradient.conj() * 3 * t**2"), "textbook derivative"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


HELD = GOOD.replace("ctx.save_for_backward(*inputs)", "Mended.t = inputs[0]").replace(
    "(t,) = ctx.saved_tensors", "t = Mended.t"
)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (HELD, "Of two calls one has a wrong"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
