"""Formulas in running text: which are checked, with what, and what stops a build.

One site holds what is good, another one fault a page: two builds show nearly all.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import CONFIG, PLAIN, Site

STORY = '"""A story."""\n# %% first\nx = [1.0, 2.0, 4.0]\nn = 3\nlast = 3 * x[2]\nprint(last)\n'
SUM = """\
/// equation | total
    define: true
    at: {x: "story:x", n: "story:n"}
$$ s = \\sum_i x_i + n - 3 $$
///
"""
GOOD = f"""\
---
title: Home
maths:
  at:
    r: 0.5
    t = 20: {{t: "story:n + 17"}}
    2t = 24: {{t: 12}}
  define: ['q(v) = v^2']
  suppose: ['x_i = 9', '$r > 7$']
  notation:
    c = a + bi: any complex number
---

# Home, where $1 + 1 = 2$

Before its display $s = 7$, at $x = (1, 2, 4)$, and $\\frac{{\\partial s}}{{\\partial n}} = 1$.

{SUM}
Here $n = 3$ and $2n = 6$, so $s = n + \\sum_i x_i - 3$; also $t = 20$, $2t = 24$ and $r = 1/2$.
Given are $n > 2$ and $x_3 > 3$, and always $s < s + 1$.
In $q(v) = v^2$ we have $\\frac{{dq(v)}}{{dv}} = 2v$.
If $x_i = 9$ or $r > 7$, all is else, and $c = a + bi$.
Nothing is said by $\\sum_{{i=1}}^n x_i$, `$1 = 2$`, \\$1 = 2\\$ or $x$<!-- $1 = 2$ -->.

```
$1 = 2$
```

- In a list $3 \\cdot [[story:x[2] | .0f]] = [[story:last | .0f]]$.
"""
LISTED = "# List\n\n/// checked\n///\n"


def site_with(root: Path, pages: dict[str, str], config: str = CONFIG) -> Site:
    made = Site(root)
    made.write("mkdocs.yml", config)
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


def test_the_list_counts_them_and_says_of_each_what_was_compared(good: Site) -> None:
    said = text_of(good.html("about/list/index.html"))
    counts = "15 compared, 1 definition, 2 suppositions, 1 notation."
    assert f"19 statements in running text: {counts}" in said
    assert "There is nothing to compare: any complex number." in said
    assert "In running text" in good.html("about/list/index.html")


def test_what_is_compared_at_given_values_only_is_said_so(good: Site) -> None:
    rows = good.html("about/list/index.html").split("<tr")
    said = {
        tex: "values that the page or its runs give only" in row
        for row in rows
        for tex in re.findall(r'application/x-tex"[^>]*>([^<]*)<', row)
    }
    assert all(said[tex] for tex in ("s = 7", "n = 3", "n &gt; 2", "x_3 &gt; 3"))
    assert not any(said[tex] for tex in ("s &lt; s + 1", "\\frac{dq(v)}{dv} = 2v", "1 + 1 = 2"))


def test_a_warm_build_takes_what_came_of_them_before(good: Site) -> None:
    before = good.html("about/list/index.html")
    table = next((good.root / ".cache" / "livecells").glob("checks*")).read_bytes()
    assert good.build("--strict").returncode == 0
    assert good.html("about/list/index.html") == before
    assert next((good.root / ".cache" / "livecells").glob("checks*")).read_bytes() == table


def test_a_site_that_demands_no_checks_has_them_where_a_page_asks(tmp_path: Path) -> None:
    wrong = "# Page\n\n$2 + 2 = 5$\n"
    made = site_with(tmp_path, {"index": wrong, "asks": f"---\nmaths:\n---\n{wrong}"}, PLAIN)
    done = made.build()
    assert done.returncode == 1
    assert re.findall(r"docs/\w+\.md:\d+", done.stderr) == ["docs/asks.md:6"]


# --- what is not ---------------------------------------------------------------------------------


def front(*lines: str) -> str:
    return "---\nmaths:\n" + "".join(f"  {line}\n" for line in lines) + "---\n"


PLACES = """\
# A title of $1 + 1 = 3$

Text $2 + 2 = 5$ and \\(3 + 3 = 7\\), also over $4 +
4 = 9$ two lines.

- a list $5 + 5 = 11$

| a | table |
|---|---|
| $6 + 6 = 13$ | $7$ |

> A quote of $7 +
> 7 = 15$.

/// details | A title of $8 + 8 = 17$
A box $9 + 9 = 19$
///

!!! note "Or $10 + 10 = 21$"
    Inside $11 + 11 = 23$.

<div>A link to [$12 + 12 = 25$](index.md)</div>

/// live | story:first
    predict: How much is $13 + 13 = 27$?
    answer: story:last
    right: For $14 + 14 = 29$.
