"""The first use of a term becomes a link, wherever prose stands and nowhere else."""

import re
import textwrap
import time
from dataclasses import replace

import pytest
from markdown import Markdown

from livecells.builder.build import Build
from livecells.kinds import KINDS
from livecells.options import SiteOptions
from livecells.render.extension import LiveExtension
from livecells.render.glossary_links import Term, Terms, entries
from livecells.render.renderer import Reader

GLOSSARY = """\
# Glossary

What stands here is no entry.

## Backward pass { #backward-pass data-words="backward pass, backward passes" }

The way back, *along* the record.
Explained in [a page](../lessons/one.md).

## Leaf { #leaf data-words="leaf, the leaves" }

A tensor that [no step](x.md) made.

## Pass { #pass }

To hand on.

## `requires_grad` { #requires_grad data-words="" }

A flag.
"""
OPTIONS = SiteOptions(glossary="reference/glossary.md", lessons=("lessons",))
EXTENSIONS = (
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.blocks.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.superfences",
)
SNIPPET = '"""A story."""\n# %% first\nleaf = 1\nprint("leaf")\n'


@pytest.fixture
def page(tmp_path):
    """`page(text)`: the HTML of a page beside that glossary."""
    (tmp_path / "story.py").write_text(SNIPPET)

    def converted(text, uri="lessons/one.md", glossary=GLOSSARY, options=OPTIONS):
        build = Build(tmp_path, KINDS, options=options)
        build.add(uri, f"docs/{uri}", textwrap.dedent(text))
        if glossary is not None and uri != "reference/glossary.md":
            build.add("reference/glossary.md", "docs/reference/glossary.md", glossary)
        reader = Reader(build)
        reader.open(uri)
        live = LiveExtension(reader=reader)
        maths = {"pymdownx.arithmatex": {"generic": True}}
        md = Markdown(extensions=[*EXTENSIONS, live], extension_configs=maths)
        return md.convert(build.pages[uri].text)

    return converted


def links(html):
    """The links to the glossary: the term's anchor and the text."""
    found = re.findall(r'<a class="lc-term" href="[^"#]*#([\w-]+)" title="[^"]*">([^<]*)</a>', html)
    assert len(found) == html.count("lc-term")
    return found


def text_of(html):
    return re.sub(r"<[^>]+>", "", html)


def test_entries_are_read_from_the_source():
    back, leaf, hand, flag = entries(GLOSSARY)
    assert (back.title, back.ident) == ("Backward pass", "backward-pass")
    assert back.words == ("backward pass", "backward passes")
    assert back.about == "The way back, along the record."
    assert leaf.about == "A tensor that no step made."
    assert hand.words == ("Pass",)
    assert (flag.title, flag.words) == ("requires_grad", ())


def test_a_page_without_entries_has_no_terms():
    assert entries("# Glossary\n\n## A heading\n\nText.\n") == entries("") == []


def test_a_page_of_many_words_takes_no_time():
    words = [Term(f"Term {n}", f"t{n}", (f"term {n}", f"word{n} two"), "") for n in range(200)]
    text = "The term is word7 two and a term 12 or so, plainly said. " * 1000
    start = time.process_time()
    found = [term.ident for _, term in Terms(words).uses(text)]
    assert found == ["t7", "t12"] * 1000
    assert time.process_time() - start < 1  # some 20 ms, and a second with one pattern for all


def test_the_first_use_is_linked_and_later_ones_are_not(page):
    html = page("Each leaf is new.\nA leaf again, and\n\nonce more a leaf.\n")
    assert html.startswith(
        '<p>Each <a class="lc-term" href="../reference/glossary.md#leaf" '
        'title="A tensor that no step made.">leaf</a> is new.'
    )
    assert links(html) == [("leaf", "leaf")]


def test_the_text_stays_as_it_was(page):
    text = "A leaf, a *pass* and a backward pass; *a* leaf & <b>the leaves</b> of a pass."
    linked, plain = page(text), page(text, glossary=None)
    assert [ident for ident, _ in links(linked)] == ["leaf", "pass", "backward-pass"]
    assert text_of(linked) == text_of(plain)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Leaf nodes.", [("leaf", "Leaf")]),
        ("all the leaves", [("leaf", "the leaves")]),
        ("a backward\npass", [("backward-pass", "backward\npass")]),
        ("two backward passes", [("backward-pass", "backward passes")]),
        ("a backward pass, then a pass", [("backward-pass", "backward pass"), ("pass", "pass")]),
        ("passes, compass and pass-through", []),
        ("it leaves; a non-leaf; leaflet", []),
        ("the leaf's own", [("leaf", "leaf")]),
        ("what *leaf* means, and [a leaf](x.md)", [("leaf", "leaf")]),
        ("(leaf) \\*pass\\*", [("leaf", "leaf"), ("pass", "pass")]),
    ],
)
def test_spellings(page, text, found):
    assert links(page(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "# A leaf",
        "### A leaf { #own }",
        "Call `leaf` or ``the leaves``.",
        "```python\nleaf = 1\n```",
        "    leaf = 1",
        "See [the leaf](other.md) and <https://leaf.example>.",
        "In a line $leaf$.",
        "$$\nleaf\n$$",
        '!!! note "A leaf"\n    Text.',
        "/// details | A leaf\nText.\n///",
        "| leaf | b |\n|---|---|\n| 1 | 2 |",
        "![leaf](leaf.png)",
    ],
)
def test_what_is_no_prose_has_no_link_and_uses_up_no_term(page, text):
    html = page(f"{text}\n\nHere is a leaf.\n")
    assert links(html) == [("leaf", "leaf")]
    assert re.search(r"Here is a <a [^>]*>leaf</a>", html)


def test_outputs_and_questions_of_blocks_have_no_link(page):
    html = page("/// live | story:first\n    title: A leaf\n///\n\nA pass.\n")
    assert links(html) == [("pass", "pass")]


def test_lists_tables_boxes_and_folds_are_prose(page):
    for text in (
        "- A leaf",
        "| a | b |\n|---|---|\n| leaf | 2 |",
        "!!! note\n    A leaf.",
        "/// details | More\nA leaf.\n///",
        "> A leaf.",
    ):
        assert links(page(text)) == [("leaf", "leaf")], text


def test_a_term_in_bold_is_explained_there(page):
    html = page("A **leaf** is what no step made.\nA leaf has a pass.\n")
    assert links(html) == [("pass", "pass")]
    html = page("A leaf comes first.\nA **leaf** is what no step made.\n")
    assert links(html) == [("leaf", "leaf")]


def test_several_terms_of_one_text_are_linked_in_their_order(page):
    html = page("One leaf, one pass, one backward pass, one leaf.")
    assert [ident for ident, _ in links(html)] == ["leaf", "pass", "backward-pass"]
    assert text_of(html) == "One leaf, one pass, one backward pass, one leaf."


@pytest.mark.parametrize("uri", ["index.md", "errors/index.md", "reference/glossary.md"])
def test_other_pages_have_no_links(page, uri):
    assert links(page("A leaf.", uri=uri)) == []


def test_the_glossary_has_no_links_to_itself(page):
    whole = replace(OPTIONS, lessons=(".",))
    assert links(page(GLOSSARY, uri="reference/glossary.md", options=whole)) == []
    html = page("A leaf.", uri="index.md", options=whole)
    assert 'href="reference/glossary.md#leaf"' in html


def test_a_site_without_a_glossary_is_as_before(page):
    without = page("A leaf.", options=SiteOptions())
    assert page("A leaf.", glossary=None) == without == "<p>A leaf.</p>"
    assert links(page("A leaf.", glossary="# Empty\n")) == []
