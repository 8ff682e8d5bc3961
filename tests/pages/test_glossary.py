"""No lesson uses a term before it is explained, and the glossary holds them all."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from markdown.extensions.toc import slugify

from livecells.blocks import markdown_spans, parser, scan
from livecells.kinds import KINDS
from livecells.render.glossary_links import Terms, entries

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEADING = re.compile(r"^#+ (.+?)(?: \{ ?#([\w-]+).*\})?$", re.MULTILINE)
OWN_ID = re.compile(r"^/// equation \| ([\w-]+)$", re.MULTILINE)
BOLD = re.compile(r"\*\*(?!\s)([^*\n]+)\*\*")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
EXPLAINED = re.compile(r"^Explained in (.+)\.$", re.MULTILINE)
# Set in bold to be seen, and no terms of the field.
LOUD = {
    "You need:",
    "Time:",
    "Along a path, multiply",
    "Where paths meet, add",
    "one entry",
    "the shape of the output",
    "ready",
    "plain",
    "no_grad",
    "inference_mode",
    "detach before",
    "detach after",
    "frozen leaf",
    "eval()",
    "In all twenty cases, an edit breaks a step if, and only if, it hits what the step has saved.",
    "Tensors.",
    "Versions.",
    "Freed memory.",
    "Hooks.",
    "Threads.",
    "Slopes of slopes.",
}


def read(name):
    return (DOCS / name).read_text(encoding="utf-8")


@cache
def lessons():
    """The pages of the tutorial and those at work, in the order of the navigation."""
    config = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load("nav:" + config.split("\nnav:")[1])["nav"]
    return [page for part in nav for name in ("Tutorial", "At work") for page in part.get(name, [])]


GLOSSARY = read("reference/glossary.md")
ENTRIES = entries(GLOSSARY)
TERMS = Terms(ENTRIES)
LINKED = [term for term in ENTRIES if term.words]


def blank(text, spans, filler=" "):
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", filler, text[start:end]) + text[end:]
    return text


def words_of(text):
    """A text without live values, code and formulas."""
    values = scan.values(text, markdown_spans.hidden_spans(text))
    text = blank(text, [(value.start, value.end) for value in values], "0")
    text = blank(text, markdown_spans.hidden_spans(text))
    return blank(text, [found.span() for found in markdown_spans.MATHS.finditer(text)])


@cache
def prose(name):
    """What a reader reads in a line of text: no headings, code, formulas, options and links."""
    text = re.sub(r"\A---\n.*?\n---\n", "", read(name), flags=re.DOTALL)
    text = parser.addressed(text, [], KINDS)  # without options
    text = words_of(text)
    text = re.sub(r"^(?:#|/{3,}).*$", "", text, flags=re.MULTILINE)
    return LINK.sub(" ", text)


@cache
def questions(name):
    """The text of options: questions, explanations, captions."""
    text = re.sub(r"\A---\n.*?\n---\n", "", read(name), flags=re.DOTALL)
    said = []
    for block in scan.scan(text, name, KINDS).blocks:
        said += [str(block.options.get(key, "")) for key in ("predict", "right", "caption")]
        said += [guess.get("because", "") for guess in block.options.get("wrong", [])]
    return "\n".join(words_of(part) for part in said)


@cache
def first_uses(name):
    """For each term of a page, whether the first use in its prose stands in bold."""
    text, found = prose(name), {}
    bold = [match.span() for match in BOLD.finditer(text)]
    for use, term in TERMS.uses(text):
        found.setdefault(term.ident, any(a <= use.start() < b for a, b in bold))
    return found


@cache
def bold_terms(name):
    said = " | ".join(BOLD.findall(prose(name)))
    return {term.ident for _, term in TERMS.uses(said)}


@cache
def used(name):
    return {term.ident for _, term in TERMS.uses(prose(name) + "\n" + questions(name))}


def body_of(term):
    return re.search(rf"\{{ #{term.ident}[ }}].*?\n(.*?)(?=^## |\Z)", GLOSSARY, re.M | re.S)[1]


def places_of(term):
    return re.findall(r"\(\.\./((?:tutorial|work)/[\w-]+\.md)(?:#([\w-]+))?\)", body_of(term))


@cache
def anchors(name):
    """The ids of a page's headings and equations."""
    text = read(name)
    plain = [(re.sub(r"[`*]", "", title), own) for title, own in HEADING.findall(text)]
    return {own or slugify(title, "-") for title, own in plain} | set(OWN_ID.findall(text))


def test_every_heading_of_the_glossary_is_an_entry_in_alphabetical_order():
    titles = re.findall(r"^## (.+?) \{", GLOSSARY, re.MULTILINE)
    assert len(titles) == GLOSSARY.count("\n## ") == len(ENTRIES)
    assert [term.title for term in ENTRIES] == [title.replace("`", "") for title in titles]
    order = [term.title.lower() for term in ENTRIES]
    assert order == sorted(order)


def test_no_two_entries_share_an_anchor_or_a_spelling():
    idents = [term.ident for term in ENTRIES]
    words = [word.lower() for term in ENTRIES for word in term.words]
    assert len(set(idents)) == len(idents)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("term", ENTRIES, ids=lambda term: term.ident)
def test_an_entry_is_short_and_says_where_it_is_explained(term):
    *said, explained = body_of(term).strip().split("\n")
    assert 1 <= len(said) <= 3
    assert all(line.endswith(".") for line in said)
    assert EXPLAINED.match(explained)
    assert term.about == said[0].replace("`", "")
    assert "$" not in said[0]
    for page, anchor in places_of(term):
        assert page in lessons()
        assert not anchor or anchor in anchors(page), (page, anchor)


@pytest.mark.parametrize("term", LINKED, ids=lambda term: term.ident)
def test_a_term_is_used_and_not_before_it_is_explained(term):
    explained = lessons().index(places_of(term)[0][0])
    uses = [index for index, name in enumerate(lessons()) if term.ident in used(name)]
    assert uses, "no page uses it"
    first = lessons()[uses[0]]
    assert uses[0] >= explained or first_uses(first).get(term.ident), f"{first} uses it unexplained"


@pytest.mark.parametrize("term", LINKED, ids=lambda term: term.ident)
def test_the_earliest_page_that_uses_a_term_has_it_in_bold(term):
    first = next(name for name in lessons() if term.ident in used(name))
    assert term.ident in bold_terms(first), first


@pytest.mark.parametrize(
    "term", [term for term in ENTRIES if not term.words], ids=lambda term: term.ident
)
def test_a_term_that_is_not_linked_is_a_word_of_the_tutorial(term):
    first, _ = places_of(term)[0]
    for word in term.title.split(", "):
        assert re.search(rf"\b{word}s?\b", read(first), re.IGNORECASE), first


@pytest.mark.parametrize("name", lessons())
def test_what_a_page_introduces_in_bold_is_in_the_glossary(name):
    for bold in set(BOLD.findall(prose(name))) - LOUD:
        named = {term.title.lower() for term in ENTRIES}
        assert bold.lower().removesuffix("s") in named or list(TERMS.uses(bold)), bold
