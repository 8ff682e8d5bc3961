"""The slopes of a secant and of the tangent, against the algebra of a parabola."""

import pytest
import torch
from torch.autograd import gradcheck

STORY = "pictures_secant"


def test_the_tangent_is_the_derivative(run):
    ns = run(STORY, upto="slopes")
    assert ns.tangent.item() == pytest.approx(2 * 0.3 * 1.0)
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    assert gradcheck(ns.f, x)


def test_the_secant_is_off_by_what_the_parabola_says(run):
    ns = run(STORY, upto="slopes")
    assert ns.secant.item() - ns.tangent.item() == pytest.approx(0.3 * ns.h, abs=1e-6)


def test_both_are_printed(outputs):
    assert outputs(STORY)["slopes"] == "secant:  0.9000\ntangent: 0.6000\n"
