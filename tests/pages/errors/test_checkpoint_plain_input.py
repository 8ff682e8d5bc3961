"""A reentrant checkpoint of plain data."""

STORY = "errors/checkpoint_plain_input"


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert "element 0 of tensors does not require grad" in error["evalue"]


def test_forward_warns(executed):
    (warning,) = executed(STORY).cell("forward")["outputs"]
    assert "None of the inputs have requires_grad=True" in warning["text"]
