"""A checkpoint whose second run saves fewer tensors."""

STORY = "errors/checkpoint_number"


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert "A different number of tensors was saved" in error["evalue"]
