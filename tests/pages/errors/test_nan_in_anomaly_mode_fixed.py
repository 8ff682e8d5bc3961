"""A safe input: no nan, and the slope of the root where it counts."""

import torch
from torch.testing import assert_close

STORY = "errors/nan_in_anomaly_mode_fixed"


def test_safe_input_gives_zero_and_a_quarter(run):
    x = run(STORY).x
    assert_close(x.grad, torch.tensor([0.0, 1 / (2 * 4**0.5)]))


def test_the_slopes_agree_with_other_routes(run):
    x = run(STORY).x
    assert_close(x.grad[1], torch.func.grad(torch.sqrt)(torch.tensor(4.0)))
    h = 1e-4

    def out(at):  # left of 0 the result is 0 throughout, so its slope there is 0
        at = torch.tensor(at, dtype=torch.float64)
        return torch.where(at > 0, torch.where(at > 0, at, 1.0).sqrt(), 0.0)

    assert (out(0.0) - out(-h)) / h == x.grad[0].item() == 0
    assert_close((out(4.0 + h) - out(4.0 - h)) / (2 * h), x.grad[1].double())
