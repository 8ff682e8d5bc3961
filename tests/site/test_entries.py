"""Pages of errors are scanned, not scrolled: an entry is closed, and opens to who seeks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .axe import violations
from .conftest import ROOT
from .test_published import GROWS

PAGES = sorted(f"errors/{path.stem}/" for path in (ROOT / "docs" / "errors").glob("[!i]*.md"))
PAGES = ["errors/", *PAGES]
SCREENS = 9  # of a phone; with all entries open the longest page has more than sixty
PHONE = {"width": 390, "height": 844}
PAGE, ENTRY = "errors/more/", "no-derivative"
OTHER = "errors/training/"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=PHONE, service_workers="block")
    yield context.new_page()
    context.close()


def wait_until_read(tab: Any, name: str = ENTRY) -> None:
    """Wait until an entry's heading is in sight, below the header, and its text stands open."""
    tab.wait_for_function(
        "name => { const heading = document.getElementById(name);"  # its page may be on its way
        " const {top} = heading?.getBoundingClientRect() ?? {}; return 40 < top && top < 400; }",
        arg=name,
        timeout=5000,
    )
    tab.locator(f"details:has(#{name}) p").first.wait_for()


def close(tab: Any, name: str = ENTRY) -> None:
    tab.locator(f"summary:has(#{name})").click(position={"x": 250, "y": 6})
    assert tab.locator("details.lc-entry[open]").count() == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_errors_is_a_few_screens_of_a_phone(tab: Any, base: str, page: str) -> None:
    tab.goto(base + page)
    assert tab.evaluate("document.documentElement.scrollHeight") <= SCREENS * PHONE["height"]
    entries = tab.locator("details.lc-entry")
    said = entries.evaluate_all(
        "all => all.map(one => one.querySelector('.lc-entry-line')?.innerText)"
    )
    assert said
    assert all(line and len(line) < 170 for line in said)  # in sight, and short
    assert all(not entries.nth(at).locator("p").first.is_visible() for at in range(3))
    links = tab.eval_on_selector_all(
        "article a[href^='#']:not(.headerlink)", "all => all.map(a => a.hash.slice(1))"
    )
    inside = tab.eval_on_selector_all("summary h2", "all => all.map(h => h.id)")
    assert set(inside) & set(links)  # a list of contents leads to them


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_an_entry_opens_by_the_keyboard(tab: Any, base: str, key: str) -> None:
    tab.goto(base + PAGE)
    entry = tab.locator("details.lc-entry").first
    entry.locator("summary").focus()
    tab.keyboard.press(key)
    assert entry.locator("p").first.is_visible()
    tab.keyboard.press(key)
    assert entry.locator("p").first.is_hidden()


def test_an_address_opens_its_entry_alone_and_moves_nothing(tab: Any, base: str) -> None:
    tab.goto(f"{base}{PAGE}#{ENTRY}")
    wait_until_read(tab)
    assert tab.locator("details.lc-entry[open]").count() == 1
    assert tab.evaluate(GROWS) == 0


def test_links_of_the_page_open_an_entry_also_the_same_again(tab: Any, base: str) -> None:
    tab.goto(base + PAGE)
    for _ in range(2):
        tab.locator(f"article table a[href='#{ENTRY}']").click()
        wait_until_read(tab)
        close(tab)
    tab.go_back()
    tab.go_forward()
    wait_until_read(tab)


def test_links_of_other_pages_and_of_the_list_of_contents_open_it(tab: Any, base: str) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(base + "errors/")
    tab.locator(f"article a[href$='more/#{ENTRY}']").first.evaluate("link => link.click()")
    wait_until_read(tab)
    close(tab)
    tab.locator(".md-sidebar--secondary a[href$='#mse-sizes']").click()
    wait_until_read(tab, "mse-sizes")


def test_a_result_of_the_search_opens_it(tab: Any, base: str) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(base + PAGE)
    tab.locator(".md-search__input").click()
    tab.locator(".md-search__input").fill("derivative for aten floor_divide is not implemented")
    tab.locator(f".md-search-result__link[href*='#{ENTRY}']").first.click()
    wait_until_read(tab)
    tab.locator(f"details:has(#{ENTRY}) mark").first.wait_for()


def test_words_that_are_found_in_a_page_open_it(tab: Any, base: str) -> None:
    tab.goto(f"{base}{PAGE}#:~:text=heaviside%20and")
    tab.wait_for_function("document.querySelector('details.lc-entry[open]')", timeout=5000)
    assert tab.locator(f"details[open] #{ENTRY}").count() == 1


def test_without_scripts_entries_open_by_address_and_by_hand(chromium: Any, base: str) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{base}{PAGE}#{ENTRY}")
    text = tab.locator(f"details:has(#{ENTRY}) p").first
    assert text.is_visible()
    assert 0 < text.bounding_box()["y"] < PHONE["height"]
    first = tab.locator("details.lc-entry").first
    assert first.locator("p").first.is_hidden()
    first.locator("summary").click()
    assert first.locator("p").first.is_visible()
    context.close()


def test_on_paper_all_entries_are_open(tab: Any, base: str) -> None:
    tab.goto(base + OTHER)
    before = tab.evaluate("document.documentElement.scrollHeight")
    tab.emulate_media(media="print")
    shown = tab.eval_on_selector_all(
        "details.lc-entry", "all => all.map(one => one.getBoundingClientRect().height > 300)"
    )
    assert all(shown)
    assert tab.evaluate("document.documentElement.scrollHeight") > 3 * before


@pytest.mark.corpus(1)
@pytest.mark.parametrize("page", ["errors/", OTHER])
def test_axe_finds_nothing_with_all_entries_open(tab: Any, base: str, page: str) -> None:
    tab.goto(base + page)
    tab.eval_on_selector_all("details.lc-entry", "all => all.forEach(one => one.open = true)")
    assert violations(tab) == []
