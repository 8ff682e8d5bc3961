"""Anomaly mode finds the line; without the edit there is nothing to find."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/symptom_reading_found"


def test_anomaly_names_the_line(outputs):
    printed = outputs(STORY)
    assert "output 0 of Exp" in printed["anomaly"]
    step, line = printed["line"].splitlines()
    assert "ExpBackward0" in step
    assert line == "hidden = x.exp()"


def test_out_of_place_it_runs():
    def loss(x):
        hidden = x.exp()
        bent = hidden.tanh()
        return ((hidden + 1) * bent).sum()

    x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
    loss(x).backward()
    h = x.detach().exp()
    assert_close(x.grad, h * h.tanh() + (h + 1) * (1 - h.tanh() ** 2) * h)
    assert_close(x.grad, grad(loss)(x.detach()))
