"""Outputs as HTML: the richest form, colours as classes, long ones folded, nothing that harms."""

import json
import re
from pathlib import Path

import pytest

from livecells.html_tree import Tree, elements
from livecells.notebook.cell_text import output_text
from livecells.notebook.percent import parse
from livecells.render.outputs import outputs_html, stands_in_rows
from livecells.run.execute import execute


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def rich(**data):
    return {
        "output_type": "display_data",
        "data": {
            name.replace("_", "/", 1).replace("_", "+"): value for name, value in data.items()
        },
        "metadata": {},
    }


def ran(code):
    """What a cell gives, from the run to the page and to the page's Markdown."""
    run, _ = execute(parse(f"# %% a\nfrom IPython.display import *\n{code}\n", "s.py", "s.py"))
    assert run.failure is None, run.failure
    outputs = run.cell("a")["outputs"]
    return outputs_html(outputs), "\n".join(map(output_text, outputs))


def test_colours_are_classes_and_no_style():
    shown = outputs_html([stream("\x1b[1;31mred\x1b[0m & \x1b[48;2;0;99;0;4m<green>\x1b[0m\n")])
    assert '<span class="lc-fg-1 lc-bold">red</span> &amp; ' in shown
    assert '<span class="lc-bg-2 lc-underline">&lt;green&gt;</span></pre>' in shown
    assert "style=" not in shown
    assert "\x1b" not in shown


def test_a_progress_bar_ends_as_its_last_line_everywhere():
    html, text = ran("for n in range(0, 101, 5):\n    print(f'\\r{n:3}%', end='')\nprint()")
    assert re.search(r"<pre[^>]*>100%</pre>", html)
    assert text.strip() == "100%"


def test_a_long_text_is_folded_and_counted():
    lines = [f"line {n}" for n in range(3000)]
    shown = outputs_html([stream("\n".join(lines) + "\n")])
    head, fold = shown.split("<details", 1)
    assert "<summary>2,970 more lines</summary>" in fold
    assert "line 29\n" not in fold
    assert "line 29<" in head
    assert "line 30\n" in fold
    assert "line 2999</pre></details>" in fold
    assert "data-search-exclude" in fold
    assert "<details" not in outputs_html([stream("x\n" * 50)])
    assert "<summary>21 more lines</summary>" in outputs_html([stream("x\n" * 51)])


def test_of_a_long_error_the_end_stays_in_sight():
    trace = [*(f"frame {n}" for n in range(100)), "ValueError: deep"]
    error = {"output_type": "error", "ename": "V", "evalue": "deep", "traceback": trace}
    shown = outputs_html([error])
    assert "<summary>71 earlier lines</summary>" in shown
    assert shown.index("</details>") < shown.index("ValueError: deep")


def test_a_style_goes_on_over_lines_and_folds():
    shown = outputs_html([stream("\x1b[32m" + "x\n" * 60)])
    assert shown.count('<span class="lc-fg-2">x</span>') == 60


PRECEDENCE = [
    ("text_html", "<b>h</b>", "<b>h</b>"),
    ("text_markdown", "**m**", "<strong>m</strong>"),
    ("text_latex", "$x$", '<div class="arithmatex">\\[x\\]</div>'),
    ("image_svg_xml", "<svg></svg>", "<svg></svg>"),
    ("image_png", "iVBO", "data:image/png;base64,iVBO"),
    ("image_jpeg", "abcd", "data:image/jpeg;base64,abcd"),
    ("image_gif", "R0lG", "data:image/gif;base64,R0lG"),
    ("application_json", {"a": [1, 2]}, '"a": ['),
    ("text_plain", "plain", "plain</pre>"),
]


@pytest.mark.parametrize("first", range(len(PRECEDENCE)))
def test_the_richest_form_is_shown_in_jupyters_order(first):
    forms = PRECEDENCE[first:]
    shown = outputs_html([rich(**{name: value for name, value, _ in reversed(forms)})])
    assert forms[0][2] in shown
    assert not any(mark in shown for _, _, mark in forms[1:])


SHOWN = {
    "Markdown('**m** and `c`')": "<p><strong>m</strong> and <code>c</code></p>",
    "Markdown('| a | b |\\n|--|--|\\n| 1 | 2 |')": "<td>1</td>",
    "Markdown('# Big\\n\\ntext')": '<p class="lc-heading">Big</p>',
    "Markdown('so $x^2$')": '<span class="arithmatex">\\(x^2\\)</span>',
    "HTML('<h2 id=a>T</h2><p>x</p>')": '<p class="lc-heading">T</p>',
    "HTML('<i>x</i>')": '<div class="lc-html"><i>x</i></div>',
    "Math(r'x < \\frac{1}{2}')": r"\[\displaystyle x &lt; \frac{1}{2}\]",
    "Latex(r'\\begin{align} a &= b \\end{align}')": r"\[\begin{aligned} a &amp;= b \end{aligned}\]",
    "Latex(r'\\begin{equation}a\\end{equation}')": r"\[a\]",
    "Latex('Let $x$ be')": 'Let <span class="arithmatex">\\(x\\)</span> be',
    "JSON({'a': {'b': 1}})": '    "b": 1\n',
    'SVG(\'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>\')': "<path d=",
    "Pretty('\\x1b[31mx')": '<span class="lc-fg-1">x</span>',
}


