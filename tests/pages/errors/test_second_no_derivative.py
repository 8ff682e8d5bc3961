"""A backward without a derivative."""

STORY = "errors/second_no_derivative"


def test_second_is_refused(executed):
    *_, error = executed(STORY).cell("second")["outputs"]
    assert "the derivative for '_cdist_backward' is not implemented" in error["evalue"]
