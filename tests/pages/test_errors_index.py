"""The page of symptoms leads to every row of the gallery, and to no row that is not there."""

import re

import pytest

HEADING = re.compile(r"^## .*\{#([\w-]+)\}$", re.MULTILINE)
OWN = {"messages": 20, "more": 24, "surprises": 13, "training": 20}
HERE = ("grad-none", "loss-does-not-go-down", "gradient-zero", "gradient-too-large")


@pytest.mark.parametrize("name", ["more", "surprises", "training"])
def test_every_row_is_reached_from_a_symptom_and_from_the_table_on_top(page, name):
    text = page(f"errors/{name}")
    rows = HEADING.findall(text)
    assert len(rows) == OWN[name]
    linked = re.findall(rf"\({name}\.md#([\w-]+)\)", page("errors/index"))
    assert set(linked) == set(rows)
    table = re.findall(r"^\|.*\(#([\w-]+)\) \|$", text, re.MULTILINE)
    assert table == rows


def test_all_twenty_messages_are_reached(page):
    linked = set(re.findall(r"\(messages\.md#([\w-]+)\)", page("errors/index")))
    assert len(linked) == OWN["messages"]


def test_the_table_of_symptoms_matches_the_sections(page):
    text = page("errors/index")
    sections = HEADING.findall(text)
    table = re.findall(r"^\| [^|]+ \| \[[^\]]+\]\(#([\w-]+)\) \|$", text.split("## How")[0], re.M)
    assert table == [name for name in sections if name != "how-to-read"]
    assert set(HERE) <= set(sections)


@pytest.mark.parametrize("name", ["more", "surprises", "training"])
def test_each_row_says_why_and_shows_a_fix_and_a_way_to_find_it(page, name):
    for row in re.split(r"^## (?=.*\{#)", page(f"errors/{name}"), flags=re.MULTILINE)[1:]:
        for part in ("**Why.**", "**Fix.**", "**Related:**"):
            assert part in row, (row[:40], part)
        assert "**Find it.**" in row or "**In a real program.**" in row, row[:40]
        assert "_fixed" in row or ":fixed" in row or name == "surprises", row[:40]
