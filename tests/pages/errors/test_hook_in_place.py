"""A hook that edits."""

STORY = "errors/hook_in_place"


def test_walk_is_refused(executed):
    *_, error = executed(STORY).cell("walk")["outputs"]
    assert "refers to a single memory location" in error.get("evalue", error.get("text"))
