"""The real site under `/2.13/` and `/latest/`: links, policy and worker hold at any depth."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from livecells.publish import versions

from ..chromium import CHROMIUM
from .conftest import ROOT, Quiet

RELEASE = ".".join(version("torch").split(".")[:2])
browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def public(real_site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all releases: the real site, and an older one that differs."""
    folder = tmp_path_factory.mktemp("public")
    older = tmp_path_factory.mktemp("older") / "site"
    shutil.copytree(real_site.root / "site", older)
    text = (older / "runs.json").read_text("utf-8")
    (older / "runs.json").write_text(re.sub(r'"torch": "[^"]*"', '"torch": "1.9.0"', text))
    worker = (older / "sw.js").read_text("utf-8")
    (older / "sw.js").write_text(re.sub(r"(?<=\$\{OWN\})\w+", "older", worker))
    versions.add(older, folder)
    assert versions.add(real_site.root / "site", folder) == RELEASE
    return folder


@pytest.fixture(scope="module")
def base(public: Path) -> Iterator[str]:
    """The address of the folder of all releases, below a folder of the host."""
    handler = functools.partial(Quiet, directory=str(public))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_release_is_the_pinned_torch_and_the_latest_its_copy(public: Path, real_site: Any) -> None:
    pin = re.search(r'"torch==([\d.]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert pin is not None
    assert pin[1].startswith(f"{RELEASE}.")
    for name in (RELEASE, "latest"):
        copy = {p.relative_to(public / name): p for p in (public / name).rglob("*") if p.is_file()}
        assert {str(name): path.read_bytes() for name, path in copy.items()} == real_site.files()


@pytest.mark.parametrize("name", ["latest", RELEASE])
def test_no_page_but_the_one_for_wrong_addresses_names_the_root(public: Path, name: str) -> None:
    for path in (public / name).rglob("*.html"):
        if path.name != "404.html":
            found = re.findall(r'(?:href|src|data-[a-z]+)="(/[^"]*)"', path.read_text("utf-8"))
            assert found == [], path


class TestInABrowser:
    """What only a browser can tell."""

    pytestmark = browser

    def test_the_start_page_leads_to_the_latest_and_its_links_stay_there(
        self, chromium: Any, base: str
    ) -> None:
        tab = chromium.new_page()
        said: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(base)
        tab.wait_for_url(f"{base}latest/")
        tab.locator("article").get_by_role("link", name="The chain rule").first.click()
        tab.wait_for_url(f"{base}latest/tutorial/chain-rule/")
        assert tab.locator("article .lc-math svg").first.is_visible()
        assert said == []
        tab.close()

    def test_each_release_is_kept_and_refused_without_harm_to_the_others(
        self, chromium: Any, base: str
    ) -> None:
        context = chromium.new_context()
        tab = context.new_page()
        for name in ("1.9", "latest"):
            tab.goto(f"{base}{name}/")
            tab.wait_for_function(
                "() => navigator.serviceWorker.controller !== null", timeout=60000
            )
        kept = "async () => (await caches.keys()).map(n => n.split(':')[1]).sort()"
        assert tab.evaluate(kept) == ["/1.9/", "/latest/"]
        context.set_offline(True)
        for name in ("1.9", "latest"):
            tab.goto(f"{base}{name}/tutorial/chain-rule/")
            assert tab.locator("h1").first.is_visible()
        context.set_offline(False)
        tab.goto(f"{base}latest/about/offline/")
        tab.get_by_role("button", name="Do not keep this site").click()
        tab.get_by_text("Nothing of this site is kept").wait_for()
        assert tab.evaluate(kept) == ["/1.9/"]
        tab.goto(f"{base}1.9/")
        tab.wait_for_function("async () => (await caches.keys()).length === 0")
        context.close()


# ----- The workflow that publishes -----


WORKFLOW = ROOT / ".github" / "workflows" / "pages.yml"


def steps() -> list[dict[str, Any]]:
    """All steps of the workflow."""
    jobs = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_the_workflow_builds_strictly_for_its_address_with_pinned_official_actions() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), used
    (build,) = [step for step in steps() if step.get("run") == "mkdocs build --strict"]
    assert build["env"]["SITE_URL"].endswith("/latest/")
    runs = [step.get("run", "") for step in steps()]
    assert runs.index("python -m pytest -n 2 --all") < runs.index("mkdocs build --strict")
    assert "python -m livecells publish site --to public" in runs
    text = WORKFLOW.read_text("utf-8")
    assert not re.search(r"torch==|\b2\.\d+\b", text), "the release comes from what ran"


def test_the_workflow_keeps_the_releases_before(tmp_path: Path) -> None:
    """Its own two steps, against a remote on this disk, for two releases."""
    run = {step["id"]: step["run"] for step in steps() if step.get("id") in ("fetch", "keep")}
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    for name in ("2.12", "2.13"):
        work = tmp_path / name
        git(tmp_path, "init", "--quiet", name)
        git(work, "remote", "add", "origin", "../remote.git")
        shell(work, run["fetch"])
        (work / "public" / name).mkdir()
        (work / "public" / name / "index.html").write_text(name)
        shell(work, run["keep"])
    listed = git(tmp_path / "remote.git", "ls-tree", "-r", "--name-only", "published")
    assert listed.split() == ["2.12/index.html", "2.13/index.html"]
    assert git(tmp_path / "remote.git", "rev-list", "--count", "published").strip() == "1"


def git(folder: Path, *words: str) -> str:
    """Run git there."""
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def shell(folder: Path, script: str) -> None:
    """Run a step as the workflow's host does."""
    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "RUNNER_TEMP": str(folder / ".git")},
        check=True,
        capture_output=True,
    )
