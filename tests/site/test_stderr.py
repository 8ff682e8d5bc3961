"""What becomes of warnings: shown, removed, told of, or an error, for the site and for a cell."""

from __future__ import annotations

import re

import pytest

from .conftest import PLAIN, Site

WARNS = '"""D."""\n# %% {marker}\nimport warnings\n\nprint("out")\nwarnings.warn("{words}")\n'
MARKERS = {"quiet": 'a stderr="remove"', "loud": 'a stderr="show"', "plain": "a"}


@pytest.fixture
def warned(site: Site) -> Site:
    """A site with three snippets that warn: one removes it, one shows it, one says nothing."""
    (site.root / "snippets/story.py").unlink()
    for name, marker in MARKERS.items():
        site.write(f"snippets/{name}.py", WARNS.format(marker=marker, words=f"of {name}"))
    page = "".join(f"/// live | {name}:a\n///\n\n" for name in MARKERS)
    site.write("docs/index.md", f"# Home\n\n{page}")
    return site


def policy(site: Site, word: str) -> None:
    site.write("mkdocs.yml", f"{PLAIN}extra: {{livecells: {{stderr: {word}}}}}\n")


def test_warnings_are_shown_where_nothing_else_is_said(warned: Site) -> None:
    assert warned.build("--strict").returncode == 0
    assert re.findall(r"UserWarning: of \w+", warned.html()) == [
        "UserWarning: of loud",
        "UserWarning: of plain",
    ]
    copies = (warned.root / "site/index.md").read_text("utf-8")
    assert "UserWarning: of quiet" not in copies
    assert "UserWarning: of plain" in copies


def test_a_site_may_remove_them(warned: Site) -> None:
    policy(warned, "remove")
    assert warned.build("--strict").returncode == 0
    assert re.findall(r"UserWarning: of \w+", warned.html()) == ["UserWarning: of loud"]
    assert warned.html().count("out</pre>") == 3


def test_as_errors_they_stop_a_build_with_their_line_from_the_store_too(warned: Site) -> None:
    policy(warned, "error")
    for _ in range(2):
        done = warned.build()
        assert done.returncode == 1
        assert "snippets/plain.py:6" in done.stderr
        assert "docs/index.md:9" in done.stderr
        assert "cell 'a' writes to stderr: UserWarning: of plain" in done.stderr
        assert 'stderr="show"' in done.stderr
        assert "of loud" not in done.stderr
        assert "of quiet" not in done.stderr
    assert "has not run before" not in done.stderr


def test_as_warnings_they_stop_a_strict_build_only(warned: Site) -> None:
    policy(warned, "warn")
    done = warned.build()
    assert done.returncode == 0
    assert "WARNING" in done.stderr
    assert "snippets/plain.py:6" in done.stderr
    assert warned.build("--strict").returncode == 1


def test_words_that_are_no_policy_are_refused(warned: Site) -> None:
    policy(warned, "hide")
    done = warned.build()
    assert "unknown value of stderr: 'hide' (there is show, remove, warn, error)" in done.stderr
    policy(warned, "show")
    warned.write("snippets/plain.py", WARNS.format(marker='a stderr="shwo"', words="x"))
    done = warned.build()
    assert "snippets/plain.py:2" in done.stderr
    assert "unknown value of stderr: 'shwo' (did you mean show?)" in done.stderr


def test_a_letter_that_the_font_lacks_is_found(site: Site) -> None:
    site.write(
        "snippets/story.py",
        '"""D."""\n# %% first\nimport matplotlib.pyplot as plt\n\nplt.title("\\u6f22");\n',
    )
    site.write("docs/index.md", "# Home\n\n/// live | story\n    alt: a title\n///\n")
    policy(site, "error")
    done = site.build()
    assert done.returncode == 1
    assert "cell 'first' writes to stderr: UserWarning: Glyph 28450" in done.stderr
    assert "site-packages" not in done.stderr
