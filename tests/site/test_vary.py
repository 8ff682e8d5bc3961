"""Values that vary: what a reader gets of each, and what an author is told, on small sites."""

from __future__ import annotations

import html
import json
import re
import shutil
from ast import literal_eval
from pathlib import Path

import pytest

from .conftest import Site, small

STORY = '''\
r"""The slope of a power."""
# %% leaf
import torch

start = 2.0
power = 3
x = torch.tensor(start, requires_grad=True)
y = x**power
y.backward()
print(x.grad.item())

# %% scale
print(f"{10 * x.grad.item():.1f}")
'''
NOTE = "Shown above."
PAGE = """\
# Home

/// live | story
    vary: {start: [-1, 0, 2, 2.5], power: [2, 3]}
    says: "The slope at [[story:start]] is **[[story:x.grad | .2f]]**."
///
"""
FAULTY = '''\
r"""Names that cannot vary, and one that can."""
# %% first
x = 2.0
rate = 1e-1
total = x + 1
count = 1
count += 1
if x:
    inner = 3
for step in range(2):
    pass
left, right = 1, 2
one = two = 5
rows = [
    1,
]


def slope():
    local = 4
    return local


word: str = "mean"
print(x, total)
'''


@pytest.fixture
def story(site: Site) -> Site:
    """A site with one block that varies two names."""
    return sources(site)


def sources(site: Site) -> Site:
    """Give a site that block, on two pages."""
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", PAGE)
    site.write("docs/story.md", PAGE)
    return site


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, str]:
    """The same site, built once, and what that build said."""
    site = sources(small(tmp_path_factory.mktemp("first")))
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    return site, done.stderr


@pytest.fixture
def built(first: tuple[Site, str], tmp_path: Path) -> Site:
    """A copy of it with all that it ran."""
    shutil.copytree(first[0].root, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path)


def said(site: Site) -> str:
    """What a build says that must fail."""
    done = site.build()
    assert done.returncode == 1
    assert not (site.root / "site").exists()
    return done.stderr


# ----- What an author is told -----

FAULTS = {
    "{x: [1, 2], y: [1, 2]}": "unknown name in snippets/faulty.py: 'y'",
    "{stp: [1, 2]}": "unknown name in snippets/faulty.py: 'stp'",
    "{total: [1, 2]}": "snippets/faulty.py:5: `total = x + 1` is no literal of 'total'",
    "{count: [1, 2]}": "snippets/faulty.py:7: 'count' is bound at lines 6, 7",
    "{inner: [3, 4]}": "snippets/faulty.py:9: 'inner' is not given a literal here",
    "{step: [0, 1]}": "snippets/faulty.py:10: 'step' is not given a literal here",
    "{left: [1, 2]}": "snippets/faulty.py:12: 'left' is not given a literal here",
    "{two: [5, 6]}": "snippets/faulty.py:13: `one = two = 5` is no literal of 'two'",
    "{rows: [[1], [2]]}": "snippets/faulty.py:14: write the value of 'rows' on one line",
    "{local: [4, 5]}": "unknown name in snippets/faulty.py: 'local'",
    "{x: [1, 3]}": "snippets/faulty.py:3: x = 2.0 is not among the values of vary",
    "{x: [2, 2.0]}": "vary has x = 2.0 twice",
    "{x: [2, big]}": "snippets/faulty.py:3: x is 2.0, and vary gives it 'big'",
    "{x: [2, true]}": "x is 2.0, and vary gives it True",
    "{x: [2, .inf]}": "x is 2.0, and vary gives it inf",
    "{x: [2, [3]]}": "x is 2.0, and vary gives it [3]",
    "{word: [mean, 3]}": "snippets/faulty.py:24: word is \"mean\", and vary gives it 3",
    "{x: [2]}": "for x there is [2]",
    "{x: 2}": "for x there is 2",
    "{}": "vary is `{name: [value, value], ...}`",
    "{1: [2, 3]}": "1 is no name of a variable",
    "[x, 1, 2]": "option vary must be dict, not ['x', 1, 2]",
    f"{{x: {[n / 2 for n in range(61)]}}}": "vary asks for 61 runs, 61 in all; a block may have 60",
    f"{{x: {[n / 2 for n in range(8)]}, rate: {[n / 10 for n in range(8)]}}}":
        "vary asks for 8 times 8 runs, 64 in all; a block may have 60",
}  # fmt: skip
OTHERS = {
    "vary: {x: [2, 3]}\n    show: code": "option vary has no effect where no output is shown",
    'says: "No slider."': "option says has no effect without vary",
    'vary: {x: [2, 3]}\n    says: "$x = [[faulty:x]]$"': "a live value in a formula cannot follow",
}


