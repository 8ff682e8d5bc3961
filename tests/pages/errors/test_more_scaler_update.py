"""update() before anything was scaled."""

STORY = "errors/more_scaler_update"


def test_update_is_refused(executed):
    (error,) = executed(STORY).cell("update")["outputs"]
    assert "Attempted update but _scale is None" in error["evalue"]
