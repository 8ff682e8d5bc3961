"""A misspelt method raises, the right one freezes."""

import torch

STORY = "errors/surprise_flag_misspelt_method"


def test_method_is_refused(executed):
    (error,) = executed(STORY).cell("method")["outputs"]
    assert error["ename"] == "AttributeError"
    assert "require_grad_" in error["evalue"]


def test_the_right_method_freezes():
    layer = torch.nn.Linear(2, 1)
    layer.weight.requires_grad_(False)
    assert not layer.weight.requires_grad
