"""A result cannot be deep-copied."""

STORY = "errors/more_deepcopy"


def test_copy_is_refused(executed):
    (error,) = executed(STORY).cell("copy")["outputs"]
    assert "support the deepcopy protocol" in error["evalue"]
