"""Lab: magnitudes of a spectrum."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/spectrum_without_nan"
GOOD = """def mended(s):
    size = torch.fft.fft(s).abs()
    return ((size - aims) ** 2).sum()
"""
MASKED = """def mended(s):
    z = torch.fft.fft(s)
    square = z.real**2 + z.imag**2
    there = square > 0
    size = torch.where(there, square, 1.0).sqrt() * there
    return ((size - aims) ** 2).sum()
"""
HOOKED = """def mended(s):
    z = torch.fft.fft(s)
    square = z.real**2 + z.imag**2
    size = square.sqrt()
    square.register_hook(lambda g: torch.where(square > 0, g, 0.0))
    return ((size - aims) ** 2).sum()
"""
BY_HAND = "(z.real**2 + z.imag**2{}).sqrt()"


def by_hand(more="", after=""):
    body = BY_HAND.format(more) + after
    return GOOD.replace("size = torch.fft.fft(s).abs()", f"z = torch.fft.fft(s)\n    size = {body}")


def test_solution_agrees_with_the_formula_where_magnitudes_are_not_zero(run):
    module = run(LAB, upto="solution")
    z = torch.fft.fft(module.signal)
    assert_close(z, torch.tensor([8.0, 0.0, -4.0, 0.0], dtype=torch.complex64))
    pulls = 2 * (z.abs() - module.aims) * z.sgn()  # of two waves, 1 1 1 1 and 1 -1 1 -1
    expected = pulls[0].real + pulls[2].real * torch.tensor([1.0, -1.0, 1.0, -1.0])
    assert_close(module.given.grad, expected)


def test_the_start_has_nan_in_every_entry(run):
    module = run(LAB, upto="start")
    s = module.signal.clone().requires_grad_()
    module.spectral_loss(s).backward()
    assert s.grad.isnan().all()


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `mended` yet" in judge(LAB, "")


@pytest.mark.parametrize("answer", [MASKED, HOOKED, by_hand(" + 1e-12")])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("mended = spectral_loss", "still nan"),
        (by_hand(after=".nan_to_num()"), "still nan"),
        (by_hand(after=".clamp(min=1e-6)"), "still nan"),
        (by_hand(" + 0.1"), "should be"),
        (GOOD.replace(".abs()", ".real"), "should be"),
        (GOOD.replace(".abs()", ""), "take the magnitudes"),
        (GOOD.replace("fft(s)", "fft(s.detach())"), "does not record"),
        (
            "def mended(s):\n"
            "    s.register_hook(lambda g: g.nan_to_num()) if s.requires_grad else None\n"
            "    return spectral_loss(s)\n",
            "what was right is lost",
        ),
        (GOOD.replace(".sum()", ".mean()"), "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (MASKED.replace("square > 0", "square > 4"), "The loss of [0.10000000149011612,"),
        (MASKED.replace("square > 0", "(z.real != 0)"), "The loss of [0.0, 3.0, 0.0, -3.0]"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