def test_each_fault_is_one_error_with_its_line(site: Site) -> None:
    wanted = {f"vary: {grid}": error for grid, error in FAULTS.items()} | OTHERS
    blocks = [f"/// live | faulty:first\n    {options}\n///\n" for options in wanted]
    site.write("snippets/faulty.py", FAULTY)
    site.write("docs/index.md", "# Home\n\n/// live | story\n///\n\n" + "\n".join(blocks))
    text = (site.root / "docs" / "index.md").read_text().split("\n")
    errors = re.split(r"\n  \d+\. ", said(site))[1:]
    assert len(errors) == len(wanted), errors
    for (options, message), error in zip(wanted.items(), errors, strict=True):
        line = int(re.match(r"docs/index.md:(\d+): ", error)[1])  # type: ignore[index]
        assert message in error
        assert text[line - 1].strip() in options


def test_a_snippet_that_finds_its_own_file_cannot_vary(site: Site) -> None:
    lines = [
        "print(len(open(__file__).read()))",
        "import torch.multiprocessing as mp",
        "from multiprocessing import Pool",
        "from concurrent.futures import ProcessPoolExecutor",
        'if __name__ == "__main__":\n    print(1)',
    ]
    page = "# Home\n"
    for number, line in enumerate(lines):
        text = f'r"""A story."""\n# %% first\nstart = 2.0\n{line}\n'
        site.write(f"snippets/own{number}.py", text)
        page += f"\n/// live | own{number}\n    vary: {{start: [1, 2]}}\n///\n"
    site.write("docs/index.md", page + "\n/// live | story\n///\n")
    told = said(site)
    assert "5 errors in" in told
    for number in range(5):
        line = 4 + 4 * number
        assert f"index.md:{line}: snippets/own{number}.py:4: what asks for " in told


def test_a_value_with_which_the_snippet_fails_is_named(story: Site) -> None:
    text = STORY.replace("print(x.grad.item())", "print(1 / x.grad.item())")
    story.write("snippets/story.py", text)
    told = said(story)
    assert told.count("ZeroDivisionError") == 2  # the message, and the end of its traceback
    assert "1 error in" in told
    assert "snippets/story.py:10: with start = 0.0, power = 2: cell 'leaf'" in told
    assert "1 more of its values" in told
    assert "see docs/index.md:3" in told


def test_a_snippet_that_fails_as_it_is_written_is_told_once(story: Site) -> None:
    story.write("snippets/story.py", STORY.replace("y.backward()", "y.backwards()"))
    told = said(story)
    assert "1 error in" in told
    assert "with start" not in told


def test_a_value_of_the_page_that_cannot_be_had_at_one_position(story: Site) -> None:
    story.write("docs/index.md", PAGE.replace("x.grad | .2f", "1 / x.grad.item() | .2f"))
    told = said(story)
    assert "1 error in" in told
    assert "docs/index.md:3: with start = 0.0, power = 2: " in told
    assert "ZeroDivisionError" in told


# ----- What is built -----


def rows(page: str) -> list[list[str]]:
    """The cells of the table of all values, as text."""
    body = re.search(r'<table class="lc-vary-table">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body is not None
    table = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in row] for row in cells]


