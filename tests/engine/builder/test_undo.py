"""A part of a build's work is taken back where it fails, and only there."""

from pathlib import Path

import pytest

from livecells.builder.snippets import SnippetState
from livecells.builder.undo import undone_if
from livecells.errors import Place


def state(name: str) -> SnippetState:
    return SnippetState(name, Path(f"{name}.py"), f"snippets/{name}.py", "")


@pytest.mark.parametrize("end", ["good", "failed", "raised"])
def test_what_is_changed_inside_is_taken_back_unless_it_is_good(end: str) -> None:
    known, errors = {"a": state("a"), "b": state("b")}, ["old"]
    own, place = known["a"], Place("docs/index.md", 3)

    def work() -> None:
        own.users.append(place)
        own.values = "changed"
        known["a"], known["c"] = state("a"), state("c")
        del known["b"]
        errors.append("new")
        if end == "raised":
            raise KeyboardInterrupt

    try:
        with undone_if(lambda: end == "failed", [known], [errors]):
            work()
    except KeyboardInterrupt:
        assert end == "raised"
    if end == "good":
        assert list(known) == ["a", "c"]
        assert errors == ["old", "new"]
        assert known["a"] is not own
    else:
        assert list(known) == ["a", "b"]
        assert known["a"] is own
        assert (own.users, own.values, errors) == ([], "", ["old"])
