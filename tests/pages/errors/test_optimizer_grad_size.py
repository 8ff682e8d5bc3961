"""A gradient of another size."""

STORY = "errors/optimizer_grad_size"


def test_assign_is_refused(executed):
    *_, error = executed(STORY).cell("assign")["outputs"]
    assert "attempting to assign a gradient of size" in error["evalue"]
