"""The table beside the official documentation: each row has a place here or a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

PAGE = "about/official-docs"
REASON = re.compile(r"left out: \w.{15,}")


@pytest.fixture(scope="module")
def rows(real_site: Any) -> list[LexborNode]:
    html = (real_site.root / "site" / PAGE / "index.html").read_text("utf-8")
    return LexborHTMLParser(html).css("article tbody tr")


def links(row: LexborNode) -> Iterator[str]:
    """Where the second cell leads, inside of the site."""
    for link in row.css("td:nth-child(2) a"):
        target = link.attributes["href"] or ""
        if not target.startswith("https:"):
            yield target


def test_each_fact_has_a_place_or_a_reason(rows: list[LexborNode]) -> None:
    assert len(rows) > 50
    without = [row.text() for row in rows if not any(links(row)) and not REASON.search(row.text())]
    assert without == []


def test_each_link_leads_to_an_anchor_that_is_there(rows: list[LexborNode], real_site: Any) -> None:
    here = real_site.root / "site" / PAGE
    for target in {target for row in rows for target in links(row)}:
        page, _, anchor = target.partition("#")
        assert anchor, f"{target} leads to a page as a whole"
        html = (here / page / "index.html").resolve().read_text("utf-8")
        assert LexborHTMLParser(html).css_first(f'[id="{anchor}"]'), target
