"""Pages that wait for many runs hold up no others, and the site keeps the order of its sources."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import ADDRESS, CONFIG, Site

# What `docs/b.md` gives when it is converted lets the snippet of `docs/c.md` come to its end.
HOOK = """
from pathlib import Path


def on_page_content(html, page, config, files):
    if page.file.src_uri == "b.md":
        Path({made!r}).write_text("made")
"""
WAITING = '''"""Waits for another page."""
# %% wait timeout=20
import os, time

while not os.path.exists({made!r}):
    time.sleep(0.02)
print("it came")
'''
LIST = "# List\n\n/// checked\n///\n"
SLIDER = "# Slider\n\n/// live | story\n    vary: {x: [1, 2]}\n///\n"
STORY = '"""A story."""\n# %% first\nx = 1\nprint(x + 40)\n'


def page_with_others(site: Site, text: str, made: Path) -> Site:
    config = CONFIG.replace("plugins: []", "plugins: [search]")
    config += f"site_url: {ADDRESS}\n"
    site.write("mkdocs.yml", config.replace("live_site.py]", "live_site.py, other.py]"))
    site.write("other.py", HOOK.format(made=str(made)))
    site.write("snippets/story.py", STORY)
    site.write("snippets/waiting.py", WAITING.format(made=str(made)))
    site.write("docs/a.md", text)
    site.write("docs/b.md", "# Quick\n\nIt waits for nothing.\n")
    site.write("docs/c.md", "# Slow\n\n/// live | waiting\n///\n")
    return site


@pytest.mark.parametrize("text", [LIST, SLIDER], ids=["list", "slider"])
def test_a_page_that_waits_for_many_runs_holds_up_no_other(
    site: Site, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    page_with_others(site, text, tmp_path_factory.mktemp("beside") / "made")
    done = site.build("--strict", LIVECELLS_JOBS="1")
    assert done.returncode == 0, done.stderr
    assert "it came" in site.html("c/index.html")
    index = json.loads((site.root / "site" / "search" / "search_index.json").read_text())
    places = [entry["location"] for entry in index["docs"] if "#" not in entry["location"]]
    assert places == ["", "a/", "b/", "c/"]
    places = re.findall("<loc>.*?learn/(.*?)</loc>", site.html("sitemap.xml"))
    assert places == ["", "a/", "b/", "c/"]
