"""What a page says of itself, and the order in which its scripts come."""

import json
from dataclasses import replace
from pathlib import Path

import jinja2
import material
import pytest

from livecells.html_tree import Tree
from livecells.options import SiteOptions
from livecells.publish.meta_tags import About
from livecells.publish.pages import finish, html_of

THEME = Path(__file__).parents[3] / "hooks" / "theme"
ABOUT = About(site="Site", title='A "page"', description="About < it", path="a/page/", lesson=True)
PAGE = """<!doctype html><html class="no-js"><head><meta charset="utf-8"><title>T</title></head>
<body dir="ltr"><div data-md-component="search" role="dialog"></div>{}</body></html>"""
# As much of Material's own template as ours goes on from.
BASE = """<!doctype html><html><head><meta charset="utf-8">
{% block htmltitle %}<title>T</title>{% endblock %}
{% block extrahead %}{% endblock %}</head><body>{% block header %}<header></header>{% endblock %}
{% block content %}{% endblock %}
{% block scripts %}<script src="{{ theme_script | url }}"></script>
{% for script in config.extra_javascript %}{{ script | script_tag }}{% endfor %}{% endblock %}
</body></html>"""
SCRIPTS = {
    "own_script": "assets/site.ab.js",
    "theme_script": "assets/javascripts/bundle.x.min.js",
    "service_worker": "sw.js",
}


def rendered(about=ABOUT, name="main.html", **scripts):
    """A page by the theme of the site, as a tree."""
    loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader({"base.html": BASE}), jinja2.FileSystemLoader(THEME)]
    )
    env = jinja2.Environment(loader=loader)
    env.filters["url"] = lambda path: f"../{path}"
    env.filters["script_tag"] = lambda path: f'<script src="../{path}"></script>'
    config = {"extra_javascript": ["assets/site.ab.js", "other.js"], "site_name": "Site"}
    page = None if about is None else {"title": "T"}
    html = env.get_template(name).render(
        {**SCRIPTS, **scripts}, config=config, about=about, page=page
    )
    return Tree(html)


def structured(page):
    (script,) = page.css('script[type="application/ld+json"]')
    return json.loads(script.text())


def told(page):
    return {
        meta.attributes["property"]: meta.attributes["content"]
        for meta in page.css("head > meta[property]")
    }


def finished(body="", page=PAGE):
    tree = Tree(page.format(body))
    finish(tree, policy=True)
    return html_of(tree)


def test_own_script_comes_first_and_knows_the_theme_s():
    page = rendered()
    (own,) = page.css("head > script[src]")
    assert own.attributes == {
        "src": "../assets/site.ab.js",
        "defer": None,
        "blocking": "render",
        "data-theme": "../assets/javascripts/bundle.x.min.js",
        "data-worker": "../sw.js",
    }
    assert [s.attributes["src"] for s in page.css("body > script[src]")] == ["../other.js"]


def test_no_worker_where_nothing_is_kept_and_on_pages_for_wrong_addresses():
    assert "data-worker" not in html_of(rendered(service_worker=""))
    assert "data-worker" not in html_of(rendered(None, "404.html"))


def test_a_page_without_our_script_keeps_the_theme_s():
    page = rendered(own_script="")
    assert page.css_first('body > script[src$="bundle.x.min.js"]')
    assert len(page.css("script[src]")) == 3


def test_material_has_the_blocks_that_ours_goes_on_from():
    text = (Path(material.__file__).parent / "templates" / "base.html").read_text("utf-8")
    for block in ("htmltitle", "extrahead", "header", "scripts"):
        assert f"{{% block {block} %}}" in text
    assert "'assets/javascripts/bundle." in text


def test_what_is_told_is_escaped():
    page = rendered()
    assert told(page)["og:title"] == 'A "page"'
    assert told(page)["og:description"] == "About < it"
    assert structured(page)["name"] == 'A "page"'
    assert structured(page)["@type"] == "LearningResource"


def test_addresses_are_told_only_where_the_site_has_one():
    assert "og:url" not in told(rendered())
    here = About(**{**ABOUT.__dict__, "base": "https://example.org/", "card": "cards/a.png"})
    page = rendered(here)
    assert told(page)["og:url"] == "https://example.org/a/page/"
    assert told(page)["og:image"] == "https://example.org/cards/a.png"
    assert structured(page)["url"] == "https://example.org/a/page/"


def test_licence_language_and_subject_are_told_where_the_site_has_them():
    plain = structured(rendered())
    assert plain["teaches"] == ABOUT.title
    assert {"license", "inLanguage"} & plain.keys() == set()
    options = SiteOptions(license="https://l.example/", language="de", subject="Knots")
    named = structured(rendered(replace(ABOUT, options=options)))
    assert named["teaches"] == f"Knots: {ABOUT.title}"
    assert (named["license"], named["inLanguage"]) == ("https://l.example/", "de")


def test_a_description_cannot_end_its_script():
    page = rendered(About("S", "T", "</script><script>x", ""))
    assert structured(page)["description"] == "</script><script>x"


def test_nothing_is_told_of_a_page_for_wrong_addresses():
    page = rendered(None, "404.html")
    assert told(page) == {}
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"


def test_the_policy_covers_what_the_theme_adds():
    page = rendered()
    finish(page, policy=True)
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    assert policy.count("'sha256-") == 1  # the colour scheme, before the first paint


def test_the_search_dialog_has_a_name():
    assert 'role="dialog" aria-label="Search"' in finished()


def test_a_page_without_a_character_set_is_refused():
    with pytest.raises(ValueError, match="meta charset"):
        finished(page="<html></html>")


def test_an_aligned_column_has_a_class_and_no_inline_style():
    row = '<tr><th style="text-align: right;">A</th><td style="text-align: center;">1</td></tr>'
    shown = "<code>&lt;td style=&quot;text-align: left;&quot;&gt;</code>"
    html = finished(f"<table><tbody>{row}</tbody></table>{shown}")
    assert '<th class="lc-right">A</th><td class="lc-center">1</td>' in html
    assert '<code>&lt;td style="text-align: left;"&gt;</code>' in html


def test_what_a_script_takes_out_of_a_template_is_done_as_well():
    row = '<tr><td style="text-align: left;"><code>AccumulateGrad</code></td></tr>'
    html = finished(f"<template><table><tbody>{row}</tbody></table></template>")
    assert '<td class="lc-left"><code>Accumulate<wbr>Grad</code></td>' in html


def test_a_page_stays_what_it_is_but_for_that():
    body = (
        '<svg viewBox="0 0 1 1"><linearGradient id="g"></linearGradient>'
        '<foreignObject></foreignObject></svg><math display="block"><mi>x</mi></math>'
        "<template><p>a &amp; b &lt; c</p></template><p>one<wbr>two\xa0three &lt;</p>"
        "<pre>\n\n a\n</pre><script>let a = 1 < 2 && 3</script>"
    )
    shown = finished(body)
    for part in (
        body.split("<pre>")[0].replace("\xa0", "&nbsp;"),
        "<script>let a = 1 < 2 && 3</script>",
    ):
        assert part in shown
    assert Tree(shown).css_first("pre").text() == "\n a\n"
    assert shown.startswith("<!DOCTYPE html>")
