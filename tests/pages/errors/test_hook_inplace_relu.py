"""A module hook and an activation in place."""

STORY = "errors/hook_inplace_relu"


def test_forward_is_refused(executed):
    *_, error = executed(STORY).cell("forward")["outputs"]
    assert "Output 0 of BackwardHookFunction is a view and is being modified inplace" in error.get(
        "evalue", error.get("text")
    )
