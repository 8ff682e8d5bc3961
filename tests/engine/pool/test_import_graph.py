"""What a snippet reaches by its imports, before and after the server has closed big modules."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from livecells.pool import import_graph

# Who imports what, as in a server: `big` is what snippets import, and it puts off `late`.
LOADED = {
    "big": ["big.one", "big.two"],
    "big.one": ["other.deep"],
    "big.two": ["big.one"],
    "side": ["side.own"],
    "__main__": ["side"],
}
NAMES = ("big", "big.one", "big.two", "other", "other.deep", "side", "side.own", "late", "late.in")


@pytest.fixture(params=["open", "closed"], autouse=True)
def graph(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those imports alone; `close` changes nothing but the time that a question takes."""
    first: dict[str, set[str]] = {}
    for name, value in {"_imported": first, "_later": {}, "_closures": {}, "_now": first}.items():
        monkeypatch.setattr(import_graph, name, value)
    noted(LOADED)
    import_graph.forget_main()
    if request.param == "closed":
        import_graph.close(["big", "no such module"])


def noted(imports: Mapping[str, list[str]]) -> None:
    for importer, names in imports.items():
        for name in names:
            import_graph.note({"__name__": importer}, name, (), 0)


def reached() -> list[str]:
    found = import_graph.reached()
    return [name for name in NAMES if name in found]


def test_a_snippet_reaches_what_its_imports_import_and_no_more() -> None:
    assert reached() == []
    noted({"__main__": ["big"]})
    assert reached() == ["big", "big.one", "big.two", "other", "other.deep"]
    noted({"__main__": ["side.own"]})
    assert reached() == [*NAMES[:-2]]


def test_a_part_of_a_big_module_brings_the_whole() -> None:
    noted({"__main__": ["big.two"]})
    assert reached() == ["big", "big.one", "big.two", "other", "other.deep"]


def test_what_a_big_module_imports_only_when_it_is_used_counts() -> None:
    noted({"__main__": ["big"], "other.deep": ["late.in"]})
    assert reached()[-2:] == ["late", "late.in"]


def test_what_others_import_later_does_not_count() -> None:
    noted({"__main__": ["big"], "side.own": ["late.in"]})
    assert reached() == ["big", "big.one", "big.two", "other", "other.deep"]
