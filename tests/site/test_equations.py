"""Equations on built pages: what is shown, what stops a build and with which words, what is kept.

One site holds everything that is good, another one fault a page, so that two builds show it all.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CONFIG, Site

STORY = '''"""A story."""
# %% first
x = [1.0, 2.0, 4.0]
slope = [2 * entry for entry in x]
total = sum(entry * entry for entry in x)
print(total)

# %% second
half = [0.5, 1.0, 2.0]
print(half)
'''
DEFINE = """\
/// equation | total
    define: true
    at: {x: "story:x"}
    equals: story:total
$$ s = \\sum_i x_i^2 $$
///
"""
GOOD = f"""\
# Home

/// live | story:first
///

/// live | story:second
///

{DEFINE}
/// equation | slope
    at: {{x: "story:x"}}
    equals: story@first:slope
$$
\\begin{{aligned}}
\\frac{{\\partial s}}{{\\partial x_i}} &= 2\\,x_i \\\\
&= x_i + x_i
\\end{{aligned}}
$$
///

/// equation | value
    at: {{x: [1, 2, 4]}}
    equals: [2, 4, 8]
$$ \\frac{{\\partial s}}{{\\partial x}}\\bigr\\rvert_{{x=(1,\\ 2,\\ 4)}}
= (2, [[story:slope[1] | .0f]], 8) $$
///

/// equation | weird
    at: {{x: "story:x"}}
    equals: story:half
    means: x / 2
$$ \\operatorname{{halve}}_3[x] \\mapsto \\tfrac x2 $$
///

/// equation | named
    define: true
    at: {{r: 1.5}}
$$ q = 3r $$
///

/// equation | words
    notation: the left side is a name of torch's
$$ \\text{{a}} \\to \\text{{b}} $$
///
"""
LISTED = "# List\n\n[one](../index.md#slope)\n\n/// checked\n///\n"


def equation(name: str, tex: str, *options: str) -> str:
    lines = "".join(f"    {option}\n" for option in options)
    return f"/// equation | {name}\n{lines}$$ {tex} $$\n///\n"


def site_with(root: Path, pages: dict[str, str]) -> Site:
    made = Site(root)
    made.write("mkdocs.yml", CONFIG)
    made.write("snippets/story.py", STORY)
    for name, text in pages.items():
        made.write(f"docs/{name}.md", text)
    return made


def text_of(html: str) -> str:
    bare = re.sub(r"<svg.*?</svg>|<math.*?</math>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", bare))


# --- what is good --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = site_with(tmp_path_factory.mktemp("good"), {"index": GOOD, "about/list": LISTED})
    done = made.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def part(html: str, name: str) -> str:
    return html.split(f'<div class="lc-equation" id="{name}">')[1].split("lc-equation")[0]


def test_an_equation_has_a_number_an_anchor_and_a_mark(good: Site) -> None:
    shown = part(good.html(), "slope")
    assert '<a class="lc-number" href="#slope" title="Link to this equation">(2)</a>' in shown
    assert '<details class="lc-verdict lc-is-checked"><summary>' in shown
    assert "lc-math-display" in shown
    assert re.search(
        r"Equation 2: checked2 relations, compared at \d+ points in all. "
        r"In the run, slope of story.py has the same 3 numbers. Largest difference: 0.",
        text_of(shown),
    )


def test_the_mark_leads_to_the_cell_that_shows_the_value(good: Site) -> None:
    html = good.html()
    assert '<a href="#cell-story-first"><code>slope</code></a>' in part(html, "slope")
    assert '<a href="#cell-story-first"><code>total</code></a>' in part(html, "total")
    assert '<a href="#cell-story-second"><code>half</code></a>' in part(html, "weird")
    assert html.count('id="cell-story-first"') == html.count('id="cell-story-second"') == 1


def test_what_a_mark_says_of_other_kinds(good: Site) -> None:
    html = good.html()
    assert "[2, 4, 8], as the page states it, has the same 3 numbers" in text_of(
        part(html, "value")
    )
    weird = part(html, "weird")
    assert "the same 3 numbers as x / 2, its meaning in Python" in text_of(weird)
    assert "Equation 4: not read" in text_of(weird)
    assert r"Not read: \operatorname{halve}_3[x] \mapsto \tfrac x2." in text_of(weird)
    assert "lc-tick" not in weird
    assert "definitionThis says what a symbol stands for" in text_of(part(html, "named"))
    assert "There is nothing to check: the left side is a name" in text_of(part(html, "words"))


def test_the_list_holds_every_equation_and_adds_up(good: Site) -> None:
    html = good.html("about/list/index.html")
    said = text_of(html)
    assert "6 displayed equations: 4 checked, 1 definition alone, 1 notation" in said
    assert "3 of the 4 read from their LaTeX" in said
    for number, name in enumerate(("total", "slope", "value", "weird", "named", "words"), 1):
        assert f'<a href="../../#{name}" title="{name}">({number})</a>' in html
    assert html.count("lc-math-display") == 6
    assert "Home" in re.findall(r"<h3[^>]*>(.*?)</h3>", html)


def test_a_warm_build_imports_no_torch_and_reuses_the_checks(good: Site) -> None:
    before = part(good.html(), "slope")
    again = timed(good)
    assert not re.search(r"\| +torch$|livecells\.formula\.check\.display", again)
    assert part(good.html(), "slope") == before


def timed(site: Site) -> str:
    """The names of the modules that a build imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mkdocs", "build"],
        cwd=site.root,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    return done.stderr


