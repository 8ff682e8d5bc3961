"""The table of the old notebook's cells: each row names a page and a test that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "about" / "seed.md"
ROW = re.compile(r"\| (\d+) \|.*\| \[[^]]+\]\(([^)]+)\) \| `([^`:]+)::(\w+)` \|$")
VERDICTS = ("Right", "Half right:", "Wrong:", "No solution", "No answer")
PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))


def table_lines():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if re.match(r"\| \d+ \|", line)]


def rows():
    return [
        (int(number), page, path, name)
        for number, page, path, name in (ROW.match(line).groups() for line in table_lines())
    ]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_table_rows_are_whole_and_numbered():
    assert all(ROW.match(line) for line in table_lines())
    assert [row[0] for row in rows()] == list(range(1, 26))


def test_table_rows_have_a_verdict():
    for line in table_lines():
        assert any(f"| {verdict}" in line for verdict in VERDICTS), line


@pytest.mark.parametrize(
    ("page", "path", "name"), [row[1:] for row in rows()], ids=[f"row-{row[0]}" for row in rows()]
)
def test_table_row_names_a_page_and_a_test(page, path, name):
    assert (TABLE.parent / page).is_file()
    assert name in functions(ROOT / "tests" / "pages" / path)


def test_credits_name_both_sources():
    text = (ROOT / "docs" / "about" / "credits.md").read_text(encoding="utf-8")
    for source in ("pytorch/tutorials", "02456", "BSD-3-Clause"):
        assert source in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_read_later_links_are_https_and_stable(page):
    later = page.read_text(encoding="utf-8").split("## Read later")[1].split("\nSources: ")[0]
    links = re.findall(r"\]\((http[^)]+)\)", later)
    assert len(links) >= 2
    assert all(link.startswith("https://docs.pytorch.org/docs/stable/") for link in links)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_has_its_parts(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: ")
    for part in ("description: ", "**You need:**", "## Exercises", "## In short", "Sources: "):
        assert part in text


def test_solution_of_each_lab_is_shown_with_start_and_check():
    pages = [*PAGES, *sorted((ROOT / "docs" / "work").glob("*.md"))]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    for lab in (ROOT / "snippets" / "labs").glob("*.py"):
        assert f"/// exercise | {lab.stem}\n" in text
