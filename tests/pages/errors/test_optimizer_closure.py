"""LBFGS without a closure."""

STORY = "errors/optimizer_closure"


def test_step_is_refused(executed):
    *_, error = executed(STORY).cell("step")["outputs"]
    assert "required positional argument: 'closure'" in error["evalue"]
