"""Fused attention, twice."""

STORY = "errors/second_no_derivative_attention"


def test_second_is_refused(executed):
    *_, error = executed(STORY).cell("second")["outputs"]
    assert "is not implemented" in error["evalue"]
