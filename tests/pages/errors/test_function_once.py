"""A Function that is differentiable once."""

STORY = "errors/function_once"


def test_twice_is_refused(executed):
    *_, error = executed(STORY).cell("twice")["outputs"]
    assert "marked with @once_differentiable" in error["evalue"]
