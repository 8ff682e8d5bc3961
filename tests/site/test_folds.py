"""What goes deeper is folded, and yet there for keys, addresses, paper and the search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .conftest import Site

PAGE, PLACE = "tutorial/forks-add/", "fifteen-forks-in-a-row"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(service_workers="block")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Any, base: str) -> Any:
    tab.goto(base + PAGE)
    return tab


def test_a_fold_is_closed_at_first_and_opens_by_the_keyboard(page: Any) -> None:
    fold = page.locator("details.deeper").first
    assert fold.locator("p").first.is_hidden()
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert fold.locator("p").first.is_visible()


def test_an_address_opens_the_fold_that_it_leads_into(tab: Any, base: str) -> None:
    tab.goto(f"{base}{PAGE}#{PLACE}")
    heading = tab.locator(f"#{PLACE}")
    assert heading.is_visible()
    assert 0 <= heading.bounding_box()["y"] < tab.viewport_size["height"]


def test_on_paper_every_fold_is_open(page: Any) -> None:
    page.emulate_media(media="print")
    heights = page.eval_on_selector_all(
        "details.deeper", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    summaries = page.eval_on_selector_all(
        "details.deeper > summary", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heights
    assert all(whole > 3 * head for whole, head in zip(heights, summaries, strict=True))


def test_the_search_finds_what_is_folded(real_site: Site) -> None:
    index = json.loads(real_site.html("search/search_index.json"))
    found = {doc["location"]: doc["text"] for doc in index["docs"]}
    assert "Each doubling is one node with two links" in found[f"{PAGE}#{PLACE}"]
