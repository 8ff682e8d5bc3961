"""Where nothing has changed a build says so and ends; after any edit it is as one from nothing."""

import os
import random

import pytest

from .conftest import CONFIG, EPOCH, Site, small
from .random_edits import FAILED, difference, edited, everything

pytestmark = pytest.mark.turns(3)

SAME = "Nothing has changed since the last build: site stays as it is"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A built site that asks for all that is published, with an own theme and a data file."""
    made = small(tmp_path_factory.mktemp("unchanged"))
    made.write(
        "mkdocs.yml", f"{CONFIG}INHERIT: base.yml\n".replace("true}}", "true, offline: true}}")
    )
    made.write("base.yml", "copyright: First owner\n")
    made.write("theme/main.html", '{% extends "base.html" %}\n')
    text = (made.root / "mkdocs.yml").read_text()
    made.write("mkdocs.yml", text.replace("{name: mkdocs,", "{name: mkdocs, custom_dir: theme,"))
    code = '# %% a\nfrom pathlib import Path\nimport os\nprint(os.environ.get("COURSE"))\n'
    code += 'print(Path(__file__).parents[1].joinpath("far.txt").read_text())\n'
    made.write("snippets/reads.py", f'"""Reads."""\n{code}')
    made.write("far.txt", "far")
    made.write("docs/second.md", "# Second\n\n/// live | reads\n///\n")
    assert SAME not in said(made)
    return made


def said(site, *arguments, **settings):
    done = site.build(*arguments, **{**EPOCH, **settings})
    assert done.returncode == 0, done.stderr
    return done.stderr


def stamps(site):
    folder = site.root / "site"
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_a_build_says_that_nothing_has_changed_and_writes_nothing(site):
    before = stamps(site)
    for arguments in ((), ("--strict",)):
        log = said(site)
        assert SAME in log, log
        assert "Documentation built" not in log
        assert stamps(site) == before, arguments


def append(name, text="\n"):
    def edit(site):
        path = site.root / name
        path.write_text(path.read_text() + text)

    return edit


EDITS = {
    "docs/index.md has changed": append("docs/index.md"),
    "docs/third.md is new": lambda site: site.write("docs/third.md", "# Third\n"),
    "snippets/story.py has changed": append("snippets/story.py", "print(x)\n"),
    "snippets/idle.py is new": lambda site: site.write(
        "snippets/idle.py", '"""Idle."""\n# %% a\n1\n'
    ),
    "the configuration has changed": append("base.yml", "site_author: Somebody\n"),
    "theme/main.html has changed": append("theme/main.html", "\n"),
    "far.txt has changed": append("far.txt", "ther"),
    "the site was changed": append("site/index.html", "x"),
    "the store has changed": lambda site: next(site.root.glob(".cache/livecells/story.*")).unlink(),
}


def test_what_has_changed_is_said_and_then_nothing_has(site):
    for why, edit in EDITS.items():
        edit(site)
        assert f"The site is made anew, since {why}" in said(site)
    assert SAME in said(site)
    assert b"farther" in site.files()["second/index.html"]


def test_another_environment_is_another_site(site):
    assert "COURSE not set -> two" in (log := said(site, COURSE="two")), log
    assert ">two" in site.html("second/index.html")
    assert "the environment has changed" in said(site, COURSE="two", SOURCE_DATE_EPOCH="1600000000")
    assert "the configuration has changed" in said(site, "--theme", "readthedocs", COURSE="two")


def test_a_warning_is_told_in_each_build_and_still_stops_a_strict_one(site):
    site.write("docs/warned.md", "# Warned\n\n[Nowhere](nowhere.md)\n")
    for _ in range(2):
        assert "nowhere.md" in said(site)
    assert site.build("--strict", **EPOCH).returncode == 1
    (site.root / "docs" / "warned.md").unlink()


def test_what_may_depend_on_anything_is_always_made_anew_and_that_is_said(tmp_path):
    site = Site(tmp_path)
    site.write("docs/index.md", "# Home\n\nWords.\n")
    site.write("snippets/story.py", '"""A story."""\n# %% first\n1\n')
    site.write(
        "own.py", "def on_page_content(html, **_):\n    return html + open('state').read()\n"
    )
    site.write("mkdocs.yml", CONFIG.replace("live_site.py]", "live_site.py, own.py]"))
    for state in ("one", "two"):
        site.write("state", state)
        assert "always made anew, for plugin or hook 'own.py' may depend on anything" in said(site)
        assert f"Words.</p>{state}" in site.html()
    site.write("mkdocs.yml", CONFIG.replace("  - tables\n", "  - tables\n  - pymdownx.snippets\n"))
    site.write("docs/index.md", '# Home\n\n--8<-- "state"\n')
    for state in ("one", "two"):
        site.write("state", state)
        assert "Markdown extension 'pymdownx.snippets' may depend on anything" in said(site)
        assert f"<p>{state}" in site.html()


def test_a_build_that_failed_or_was_killed_while_publishing_is_no_last_build(site):
    said(site)
    whole = (site.root / "docs" / "index.md").read_text()
    site.write("docs/index.md", "# Home\n\n/// live | absent\n///\n")
    for _ in range(2):
        assert site.build(**EPOCH).returncode == 1
    site.write("docs/index.md", whole)
    left = site.root / ".site.999999999-x.part"
    (left / ".livecells-left").mkdir(parents=True)
    os.rename(site.root / "site" / "index.html", left / "index.html")
    assert "Published" in said(site) or (site.root / "site" / "index.html").exists()
    assert not left.exists()
    assert ">42" in site.html()


def test_after_edits_at_random_a_site_is_that_of_a_build_from_nothing(tmp_path, request):
    dice = random.Random(request.config.option.sample)
    site = everything(tmp_path / "site")
    site.build(**EPOCH)
    for _ in range(2):
        what = edited(site, dice)
        found = difference(site, tmp_path / "fresh")
        assert found in ("", FAILED), f"after {what}: {found}"


def test_a_page_is_made_again_only_where_something_of_it_has_changed(tmp_path):
    site = everything(tmp_path)
    said(site)
    append("docs/lessons/two.md", "\nMore.\n")(site)
    log = said(site)
    assert "page lessons/two: its text changed" in log
    assert "lessons/one" not in log
    append("docs/glossary.md", "\n## Bold { #bold }\n\nThick.\n")(site)
    assert "pages lessons/one, lessons/three, lessons/two: the glossary changed" in said(site)
