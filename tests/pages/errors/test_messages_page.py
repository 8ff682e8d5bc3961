"""The page of messages: its rows, their anchors, their parts, and that each shows what it lists."""

import ast
import re

import pytest

PAGE = "errors/messages"
ANCHORS = [
    "modified-in-place",
    "second-backward",
    "nothing-recorded",
    "scalar-outputs-only",
    "gradient-shape-mismatch",
    "leaf-edited-in-place",
    "grad-of-non-leaf",
    "numpy-on-recording",
    "only-floats-record",
    "not-used-in-graph",
    "flag-of-non-leaf",
    "optimize-non-leaf",
    "grad-is-none",
    "inference-tensors",
    "second-derivative",
    "number-of-gradients",
    "function-gradient-shape",
    "gradcheck-mismatch",
    "retain-grad-on-plain-data",
    "nan-in-anomaly-mode",
]
LABELS = [
    "The message",
    "What it means",
    "The fix",
    "Find it in your program",
    "Other wordings",
    "See also",
]
HEADING = re.compile(r"^## (?P<text>.+) \{#(?P<anchor>[a-z-]+)\}$", re.MULTILINE)
SHOWN = re.compile(r"^/// live \| (errors/\w+)", re.MULTILINE)
LISTED = re.compile(r"^\d+\. \[`(?P<core>.+)`\]\(#(?P<anchor>[a-z-]+)\)", re.MULTILINE)


@pytest.fixture
def rows(page):
    """The Markdown of each row, by its anchor."""
    _, *parts = HEADING.split(page(PAGE).split("\n## Not here?")[0])
    return dict(zip(parts[1::3], parts[2::3], strict=True))


@pytest.fixture
def said(executed):
    """`said(name)`: the error of a snippet, or else its last warning, as the page shows it."""

    def of(name):
        outputs = [o for cell in executed(name).cells() for o in cell["outputs"]]
        texts = [f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
        return texts or [o["text"] for o in outputs if o.get("name") == "stderr"]

    return of


def test_all_rows_in_order_and_listed_in_the_same(page, rows):
    assert list(rows) == ANCHORS
    assert [found["anchor"] for found in LISTED.finditer(page(PAGE))] == ANCHORS


@pytest.mark.parametrize("anchor", ANCHORS)
def test_a_row_has_the_same_parts_as_all_others(rows, anchor):
    labels = re.findall(r"^\*\*(.+)\*\*$", rows[anchor], re.MULTILINE)
    assert labels == LABELS
    parts = dict(zip(labels, re.split(r"^\*\*.+\*\*$", rows[anchor], flags=re.M)[1:], strict=True))
    assert all(part.strip() for part in parts.values())
    assert SHOWN.search(parts["The message"])
    assert not SHOWN.search(parts["What it means"])
    assert "Older" in parts["Other wordings"] or "older" in parts["Other wordings"]


@pytest.mark.parametrize("anchor", ANCHORS)
def test_a_row_raises_what_the_list_says_and_its_fix_raises_nothing(page, rows, said, anchor):
    (core,) = (f["core"] for f in LISTED.finditer(page(PAGE)) if f["anchor"] == anchor)
    before, after = rows[anchor].split("**The fix**")
    messages = [text for name in SHOWN.findall(before) for text in said(name)]
    assert any(core in text for text in messages)
    fixes = SHOWN.findall(after.split("**Find it in your program**")[0])
    assert fixes
    for name in fixes:
        assert not any(core in text for text in said(name))
        assert not any("Error" in text for text in said(name))


def test_headings_are_plain_text_out_of_the_messages_words(page):
    for found in HEADING.finditer(page(PAGE)):
        assert not set("`*[]") & set(found["text"])


def test_today_s_other_wordings_that_are_quoted_as_such_are_tested_somewhere(rows, request):
    """What is not marked as older was seen on this version: a test beside this one has it."""
    texts = " ".join(
        node.value
        for path in sorted(request.path.parent.glob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and path != request.path
    ).replace("\\", "")
    for row in rows.values():
        part = row.split("**Other wordings**")[1].split("**See also**")[0]
        for line in part.strip().splitlines():
            if "lder" in line or "graphics card" in line:
                continue
            for quoted in re.findall(r"`([^`]{40,})`", line):
                start = quoted.removeprefix("UserWarning: ")[:38]
                assert start in texts, f"no test has {quoted!r}"
