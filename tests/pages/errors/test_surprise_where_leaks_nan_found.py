"""Anomaly mode names the step and the line; on a program without nan it says nothing."""

import warnings

import torch

STORY = "errors/surprise_where_leaks_nan_found"


def test_anomaly_names_the_step_and_the_line(outputs):
    printed = outputs(STORY)
    assert "Function 'SqrtBackward0' returned nan values" in printed["anomaly"]
    step, line = printed["line"].splitlines()
    assert "SqrtBackward0" in step
    assert line == "roots = torch.where(x > 0, x.sqrt(), 0.0)"


def test_the_double_where_passes():
    x = torch.tensor([4.0, 0.0, -1.0], requires_grad=True)
    with torch.autograd.set_detect_anomaly(True), warnings.catch_warnings():
        warnings.simplefilter("error")
        inside = torch.where(x > 0, x, 1.0)
        torch.where(x > 0, inside.sqrt(), 0.0).sum().backward()
    assert x.grad.tolist() == [0.25, 0.0, 0.0]
