"""A copy "up to here" runs with what the button says that it needs, and not without."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from ..conftest import Drawn
from ..kernels import ONE_THREAD, Kernels
from .test_mirror import BLOCK, SNIPPET, UPTO, runs

pytestmark = pytest.mark.turns(2)

LIBRARIES = ("matplotlib", "numpy")
NEEDS = re.compile(r'data-needs="?([\w ]+)')
SOME = 20
Copy = tuple[str, int]


def missing(name: str) -> str:
    """A module that is found first, and says what Python says where there is none."""
    return f'raise ModuleNotFoundError("No module named {name!r}", name="{name}")\n'


def without(folder: Path, libraries: tuple[str, ...]) -> Kernels:
    """Fresh processes for scripts in which some libraries are not installed."""
    blocked = folder / "blocked"
    blocked.mkdir()
    for name in libraries:
        (blocked / f"{name}.py").write_text(missing(name), "utf-8")
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(blocked)}
    environment["PYTHONWARNINGS"] = "ignore:Failed to initialize NumPy"
    return Kernels(folder, ("torch",), environment)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Processes with PyTorch alone."""
    with without(tmp_path_factory.mktemp("bare"), LIBRARIES) as kernels:
        yield kernels


@pytest.fixture(scope="module")
def with_numpy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    """Processes with PyTorch and NumPy."""
    with without(tmp_path_factory.mktemp("numpy"), ("matplotlib",)) as kernels:
        yield kernels


def copies(site: Path) -> dict[str, dict[int, str]]:
    """Of each snippet the lines to which its blocks go, and what their copies are said to need."""
    found: dict[str, dict[int, str]] = {}
    for page in site.rglob("index.html"):
        for tag in BLOCK.findall(page.read_text("utf-8")):
            needs = NEEDS.search(tag)
            name, last = SNIPPET.search(tag), UPTO.search(tag)
            assert name is not None
            assert last is not None
            found.setdefault(name[1], {})[int(last[1])] = needs[1] if needs else ""
    return found


def longest(site: Path, wanted: str) -> list[Copy]:
    """Of each snippet the longest copy with these needs: the shorter ones are its beginnings."""
    made = ((name, [n for n, needs in all_.items() if needs == wanted])
            for name, all_ in copies(site).items())  # fmt: skip
    return sorted((name, max(lines)) for name, lines in made if lines)


def shortest(site: Path, wanted: str) -> list[Copy]:
    """Of each snippet the shortest copy with these needs."""
    made = ((name, [n for n, needs in all_.items() if needs == wanted])
            for name, all_ in copies(site).items())  # fmt: skip
    return sorted((name, min(lines)) for name, lines in made if lines)


def copied(site: Path, copy: Copy, folder: Path) -> Path:
    """The file that a reader has who copies so far."""
    name, last = copy
    lines = (site / "downloads" / f"{name}.py").read_text("utf-8").split("\n")[:last]
    file = folder / "copy.py"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def assert_runs(real_site: Any, kernels: Kernels, copy: Copy, folder: Path) -> None:
    """That a copy prints what the page shows, and ends well or with the page's error."""
    shown, errors = runs(real_site.root / ".cache" / "livecells", copy[0])
    alone = kernels.script(copied(real_site.root / "site", copy, folder))
    assert shown.startswith(alone.stdout), copy
    if alone.returncode:
        assert any(name in alone.stderr for name, _ in errors), (copy, alone.stderr)


def test_copies_that_name_no_library_run_with_torch_alone(
    real_site: Any, bare: Kernels, tmp_path: Path, drawn: Drawn
) -> None:
    cases = longest(real_site.root / "site", "")
    assert len(cases) > 100
    for copy in drawn("copies", cases, SOME):
        assert_runs(real_site, bare, copy, tmp_path)


def test_copies_that_name_numpy_run_with_it_and_not_without(
    real_site: Any, bare: Kernels, with_numpy: Kernels, tmp_path: Path
) -> None:
    site = real_site.root / "site"
    for copy in longest(site, "numpy"):
        assert_runs(real_site, with_numpy, copy, tmp_path)
    found = shortest(site, "numpy")
    assert len(found) >= 3
    for copy in found:
        if not runs(real_site.root / ".cache" / "livecells", copy[0])[1]:
            said = bare.script(copied(site, copy, tmp_path))
            assert said.returncode == 1, copy
            assert re.search("numpy", said.stderr, re.IGNORECASE), copy


def test_copies_that_name_matplotlib_do_not_run_without(
    real_site: Any, with_numpy: Kernels, tmp_path: Path, drawn: Drawn
) -> None:
    site = real_site.root / "site"
    cases = shortest(site, "matplotlib")
    assert len(cases) >= 10
    for copy in drawn("copies that draw", cases, 6):
        said = with_numpy.script(copied(site, copy, tmp_path))
        assert "No module named 'matplotlib'" in said.stderr, copy


def test_a_block_before_the_figures_of_its_page_needs_nothing(real_site: Any) -> None:
    for name, all_ in copies(real_site.root / "site").items():
        needs = [needs for _, needs in sorted(all_.items())]
        assert needs == sorted(needs, key=bool), name  # what is needed once is needed from there on
        if len(needs) > 2:
            assert needs[0] == "", name


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
def test_the_button_says_what_a_copy_needs(chromium: Any, base: str) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{base}tutorial/gradients-accumulate/")
    page.locator(".lc-copies").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    drawing = page.locator("[data-needs=matplotlib]:has(.lc-copies:visible)").first
    drawing.get_by_role("button", name="Copy up to here").click()
    drawing.get_by_role("button", name="Copied: needs matplotlib").wait_for()
    plain = page.locator("[data-snippet=gradients_accumulate]:not([data-needs])").first
    plain.get_by_role("button", name="Copy up to here").click()
    plain.get_by_role("button", name="Copied", exact=True).wait_for()
    assert "matplotlib" in page.locator(".lc-home").inner_text()
    context.close()
