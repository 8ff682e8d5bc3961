"""A hook that returns a number."""

STORY = "errors/hook_number"


def test_walk_is_refused(executed):
    *_, error = executed(STORY).cell("walk")["outputs"]
    assert "expected Variable, but hook returned 'float'" in error.get("evalue", error.get("text"))
