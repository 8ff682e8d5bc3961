"""Entries of a page to look things up: the heading and one line in sight, the rest folded."""

import textwrap

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from livecells.builder.build import Build
from livecells.kinds import KINDS
from livecells.options import SiteOptions
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader

SNIPPET = '"""A story."""\n# %% first\nprint("leaf")\n'
EXTENSIONS = ("admonition", "attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences")
EXTENSIONS += ("pymdownx.inlinehilite", "pymdownx.highlight", "pymdownx.blocks.details")
PAGE = """\
# Errors

What this page is for.

## By symptom

| One | Two |
|---|---|
| [a](#one) | b |

## One `error` {#one}

The `line` of *one*.

More of one.

### Part {#part}

Below a part.

## Two {#two}

/// live | story:first
///

The text of two.

## Three {#three}

```python
code = "of three"
```

## Four {#four}

## Read later

- Later.
"""


@pytest.fixture
def page(tmp_path):
    """`page(text)`: the tree of a page of the folder `look`, and the ids in its contents."""
    (tmp_path / "story.py").write_text(SNIPPET)

    def converted(text, uri="look/up.md", folded=("look",)):
        build = Build(tmp_path, KINDS, options=SiteOptions(folded=folded))
        build.add(uri, f"docs/{uri}", textwrap.dedent(text))
        build.start(None)
        reader = Reader(build)
        reader.open(uri)
        toc = {"toc": {"permalink": True}}
        live = LiveExtension(reader=reader)
        md = Markdown(extensions=[*EXTENSIONS, live], extension_configs=toc)
        html = LexborHTMLParser(f"<body>{md.convert(build.pages[uri].text)}</body>")
        return html, [one["id"] for one in md.toc_tokens[0]["children"]]

    return converted


@pytest.fixture
def tree(page):
    return lambda *given: page(*given)[0]


def texts(tree, selector):
    return [" ".join(one.text().split()) for one in tree.css(selector)]


def test_entries_are_the_sections_with_an_id_of_their_own(tree):
    found = tree(PAGE)
    assert texts(found, "details > summary > h2") == ["One error", "Two", "Three", "Four"]
    assert texts(found, "body > h2") == ["By symptom¶", "Read later¶"]
    assert found.css_first("body > table") is not None
    assert texts(found, "body > ul") == ["Later."]
    assert found.css("details[open]") == []


def test_the_first_paragraph_stays_in_sight_and_the_rest_is_folded(tree):
    found = tree(PAGE)
    assert texts(found, "summary > .lc-entry-line") == ["The line of one."]
    one = found.css("details")[0]
    assert [node.tag for node in one.css("summary .lc-entry-line *")] == ["code", "em"]
    assert "More of one." in one.text()
    assert one.css_first("h3#part") is not None
    assert "Below a part." in one.text()


def test_a_block_or_code_below_the_heading_is_no_line(tree):
    found = tree(PAGE)
    _, two, three, four = found.css("details")
    assert two.css_first(".lc-entry-line") is None
    assert "The text of two." in two.text()
    assert three.css_first("summary pre") is None
    assert "of three" in three.text()
    assert texts(four, "summary") == ["Four"]


def test_no_summary_holds_a_link_to_itself(tree):
    found = tree(PAGE)
    assert found.css("summary a") == []
    links = [one.attributes["href"] for one in found.css("details > .lc-entry-link > a")]
    assert links == ["#one", "#two", "#three", "#four"]


def test_the_list_of_contents_is_as_ever(page):
    wanted = ["by-symptom", "one", "two", "three", "four", "read-later"]
    assert page(PAGE)[1] == page(PAGE, folded=())[1] == wanted


@pytest.mark.parametrize(
    ("uri", "folded"), [("other/up.md", ("look",)), ("look.md", ("look",)), ("look/up.md", ())]
)
def test_pages_of_other_folders_stay_as_they_are(tree, uri, folded):
    found = tree(PAGE, uri, folded)
    assert found.css("details, summary, .lc-entry-line") == []
    assert len(found.css("body > h2")) == 6


def test_details_of_the_author_stay_in_their_entry(tree):
    text = PAGE.replace("More of one.", "/// details | Deeper\nFolded twice.\n///\n")
    inner = tree(text).css("details.lc-entry details")
    assert [one.css_first("summary").text() for one in inner] == ["Deeper"]
