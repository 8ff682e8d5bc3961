"""A Function with a backward only."""

STORY = "errors/more_forward_function"


def test_no_jvp_is_refused(executed):
    (error,) = executed(STORY).cell("no-jvp")["outputs"]
    assert "You must implement the jvp function for custom autograd.Function" in error["evalue"]
