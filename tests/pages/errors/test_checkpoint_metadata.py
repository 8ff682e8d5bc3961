"""A checkpoint whose second run saves other shapes."""

STORY = "errors/checkpoint_metadata"


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert "different metadata than during the forward pass" in error["evalue"]