@pytest.mark.parametrize("code", SHOWN)
def test_what_people_display_is_shown(code):
    html, text = ran(code)
    assert SHOWN[code] in html
    assert "IPython.core.display" not in html
    if code.startswith(("HTML", "JSON")):
        assert "IPython.core.display" not in text


def test_markdown_is_made_safe():
    harm = (
        "<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))\n\n"
        "<p style='color:red' id='main'>p</p><iframe src='//x'></iframe>"
        "<a href=' jAvascript:x'>b</a> [ok](https://x.org) ![i](data:image/png;base64,iVBO)"
    )
    shown = outputs_html([rich(text_markdown=harm)])
    for bad in ("script", "onerror", "style", "id=", "iframe"):
        assert bad not in shown.lower()
    assert 'href="https://x.org"' in shown
    assert "data:image/png;base64,iVBO" in shown


def test_rows_of_pandas_need_no_inline_style():
    table = '<table class="dataframe"><tr style="text-align: right;"><th>a</th></tr></table>'
    shown = outputs_html([rich(text_html=table)])
    assert '<tr class="lc-right">' in shown
    assert "style=" not in shown


# ----- What stays in rows where lines are too long -----

ROWS = {
    "tensor([[1., 2.],\n        [3., 4.]])": True,
    "rate    steps   loss\n0.1        20   0.5\n": True,
    "{\n  'a': 1\n}": True,
    "tensor([ 0.5, -1.0])  v H: tensor([ 2., -10.])": False,
    "tensor([1., 2.], grad_fn=<MulBackward0>)\ntensor([ 1., -2.])\n": False,
    "y:   tensor([1.])\nsum: tensor(1.)": False,
    "": False,
}


@pytest.mark.parametrize("text", ROWS)
def test_rows_of_numbers_are_told_from_lines_of_text(text):
    assert stands_in_rows(text) is ROWS[text]
    assert ("lc-rows" in outputs_html([stream(text)])) is ROWS[text]


def test_the_page_tells_rows_as_the_build_does():
    racer = pytest.importorskip("py_mini_racer")
    assets = Path(__file__).resolve().parents[3] / "hooks" / "mkdocs_site" / "assets"
    with racer.MiniRacer() as engine:
        engine.eval((assets / "run" / "parts.js").read_text(encoding="utf-8"))
        told = engine.eval(f"JSON.stringify({json.dumps(list(ROWS))}.map(standsInRows))")
    assert json.loads(told) == list(ROWS.values())


# ----- Displays that would run something -----

