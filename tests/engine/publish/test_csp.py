"""The policy of a page: what its browser may run and load."""

import base64
import hashlib

import pytest
from selectolax.lexbor import LexborHTMLParser

from livecells.publish.csp import add_policy, digests, headers, policy

PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><script>{first}</script>'
    '<script src="a.js"></script><script type="application/json">{{}}</script>'
    "<style>{style}</style></head></html>"
)


def hashed(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_digests_are_of_what_runs():
    page = LexborHTMLParser(PAGE.format(first="let a = 1 < 2", style="p{}"))
    assert digests(page) == ([hashed("let a = 1 < 2")], [hashed("p{}")])


@pytest.mark.parametrize("kind", ["module", "text/javascript"])
def test_digests_count_every_kind_of_script(kind):
    assert digests(LexborHTMLParser(f'<script type="{kind}">x</script>'))[0] == [hashed("x")]


def test_policy_allows_no_other_host_and_no_unsafe_word():
    rules = dict(rule.split(" ", 1) for rule in policy([hashed("x")], []).split("; "))
    assert rules["script-src"] == f"'self' {hashed('x')}"
    assert rules["style-src"] == "'self'"
    assert rules["default-src"] == "'none'"
    allowed = {"'self'", "'none'", "data:", hashed("x")}
    assert {word for value in rules.values() for word in value.split()} == allowed


def test_policy_stands_before_the_first_script():
    tree = LexborHTMLParser(PAGE.format(first="a", style=""))
    add_policy(tree)
    page = tree.html or ""
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert page.count("Content-Security-Policy") == 1
    add_policy(tree)
    assert tree.html == page


def test_page_without_a_character_set_is_refused():
    with pytest.raises(ValueError, match="meta charset"):
        add_policy(LexborHTMLParser("<html><head></head></html>"))


def test_headers_hold_for_every_page():
    pages = [LexborHTMLParser(PAGE.format(first=text, style="")) for text in ("a", "b")]
    said = headers(pages)
    assert hashed("a") in said
    assert hashed("b") in said
    assert "frame-ancestors 'none'" in said
