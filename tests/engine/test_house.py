"""The floors hold: imports lead down, never round; and the page that shows the floors is true."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .house import FLOOR_OF, NOT_FOR_THE_ENGINE, faults, modules, table

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "hooks" / "livecells"
UP = "from livecells.render import cells\n"


@pytest.fixture(scope="module")
def before() -> set[str]:
    """What is said of the tree as it is."""
    return set(faults(ENGINE))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The engine's Python files, to plant faults in."""
    return shutil.copytree(
        ENGINE, tmp_path / "livecells", ignore=shutil.ignore_patterns("bundle", "__pycache__")
    )


def test_every_import_leads_down_and_no_file_is_too_long() -> None:
    found = faults(ENGINE)
    assert not found, "\n".join(["", *found])


def test_the_page_shows_the_floors_with_the_words_of_the_packages() -> None:
    page = (ROOT / "docs" / "about" / "architecture.md").read_text("utf-8")
    missing = [row for row in table(ENGINE).split("\n") if row not in page.split("\n")]
    assert missing == [], f"put this table there:\n{table(ENGINE)}"
    assert table(ENGINE) in page, "the table has rows of its own, or another order"


def test_every_file_has_a_docstring() -> None:
    house = modules(ENGINE)
    assert len(house) > 100
    assert [name for name, module in house.items() if not module.docstring] == []


PLANTED = {
    "at the top": UP,
    "in a function": f"\n\ndef late():\n    {UP}",
    "in a class, in a method": f"\n\nclass A:\n    def late(self):\n        {UP}",
    "for types only": f"\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {UP}",
    "of a package": "from livecells import render\n",
    "under another name": "from livecells import errors, render as looks\n",
    "by its whole name": "import livecells.render.cells as looks\n",
    "from here on": "from ..render import cells\n",
    "from here on, of a package": "from .. import render\n",
}


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
def test_an_import_from_above_is_found(copy: Path, before: set[str], text: str) -> None:
    place = plant(copy / "record" / "named_tensors.py", text)  # nothing of render reaches it
    (found,) = set(faults(copy)) - before
    assert found.startswith(f"{place}: floor 1 imports livecells.render")
    assert found.endswith(" of floor 5")


def test_an_import_of_the_same_floor_is_found(copy: Path, before: set[str]) -> None:
    place = plant(copy / "torch_api" / "table.py", "from livecells.typeset import svg_path\n")
    found = f"{place}: floor 1 imports livecells.typeset.svg_path of floor 1"
    assert set(faults(copy)) - before == {found}


def test_an_import_from_below_is_free(copy: Path, before: set[str]) -> None:
    plant(copy / "render" / "cells.py", "from livecells.record import schema as _\n")
    plant(copy / "render" / "cells.py", "from livecells import __version__ as _\n")
    assert set(faults(copy)) - before == set()


@pytest.mark.parametrize("name", NOT_FOR_THE_ENGINE)
@pytest.mark.parametrize("form", ["import {}", "from {} import build", "import {}.build as b"])
def test_an_import_of_the_site_is_found(copy: Path, before: set[str], name: str, form: str) -> None:
    place = plant(copy / "cli" / "clean.py", f"{form.format(name)}\n")
    (found,) = set(faults(copy)) - before
    assert found.startswith(f"{place}: the engine imports {name}")


def test_a_circle_between_two_files_of_a_package_is_found(copy: Path, before: set[str]) -> None:
    plant(copy / "store" / "digest.py", "def late():\n    from livecells.store import key\n")
    (found,) = set(faults(copy)) - before
    assert found.startswith("a circle of imports: ")
    assert "livecells.store.digest" in found
    assert "livecells.store.key" in found


def test_a_circle_of_three_files_is_found(copy: Path, before: set[str]) -> None:
    package = copy / "store"
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (package / f"{name}.py").write_text(f'"""One."""\nfrom . import {other}\n')
    (found,) = set(faults(copy)) - before
    assert found.count("livecells.store.") == 4


@pytest.mark.parametrize(
    ("file", "most"), [("record/schema.py", 300), ("formula/syntax/parser.py", 340)]
)
def test_a_file_that_is_too_long_is_found(
    copy: Path, before: set[str], file: str, most: int
) -> None:
    path = copy / file
    lines = len(path.read_text().splitlines())
    plant(path, "#\n" * (most - lines))
    assert set(faults(copy)) - before == set()
    plant(path, "#\n")
    found = f"{file}:{most + 1}: {most + 1} lines, and {most} are the most"
    assert set(faults(copy)) - before == {found}


def test_a_package_without_a_word_or_a_floor_is_found(copy: Path, before: set[str]) -> None:
    (copy / "draw" / "__init__.py").write_text("")
    (copy / "attic").mkdir()
    (copy / "attic" / "__init__.py").write_text('"""Old things."""\n')
    first, second = sorted(set(faults(copy)) - before)
    assert first == "attic/__init__.py:1: attic stands on no floor: give it one in FLOORS"
    assert second == "draw/__init__.py:1: a package without a docstring that says what it is for"
    assert "attic" not in FLOOR_OF


def plant(path: Path, text: str) -> str:
    """Add text to a file; returns the place of its last line."""
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")
    line = len(path.read_text("utf-8").splitlines())
    return f"{path.parent.name}/{path.name}:{line}"
