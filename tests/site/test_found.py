"""What search engines, previews of links and readers at a wrong address find of the site."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

from .conftest import ADDRESS, ROOT, Site

pytestmark = pytest.mark.turns(3)

META = re.compile(r'<meta (?:name|property)="(?P<name>[^"]+)" content="(?P<text>[^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def pages(site: Site) -> dict[str, str]:
    """The site's pages by their addresses below the root.

    Without the one for wrong addresses and those that ask not to be found: what stands beside a
    page, and what leads from an old address to the new one.
    """
    folder = site.root / "site"
    return {
        path.relative_to(folder).as_posix().removesuffix("index.html"): html
        for path in sorted(folder.rglob("*.html"))
        if path.name != "404.html" and told(html := path.read_text("utf-8")).get("robots") is None
    }


def told(html: str) -> dict[str, str]:
    """What a page's meta elements say."""
    return {found["name"]: unescape(found["text"]) for found in META.finditer(html)}


# ----- On every page -----


def test_every_page_has_a_description_of_its_own_of_a_good_length(real_site: Site) -> None:
    found = {page: told(html)["description"] for page, html in pages(real_site).items()}
    assert {page: text for page, text in found.items() if not 50 <= len(text) <= 170} == {}
    twice = [text for text, count in Counter(found.values()).items() if count > 1]
    assert twice == []
    assert [text for text in found.values() if not re.search(r"\w[.?!]\Z", text)] == []


def test_every_page_has_a_title_of_its_own(real_site: Site) -> None:
    titles = Counter(re.search(r"<title>(.*?)</title>", h)[1] for h in pages(real_site).values())
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("kind", ["real_site", "addressed_site"])
def test_previews_of_links_have_words_and_where_an_address_is_known_a_picture(
    kind: str, request: pytest.FixtureRequest
) -> None:
    site = request.getfixturevalue(kind)
    for page, html in pages(site).items():
        meta = told(html)
        assert meta["og:title"], page
        assert meta["og:description"] == meta["description"], page
        assert meta["og:site_name"] == "Autograd, live"
        assert meta["og:type"] == (
            "article" if page.startswith(("tutorial/", "work/")) else "website"
        )
        if kind == "real_site":
            assert "og:url" not in meta
            assert "og:image" not in meta
        else:
            assert meta["og:url"] == ADDRESS + page
            assert (site.root / "site" / meta["og:image"].removeprefix(ADDRESS)).is_file()
            assert meta["og:image:alt"]


@pytest.mark.parametrize("kind", ["real_site", "addressed_site"])
def test_structured_data_is_json_and_names_the_page(
    kind: str, request: pytest.FixtureRequest
) -> None:
    for page, html in pages(request.getfixturevalue(kind)).items():
        (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        facts = json.loads(text)
        assert facts["@context"] == "https://schema.org"
        assert facts["name"] == told(html)["og:title"], page
        assert facts["@type"] == (
            "LearningResource" if re.search("tutorial/|work/", page) else "WebPage"
        )
        assert facts.get("url") == (ADDRESS + page if kind == "addressed_site" else None)


# ----- Where the address is known, and where it is not -----


def test_canonical_links_are_there_where_the_address_is_known(
    real_site: Site, addressed_site: Site
) -> None:
    assert [page for page, html in pages(real_site).items() if CANONICAL.search(html)] == []
    for page, html in pages(addressed_site).items():
        assert CANONICAL.findall(html) == [ADDRESS + page]


def test_the_sitemap_lists_every_page(addressed_site: Site) -> None:
    folder = addressed_site.root / "site"
    text = (folder / "sitemap.xml").read_bytes()
    listed = [element.text for element in ElementTree.fromstring(text).iter(LOCATION)]
    assert sorted(filter(None, listed)) == sorted(ADDRESS + page for page in pages(addressed_site))
    assert gzip.decompress((folder / "sitemap.xml.gz").read_bytes()) == text


def test_robots_are_welcome_and_told_of_the_sitemap_where_it_has_an_address(
    real_site: Site, addressed_site: Site
) -> None:
    plain = "User-agent: *\nAllow: /\n"
    assert (real_site.root / "site" / "robots.txt").read_text("utf-8") == plain
    text = (addressed_site.root / "site" / "robots.txt").read_text("utf-8")
    assert text == f"{plain}Sitemap: {ADDRESS}sitemap.xml\n"


@pytest.mark.parametrize(("kind", "base"), [("real_site", "/"), ("addressed_site", "/learn/")])
def test_a_wrong_address_leads_on_from_any_depth(
    kind: str, base: str, request: pytest.FixtureRequest
) -> None:
    site = request.getfixturevalue(kind)
    html = site.html("404.html")
    (content,) = re.findall(r"<article.*?</article>", html, re.DOTALL)
    deep = "https://autograd.example/no/such/page/"
    links = [urljoin(deep, link) for link in re.findall(r'href="([^"]+)"', content)]
    home = urljoin(deep, base)
    assert links == [home, f"{home}errors/", f"{home}reference/glossary/"]
    for link in re.findall(r'(?:href|src|data-theme)="([^"]+)"', html):
        assert link.startswith((base, "https:", "#", "data:")), link
    assert "noindex" in told(html)["robots"]
    assert "search" in content.lower()


# ----- Cards -----


def test_every_page_has_a_card_of_the_size_that_is_asked_for(addressed_site: Site) -> None:
    image = pytest.importorskip("PIL.Image")
    drawn = {}
    for page, html in pages(addressed_site).items():
        path = addressed_site.root / "site" / told(html)["og:image"].removeprefix(ADDRESS)
        data = path.read_bytes()
        with image.open(path) as card:
            assert (card.format, card.size) == ("PNG", (1200, 630)), page
        assert len(data) < 40_000
        assert drawn.setdefault(data, page) == page, "two pages with one card"


def test_readers_keep_no_card_for_reading_offline(addressed_site: Site) -> None:
    whole = (addressed_site.root / "site" / "offline.json").read_text("utf-8")
    assert "assets/cards/" not in whole
    assert "robots.txt" not in whole


SMALL = """\
site_name: Small
site_url: https://small.example/
hooks: [{hook}]
theme: {{name: material, font: false}}
extra: {{livecells: {{cards: true}}}}
plugins: []
"""


def test_a_card_is_drawn_once_and_then_kept(site: Site, tmp_path: Path) -> None:
    hook = ROOT / "hooks" / "live_site.py"
    site.write("mkdocs.yml", SMALL.format(hook=hook))
    text = "---\ndescription: A small page.\n---\n# Home\n\n/// live | story:first\n///\n"
    site.write("docs/index.md", text)
    assert site.build("--strict").returncode == 0
    first = (site.root / "site" / "assets" / "cards" / "index.png").read_bytes()
    # A build for no address in between forgets nothing. From then on a build that draws fails.
    site.write("unknown.yml", SMALL.format(hook=hook).replace("site_url", "#"))
    assert site.build("--strict", "--config-file", "unknown.yml").returncode == 0
    broken: Any = tmp_path / "without" / "PIL"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('no Pillow here')\n", encoding="utf-8")
    done = site.build("--strict", PYTHONPATH=str(broken.parent))
    assert done.returncode == 0, done.stderr
    assert (site.root / "site" / "assets" / "cards" / "index.png").read_bytes() == first
    site.write("docs/index.md", text.replace("small", "changed"))
    assert site.build("--strict", PYTHONPATH=str(broken.parent)).returncode != 0
    assert site.build("--strict").returncode == 0
    assert (site.root / "site" / "assets" / "cards" / "index.png").read_bytes() != first
