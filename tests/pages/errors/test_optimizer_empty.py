"""An optimizer without parameters."""

STORY = "errors/optimizer_empty"


def test_list_is_refused(executed):
    *_, error = executed(STORY).cell("list")["outputs"]
    assert "optimizer got an empty parameter list" in error["evalue"]
