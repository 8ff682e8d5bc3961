"""A post accumulate hook is for leaves."""

STORY = "errors/more_post_accumulate_hook"


def test_hook_is_refused(executed):
    (error,) = executed(STORY).cell("hook")["outputs"]
    assert "post accumulate grad hooks cannot be registered on non-leaf" in error["evalue"]
