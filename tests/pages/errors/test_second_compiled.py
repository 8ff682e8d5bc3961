"""A compiled function, twice."""

STORY = "errors/second_compiled"


def test_second_is_refused(executed):
    *_, error = executed(STORY).cell("second")["outputs"]
    assert "does not currently support double backward" in error["evalue"]
