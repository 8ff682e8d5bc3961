"""What a page offers to run: marks that hold stay, all others go."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from livecells.builder.results import Results
from livecells.builder.run_offers import snippets_in, with_offers
from livecells.builder.runnable import Runnable, Verdict

OK, NO = Verdict(ok=True), Verdict(ok=False, why="it shows more than text")


def build() -> Results:
    """A build in which one snippet runs up to its second cell, and a lab whole."""
    found = {
        "story": Runnable({"first": OK, "second": OK, "third": NO}, ("out", "a[0, 1]")),
        "labs/whole": Runnable({"start": OK, "solution": OK, "check": OK}),
        "labs/part": Runnable({"start": OK, "solution": NO, "check": NO}),
    }
    return cast("Results", SimpleNamespace(runnable=lambda: found))


@pytest.mark.parametrize(
    ("mark", "stays"),
    [
        ('data-run="story first"', True),
        ('data-run="story first second"', True),
        ('data-run="story second third"', False),
        ('data-run="story third"', False),
        ('data-run="story no-such"', False),
        ('data-run="failed first"', False),
        ('data-run-lab="labs/whole"', True),
        ('data-run-lab="labs/part"', False),
        ('data-run-graph="story out"', True),
        ('data-run-graph="story a[0, 1]"', True),
        ('data-run-graph="story other"', False),
    ],
)
def test_a_mark_stays_where_all_that_it_names_can_be_run(mark: str, stays: bool) -> None:
    html = f'<div class="lc" {mark} data-snippet="story"><p>data-run="story third"</p></div>'
    made = with_offers(html, build())
    assert (f" {mark} " in made) is stays
    assert made.endswith('<p>data-run="story third"</p></div>')  # a text is none


def test_a_page_names_each_snippet_once_in_its_order() -> None:
    html = (
        '<div data-run="story first"></div><section data-run-lab="labs/whole"></section>'
        '<div data-run="story second"></div><div data-run-graph="labs/part x"></div>'
    )
    assert snippets_in(with_offers(html, build())) == ["story", "labs/whole"]


def test_nothing_is_judged_for_a_page_that_offers_nothing() -> None:
    def judge() -> Any:
        raise AssertionError

    none = cast("Results", SimpleNamespace(runnable=judge))
    assert with_offers("<p>text</p>", none) == "<p>text</p>"
