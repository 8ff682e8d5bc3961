"""A Function without a rule for batches."""

STORY = "errors/function_vmap"


def test_vmap_is_refused(executed):
    *_, error = executed(STORY).cell("vmap")["outputs"]
    assert "but it does not have vmap support" in error["evalue"]
