"""Somebody else's project: one plugin line, from the wheel, in other themes, without torch."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from ..conftest import once
from .conftest import ROOT, Site, served

pytestmark = pytest.mark.turns(3)

# What the themes themselves have to say: fonts of another host, and no search to open.
THEIRS = ("ERR_NAME_NOT_RESOLVED", "(reading 'backdrop')")
# What a fresh environment with the wheel alone does not have.
ABSENT = ("torch", "matplotlib", "material", "mkdocs_jupyter", "PIL", "ipykernel")
HIDE = f"""\
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""
NUMBERS = '''"""A parabola."""
# %% points
import numpy as np

x = np.array([0.0, 1.0, 2.0])
y = x**2 + 1
print(y)
# %% mean
mean = y.mean()
print(mean)
'''
LAB = '''"""Square a number."""
# %% start
# Write `square(x)`.
# %% solution
def square(x):
    return x * x
# %% check
assert square(3) == 9, "Three times three is nine."
print("All checks passed.")
'''
PAGE = r"""# Notes

Ordinary maths: $a^2$, and

$$ \int_0^1 x\,dx = \tfrac12 $$

/// live | numbers:points
///

The mean is [[numbers:mean | .2f]].

/// live | numbers:mean
    predict: What is the mean?
    answer: numbers:mean
///

/// equation | y-of-x
    define: true
    at: {x: "numbers:x", y: "numbers:y"}
$$ y_i = x_i^2 + 1 $$
///

/// equation | slope
    at: {x: "numbers:x"}
$$ \frac{\partial y_i}{\partial x_i} = 2\,x_i $$
///

//// exercise | square
    title: Square
Write a function.

/// solution
///
////
"""
# Formulas are checked with torch: without it they are displayed, and not blocks.
WITHOUT_TORCH = re.sub(r"/// equation.*?\n(\$\$.*?\$\$)\n///", r"\1", PAGE, flags=re.DOTALL)
CHAIN = '''"""A chain."""
# %% leaf
import torch

x = torch.ones(2, 2, requires_grad=True)
out = (3 * (x + 2) ** 2).mean()
out.backward()
print(x.grad)
'''
GRAPH = """# Chain

/// live | chain:leaf
///

/// graph | chain:out
///

/// tensors | chain: x
///
"""


