"""Options of MkDocs that change addresses: every link of the built site leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, Site
from .links import ROOT as NOWHERE
from .links import Built

CONFIG = f"""\
site_name: Small
repo_url: https://github.com/owner/name
edit_uri: edit/main/docs/
hooks: [{ROOT / "hooks" / "live_site.py"}]
theme: {{name: material, font: false}}
plugins: [search]
markdown_extensions:
  - attr_list
  - toc: {{permalink: true}}
  - pymdownx.arithmatex: {{generic: true}}
  - pymdownx.superfences
extra_css: [assets/own.css]
extra_javascript: [{{path: assets/own.js, defer: true}}]
extra:
  livecells: {{lessons: [teach], glossary: words.md, offline: true, prune_css: true}}
"""
LESSON = """\
---
description: A lesson.
---
# Lesson

A [leaf](../words.md#leaf), [home](../index.md) and [all labs](../labs/index.md).

/// live | lesson:first
///

/// graph | lesson:z
///

/// equation | twice
    at: {x: "lesson:x"}
    equals: lesson:z
$$ z = 2 x $$
///

//// exercise | double
    title: Double it
Make `y` twice `x`.

/// hint
Multiply.
///

/// solution
That is all.
///
////
"""
SNIPPET = """\
\"\"\"A lesson.\"\"\"
# %% first
import torch

x = torch.tensor(3.0, requires_grad=True)
z = 2 * x
print(z)
"""
LAB = """\
\"\"\"Lab: double it.\"\"\"
# %% start
x = 3
# TODO: y = ...
# %% solution
y = 2 * x
print(y)
# %% check
assert y == 6, "`y` is not twice `x`."
"""
SOURCES = {
    "mkdocs.yml": CONFIG,
    "snippets/lesson.py": SNIPPET,
    "snippets/labs/double.py": LAB,
    "docs/index.md": "# Home\n\n[A lesson](teach/lesson.md), [unlisted](unlisted.md), "
    "[eins](<Über uns/Seite eins.md#eins>).\n",
    "docs/teach/lesson.md": LESSON,
    "docs/labs/index.md": "# Labs\n\n<!-- labs -->\n",
    "docs/words.md": "# Words\n\n## Leaf\n\nA leaf, as in the [lesson](teach/lesson.md).\n",
    "docs/unlisted.md": "# Unlisted\n\n/// live | lesson:first\n///\n",
    "docs/draft.md": "# Draft\n\n[Home](index.md)\n",
    "docs/Über uns/Seite eins.md": (
        "# Eins\n\n[Lesson](../teach/lesson.md), [text](<../assets/a text.txt>)\n\n"
        "/// live | a_b:c\n///\n"
    ),
    "snippets/a_b.py": '"""A name."""\n# %% c\nprint(1)\n',
    "docs/assets/my own.css": "h2 { color: red }\n",
    "docs/assets/a text.txt": "Text.\n",
    "docs/assets/own.css": "h1 { color: red }\n",
    "docs/assets/own.js": "document.title += '';\n",
}
# What is added to the configuration, and the address that the site is built for.
OPTIONS = {
    "plain": ("", ""),
    "files": ("use_directory_urls: false\n", ""),
    "address": ("site_url: https://example.org/\n", "https://example.org/"),
    "sub-path": ("site_url: https://example.org/a/b/\n", "https://example.org/a/b/"),
    "no slash": ("site_url: https://example.org/a/b\n", "https://example.org/a/b/"),
    "sub-path, files": (
        "site_url: https://example.org/a/b\nuse_directory_urls: false\n",
        "https://example.org/a/b/",
    ),
    "edit_uri": ("edit_uri: ''\n", ""),
    "edit_uri_template": ("edit_uri:\nedit_uri_template: 'tree/{path_noext}?x={path!q}'\n", ""),
    "not_in_nav": ("not_in_nav: unlisted.md\nnav: [index.md, teach/lesson.md, words.md]\n", ""),
    "exclude_docs": ("exclude_docs: |\n  draft.md\n", ""),
    "draft_docs": ("draft_docs: |\n  draft.md\n", ""),
    "language": ("theme: {name: material, font: false, language: de}\n", ""),
    "css with a query": ("extra_css: ['assets/own.css?v=1', 'assets/own.css#x']\n", ""),
    "js with a query": (
        "extra_javascript: [{path: 'assets/own.js?v=1', defer: true}, 'assets/own.js?v=2']\n",
        "",
    ),
    "names": ("extra_css: ['assets/my own.css']\nuse_directory_urls: true\n", ""),
    "names, files": ("extra_css: ['assets/my own.css']\nuse_directory_urls: false\n", ""),
    "css elsewhere": ("extra_css: ['https://example.net/assets/a.css', assets/own.css]\n", ""),
    "offline": ("plugins: [search, offline]\n", ""),
    "tabs": ("theme: {name: material, font: false, features: [navigation.tabs]}\n", ""),
    "mkdocs": ("theme: {name: mkdocs, highlightjs: false}\n", ""),
    "readthedocs": ("theme: {name: readthedocs, highlightjs: false}\n", ""),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with all that has an address of its own; what ran for one build serves the next."""
    made = Site(tmp_path_factory.mktemp("urls"))
    for name, text in SOURCES.items():
        made.write(name, text)
    return made


def configuration(more: str) -> str:
    """The configuration with some of its options replaced."""
    kept = CONFIG
    for name in re.findall(r"^(\w+):", more, re.MULTILINE):
        kept = re.sub(rf"^{name}:.*\n(?:[ -].*\n)*", "", kept, flags=re.MULTILINE)
    return kept + more


@pytest.mark.corpus(5)
@pytest.mark.parametrize("name", OPTIONS)
def test_every_link_leads_somewhere(site: Site, tmp_path: Path, name: str) -> None:
    more, address = OPTIONS[name]
    site.write("mkdocs.yml", configuration(more))
    done = site.build("--strict", "-d", str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    holds_together(tmp_path / "site", address)


def holds_together(folder: Path, address: str = "") -> None:
    built = Built(folder, address or NOWHERE)
    assert built.broken() == []
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    lesson = {"teach/lesson/index.html", "teach/lesson.html"} & pages
    lab = {"labs/double/index.html", "labs/double.html"} & pages
    assert (len(lesson), len(lab)) == (1, 1)
    html = (folder / lesson.pop()).read_text()
    for place in ("lc-", "<svg", "downloads/lesson.ipynb", 'id="twice"', "double"):
        assert place in html, place
    assert len([link for link in built.external() if link.startswith("https://github.com")]) >= 1


@pytest.mark.corpus(1)
@pytest.mark.parametrize("inherit", [False, True])
def test_sources_and_configuration_may_lie_apart(tmp_path: Path, inherit: bool) -> None:
    """The snippets are beside the configuration, wherever the pages and the site are."""
    apart = Site(tmp_path)
    for name, text in SOURCES.items():
        apart.write(
            name.replace("docs/", "text/pages/").replace("snippets/", "conf/snippets/"), text
        )
    own = CONFIG + "docs_dir: ../text/pages\nsite_dir: ../out/public\n"
    (tmp_path / "mkdocs.yml").unlink()
    apart.write("conf/base.yml" if inherit else "conf/own.yml", own)
    if inherit:
        apart.write("conf/own.yml", "INHERIT: base.yml\nsite_name: Inherited\n")
    for folder, given in ((tmp_path, "conf/own.yml"), (tmp_path / "out", "../conf/own.yml")):
        folder.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", given],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        assert "Published to" in done.stderr
        holds_together(tmp_path / "out" / "public")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"public"}


@pytest.mark.parametrize("inherit", [False, True])
@pytest.mark.parametrize("feature", ["navigation.instant", "navigation.instant.prefetch"])
def test_pages_without_loading_are_refused_with_their_line(
    site: Site, feature: str, inherit: bool
) -> None:
    theme = f"theme:\n  name: material\n  features:\n    - navigation.tabs\n    - {feature}\n"
    text = configuration(theme)
    site.write("base.yml", text)
    site.write("mkdocs.yml", "INHERIT: base.yml\n" if inherit else text)
    done = site.build()
    assert done.returncode == 1
    file, line = "base.yml" if inherit else "mkdocs.yml", text.count("\n")
    assert f"{file}:{line}: theme.features: {feature} cannot be used: " in done.stderr
    assert "Traceback" not in done.stderr