def test_another_value_of_the_run_checks_again(site: Site) -> None:
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", DEFINE)
    assert "livecells.formula.check.display" in timed(site)
    site.write("snippets/story.py", STORY.replace("4.0]", "5.0]"))
    assert site.build().returncode == 0  # 30 on both sides
    site.write("snippets/story.py", STORY.replace("entry * entry for", "entry for"))
    done = site.build()
    assert done.returncode == 1
    assert "docs/index.md:1: equation 'total': the run gives another value" in done.stderr


# --- what is not ---------------------------------------------------------------------------------

AT = 'at: {x: "story:x"}'
BAD = {
    "factor": (
        f"# Home\n\n{DEFINE}\n"
        + equation("slope", r"\frac{\partial s}{\partial x_i} = 3\,x_i", AT, "equals: story:slope"),
        [
            "docs/factor.md:10: equation 'slope': this step is wrong (i = 3)",
            r"left   \frac{\partial s}{\partial x_i} = 8",
            r"right  3\,x_i = 12",
            "run    x[1] = 1, x[2] = 2, x[3] = 4",
            r"  \frac{\partial s}{\partial x_i} = 3\,x_i",
        ],
    ),
    "run": (
        equation("mean", r"m = \sum_i x_i", AT, "equals: story:total"),
        ["docs/run.md:1: equation 'mean': the run gives another value", "m = 7", "run       21"],
    ),
    "unknown-symbol": (
        equation("a", r"\sum_i x_i = q + 7", AT),
        ["docs/unknown-symbol.md:1: equation 'a': q is not known here: give it in `at`, or define"],
    ),
    "unparseable": (
        equation("a", r"x_i = \lim x_i", AT),
        [r"docs/unparseable.md:1: equation 'a': \lim is written \lim_{h \to 0}", "  ^^^^"],
    ),
    "idle-symbol": (
        equation("a", "2\\,x_i = x_i + x_i", 'at: {x: "story:x", q: "story:x"}'),
        ["docs/idle-symbol.md:1: equation 'a': option at gives 'q' a value, and neither"],
    ),
    "other-case": (
        equation("a", "2\\,x_i = x_i + x_i", 'at: {X: "story:x"}'),
        ["docs/other-case.md:1: equation 'a': x is not known here"],
    ),
    "other-letter": (
        equation("a", "\\frac{d}{dx} x^2 = 2x", 'at: {X: "story:total"}'),
        ["docs/other-letter.md:1: equation 'a': option at gives 'X' a value", ": is x meant?"],
    ),
    "shape": (
        equation("a", "d_i = 2\\,x_i", AT, "equals: story:total"),
        ["docs/shape.md:1: equation 'a': shapes differ: d_i has shape (3,)", "value a scalar"],
    ),
    "no-name": ("\n/// equation\n$$ 1 = 1 $$\n///\n", ["docs/no-name.md:2: an equation needs a"]),
    "bad-name": (
        equation("Two Words", "1 = 1"),
        ["docs/bad-name.md:1: an equation needs a kebab-case name to link to, not 'Two Words'"],
    ),
    "twice": (
        equation("a", "1 = 1") + "\n" + equation("a", "2 = 2"),
        ["docs/twice.md:5: two equations of the page are called 'a'"],
    ),
    "option": (
        equation("a", "1 = 1", "equal: 3"),
        ["docs/option.md:2: unknown option: 'equal' (did you mean equals?)"],
    ),
    "option-type": (
        equation("a", "1 = 1", "samples: many"),
        ["docs/option-type.md:2: option samples must be int, not 'many'"],
    ),
    "few": (equation("a", "1 = 1", "samples: 1"), ["docs/few.md:2: samples must be 5 or more"]),
    "idle": (
        equation("a", "y = x", "define: true", "approx: 0.1", AT),
        ["docs/idle.md:2: a definition takes no options but at, equals and samples"],
    ),
    "reference": (
        equation("a", "x = x", "at: {x: story}"),
        ["docs/reference.md:2: expected `snippet:expression`, not 'story'"],
    ),
    "ragged": (
        equation("a", "x = x", "at: {x: [1, [2]]}"),
        ["docs/ragged.md:2: expected a number, a list of numbers or a reference, not [1, [2]]"],
    ),
    "two-displays": (
        "/// equation | a\n$$ 1 = 1 $$\n\n$$ 2 = 2 $$\n///\n",
        ["docs/two-displays.md:1: an equation block holds one display"],
    ),
    "no-display": (
        "/// equation | a\nText.\n///\n",
        ["docs/no-display.md:1: an equation block holds one display, `$$ ... $$`"],
    ),
    "outside": (
        f"Text.\n\n$$\n1 = 1\n$$\n\n\\[ 2 = 2 \\]\n\n{DEFINE}",
        ["docs/outside.md:3: this display is not checked", "docs/outside.md:7: this display"],
    ),
    "nothing": (equation("a", "x + y"), ["docs/nothing.md:1: equation 'a': this is no equation"]),
    "undefined": (
        equation("a", "y = 2 x", AT),
        ["docs/undefined.md:1: equation 'a': y is not known here: give it in"],
    ),
    "notation": (
        equation("a", "x = y", "notation: a name", AT),
        ["docs/notation.md:2: an equation that is notation is not compared with anything"],
    ),
    "means": (
        equation("a", r"\star = x", AT, "means: 2 * x", "equals: story:half"),
        ["docs/means.md:1: equation 'a': `means: 2 * x` gives [2.0, 4.0, 8.0], the run [0.5"],
    ),
    "means-number": (
        equation("a", r"\star = x, \quad 2 + 2 = 5", AT, "means: x / 2", "equals: story:half"),
        ["docs/means-number.md:1: equation 'a': what can be read of this display is not what"],
    ),
    "means-readable": (
        equation("a", "2 x = 3 x", AT, "means: 2 * x", "equals: story:slope"),
        ["docs/means-readable.md:1: equation 'a': this display can be read: leave `means` out"],
    ),
    "means-other": (
        equation("a", "x + 7", AT, "means: 2 * x", "equals: story:slope"),
        ["docs/means-other.md:1: equation 'a': this display can be read: leave `means` out"],
    ),
    "unknown-snippet": (
        equation("a", "y = 2x", 'at: {x: "stroy:x"}', "equals: story:slope"),
        ["docs/unknown-snippet.md:2: unknown snippet: 'stroy' (did you mean story?)"],
    ),
    "unknown-cell": (
        equation("a", "y = 2x", AT, "equals: story@frist:slope"),
        ["docs/unknown-cell.md:3: unknown cell in story.py: 'frist' (did you mean first?)"],
    ),
    "unknown-value": (
        equation("a", "y = 2x", 'at: {x: "story:nope"}', "equals: story:slope"),
        ["docs/unknown-value.md:2: 'nope' in story.py: NameError: name 'nope' is not defined"],
    ),
    "no-numbers": (
        equation("a", "y = 2x", 'at: {x: "story:print"}', "equals: story:slope"),
        ["docs/no-numbers.md:2: 'print' in story.py: "],
    ),
    "cascade": (
        equation("a", "s = 3x", "define: true", AT, "equals: story:slope")
        + "\n"
        + equation("b", r"\frac{\partial s_i}{\partial x_i} = 2", AT),
        ["docs/cascade.md:1: equation 'a': the run gives another value"],
    ),
    "failing": (
        equation("a", "y = x", 'at: {x: "broken:x"}', "equals: broken:x")
        + "\n"
        + equation("b", "2y = [[broken:x | .0f]]")
        + "\n"
        + equation("c", "3 = [[broken:x | .0f]]"),
        ["snippets/broken.py:3: cell 'a': ZeroDivisionError", "see docs/failing.md:2\n"],
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a build says of a site with one fault a page."""
    pages = {name: page for name, (page, _) in BAD.items()}
    made = site_with(tmp_path_factory.mktemp("bad"), {**pages, "index": GOOD})
    made.write("snippets/broken.py", '"""Broken."""\n# %% a\nx = 1 / 0\n')
    done = made.build()
    assert done.returncode == 1
    assert not (made.root / "site").exists()
    return done.stderr


@pytest.mark.parametrize("name", BAD)
def test_a_fault_stops_the_build_and_is_located(said: str, name: str) -> None:
    for message in BAD[name][1]:
        assert message in said


def test_each_fault_is_told_once_and_nothing_else_is(said: str) -> None:
    assert 'Traceback (most recent call last):\n  File "/' not in said
    assert "docs/index.md" not in said
    told = re.findall(r"^\s*\d+\. (docs/[\w-]+\.md:\d+|snippets/\w+\.py:\d+)", said, re.M)
    faults = {name: sum(f"docs/{name}.md:" in place for place in told) for name in BAD}
    expected = dict.fromkeys(BAD, 1) | {"outside": 2, "failing": 0}
    assert faults == expected, said


# --- the site itself -----------------------------------------------------------------------------


def test_the_list_of_the_site_agrees_with_its_pages(real_site: Site) -> None:
    html = real_site.html("about/checked/index.html")
    found = re.search(
        r"(\d+) displayed equations: (\d+) checked, (\d+) \w+ alone, (\d+) notation"
        r".*?(\d+) of the (\d+) read from their LaTeX",
        text_of(html),
    )
    assert found is not None
    every, *kinds, read, checked = map(int, found.groups())
    assert sum(kinds) == every
    assert kinds[0] == checked
    assert read >= 0.9 * every
    links = re.findall(r'<a href="\.\./\.\./([\w/-]*)#([\w-]+)" title="\2">', html)
    shown = [
        (path.parent.relative_to(real_site.root / "site").as_posix(), name)
        for path in (real_site.root / "site").rglob("*.html")
        for name in re.findall(r'class="lc-equation" id="([\w-]+)"', path.read_text("utf-8"))
    ]
    assert sorted((page.strip("/") or ".", name) for page, name in links) == sorted(shown)
    assert len(shown) == every


def test_each_mark_that_leads_to_a_cell_finds_it(real_site: Site) -> None:
    count = 0
    for path in (real_site.root / "site" / "tutorial").rglob("*.html"):
        html = path.read_text("utf-8")
        for ident in re.findall(r'<a href="#(cell-[\w-]+)"', html):
            assert html.count(f'id="{ident}"') == 1, (path, ident)
            count += 1
    assert count >= 35