@pytest.fixture(scope="session")
def installed(common: Path) -> Path:
    """A folder with what the wheel of this project installs, and what hides the rest."""

    def unpack(folder: Path) -> None:
        source = folder / "source"
        unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / "hooks", source / "hooks", ignore=unwanted)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        options = ["--no-deps", "--no-build-isolation", "--no-index", "-q", "-w", str(folder)]
        command = [sys.executable, "-m", "pip", "wheel", *options, str(source)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(folder / "site-packages")
        (folder / "hidden").mkdir()
        (folder / "hidden" / "sitecustomize.py").write_text(HIDE)

    return once(common / "wheel", unpack)


class Stranger(Site):
    """A project elsewhere, which has nothing of this one but its wheel."""

    def built(self, installed: Path, *, torch: bool, options: str = "") -> None:
        """Build it strictly; without torch, with a page that has no checked formulas."""
        self.write("docs/index.md", PAGE if torch else WITHOUT_TORCH)
        done = self.build_with(installed, torch=torch, options=options)
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr

    def build_with(
        self, installed: Path, *, torch: bool, options: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Build it as it stands, strictly."""
        path = [installed / "site-packages"] + ([] if torch else [installed / "hidden"])
        line = f"{{livecells: {{{options}}}}}" if options else "livecells"
        text = (self.root / "mkdocs.yml").read_text()
        self.write("mkdocs.yml", text.replace("plugins: [livecells]", f"plugins: [{line}]"))
        return self.build("--strict", PYTHONPATH=os.pathsep.join(map(str, path)))


@pytest.fixture
def stranger(tmp_path: Path) -> Callable[[str], Stranger]:
    """`stranger("readthedocs")`: a project with that theme and one plugin line, not built yet."""

    def made(theme: str) -> Stranger:
        site = Stranger(tmp_path / "theirs")
        site.write("mkdocs.yml", f"site_name: Theirs\ntheme: {theme}\nplugins: [livecells]\n")
        site.write("snippets/numbers.py", NUMBERS)
        site.write("snippets/labs/square.py", LAB)
        site.write("docs/index.md", PAGE)
        return site

    return made


@pytest.fixture
def page_of(chromium: Any) -> Iterator[Callable[[Site, str], Any]]:
    """`page_of(site, "")`: a page of the site, opened; what a browser has to say is kept in it."""
    with served() as serve:
        contexts = []

        def opened(site: Site, name: str) -> Any:
            context = chromium.new_context(viewport={"width": 390, "height": 844})
            contexts.append(context)
            page = context.new_page()
            page.said = []
            page.on("console", lambda message: page.said.append(message.text))
            page.on("pageerror", lambda error: page.said.append(str(error)))
            page.goto(serve(site.root / "site") + name)
            return page

        yield opened
        for context in contexts:
            context.close()


def in_a_browser(*marks: Any) -> list[Any]:
    return [
        pytest.mark.browser,
        pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
        *marks,
    ]


def size(page: Any, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["width"], box["height"]


@pytest.mark.corpus(1)
@pytest.mark.parametrize("theme", ["readthedocs", "mkdocs"])
def test_a_project_without_torch_has_cells_values_and_labs(
    stranger: Callable[[str], Stranger], installed: Path, page_of: Any, theme: str
) -> None:
    site = stranger(theme)
    site.built(installed, torch=False)
    assert (site.root / "site/labs/square/square.ipynb").is_file()
    html = site.html()
    assert ">[1. 2. 5.]\n</pre>" in html or ">[1. 2. 5.]</pre>" in html
    assert "The mean is 2.67." in html
    assert "Content-Security-Policy" not in html
    assert "opensource.org" not in html
    if not CHROMIUM.exists():
        return
    page = page_of(site, "")
    looks_right(page)
    assert [text for text in page.said if not text.endswith(THEIRS)] == []


def test_a_project_without_torch_is_told_that_checked_formulas_need_it(
    stranger: Callable[[str], Stranger], installed: Path
) -> None:
    site = stranger("mkdocs")
    done = site.build_with(installed, torch=False)
    assert done.returncode == 1
    assert "docs/index.md:17: equation 'y-of-x': formulas are checked with torch" in done.stderr
    assert "Traceback" not in done.stderr


def looks_right(page: Any) -> None:
    """What stands on the page is drawn: formulas, marks, questions, code with its colours."""
    width, height = size(page, ".lc-math-display > svg")
    assert 20 < width < 390
    assert 20 < height < 90
    assert page.locator(".arithmatex:not(.lc-math)").count() == 0
    ticks = page.locator(".lc-equation .lc-tick").count()
    assert ticks == page.locator(".lc-equation").count()
    assert not ticks or max(size(page, ".lc-tick")) < 16, "the tick is no black box"
    assert page.get_by_role("button", name="Copy", exact=True).count() >= 3
    page.get_by_role("textbox", name="Your answer").fill("8/3")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("status").filter(has_text="ight").wait_for()  # the judge comes when needed
    keyword, plain = (
        page.locator(f".lc-cell .highlight {kind}").first.evaluate("e => getComputedStyle(e).color")
        for kind in (".kn", "code")
    )
    assert keyword != plain
    over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, "the page fits a phone"


@pytest.mark.corpus(1)
@pytest.mark.parametrize("theme", ["material", "readthedocs"])
def test_a_project_with_torch_has_graphs_that_can_be_walked(
    stranger: Callable[[str], Stranger], installed: Path, page_of: Any, theme: str
) -> None:
    site = stranger(theme)
    site.write("snippets/chain.py", CHAIN)
    site.write("docs/chain.md", GRAPH)
    site.built(installed, torch=True)
    assert "tensor([[4.5000, 4.5000]," in site.html("chain/index.html")
    if not CHROMIUM.exists():
        return
    checked = page_of(site, "")
    looks_right(checked)
    assert checked.locator(".lc-equation .lc-tick").count() == 2
    page = page_of(site, "chain/")
    fills = page.locator(".lc-drawing .lc-card").evaluate_all(
        "cards => cards.map(card => getComputedStyle(card).fill)"
    )
    assert set(fills) == {"rgb(255, 255, 255)"}, "cards are paper, and not black"
    page.get_by_role("button", name="Next step").click()
    assert "gradient in 1" in page.get_by_role("status").inner_text()


def test_its_own_style_sheets_come_last_and_stay_where_they_are(
    stranger: Callable[[str], Stranger], installed: Path
) -> None:
    site = stranger("readthedocs")
    site.write("docs/own/style.css", "a { background: url(mark.svg) }")
    text = (site.root / "mkdocs.yml").read_text()
    site.write("mkdocs.yml", f"{text}extra_css: [own/style.css]\n")
    site.built(installed, torch=False)
    html = site.html()
    assert html.index("assets/livecells.") < html.index("own/style.css")
    assert (site.root / "site/own/style.css").read_text() == "a { background: url(mark.svg) }"


def test_options_stand_with_the_plugin_and_a_typo_has_its_line(
    stranger: Callable[[str], Stranger], installed: Path
) -> None:
    site = stranger("readthedocs")
    site.built(installed, torch=False, options="csp: true, license: 'https://example.org/l'")
    assert "Content-Security-Policy" in site.html()
    site.write(
        "mkdocs.yml",
        "site_name: Theirs\nplugins:\n  - search\n  - livecells:\n      labs: labs\n"
        "      check_display: true\n",
    )
    done = site.build(PYTHONPATH=str(installed / "site-packages"))
    assert done.returncode == 1
    assert (
        "mkdocs.yml:6: plugins.livecells.check_display: unknown option: 'check_display' "
        "(did you mean check_displays?)"
    ) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_display_is_checked_only_where_that_is_asked_for(
    stranger: Callable[[str], Stranger], installed: Path
) -> None:
    site = stranger("mkdocs")
    text = (site.root / "mkdocs.yml").read_text()
    site.write("mkdocs.yml", text.replace("[livecells]", "[{livecells: {check_displays: true}}]"))
    done = site.build(PYTHONPATH=str(installed / "site-packages"))
    assert done.returncode == 1
    assert "docs/index.md:5: this display is not checked" in done.stderr


# ----- What strangers met -----


def test_values_mean_the_same_wherever_they_stand(site: Site) -> None:
    site.write(
        "snippets/story.py",
        '"""A story."""\n# %% first\nx = 3\nl = [1, 2]\nh = "# head"\nd = "- item"\n'
        'b = "!!! note"\n',
    )
    names = ["x]]. Then we stop", "l]]", "h]]", "d]]", "b]]"]
    lines = [f"[[story:{name}." for name in names]
    lines += [f"> [[story:{name}." for name in names]
    lines += [f"* [[story:{name}." for name in names]
    page = "\n\n".join(["# Home", *lines, "/// live | story\n    show: code\n///"])
    site.write("docs/index.md", page + "\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    html = site.html()
    assert html.count("3. Then we stop.") == 3
    assert html.count("[1, 2].") == 3
    for shown in ("# head.", "- item.", "!!! note."):
        assert html.count(shown) == 3, shown
    assert "arithmatex" not in html
    assert "<ol>" not in html
    assert "admonition" not in html


def test_a_block_that_is_escaped_is_text(site: Site) -> None:
    site.write(
        "docs/index.md", "# Home\n\n\\/// live | story:first\n\n- \\/// live | story:first\n"
    )
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    assert site.html().count("/// live | story:first") == 2


@pytest.mark.parametrize("fence", ["```", "````", "~~~", "> ```"])
def test_a_fence_without_its_end_is_named_though_a_block_stands_below(
    site: Site, fence: str
) -> None:
    site.write("docs/index.md", f"# Home\n\n{fence}\n\n/// live | story:first\n///\n")
    done = site.build("--strict")
    assert done.returncode == 1
    assert "docs/index.md:3: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "invalid literal" not in done.stderr


@pytest.mark.parametrize("folder", ["snippets", "snippets/site", "."])
def test_a_site_never_takes_the_place_of_the_snippets(site: Site, folder: str) -> None:
    before = (site.root / "snippets/story.py").read_text()
    done = site.build("-d", folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert (site.root / "snippets/story.py").read_text() == before
    assert (site.root / "docs/index.md").is_file()
