"""Weights that are loaded before the walk back."""

STORY = "errors/load_between"


def test_backward_is_refused(executed):
    *_, error = executed(STORY).cell("backward")["outputs"]
    assert "modified by an inplace operation" in error["evalue"]
