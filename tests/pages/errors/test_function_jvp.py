"""A Function without a rule for forward mode."""

STORY = "errors/function_jvp"


def test_jvp_is_refused(executed):
    *_, error = executed(STORY).cell("jvp")["outputs"]
    assert "You must implement the jvp function" in error["evalue"]
