"""The committed MathJax bundle is what its lock file says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from livecells.typeset.mathjax import BUNDLE, Engine

RECIPE = BUNDLE.parent


def dependencies() -> dict[str, str]:
    found: dict[str, dict[str, str]] = json.loads((RECIPE / "package.json").read_bytes())
    return found["dependencies"]


def locked() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, dict[str, str]]] = json.loads(
        (RECIPE / "package-lock.json").read_bytes()
    )
    return found["packages"]


def test_bundle_reports_the_version_of_the_lock_file() -> None:
    engine = Engine()
    try:
        assert engine.version() == locked()["node_modules/@mathjax/src"]["version"]
    finally:
        engine.close()


def test_versions_are_exact_and_locked() -> None:
    packages = locked()
    for name, version in dependencies().items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert packages[f"node_modules/{name}"]["version"] == version


def test_lock_file_names_no_registry() -> None:
    for name, package in locked().items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


def test_licence_comes_with_the_bundle() -> None:
    assert "Apache License" in (RECIPE / "LICENSE").read_text(encoding="utf-8")
    assert "Apache-2.0" in BUNDLE.read_text(encoding="ascii")[:200]


def test_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if os.environ.get("LIVECELLS_REBUILD") != "1":
        pytest.skip("set LIVECELLS_REBUILD=1 to rebuild the bundle; it takes npm and 20 seconds")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("the bundle is made with Node and npm, which are not here")
    if subprocess.run([npm, "ping"], capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("npm reaches no registry")

    subprocess.run([RECIPE / "build.sh", tmp_path], check=True, timeout=600)

    assert (tmp_path / "mathjax.js").read_bytes() == BUNDLE.read_bytes()
