"""A module hook whose inputs do not record."""

STORY = "errors/hook_plain_input"


def test_warned_and_given_none(executed):
    outputs = executed(STORY).cell("warned")["outputs"]
    texts = {o["name"]: o["text"] for o in outputs}
    assert "Full backward hook is firing" in texts["stderr"]
    assert texts["stdout"] == "(None,)\n"
