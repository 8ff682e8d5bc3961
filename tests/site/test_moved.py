"""Old addresses of pages lead to the new ones."""

from __future__ import annotations

import re

import pytest

from .conftest import Site


def moved(site: Site, given: str, name: str = "new/later.md") -> Site:
    site.write(f"docs/{name}", f"---\ntitle: Later\nmoved_from: {given}\n---\n# Later\n\nText.\n")
    return site


def test_an_old_address_leads_to_the_new_page_with_and_without_scripts(site: Site) -> None:
    done = moved(site, "[early.md, ../first/one.md]").build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    for page, link in (("new/early", "../later/"), ("first/one", "../../new/later/")):
        html = site.html(f"{page}/index.html")
        assert f'location.replace("{link}" + location.search + location.hash)' in html
        assert f'<meta http-equiv="refresh" content="0; url={link}">' in html
        assert f'<a href="{link}">Later</a>' in html
        digest = re.search(r"script-src 'self' 'sha256-[^']+'", html)
        assert digest, "the policy of the page lets its script run"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("early.md", "must be a list such as [old-name.md], not 'early.md'"),
        ("[early/]", "'early/' is no source of a page: write old-name.md"),
        ("[../index.md]", "'index.md' is the address of index.md"),
        ("[later.md]", "'new/later.md' is the address of new/later.md"),
    ],
)
def test_an_address_that_cannot_be_is_refused(site: Site, given: str, words: str) -> None:
    done = moved(site, given).build()
    assert done.returncode != 0
    assert f"docs/new/later.md:3: moved_from: {words}" in done.stdout + done.stderr


def test_the_first_page_of_the_first_edition_is_still_found(real_site: Site) -> None:
    html = real_site.html("tutorial/three-ways-to-a-slope/index.html")
    assert '<a href="../checking-gradients/">Checking gradients</a>' in html


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("[../../escaped/victim.md]", "'../../escaped/victim.md' leads out of the folder"),
        ("[ok.md, ../../victim.md]", "'../../victim.md' leads out of the folder"),
        ("[a/../../../victim.md]", "'a/../../../victim.md' leads out of the folder"),
        ("[{outside}/victim.md]", "/victim.md' leads out of the folder of the pages"),
        (r"['..\..\victim.md']", r"'..\\..\\victim.md' leads out of the folder"),
        ("['C:/victim.md']", "'C:/victim.md' leads out of the folder"),
        (r'["a\0.md"]', r"'a\x00.md' leads out of the folder"),
        ("[old.html]", "'old.html' is no source of a page: write old-name.md"),
        (f"[{'n' * 300}.md]", "cannot be an address: File name too long"),
    ],
)
def test_an_address_outside_the_site_is_refused_with_its_line(
    site: Site, given: str, words: str
) -> None:
    victims = [site.root / "escaped/victim/index.html", site.root.parent / "victim/index.html"]
    for victim in victims:
        victim.parent.mkdir(parents=True, exist_ok=True)
        victim.write_text("mine")
    done = moved(site, given.replace("{outside}", str(site.root.parent))).build()
    assert done.returncode != 0
    assert "docs/new/later.md:3: moved_from: '" in done.stdout + done.stderr
    assert words in done.stdout + done.stderr
    assert [victim.read_text() for victim in victims] == ["mine", "mine"]
    assert not (site.root / "site").exists()


def test_the_line_is_that_of_the_entry(site: Site) -> None:
    done = moved(site, "\n  - early.md\n  - old.html").build()
    assert "docs/new/later.md:5: moved_from: 'old.html' is no source" in done.stdout + done.stderr


def test_a_page_in_no_menu_is_led_to_and_takes_no_place_of_a_file(site: Site) -> None:
    site.write("docs/first/index.html", "<head><meta charset=utf-8></head>Mine.")
    site.write("docs/plain.md", "# Plain\n\nText.\n")
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text() + "nav: [index.md]\n")
    assert moved(site, "[early.md]").build().returncode == 0
    assert 'location.replace("../later/"' in site.html("new/early/index.html")
    for given, words in (
        ("[../first.md]", "'first.md' cannot be an address: the site has a file first/index.html"),
        ("[../plain.md]", "'plain.md' is the address of"),
    ):
        done = moved(site, given).build()
        assert done.returncode != 0
        assert f"docs/new/later.md:3: moved_from: {words}" in done.stdout + done.stderr
