"""Every page is valid HTML, as html-validate sees it."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Drawn
from ..npm import NoNodeError, installed
from .conftest import ROOT

TOOLS = Path(__file__).parent / "tools"
SOME = 20  # pages, where not all are validated
RECIPES = [TOOLS, ROOT / "tests" / "bench" / "tools"]
ALLOWED = tomllib.loads((TOOLS / "allowed.toml").read_text("utf-8"))["allowed"]


@dataclass(frozen=True)
class Finding:
    """One thing that a page has and should not."""

    page: str
    line: int
    rule: str
    message: str
    selector: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line} {self.rule}: {self.message} [{self.selector}]"

    def allowed_by(self) -> int | None:
        """The number of the entry that allows it."""
        for number, entry in enumerate(ALLOWED):
            if entry["rule"] == self.rule and re.fullmatch(entry["selector"], self.selector):
                return number
        return None


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """What the lock file names."""
    try:
        return installed(TOOLS)
    except NoNodeError as error:
        pytest.skip(str(error))


def validate(node_modules: Path, paths: Sequence[Path], said: Path) -> list[Finding]:
    """All findings in some files; the report is written to `said`, for a pipe cuts it off."""
    program = node_modules / "html-validate" / "bin" / "html-validate.mjs"
    config = TOOLS / "htmlvalidate.json"
    done = subprocess.run(
        ["node", program, "--config", config, f"--formatter=json={said}", *paths],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert said.is_file(), done.stderr  # a version that does not run on this Node says nothing
    return [
        Finding(
            page=report["filePath"],
            line=found["line"],
            rule=found["ruleId"],
            message=found["message"],
            selector=found["selector"] or "",
        )
        for report in json.loads(said.read_bytes())
        for found in report["messages"]
    ]


def test_every_page_is_valid(
    node_modules: Path, real_site: Any, tmp_path: Path, drawn: Drawn
) -> None:
    pages = drawn("valid pages", sorted((real_site.root / "site").rglob("*.html")), SOME)
    found = validate(node_modules, pages, tmp_path / "said.json")
    used = Counter(finding.allowed_by() for finding in found)
    ours = [str(finding) for finding in found if finding.allowed_by() is None]
    assert ours == []
    unused = [entry for number, entry in enumerate(ALLOWED) if number not in used]
    assert drawn.seed or unused == [], "found no more, so no more allowed"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<p id="a">one</p><p id="a">two</p>', "no-dup-id"),
        ("<p><div>a block in a paragraph</div></p>", "close-order"),
        ("<ul><p>no item</p></ul>", "element-permitted-content"),
        ('<button type="button"></button>', "text-content"),
        ("<p>an & and a < b</p>", "no-raw-characters"),
    ],
)
def test_the_validator_finds_what_is_planted(
    node_modules: Path, tmp_path: Path, body: str, rule: str
) -> None:
    page = tmp_path / "page.html"
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title></head>'
    page.write_text(f"{head}<body>{body}</body></html>", encoding="utf-8")
    found = validate(node_modules, [page], tmp_path / "said.json")
    assert rule in {finding.rule for finding in found}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.parent.name)
def test_tools_are_locked_and_their_source_is_left_to_npm(recipe: Path) -> None:
    wanted = json.loads((recipe / "package.json").read_bytes())["dependencies"]
    packages = json.loads((recipe / "package-lock.json").read_bytes())["packages"]
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert packages[f"node_modules/{name}"]["version"] == version
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
