"""The committed files of Python for pages, and of the editor, are what their lock files say."""

from __future__ import annotations

import ast
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from livecells.publish.run_archive import RUNTIME, RUNTIME_FILES, RunArchive, run_modules

EDITOR = Path(__file__).resolve().parents[3] / "hooks" / "mkdocs_site" / "editor"
RECIPES = {RUNTIME: RUNTIME_FILES, EDITOR: ("editor.js",)}
recipes = pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)


def locked(recipe: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, dict[str, str]]] = json.loads(
        (recipe / "package-lock.json").read_bytes()
    )
    return found["packages"]


@recipes
def test_versions_are_exact_and_locked_without_a_registry(recipe: Path) -> None:
    packages = locked(recipe)
    wanted = json.loads((recipe / "package.json").read_bytes())["dependencies"]
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert packages[f"node_modules/{name}"]["version"] == version
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


def test_the_release_is_that_of_the_lock_file() -> None:
    told = json.loads((RUNTIME / "release.json").read_bytes())["info"]
    assert told["version"] == locked(RUNTIME)["node_modules/pyodide"]["version"]
    assert told["version"] in (RUNTIME / "pyodide.js").read_text("utf-8")


def test_licences_come_along() -> None:
    assert "Mozilla Public License Version 2.0" in (RUNTIME / "LICENSE").read_text("utf-8")
    assert "PYTHON SOFTWARE FOUNDATION" in (RUNTIME / "LICENSE-python").read_text("utf-8")
    assert "MIT License" in (EDITOR / "LICENSE").read_text("utf-8")
    assert "MIT (LICENSE)" in (EDITOR / "editor.js").read_text("ascii")[:200]


def unzipped(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(gzip.decompress(packed))) as z:
        return {name: z.read(name) for name in z.namelist()}


def imports(code: bytes) -> set[str]:
    """The packages that a module imports as soon as it is loaded itself."""
    found = set()
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            found.add(str(statement.module).partition(".")[0])
    return found


def test_the_archive_imports_nothing_that_the_trimmed_library_lacks() -> None:
    ours = run_modules()
    there = {*sys.builtin_module_names, "array", "cmath", "math", "zlib"}  # four are in python.bin
    for name in (*ours, *unzipped((RUNTIME / "stdlib.bin").read_bytes())):
        there.add(name.partition("/")[0].partition(".")[0])
    lacking = {name: imports(code) - there for name, code in ours.items() if name.endswith(".py")}
    assert len(lacking) > 100
    assert {name: names for name, names in lacking.items() if names} == {}


def test_the_library_is_compiled_and_has_what_learners_import() -> None:
    names = set(unzipped((RUNTIME / "stdlib.bin").read_bytes()))
    assert all(name.endswith(".pyc") for name in names)
    for module in ("random", "dataclasses", "statistics", "encodings/idna", "collections/__init__"):
        assert f"{module}.pyc" in names


def test_all_that_a_first_run_loads_stays_within_the_budget() -> None:
    packed = {name: (RUNTIME / name).read_bytes() for name in RUNTIME_FILES}
    packed["modules"], packed["editor"] = RunArchive().data, (EDITOR / "editor.js").read_bytes()
    sizes = {
        name: len(data if data[:2] == b"\x1f\x8b" else gzip.compress(data, 6))
        for name, data in packed.items()
    }
    assert sum(sizes.values()) <= 5_480_000, sizes  # the rest to 5.5 MB are our scripts


def test_the_archive_has_the_stand_in_what_draws_and_nothing_of_the_build() -> None:
    names = set(run_modules())
    assert {"torch/__init__.py", "livecells/browser/side.py", "livecells/draw/figure.py"} <= names
    rooms = {name.split("/")[1] for name in names if name.count("/") > 1 and "livecells" in name}
    assert rooms <= {"browser", "draw", "record"}


@recipes
def test_rebuild_gives_the_same_bytes(recipe: Path, tmp_path: Path) -> None:
    if os.environ.get("LIVECELLS_REBUILD") != "1":
        pytest.skip("set LIVECELLS_REBUILD=1 to rebuild; it takes npm and 20 seconds")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("it is made with Node and npm, which are not here")
    if subprocess.run([npm, "ping"], capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("npm reaches no registry")

    subprocess.run([recipe / "build.sh", tmp_path], check=True, timeout=600)

    for name in RECIPES[recipe]:
        assert (tmp_path / name).read_bytes() == (recipe / name).read_bytes(), name
