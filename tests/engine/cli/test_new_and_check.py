"""A page begun by the command line builds and passes; what is missing has a line each."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from livecells.cli.check import CHECK_TEXT
from livecells.cli.main import main

pytestmark = pytest.mark.turns(3)

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("**You need:**", "## Exercises", "## In short", "## Read later", "Sources: ")
CHECK = ["check", "--lessons", "tutorial", *(word for part in PARTS for word in ("--part", part))]
CONFIG = f"""\
site_name: Small
hooks: [{ROOT / "hooks" / "live_site.py"}]
theme: {{name: mkdocs, highlightjs: false}}
plugins: []
markdown_extensions: [attr_list]
extra: {{livecells: {{check_displays: true}}}}
nav:
  - Home: index.md
  - Lessons:
      - tutorial/first.md
      - Second: tutorial/second.md
  - about/this.md
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with nothing but its configuration and empty pages."""
    monkeypatch.chdir(tmp_path)
    Path("mkdocs.yml").write_text(CONFIG)
    for name in ("index", "tutorial/first", "tutorial/second", "about/this"):
        path = Path("docs", f"{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    return tmp_path


def python(*arguments):
    return subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.usefixtures("project")
def test_a_new_page_and_a_new_lab_build_pass_and_miss_only_what_a_person_must_do(capsys):
    assert main(["new", "page", "tutorial/a-square", "--title", "A square: by two routes"]) == 0
    assert "added tutorial/a-square.md to mkdocs.yml:12" in capsys.readouterr().out
    assert Path("mkdocs.yml").read_text().splitlines()[11] == "      - tutorial/a-square.md"
    assert main(["new", "lab", "square-it"]) == 0
    block = capsys.readouterr().out.partition("Show it on a page:\n\n")[2]
    page = Path("docs/tutorial/a-square.md")
    page.write_text(page.read_text().replace("TODO: write one with `livecells new lab`.", block))

    done = python("mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    html = Path("site/tutorial/a-square/index.html").read_text()
    assert "A square: by two routes" in html
    assert "tensor(6.)" in html
    assert html.count('class="lc-tick"') >= 1
    assert Path("site/labs/square_it/index.html").is_file()

    for name in ("conftest.py", "pages/conftest.py"):
        shutil.copy(ROOT / "tests" / name, Path("tests", name))
    conftest = Path("tests/conftest.py").read_text()
    assert 'ROOT / "snippets"' in conftest  # the folder beside `tests`
    done = python("pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "tests")
    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout

    Path("tests/golden").mkdir()
    for name in ("first", "second"):
        Path("docs/tutorial", f"{name}.md").unlink()
    assert main(CHECK) == 1
    assert capsys.readouterr().err.splitlines() == [
        "snippets/a_square.py:1: its outputs are not accepted yet: there is no "
        "tests/golden/a_square.txt",
        "snippets/labs/square_it.py:1: its outputs are not accepted yet: there is no "
        "tests/golden/labs/square_it.txt",
    ]


@pytest.mark.parametrize("name", ["Chain", "chain_rule", "a--b", "-a", "a/", "../a", "1st", ""])
def test_a_name_that_no_module_could_have_is_refused(project, capsys, name):
    before = sorted(project.rglob("*"))
    for kind in ("page", "lab"):
        with pytest.raises(SystemExit) if name.startswith("-") else _nothing():
            assert main(["new", kind, name]) == 1
            assert "names are in kebab-case" in capsys.readouterr().err
    assert sorted(project.rglob("*")) == before


def _nothing():
    import contextlib

    return contextlib.nullcontext()


@pytest.mark.usefixtures("project")
def test_nothing_is_overwritten(capsys):
    Path("snippets").mkdir()
    Path("snippets/a_square.py").write_text("mine")
    assert main(["new", "page", "tutorial/a-square"]) == 1
    said = capsys.readouterr().err
    assert said == "snippets/a_square.py: is there already; nothing was written\n"
    assert not Path("docs/tutorial/a-square.md").exists()
    assert Path("snippets/a_square.py").read_text() == "mine"


@pytest.mark.usefixtures("project")
def test_a_page_of_a_folder_without_navigation_says_what_is_left_to_do(capsys):
    assert main(["new", "page", "recipes/one"]) == 0
    assert "add recipes/one.md to `nav` in mkdocs.yml" in capsys.readouterr().out
    assert Path("mkdocs.yml").read_text() == CONFIG


PLANTED = {
    "every cell of a snippet is shown on a page": (
        ("snippets/a_square.py", lambda text: f"{text}\n# %% more\nprint(1)\n"),
        "snippets/a_square.py:14: no page shows cell 'more': show it in a `live` block",
    ),
    "every snippet has a test of its name, which names the snippet": (
        ("tests/pages/test_a_square.py", lambda text: text.replace("a_square", "b_square")),
        "tests/pages/test_a_square.py:1: the test never runs 'a_square'",
    ),
    "every snippet has accepted outputs": (
        ("tests/golden/a_square.txt", None),
        "snippets/a_square.py:1: its outputs are not accepted yet: there is no "
        "tests/golden/a_square.txt",
    ),
    "every page of a folder of lessons has a title, a description and the --part texts": (
        ("docs/tutorial/a-square.md", lambda text: text.replace("## In short", "## In brief")),
        "docs/tutorial/a-square.md:54: a lesson has a line that begins with '## In short'",
    ),
}


def rules():
    """What the manual says is looked at."""
    text = CHECK_TEXT.partition("DESCRIPTION")[2].partition("EXIT STATUS")[0]
    return [line.strip() for line in text.splitlines() if line.startswith("    every")]


def test_the_docs_list_what_is_looked_at():
    text = (ROOT / "docs" / "about" / "authoring.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- (every .*)$", text.partition("## Before you hand")[2], re.MULTILINE)
    assert listed == rules() == list(PLANTED)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("rule", PLANTED)
def test_each_thing_that_is_missing_is_told_once_with_its_line(capsys, rule):
    (path, change), message = PLANTED[rule]
    assert main(["new", "page", "tutorial/a-square"]) == 0
    for name in ("first", "second"):
        Path("docs/tutorial", f"{name}.md").unlink()
    Path("tests/golden").mkdir()
    Path("tests/golden/a_square.txt").write_text("")
    capsys.readouterr()
    assert main(CHECK) == 0
    assert capsys.readouterr().out == "nothing is missing\n"
    if change is None:
        Path(path).unlink()
    else:
        Path(path).write_text(change(Path(path).read_text()))
    assert main(CHECK) == 1
    assert capsys.readouterr().err.splitlines() == [message]


@pytest.mark.usefixtures("project")
def test_a_page_without_any_front_matter_is_no_traceback(capsys):
    for name in ("snippets", "docs/empty"):
        Path(name).mkdir(parents=True)
    assert main(CHECK) == 1
    said = capsys.readouterr().err
    assert "docs/tutorial/first.md:1: a lesson begins with a title" in said
    assert "docs/tutorial/second.md:1: a lesson has a line that begins with 'Sources: '" in said


def test_this_project_misses_nothing(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = main(CHECK)
    assert (status, capsys.readouterr().err) == (0, "")


# ----- The page of the docs with everything on it -----

FILE = re.compile(r"^`([\w/.-]+)`:\n\n(`{3,})\w+\n(.*?)^\2$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.usefixtures("project")
def test_the_whole_page_of_the_docs_builds_passes_and_shows_everything(capsys):
    text = (ROOT / "docs" / "about" / "authoring.md").read_text(encoding="utf-8")
    files = FILE.findall(text.partition("## A whole page")[2].partition("\n## ")[0])
    assert len(files) == 4
    for name, _, written in files:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(written)
    Path("mkdocs.yml").write_text(CONFIG.replace("first.md", "parabola.md"))
    Path("docs/tutorial/first.md").unlink()

    done = python("mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    html = Path("site/tutorial/parabola/index.html").read_text()
    for shown in (
        "tensor(10., grad_fn=",
        "the slope is 2.",
        "Two times three.",
        "Trying to backward through the graph a second time",
        'aria-label="A parabola with its lowest point at 0."',
        'class="lc-drawing',
        'class="lc-tick"',
        'class="lc-tensors"',
        "Three times two squared is twelve.",
    ):
        assert shown in html, shown
    assert Path("site/labs/cube_it/cube_it.ipynb").is_file()

    for name in ("conftest.py", "pages/conftest.py"):
        shutil.copy(ROOT / "tests" / name, Path("tests", name))
    done = python("pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "tests")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout

    Path("tests/pages/labs").mkdir()
    Path("tests/pages/labs/test_cube_it.py").write_text('NAME = "labs/cube_it"\n')
    assert main(["check"]) == 0, capsys.readouterr().err
