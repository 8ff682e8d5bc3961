"""The comparison by Lighthouse: fair sites, true tables. Lighthouse itself is never run here."""

from __future__ import annotations

import gzip
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))  # pytest's importlib mode does not put the root there

from tests.bench.gzipped import served  # noqa: E402
from tests.bench.lighthouse import CATEGORIES, OURS, PLAIN, STILL, faults, plain, report  # noqa: E402
from tests.bench.lighthouse import scores as scores_of  # noqa: E402
from tests.bench.tables import update  # noqa: E402


def scores(performance: int, rest: int = 100) -> dict[str, int]:
    return {name: performance if name == "performance" else rest for name in CATEGORIES}


def test_a_folder_is_served_compressed_with_types(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p>ä</p>", encoding="utf-8")
    (tmp_path / "404.html").write_text("nothing", encoding="utf-8")
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    with served(tmp_path) as base:
        with urllib.request.urlopen(f"{base}a/") as page:
            assert page.headers["Content-Type"] == "text/html; charset=utf-8"
            assert page.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(page.read()).decode() == "<p>ä</p>"
        with urllib.request.urlopen(f"{base}p.png") as picture:
            assert picture.headers["Content-Encoding"] is None
            assert picture.read() == b"\x89PNG"
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{base}b/")
        with missing.value as answer:
            assert answer.code == 404
            assert gzip.decompress(answer.read()) == b"nothing"


def test_plain_material_shows_the_same_text_with_nothing_of_ours(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "tutorial" / "one").mkdir(parents=True)
    (site / "index.md").write_text("# Home\n\n[One](tutorial/one/index.md)\n", encoding="utf-8")
    text = "# One\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n"
    (site / "tutorial" / "one" / "index.md").write_text(text, encoding="utf-8")
    made = plain(site, tmp_path)
    page = (made / "tutorial" / "one" / "index.html").read_text("utf-8")
    assert "<h1" in page
    assert ">One" in page
    assert "lc-" not in page
    assert "assets/stylesheets/main." in page
    assert (made / "index.html").is_file()


def test_scores_are_whole_numbers() -> None:
    found = {"categories": {name: {"score": 0.97} for name in CATEGORIES}}
    assert scores_of(found) == scores(97, 97)


def test_table_has_a_row_for_each_page_and_site_and_spreads_where_they_differ() -> None:
    record = {
        ("", OURS): [scores(100), scores(97), scores(99)],
        ("", PLAIN): [scores(90, 91)] * 3,
    }
    text = report(record, 3, "1.2.3", "a command")
    assert "| Home | this site | 100 | 100 | 100 | 99 (97 to 100) |" in text
    assert "| Home | plain Material | 91 | 91 | 91 | 90 |" in text
    assert "Lighthouse 1.2.3" in text
    assert "```sh\na command\n```" in text


def test_the_aim_is_for_this_site_alone() -> None:
    record = {("", OURS): [scores(96), scores(97), scores(100)], ("", PLAIN): [scores(10, 10)]}
    assert faults(record) == []
    assert faults({("", OURS): [scores(96)]}) == ["Home: performance 96, below 97"]
    still = {("", OURS): [scores(97)], ("", STILL): [scores(99)]}
    assert faults(still) == []
    still["", STILL] = [scores(100)]
    assert faults(still) == ["Home: performance 3 below that without Run"]
    low = faults({("", OURS): [scores(100), {**scores(100), "seo": 99}]})
    assert low == ["Home: seo 99, below 100"]


def test_markers_of_another_table_are_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- bench:a -->\nx\n<!-- /bench:a -->\n<!-- bench:b -->\n<!-- /bench:b -->\n")
    assert update(page, "new", "b")
    assert page.read_text() == (
        "<!-- bench:a -->\nx\n<!-- /bench:a -->\n<!-- bench:b -->\n\nnew\n<!-- /bench:b -->\n"
    )
    assert not update(page, "new", "c")


def test_the_page_has_the_markers() -> None:
    page = (ROOT / "docs" / "about" / "performance.md").read_text("utf-8")
    assert "<!-- bench:lighthouse -->" in page
    assert "<!-- /bench:lighthouse -->" in page
