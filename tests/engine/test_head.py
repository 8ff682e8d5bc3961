"""What a page says of itself, and the order in which its scripts come."""

import json
import re
from dataclasses import replace

import pytest

from livecells.options import SiteOptions
from livecells.publish.meta_tags import About, finished

PAGE = """<!doctype html><html class="no-js"><head><meta charset="utf-8"><title>T</title>
<link rel="stylesheet" href="../assets/site.1.css"></head><body dir="ltr">
<div data-md-component="search" role="dialog"></div>
<script src="../assets/javascripts/bundle.x.min.js"></script>
<script src="../assets/site.ab.js" defer></script></body></html>"""
ABOUT = About(site="Site", title='A "page"', description="About < it", path="a/page/", lesson=True)


def structured(html):
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(text)


def test_own_script_comes_first_and_knows_the_theme_s():
    html = finished(PAGE, ABOUT, offline=True)
    head, _, body = html.partition("</head>")
    assert "bundle.x.min.js" not in body
    assert re.search(
        r'<script src="\.\./assets/site\.ab\.js" defer blocking="render" '
        r'data-theme="\.\./assets/javascripts/bundle\.x\.min\.js" data-worker="\.\./sw\.js">',
        head,
    )


def test_no_worker_where_nothing_is_kept():
    assert "data-worker" not in finished(PAGE, ABOUT, offline=False)


def test_a_page_without_our_script_keeps_the_theme_s():
    html = finished(PAGE.replace("assets/site", "assets/other"), ABOUT, offline=False)
    assert '<script src="../assets/javascripts/bundle.x.min.js"></script>' in html


def test_what_is_told_is_escaped():
    html = finished(PAGE, ABOUT, offline=False)
    assert '<meta property="og:title" content="A &quot;page&quot;">' in html
    assert '<meta property="og:description" content="About &lt; it">' in html
    assert structured(html)["name"] == 'A "page"'
    assert structured(html)["@type"] == "LearningResource"


def test_addresses_are_told_only_where_the_site_has_one():
    assert "og:url" not in finished(PAGE, ABOUT, offline=False)
    here = About(**{**ABOUT.__dict__, "base": "https://example.org/", "card": "cards/a.png"})
    html = finished(PAGE, here, offline=False)
    assert '<meta property="og:url" content="https://example.org/a/page/">' in html
    assert '<meta property="og:image" content="https://example.org/cards/a.png">' in html
    assert structured(html)["url"] == "https://example.org/a/page/"


def test_licence_language_and_subject_are_told_where_the_site_has_them():
    plain = structured(finished(PAGE, ABOUT, offline=False))
    assert plain["teaches"] == ABOUT.title
    assert {"license", "inLanguage"} & plain.keys() == set()
    options = SiteOptions(license="https://l.example/", language="de", subject="Knots")
    told = structured(finished(PAGE, replace(ABOUT, options=options), offline=False))
    assert told["teaches"] == f"Knots: {ABOUT.title}"
    assert (told["license"], told["inLanguage"]) == ("https://l.example/", "de")


def test_a_description_cannot_end_its_script():
    html = finished(PAGE, About("S", "T", "</script><script>x", ""), offline=False)
    assert structured(html)["description"] == "</script><script>x"


def test_the_policy_covers_what_was_added():
    html = finished(PAGE, ABOUT, offline=False)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.count("'sha256-") == 1  # the colour scheme, before the first paint


def test_the_search_dialog_has_a_name():
    assert 'role="dialog" aria-label="Search"' in finished(PAGE, None, offline=False)


def test_a_page_without_a_character_set_is_refused():
    with pytest.raises(ValueError, match="meta charset"):
        finished("<html></html>", None, offline=False)


def test_an_aligned_column_has_a_class_and_no_inline_style():
    cells = '<th style="text-align: right;">A</th><td style="text-align: center;">1</td>'
    shown = "<code>&lt;td style=&quot;text-align: left;&quot;&gt;</code>"
    html = finished(PAGE.replace("</body>", f"{cells}{shown}</body>"), ABOUT, offline=False)
    assert '<th class="lc-right">A</th><td class="lc-center">1</td>' in html
    assert shown in html
