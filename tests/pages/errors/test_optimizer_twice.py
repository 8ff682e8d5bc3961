"""A tied weight in two groups."""

STORY = "errors/optimizer_twice"


def test_groups_is_refused(executed):
    *_, error = executed(STORY).cell("groups")["outputs"]
    assert "appear in more than one parameter group" in error["evalue"]
