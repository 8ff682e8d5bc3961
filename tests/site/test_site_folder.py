"""Builds for a folder that cannot simply be replaced: published all the same, or one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CONFIG, Site

HEAD = """\
import errno, os, tempfile
from pathlib import Path

SITE = Path("site").resolve()


def fail(code, path):
    raise OSError(code, os.strerror(code), str(path))
"""
MOUNTED = """
rename = os.rename


def checked(old, new):
    if Path(old).is_relative_to(SITE) != Path(new).is_relative_to(SITE):
        fail(errno.EXDEV, old)
    rename(old, new)


os.rename = checked
"""
BESIDE = """
mkdtemp = tempfile.mkdtemp


def checked(*, prefix=None, suffix=None, dir=None):
    if suffix == ".part" and Path(dir) == SITE.parent:
        fail(errno.EACCES, dir)
    return mkdtemp(prefix=prefix, suffix=suffix, dir=dir)


tempfile.mkdtemp = checked
"""
NOWHERE = """
def checked(*, prefix=None, suffix=None, dir=None):
    fail(errno.EROFS, f"{dir}/x.part")


tempfile.mkdtemp = checked
"""
HELD = """
rename = os.rename


def checked(old, new):
    if Path(old) == SITE / "downloads":
        fail(errno.EBUSY, old)
    rename(old, new)


os.rename = checked
"""
FULL = """
def on_post_page(output, page, config):
    fail(errno.ENOSPC, "index.html")
"""


@pytest.fixture
def built(site: Site) -> Site:
    """A site that was published once, and has changed since."""
    assert site.build().returncode == 0
    site.write("snippets/story.py", '"""A story."""\n# %% first\nprint(6 * 8)\n')
    return site


def with_fault(site: Site, code: str) -> Site:
    site.write("fault.py", HEAD + code)
    site.write("mkdocs.yml", CONFIG.replace("live_site.py]", "live_site.py, fault.py]"))
    return site


def parts(site: Site) -> list[Path]:
    return list(site.root.rglob("*.part"))


@pytest.mark.parametrize("fault", [MOUNTED, BESIDE], ids=["another disk", "parent not writable"])
def test_a_folder_that_alone_can_be_written_is_published_to(built: Site, fault: str) -> None:
    with_fault(built, fault)
    files, folder = built.files(), (built.root / "site").stat().st_ino
    done = built.build("--strict")
    assert done.returncode == 0, done.stderr
    assert ">48</pre>" in built.html()
    assert built.files().keys() == files.keys()
    assert (built.root / "site").stat().st_ino == folder
    assert parts(built) == []
    built.write("snippets/story.py", '"""A story."""\n# %% first\nprint(1 / 0)\n')
    assert built.build().returncode == 1
    assert ">48</pre>" in built.html()
    assert parts(built) == []


@pytest.mark.parametrize(
    ("fault", "said", "runs"),
    [
        (NOWHERE, "site: cannot be written (Read-only file system). Another folder", False),
        (HELD, "site: cannot be written (Device or resource busy at site/downloads)", True),
        (FULL, "No space left on device: index.html", True),
    ],
    ids=["read-only", "held", "full"],
)
def test_where_nothing_can_be_published_a_sentence_says_so_and_the_site_stays(
    built: Site, fault: str, said: str, runs: bool
) -> None:
    files = built.files()
    done = with_fault(built, fault).build()
    assert done.returncode == 1
    assert said in done.stderr
    assert "Nothing was published; the last good site stays." in done.stderr
    assert "Traceback" not in done.stderr
    assert ("story: its text has changed" in done.stderr) == runs
    assert built.files() == files
    assert parts(built) == []


def test_a_file_in_the_place_of_the_folder_stays(site: Site) -> None:
    site.write("taken", "mine")
    done = site.build("-d", "taken")
    assert done.returncode == 1
    assert "taken: cannot be written (Not a directory at taken)" in done.stderr
    assert "Traceback" not in done.stderr
    assert (site.root / "taken").read_text() == "mine"