def test_the_table_has_what_torch_gave_at_each_position(first: tuple[Site, str]) -> None:
    site, said_by_it = first
    found = rows(site.html())
    assert [row[:2] for row in found] == [
        [start, power] for start in ("-1.0", "0.0", "2.0", "2.5") for power in ("2", "3")
    ]
    for start, power, _, told, given in found:
        slope = int(power) * float(start) ** (int(power) - 1)
        assert float(told) == pytest.approx(slope, abs=0.01)
        shown = given.split()
        assert shown == ["Shown", "above."] or [*map(float, shown)] == pytest.approx(
            [slope, 10 * slope]
        )
    assert [row[:2] for row in found if row[-1] == "Shown above."] == [["2.0", "3"]]
    assert "7 runs with values that pages vary" in said_by_it
    assert "live-site: story: it has not run before" in said_by_it


def test_a_warm_build_runs_nothing_and_a_new_value_runs_alone(built: Site) -> None:
    again = built.build()
    assert again.returncode == 0
    assert "runs with values" not in again.stderr
    built.write("docs/index.md", PAGE.replace("2.5]", "2.5, 3]"))
    more = built.build()
    assert "2 runs with values that pages vary" in more.stderr
    assert "live-site: story:" not in more.stderr
    assert len(rows(built.html())) == 10


def test_the_own_value_is_asked_for_in_a_warm_build_too(built: Site) -> None:
    built.write("docs/index.md", PAGE.replace("0, 2, ", "0, "))
    told = built.build()
    assert told.returncode == 1
    assert "snippets/story.py:5: start = 2.0 is not among the values" in told.stderr


KINDS = [
    ("2.0", "[1e-3, 2, 1_000]", ["0.001", "2.0", "1000.0"]),
    ("-0.5", "[-0.5, 0.5]", ["-0.5", "0.5"]),
    ("(1, 2)", "[[1, 2], [3]]", ["(1, 2)", "(3,)"]),
    ("[[1.0]]", "[[[1]], [[1e-1, 2]]]", ["[[1.0]]", "[[0.1, 2.0]]"]),
    ("[1.0, 2]", "[[1.0, 2], [3.0, 4]]", ["[1.0, 2]", "[3.0, 4]"]),
    ('"a<b>"', '[a<b>, "it\'s"]', ['"a<b>"', '"it\'s"']),
    ("True", "[false, true]", ["False", "True"]),
]


def test_literals_of_many_kinds_vary(site: Site) -> None:
    for number, (own, grid, _) in enumerate(KINDS):
        text = f'r"""A story."""\n# %% first\nß: object = {own}  # ß\nprint([ß])\n'
        site.write(f"snippets/kind{number}.py", text)
        block = f"/// live | kind{number}\n    vary:\n      ß: {grid}\n///\n"
        site.write(f"docs/kind{number}.md", f"# Home\n\n{block}")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    for number, (own, _, told) in enumerate(KINDS):
        page = site.html(f"kind{number}/index.html")
        data = re.search(r'data-vary="([^"]*)"', page)
        assert data is not None, own
        assert json.loads(html.unescape(data[1]))["values"] == [told], own
        shown = [literal_eval(html.unescape(row[-1])) for row in rows(page) if row[-1] != NOTE]
        assert shown == [[literal_eval(literal)] for literal in told if literal != own], own


def test_take_home_files_have_the_own_run(first: tuple[Site, str]) -> None:
    site, _ = first
    words = site.html("story/index.md")
    assert "The slope at 2.0 is **12.00**." in words
    assert "120.0" in words
    assert "vary" not in words
    notebook = json.loads(site.html("downloads/story.ipynb"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [c["outputs"][0]["text"] for c in code if c["outputs"]] == ["12.0\n", "120.0\n"]
    assert "start = 2.0" in json.dumps(notebook)
    assert "The slope at 2.0 is **12.00**." in json.dumps(notebook)
