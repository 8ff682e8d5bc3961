"""Who types a piece of a message into the search finds its row: in Chromium, on the built site."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from ..conftest import Drawn
from .conftest import ROOT

SEARCHES = Path(__file__).with_name("searches.txt")
ABSENT = Path(__file__).with_name("absent.txt")
INDEX_BUDGET = 310 * 1024
FIRST = 3  # pages of the list, and sections below one of them, that a reader looks at
NEEDED = 5  # searches for each row
SOME = 20  # searches of each part that are tried, where not all are

# Enters a query as keys would, waits for the list that belongs to it, and reads that list.
# The worker answers in order, so the answer to the last query is the last change of the list.
# Counts the answers of the search's worker.
COUNT = """
window.answers = {count: 0};
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({data}) => { answers.count += data?.type === 3; });
  }
};
"""
ASK = """async query => {
  const box = document.querySelector("[data-md-component=search-query]");
  const list = document.querySelector(".md-search-result__list");
  const meta = document.querySelector(".md-search-result__meta");
  const settled = () => new Promise(done => {
    const before = answers.count;
    let quiet;
    const late = setTimeout(() => { watch.disconnect(); done(false); }, 10000);
    const end = () => {
      if (answers.count === before) return;  // what moves is not yet the answer
      clearTimeout(late);
      watch.disconnect();
      done(true);
    };
    const watch = new MutationObserver(() => {
      clearTimeout(quiet);
      quiet = setTimeout(end, 25);
    });
    for (const part of [list, meta])
      watch.observe(part, {childList: true, characterData: true, subtree: true});
    box.value = query;
    box.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
  });
  if (!await settled()) return null;
  const home = new URL(document.querySelector("[data-md-component=logo]").href).pathname;
  const place = link => {
    const url = new URL(link.href);
    return url.pathname.slice(home.length) + decodeURIComponent(url.hash);
  };
  return [...list.querySelectorAll(".md-search-result__item")].slice(0, 10).map(item => ({
    page: place(item.querySelector(".md-search-result__link")),
    sections: [...item.querySelectorAll(".md-search-result__link")].slice(1).map(place),
  }));
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


def searches() -> dict[str, list[str]]:
    """What must be found, and the texts that lead there."""
    found: dict[str, list[str]] = {}
    _, *parts = re.split(r"^=====.*$", SEARCHES.read_text("utf-8"), flags=re.MULTILINE)
    aim = ""
    for line in "\n".join(parts).splitlines():
        if line.startswith("    "):
            found[aim].append(line.strip())
        elif line:
            aim = line.strip()
            assert aim not in found, f"{aim} stands twice in {SEARCHES.name}"
            found[aim] = []
    return found


def rows() -> list[str]:
    """The rows of the error gallery, as their sources have them."""
    return [
        f"errors/{name}/#{anchor}"
        for name in ("messages", "more", "surprises", "training")
        for anchor in re.findall(
            r"^## .*\{#([\w-]+)\}$",
            (ROOT / "docs" / "errors" / f"{name}.md").read_text("utf-8"),
            re.MULTILINE,
        )
    ]


def is_there(aim: str, results: list[dict[str, Any]]) -> bool:
    """Whether a page is among the first results and a section among the first below it."""
    page, mark, _ = aim.partition("#")
    return any(
        result["page"] == page and (not mark or aim in result["sections"][:FIRST])
        for result in results[:FIRST]
    )


def test_every_row_has_its_searches() -> None:
    given = searches()
    assert len(rows()) == 77
    few = [row for row in rows() if len(set(given.get(row, []))) < NEEDED]
    assert few == []


def test_every_aim_is_an_address_of_the_site(real_site: Any) -> None:
    for aim in (aim for aims in searches() for aim in aims.split(" or ")):
        page, _, anchor = aim.partition("#")
        text = real_site.html(f"{page}index.html")
        assert not anchor or f'id="{anchor}"' in text, aim


@pytest.fixture(scope="module")
def tab(chromium: Any, base: str) -> Iterator[Any]:
    """A page whose search is open and ready."""
    made = chromium.new_page(viewport={"width": 1280, "height": 800})
    made.add_init_script(COUNT)
    made.goto(base)
    made.locator(".md-search__input").click()
    # One query alone, and its answer: none is under way when the next is asked.
    made.locator(".md-search__input").fill("qqxqq")
    made.keyboard.press("End")
    made.locator(".md-search-result__meta", has_text="Nothing here").wait_for(timeout=30000)
    yield made
    made.close()


@pytest.mark.parametrize("part", ["messages", "more", "surprises", "training", ""])
def test_a_search_finds_its_row(tab: Any, drawn: Drawn, part: str) -> None:
    asked = [
        (aims, query)
        for aims, queries in searches().items()
        if (aims.startswith(f"errors/{part}/#") if part else aims not in rows())
        for query in queries
    ]
    missed = []
    for aims, query in drawn(f"searches {part}", asked, SOME):
        results = tab.evaluate(ASK, query)
        assert results is not None, f"no answer: {query}"
        if not any(is_there(aim, results) for aim in aims.split(" or ")):
            got = [(r["page"], *r["sections"][:FIRST]) for r in results[:FIRST]]
            missed.append((query, aims, got))
    assert missed == []


def test_what_the_site_does_not_have_is_said_above_the_list(tab: Any) -> None:
    meta = tab.locator(".md-search-result__meta")
    silent = []
    asked = ABSENT.read_text("utf-8").split("\n\n")[1].splitlines()
    for query in asked:
        assert tab.evaluate(ASK, query) is not None
        if not re.match("No|Only pages about this site", meta.inner_text()):
            silent.append((query, meta.inner_text()))
    assert len(silent) <= len(asked) / 20, silent


def test_what_is_found_is_counted_as_ever(tab: Any) -> None:
    assert tab.evaluate(ASK, "retain_graph")
    assert re.fullmatch(r"\d+ matching documents", tab.inner_text(".md-search-result__meta"))


def test_nonsense_is_not_found(tab: Any) -> None:
    assert tab.evaluate(ASK, "zzyzx") == []


# ----- What the index holds -----


@pytest.fixture(scope="module")
def index(real_site: Any) -> Any:
    """The index that the search loads."""
    return json.loads(real_site.html("search/search_index.json"))


def test_the_index_stays_small(real_site: Any) -> None:
    packed = gzip.compress(real_site.html("search/search_index.json").encode(), 6)
    assert len(packed) <= INDEX_BUDGET


def test_the_index_has_solutions_and_neither_checks_nor_hints(real_site: Any, index: Any) -> None:
    page = real_site.html("tutorial/leaves-and-retain-grad/index.html")
    texts = "".join(entry["text"] for entry in index["docs"])
    assert "Without the two requests" in texts
    for part in ("All checks passed", "Put these lines below"):
        assert part in page
        assert part not in texts


def test_a_lab_is_one_entry_with_its_task(index: Any) -> None:
    lab = [entry for entry in index["docs"] if entry["location"].startswith("labs/cut_the_state/")]
    assert [entry["location"] for entry in lab] == ["labs/cut_the_state/"]
    assert "let each walk end where its round began" in lab[0]["text"]