HARM = "document.title='hacked'"
ATTACKS = {
    "script": f"<script>{HARM}</script>",
    "case": f"<ScRiPt >{HARM}</sCrIpT\t>",
    "handler": f'<img src=x onerror="{HARM}"><b oNcLiCk="{HARM}" id=press>b</b>',
    "slash": f'<img/src=x/x=""/onerror="{HARM}">',
    "address": f'<a id=press href="javascript:{HARM}">a</a>',
    "address in pieces": f'<a href=" jAva\n\tscript&colon;{HARM}">a</a>',
    "entity": f'<a href="&#106;avascript:{HARM}">a</a>',
    "vbscript": f'<a href="vbscript:{HARM}">a</a><a href="data:text/html,<script>1</script>">b</a>',
    "iframe": f'<iframe src="javascript:parent.{HARM}"></iframe>',
    "srcdoc": f'<iframe srcdoc="<script>parent.{HARM}</script>"></iframe>',
    "object": f'<object data="javascript:{HARM}"></object><embed src="javascript:{HARM}">',
    "refresh": f'<meta http-equiv=refresh content="0;url=javascript:{HARM}">',
    "base": '<base href="https://evil.example/">',
    "link": '<link rel=stylesheet href="https://evil.example/x.css">',
    "form": f'<form action="javascript:{HARM}"><button formaction="javascript:{HARM}">b</button>',
    "svg script": f"<svg><script>{HARM}</script></svg>",
    "svg handler": f'<svg onload="{HARM}"><g onbegin="{HARM}"/></svg>',
    "svg animate": f'<svg><a><set attributeName=href to="javascript:{HARM}"/></a></svg>',
    "svg foreign": f"<svg><foreignObject><body onload={HARM}><iframe></foreignObject></svg>",
    "svg use": '<svg><use href="data:image/svg+xml,<svg id=x><script>1</script></svg>#x"/></svg>',
    "svg link": f'<svg><a xlink:href="javascript:{HARM}"><text>t</text></a></svg>',
    "style": "<style>@import 'https://evil.example/x.css';</style>",
    "style url": "<p class=q>x</p><style>.q {background: url(https://evil.example/x)}</style>",
    "style of the page": "<style>body {display: none}</style>",
    "inline url": '<p style="background: u\\72l(https://evil.example/x)">x</p>',
    "over the page": '<div style="position: fixed; inset: 0">x</div>',
    "template": f"<template><img src=x onerror={HARM}></template>",
    "nested": f"<noscript><p title=\"</noscript><img src=x onerror={HARM}>\">",
    "math": "<math><mtext><table><mglyph><style><!--</style>"
            f'<img title="--&gt;&lt;img src=1 onerror={HARM}&gt;">',
    "svg style": f"<svg></p><style><a id=\"</style><img src=1 onerror={HARM}>\">",
    "comment": f"<!--[if IE]><script>{HARM}</script><![endif]--><!--><script>{HARM}</script>",
    "half": f'<img src=x onerror="{HARM}" <b>b',
    "names of the page": '<p id="__config" class="lc-run" data-x="1">{"base": "https://evil.example"}</p>',
    "entity of a tag": f"<xmp></xmp><plaintext><script>{HARM}</script>",
}  # fmt: skip
BAD_TAGS = ("script", "iframe", "object", "embed", "meta", "base", "link", "form", "button", "math")
BAD_TAGS += ("template", "set", "style")
BAD_NAMES = re.compile(r"on.*|srcdoc|action|formaction|data-x")
BAD_VALUES = re.compile(r"\s*j\s*a\s*v\s*a|vbscript:|data:text|.*(evil|position|__config|lc-run)")
FORMS = {
    "text_html": lambda text: f"<i>before</i>{text}",
    "text_markdown": lambda text: f"before\n\n{text}",
    "image_svg_xml": lambda text: f"<svg><text>before</text>{text}</svg>",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_of_a_display_runs_or_loads(form, name):
    shown = outputs_html([rich(**{form: FORMS[form](ATTACKS[name])})])
    for tree in (Tree(shown, is_fragment=True), Tree(f"<main>{shown}</main>")):
        for node in elements(tree):
            assert node.tag not in BAD_TAGS, shown
            for key, value in node.attributes.items():
                assert not BAD_NAMES.fullmatch(key), shown
                assert not BAD_VALUES.match((value or "").lower()), shown
    assert "before" in shown or name == "nested" or name == "math"


@pytest.mark.parametrize("tag", ["form", "input", "button", "dialog", "x-y"])
@pytest.mark.parametrize("inside", ["", "text", "<b>text</b>", "<script>1</script>"])
def test_an_element_that_is_not_listed_goes_with_or_without_something_in_it(tag, inside):
    shown = outputs_html([rich(**{"text/html": f"<p>before</p><{tag}>{inside}</{tag}>"})])
    assert f"<{tag}" not in shown
    assert "before" in shown
    assert ("text" in shown.partition("before")[2]) == ("text" in inside)


TABLE = """\
<style type="text/css">
#T_1f .col_heading, #T_1f_row0_col0 { color: red; width: calc(2em + 1px) }
@media print { #T_1f { display: none } }
</style>
<table id="T_1f" class="dataframe" border="1">
<thead><tr style="text-align: right;">
<th class="col_heading" colspan="2" scope="col">a</th></tr></thead>
<tbody><tr><td id="T_1f_row0_col0" style="background-color: #fff; font-weight: bold">1</td>
<td><a href="https://x.org" title="t">l</a></td>
<td><img alt="i" src="data:image/png;base64,iVBO"></td></tr></tbody>
</table>
<details open><summary>More</summary><progress value="3" max="9"></progress></details>
<svg viewBox="0 0 9 9"><defs><linearGradient id="g"></linearGradient></defs>
<path d="M0 0" fill="url(#g)" style="stroke: red"></path></svg>"""


def test_what_tables_and_drawings_need_stays():
    shown = outputs_html([rich(text_html=TABLE)])
    for kept in (
        "#T_1f .col_heading, #T_1f_row0_col0 { color: red; width: calc(2em + 1px) }",
        '<table id="T_1f" class="dataframe" border="1">',
        '<td id="T_1f_row0_col0" style="background-color: #fff; font-weight: bold">',
        '<tr class="lc-right">',
        '<th class="col_heading" colspan="2" scope="col">',
        '<a href="https://x.org" title="t">',
        'src="data:image/png;base64,iVBO"',
        '<progress value="3" max="9">',
        '<svg viewBox="0 0 9 9"><defs><linearGradient id="g">',
        'fill="url(#g)" style="stroke: red"',
    ):
        assert kept in shown
    assert "@media" not in shown
