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
    assert f"new/later.md: moved_from: {words}" in done.stdout + done.stderr


def test_the_first_page_of_the_first_edition_is_still_found(real_site: Site) -> None:
    html = real_site.html("tutorial/three-ways-to-a-slope/index.html")
    assert '<a href="../checking-gradients/">Checking gradients</a>' in html
