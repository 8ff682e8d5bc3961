"""The note of a step says which line made it."""

import torch

STORY = "errors/nan_in_anomaly_mode_line"


def test_note_has_the_line_of_the_root(outputs, cells):
    said = outputs(STORY)["note"]
    assert said.endswith("root = x.sqrt()\n\n")
    assert "root = x.sqrt()" in cells(STORY)["note"]


def test_without_anomaly_mode_there_is_no_note():
    root = torch.ones(2, requires_grad=True).sqrt()
    assert "traceback_" not in root.grad_fn.metadata
