"""One level at a time."""

STORY = "errors/more_dual_nested"


def test_nested_is_refused(executed):
    (error,) = executed(STORY).cell("nested")["outputs"]
    assert error["evalue"] == "Nested forward mode AD is not supported at the moment"
