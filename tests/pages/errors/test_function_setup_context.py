"""A Function whose forward has the context."""

STORY = "errors/function_setup_context"


def test_grad_is_refused(executed):
    *_, error = executed(STORY).cell("grad")["outputs"]
    assert "must override the setup_context staticmethod" in error["evalue"]
