"""A hook on plain data."""

STORY = "errors/hook_plain"


def test_register_is_refused(executed):
    *_, error = executed(STORY).cell("register")["outputs"]
    assert "cannot register a hook on a tensor that doesn't require gradient" in error.get(
        "evalue", error.get("text")
    )
