"""A hook that shortens a gradient."""

STORY = "errors/hook_size"


def test_walk_is_refused(executed):
    *_, error = executed(STORY).cell("walk")["outputs"]
    assert "has changed the size of value" in error.get("evalue", error.get("text"))
