"""Pages, snippets and tests are in step: nothing shown untested, nothing tested unseen."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from livecells.builder.build import Build
from livecells.builder.snippets import cells_of
from livecells.kinds import KINDS
from livecells.notebook.percent import read
from livecells.run.execute import execute
from livecells.store.digest import slug_of

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = sorted(
    path.relative_to(ROOT / "snippets").as_posix().removesuffix(".py")
    for path in (ROOT / "snippets").rglob("*.py")
)
STORIES = [name for name in SNIPPETS if "/" not in name]
BLOCK = re.compile(r"<[^>]* data-snippet=[^>]*>")
SNIPPET, UPTO = re.compile(r"data-snippet=\"?([\w/]+)"), re.compile(r"data-upto=\"?(\d+)")
TUTORIAL = sorted((ROOT / "docs" / "tutorial").glob("*.md"))


@pytest.fixture(scope="module")
def build():
    made = Build(ROOT / "snippets", KINDS)
    for page in sorted((ROOT / "docs").rglob("*.md")):
        made.add(str(page), str(page.relative_to(ROOT)), page.read_text(encoding="utf-8"))
    made.resolve()
    made.start(None)
    assert not made.errors, "\n".join(map(str, made.errors))
    return made


def test_every_tutorial_page_has_a_snippet_of_its_name_and_every_story_a_page():
    tutorial = {page.stem.replace("-", "_") for page in TUTORIAL}
    assert tutorial <= set(STORIES)
    pages = {page.stem.replace("-", "_") for page in (ROOT / "docs").rglob("*.md")}
    lost = [name for name in STORIES if not any(f"{name}_".startswith(f"{p}_") for p in pages)]
    assert lost == [], "a story begins with the name of its page"


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_snippet_has_a_test_file_that_runs_it(name):
    folder, _, stem = name.rpartition("/")
    path = ROOT / "tests" / "pages" / folder / f"test_{stem}.py"
    names = {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }
    assert name in names, f"{path} never runs {name}"


def unused_cells(build):
    """Each (snippet, cell) of the folder that no page shows."""
    shown = defaultdict(set)
    for page in build.pages.values():
        for _, where in page.targets:
            shown[where.snippet].update(cells_of(build.snippet(where.snippet), where))
    for name in SNIPPETS:
        state = build.snippet(name)
        if state.cell_names() is None:
            build.runs.read(state)
        yield from ((name, cell) for cell in state.cell_names() if cell not in shown[name])


def test_every_cell_is_shown_somewhere(build):
    assert list(unused_cells(build)) == []


def runs(folder, name):
    """What the build's own run of a snippet has shown, from its store: the pages are made of it."""
    paths = folder.glob(f"{slug_of(name)}.*.ipynb")
    newest = max(paths, key=lambda path: path.stat().st_mtime)
    return shown_by(json.loads(newest.read_text("utf-8"))["cells"])


def printed(name):
    """What the engine shows for a snippet when it runs it once more."""
    run, _ = execute(read(ROOT / "snippets" / f"{name}.py", f"{name}.py"))
    assert run.failure is None, run.failure
    return shown_by(run.cells())


def shown_by(cells):
    """The stdout of a run, and the errors of its cells; without the lines of tracebacks."""
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    said = "".join(o["text"] for o in outputs if o.get("name") == "stdout")
    return said, [(o["ename"], o["evalue"]) for o in outputs if o["output_type"] == "error"]


@pytest.mark.corpus(50)
@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_runs_twice_alike_and_alone_as_a_script_prints_the_same(name, real_site, warm):
    """The script is the one that readers download; it runs in a process of its own."""
    shown, errors = runs(real_site.root / ".cache" / "livecells", name)
    assert (shown, errors) == printed(name), "two runs differ"
    download = real_site.root / "site" / "downloads" / f"{name}.py"
    assert download.read_bytes() == (ROOT / "snippets" / f"{name}.py").read_bytes()
    prints_the_same(warm.script(download), shown, errors)


# The test above has a process of its own for each snippet, which was forked from one that had
# imported torch. That such a process is as good as a new one is seen on a few.
@pytest.mark.corpus(3)
@pytest.mark.parametrize("name", STORIES[::5])
def test_a_new_python_prints_what_the_page_shows(name, real_site, tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    environment["OMP_WAIT_POLICY"] = "passive"  # torch's threads sleep while they wait, not spin
    alone = subprocess.run(
        [sys.executable, str(ROOT / "snippets" / f"{name}.py")],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        env=environment,
    )
    prints_the_same(alone, *runs(real_site.root / ".cache" / "livecells", name))


def prints_the_same(alone, shown, errors):
    """That a script gave what the engine shows, and ended with the same error if any."""
    assert alone.stdout == shown
    assert alone.returncode == (1 if errors else 0), alone.stderr
    if errors:
        said = ": ".join(filter(None, errors[-1])).splitlines()[0][:60]
        assert said in alone.stderr  # behind the name of its module, where it is not built in


def test_the_real_site_holds_the_live_matrix(real_site):
    html = real_site.html("tutorial/chain-rule/index.html")
    assert "tensor([[4.5000, 4.5000],\n        [4.5000, 4.5000]])" in html


def test_each_block_says_where_its_code_ends_in_the_file(real_site):
    """What is copied "up to here" is the beginning of a file that ran, cell by cell."""
    blocks = 0
    for page in (real_site.root / "site").rglob("index.html"):
        for tag in BLOCK.findall(page.read_text("utf-8")):
            name, last = SNIPPET.search(tag)[1], int(UPTO.search(tag)[1])
            lines = (ROOT / "snippets" / f"{name}.py").read_text().splitlines()
            rest = [line for line in lines[last:] if line]
            assert lines[last - 1], f"{page}: {name} ends at an empty line {last}"
            assert not rest or rest[0].startswith("# %% "), f"{page}: {name}, line {last}"
            blocks += 1
    assert blocks > 300


def test_a_changed_snippet_is_refused_where_the_page_derives_another_number(real_site, tmp_path):
    from shutil import copytree

    from .conftest import EPOCH, Site

    copy = Site(tmp_path / "copy")
    copytree(real_site.root, copy.root)
    path = copy.root / "snippets" / "chain_rule.py"
    text = path.read_text()
    assert text.count("y = x + 2\n") == 1
    path.write_text(text.replace("y = x + 2\n", "y = x + 3\n"))
    run, _ = execute(read(path, "chain_rule.py"))
    printed = "".join(run.text(cell) for cell in run.names())
    assert "tensor([[6., 6.],\n        [6., 6.]])" in printed
    before = copy.html("tutorial/chain-rule/index.html")
    done = copy.build("--strict", **EPOCH)  # as the real site was: other pages are kept
    assert done.returncode == 1
    assert "docs/tutorial/chain-rule.md:" in done.stderr
    assert "equation " in done.stderr
    assert copy.html("tutorial/chain-rule/index.html") == before
