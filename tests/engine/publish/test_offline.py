"""The site for readers without a network: what is kept, and the archive."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from livecells.html_tree import Tree
from livecells.options import SiteOptions
from livecells.publish import pages
from livecells.publish.offline import archive, files, for_disk, listing, worker, write


@pytest.fixture
def site(tmp_path):
    made = {
        "index.html": '<a href="tutorial/a/">A</a>',
        "tutorial/a/index.html": '<a href="../..">Home</a>',
        "assets/x.js": "1",
        "assets/x.js.map": "{}",
        "downloads/a.py": "print()",
        "tutorial/a/index.md": "# A",
        "_headers": "/*",
    }
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_files_are_those_that_a_browser_reads(site):
    assert [name for name, _ in files(site)] == [
        "assets/x.js",
        "downloads/a.py",
        "index.html",
        "tutorial/a/index.html",
    ]


def test_the_list_names_each_file_with_its_digest_and_size(site):
    before = json.loads(listing(dict(files(site))))
    assert set(before) == {"assets/x.js", "downloads/a.py", "index.html", "tutorial/a/index.html"}
    assert before["downloads/a.py"][1] == len("print()")
    (site / "assets" / "x.js").write_text("2")
    after = json.loads(listing(dict(files(site))))
    assert [name for name in after if before[name] != after[name]] == ["assets/x.js"]


def test_the_worker_asks_for_nothing_by_itself():
    """It names no file, so another edition of the site makes no other worker."""
    text = worker("name")
    assert "`name:${scope.pathname}:`" in text
    assert len(text) < 6000
    assert not re.search(r'"install".*(fetch|addAll)', text)


@pytest.mark.parametrize(
    ("link", "on_disk"),
    [
        ("tutorial/a/", "tutorial/a/index.html"),
        ("../b/#part", "../b/index.html#part"),
        ("../..", "../../index.html"),
        (".", "./index.html"),
        ("#part", "#part"),
        ("https://example.org/a/", "https://example.org/a/"),
        ("../x.css", "../x.css"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_links_to_folders_lead_to_their_pages(link, on_disk):
    tree = Tree(f'<a href="{link}">A</a>')
    for_disk(tree)
    assert tree.css_first("a").attributes["href"] == on_disk


def test_the_archive_is_the_same_for_the_same_files(site):
    found = dict(files(site))
    assert archive(found, "a") == archive(dict(reversed(found.items())), "a")


def test_the_script_that_clears_what_is_kept_knows_its_name():
    root = Path(__file__).resolve().parents[3]
    (name,) = re.findall(r"^    archive: (.+)$", (root / "mkdocs.yml").read_text(), re.MULTILINE)
    assert f"`{name}:${{" in (root / "docs" / "assets" / "js" / "offline.js").read_text()


def test_write_puts_both_beside_the_pages(site):
    write(site, pages.read(site), SiteOptions(archive="whole", downloads="home"))
    with zipfile.ZipFile(site / "home" / "site.zip") as packed:
        page = packed.read("whole/index.html")
        assert b'<a href="tutorial/a/index.html">A</a>' in page
        assert len(packed.namelist()) == 4
    assert not {"sw.js", "offline.json"} & set(json.loads((site / "offline.json").read_text()))
