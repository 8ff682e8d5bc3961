"""The second round meets a gradient that is None; edited in place, it does not."""

import pytest
import torch

STORY = "errors/surprise_rebound_weight_next"


def test_rounds_stop_at_none(executed):
    *_, error = executed(STORY).cell("rounds")["outputs"]
    assert error["ename"] == "TypeError"
    assert "'NoneType'" in error["evalue"]


def test_rounds_in_place_go_on():
    w = torch.tensor(1.0, requires_grad=True)
    for _ in range(2):
        (w * w).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
    assert w.item() == pytest.approx(0.8**2)


def test_rounds_under_no_grad_raise_another_error():
    w = torch.tensor(1.0, requires_grad=True)
    (w * w).backward()
    with torch.no_grad():
        w = w - 0.1 * w.grad
    with pytest.raises(RuntimeError, match="does not require grad"):
        (w * w).backward()
