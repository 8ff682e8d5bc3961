"""Who builds, and with which settings, is nothing that a page shows or a store hands on."""

from __future__ import annotations

import pytest

from .conftest import Site

STORY = '''\
"""A story."""
# %% first
import datetime
import locale
import os
import shutil
import sys
import warnings

import matplotlib.pyplot as plt

print(sys.flags.optimize, sys.flags.dev_mode, sys.flags.hash_randomization, sys.warnoptions)
print(datetime.datetime.fromtimestamp(0), locale.getlocale(), sys.getfilesystemencoding())
print(shutil.get_terminal_size().columns, os.environ.get("NO_COLOR"), os.environ["TERM"])
print(plt.rcParams["lines.linewidth"], "mine" in plt.style.available)
warnings.warn("shown", DeprecationWarning)
# %% second
import beside

print(beside.HELD)
'''
EQUATION = """\
/// equation | sq
    define: true
    at: {x: "other:x"}
    equals: other:y
$$ y = 2 x^2 $$
///
"""
PAGE = "# Home\n\n/// live | story\n///\n"


@pytest.fixture
def story(site: Site) -> Site:
    """A site whose snippet shows much of what a process can be told from outside."""
    site.write("snippets/story.py", STORY)
    site.write("snippets/beside.py", "HELD = False\nassert 1\nHELD = __debug__\n")
    site.write("docs/index.md", PAGE)
    site.write("config/matplotlibrc", "lines.linewidth: 9\n")
    site.write("config/stylelib/mine.mplstyle", "lines.linewidth: 9\n")
    return site


def poison(site: Site) -> dict[str, str]:
    """Settings that would change what the snippet shows."""
    site.write("matplotlibrc", "lines.linewidth: 7\n")
    return {
        "PYTHONOPTIMIZE": "2",
        "PYTHONDEVMODE": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
        "COLUMNS": "33",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(site.root / "config"),
        "MATPLOTLIBRC": str(site.root / "config"),
    }


def built(site: Site, **settings: str) -> str:
    done = site.build("--strict", **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return site.html()


@pytest.mark.parametrize("first", ["poisoned", "plain"])
def test_the_same_page_whatever_the_process_was_told(story: Site, first: str) -> None:
    one = built(story, **(poison(story) if first == "poisoned" else {}))
    (story.root / "matplotlibrc").unlink(missing_ok=True)
    other = built(story, **({} if first == "poisoned" else poison(story)))
    assert _shown(one) == _shown(other)
    assert "1970-01-01 00:00:00" in one
    assert "80 None xterm-color" in one
    assert "1.5 False" in one
    assert "DeprecationWarning: shown" in one
    assert "True" in _shown(one)[-1]


def _shown(page: str) -> list[str]:
    """The outputs; the foot of a page has the seconds of a run."""
    return [part.partition("</pre>")[0] for part in page.split('<pre class="lc-text')[1:]]


@pytest.mark.corpus(1)  # each compiles all that a build imports
@pytest.mark.parametrize("flag", ["1", "2"])
def test_a_check_that_fails_stops_a_build_without_assertions(site: Site, flag: str) -> None:
    site.write("snippets/story.py", '"""A story."""\n# %% first\nx = 42\nassert x == 41\n')
    site.write("snippets/other.py", '"""Another."""\n# %% a\nx = 3.0\ny = x * x\n')
    site.write("docs/second.md", "# Second\n\n/// live | other\n///\n\n" + EQUATION)
    done = site.build(PYTHONOPTIMIZE=flag)
    assert done.returncode == 1
    assert "docs/second.md:6: equation 'sq': the run gives another value" in done.stderr
    assert "snippets/story.py:4" in done.stderr
    assert "AssertionError" in done.stderr


def test_a_variable_that_has_changed_is_said_and_its_page_is_new(site: Site) -> None:
    site.write(
        "snippets/story.py",
        '"""A story."""\n# %% first\nimport os\nprint("it is", os.environ.get("COURSE"))\n',
    )
    assert "it is one" in built(site, COURSE="one")
    done = site.build("--strict", COURSE="two")
    assert "story: COURSE one -> two" in done.stderr
    assert "it is two" in site.html()
    assert "it is None" in built(site)
    again = site.build("--strict")
    assert "story:" not in again.stderr


def test_what_cannot_last_is_named_with_both_its_lines(site: Site) -> None:
    head = '"""A story."""\n# %% first\nimport os, threading\n\n'
    faults = {
        "address": ("print('fine')\nprint(object())\n", 6, "shows an address"),
        "path": ("print(os.getcwd())\n", 5, "a path of the machine"),
        "file": ("x = __file__\n", 0, "a path of the machine"),
        "thread": ("t = threading.Thread(target=lambda: 1 / 0)\nt.start()\n", 5, "ZeroDivision"),
    }
    blocks = []
    for name, (code, _, _) in faults.items():
        site.write(f"snippets/{name}.py", head + code)
        blocks.append(f"/// live | {name}:first\n///\n")
    blocks.append("So [[file:x]] and [[file:1 + 1]].\n")
    site.write("docs/index.md", "# Home\n\n" + "\n".join(blocks))
    done = site.build()
    assert done.returncode == 1
    said = done.stderr
    assert "4 errors" in said
    for at, (name, (_, line, words)) in enumerate(faults.items()):
        assert words in said
        if line:
            assert f"snippets/{name}.py:{line}" in said
            assert f"docs/index.md:{3 + 3 * at}" in said
    assert "docs/index.md:15: 'x' in file.py: the output shows a path" in said
    assert not (site.root / "site").exists()