///
"""
TWO = f"Text $\\frac{{\\partial s}}{{\\partial x_i}} = 2$.\n\n{SUM}"
# Of each page its text, and of each fault the line and words of the message.
BAD: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "places": (
        PLACES,
        [
            (line, f"in the text, `{n} + {n} = {2 * n + 1}`: this step is wrong")
            for n, line in enumerate((1, 3, 3, 3, 6, 10, 12, 15, 16, 19, 20, 22, 25, 27), 1)
        ],
    ),
    "live-value": (
        "$2 \\cdot [[story:x[2] | .0f]] = [[story:last | .0f]]$",
        [(1, "in the text, `2 \\cdot 4 = 12`: this step is wrong")],
    ),
    "defined": (TWO, [(1, "this step is wrong")]),
    "value": (
        f"{SUM}\nAt $n = 4$.",
        [(7, "in the text, `n = 4`: the options near it give n = 3.")],
    ),
    "result": (f"{SUM}\nSo $s = 8$.", [(7, "in the text, `s = 8`: this step is wrong")]),
    "larger": (f"{SUM}\nSo $s > 1$, and $\\sum_i x_i > 1$.", [(7, "`s > 1`"), (7, "x_i > 1`")]),
    "other": (
        f"{SUM}\nSo $s \\ne 0$ always.",
        [(7, "in the text, `s \\ne 0`: this step is wrong")],
    ),
    "second": (
        front("define: ['s = n^3']") + f"{SUM}\nWe have $s = n^3$.",
        [(11, "equation 'total' says already what its name stands for")],
    ),
    "second-above": (
        front("define: ['s = n^3']") + f"We have $s = n^3$.\n\n{SUM}",
        [(5, "equation 'total' says already what its name stands for")],
    ),
    "below": (f"At $n = 4$.\n\n{SUM}", [(1, "the options near it give n = 3.")]),
    "unknown": ("With $y = 3w$.", [(1, "in the text, `y = 3w`: ")]),
    "ways": ("With $z = 3w$.", [(1, "`define`, `suppose` or, with a reason, `notation`")]),
    "smaller": ("As $3 < 2$.", [(1, "in the text, `3 < 2`: ")]),
    "one-side": ("It is $= 3$.", [(1, "in the text, `= 3`: ")]),
    "boxed": ("It is $\\boxed{2 = 3}$.", [(1, "in the text, `\\boxed{2 = 3}`: ")]),
    "front-part": (front("when: {n: 3}") + "Text.", [(3, "unknown part of maths: 'when'")]),
    "front-type": (front("define: a = 3") + "Text.", [(3, "must be a list of formulas")]),
    "front-yaml": ("---\nmaths: [\n---\nText.", [(3, "the front matter is not YAML: ")]),
    "front-value": (front("at: {n: three}") + "$n = 3$", [(3, "expected `snippet:expression`")]),
    "front-snippet": (front('at: {n: "stroy:n"}') + "$n = 3$", [(3, "did you mean story?")]),
    "front-number": (front(f"at: {{n: 1{'0' * 400}}}") + "$n = 3$", [(3, "is too large")]),
    "front-idle": (front("at: {m: 3}") + "$1 = 1$", [(3, "no formula of the page mentions it")]),
    "front-unused": (front("suppose:", "  - a = 3") + "$a = 4$", [(4, "written 'a = 3'"), (6, "")]),
    "front-reason": (front("notation: {a = 3: }") + "$a = 3$", [(3, "needs a reason")]),
    "front-wrong": (front("at: {y: 5, w: 2}") + "$y = 3w$", [(5, "in the text, `y = 3w`: ")]),
    "front-single": (front("at: {2n = 5: {n: 2}}") + "$2n = 5$", [(5, "this step is wrong")]),
    "needless": (
        front("suppose: [2 + 2 = 5]") + "$2 + 2 = 5$",
        [(5, "it is arithmetic, which is always checked: take it off the list `suppose`")],
    ),
    "added": (
        "# Added\n\nText.",
        [(1, "the formula `4 = 5` is not checked, for it is not in the")],
    ),
    "failing": ("$2 = [[broken:x | .0f]]$ and $y = [[broken:x | .0f]]$", []),
}
HOOK = """\
def on_page_markdown(markdown, page, **_):
    return markdown + "\\n\\nAdded $4 = 5$.\\n" if page.file.src_uri == "added.md" else markdown
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a build says of a site with one kind of fault a page."""
    config = CONFIG.replace("hooks: [", "hooks: [add.py, ")
    config += "  - pymdownx.blocks.details\n"
    pages = {name: page for name, (page, _) in BAD.items()}
    made = site_with(tmp_path_factory.mktemp("bad"), {**pages, "index": GOOD}, config)
    made.write("add.py", HOOK)
    made.write("snippets/broken.py", '"""Broken."""\n# %% a\nx = 1 / 0\n')
    done = made.build()
    assert done.returncode == 1
    assert not (made.root / "site").exists()
    return done.stderr


@pytest.mark.parametrize("name", BAD)
def test_a_fault_stops_the_build_and_is_located(said: str, name: str) -> None:
    for line, message in BAD[name][1]:
        at = re.escape(f"docs/{name}.md:{line}: ")
        assert re.search(rf"\d+\. {at}.*{re.escape(message)}", said), (name, line, said)


def test_each_fault_is_told_once_and_nothing_else_is(said: str) -> None:
    assert 'Traceback (most recent call last):\n  File "/' not in said
    assert "docs/index.md" not in said
    assert "snippets/broken.py:3: cell 'a': ZeroDivisionError" in said
    told = re.findall(r"^\s*\d+\. docs/([\w-]+)\.md:(\d+)", said, re.M)
    expected = [(name, str(line)) for name, (_, faults) in BAD.items() for line, _ in faults]
    assert sorted(told) == sorted(expected)
