"""Whole builds: what is shown, what must fail, and what a failing build leaves behind."""

import re
import shutil

import pytest

from .conftest import Site, small


def text_of(html):
    return re.sub(r"<[^>]+>", "", html)


def test_code_and_its_output_are_on_the_page(site):
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    assert "x = 6 * 7" in text_of(site.html())
    assert '<pre class="lc-text lc-stdout" tabindex="0">42</pre>' in site.html()


def test_show_title_highlight_and_range(site):
    site.write(
        "snippets/story.py",
        '"""A story."""\n# %% first\nx = 1\nprint(x)\n# %% second\ny = 2\nprint(y)\n',
    )
    site.write(
        "docs/index.md",
        "/// live | story:first\n    show: code\n    title: My title\n"
        "    highlight: [print(x), x]\n///\n\n"
        "/// live | story:second\n    show: output\n///\n\n"
        "- in a list:\n\n    /// live | story:first..second\n    ///\n\n"
        "/// note | In a box\n/// live | story\n    show: code\n///\n///\n",
    )
    assert site.build("--strict").returncode == 0
    html = site.html()
    assert '<span class="filename">My title</span>' in html
    assert html.count('class="hll"') == 2
    assert html.count('<div class="lc-output"') == 3
    assert "///" not in text_of(html)
    assert html.count("story.py · first") == 1


def test_values_in_prose_tables_headings_and_maths(site):
    site.write(
        "docs/index.md",
        "# Got [[story:x]]\n\n"
        "| a | b |\n|---|---|\n| 1 | [[story:x / 5 | .2f]] |\n\n"
        "![of [[story:x]]](pic.png)\n\nIn $x = [[story:x]]$ and `[[story:x]]`.\n\n"
        "After: [[story@first:[x][0]]].\nEscaped: [[story:'_a_ <b> *c*']].\n\n"
        "```\n[[story:x]]\n/// live | nothing:here\n///\n```\n",
    )
    site.write("docs/pic.png", "")
    done = site.build()
    assert done.returncode == 0, done.stderr
    html = site.html()
    assert "Got 42</h1>" in html
    assert "<td>8.40</td>" in html
    assert 'alt="of 42"' in html
    assert "x = 42" in html
    assert "<code>[[story:x]]</code>" in html
    assert "After: 42." in html
    assert "Escaped: _a_ &lt;b&gt; *c*." in html
    assert "/// live | nothing:here" in html


def test_bad_tex_is_located(site):
    site.write("docs/index.md", "---\ntitle: T\n---\n# H\n\nText $\\nothere{x}$.\n")
    done = site.build()
    assert done.returncode == 1
    assert "docs/index.md:6: TeX: Undefined control sequence \\nothere" in done.stderr


FAILURES = {
    "unknown snippet": (
        "/// live | stroy:first\n///\n",
        None,
        ["docs/index.md:3: unknown snippet: 'stroy' (did you mean story?)"],
    ),
    "unknown cell": (
        "/// live | story:frist\n///\n",
        None,
        ["docs/index.md:3: unknown cell in story.py: 'frist' (did you mean first?)"],
    ),
    "unknown option": (
        "/// live | story:first\n    shwo: code\n///\n",
        None,
        ["docs/index.md:4: unknown option: 'shwo' (did you mean show?)"],
    ),
    "option of a wrong type": (
        "/// live | story:first\n    show: 3\n///\n",
        None,
        ["docs/index.md:4: option show must be str, not 3"],
    ),
    "unknown value of show": (
        "/// live | story:first\n    show: bth\n///\n",
        None,
        ["docs/index.md:4: unknown value of show: 'bth' (did you mean both?)"],
    ),
    "options that are not YAML": (
        "/// live | story:first\n    show: [both\n///\n",
        None,
        ["docs/index.md:4: the block's options are not YAML"],
    ),
    "option given twice": (
        "/// live | story:first\n    show: code\n    show: output\n///\n",
        None,
        ["docs/index.md:5: the block's options are not YAML: `show` is given twice"],
    ),
    "malformed argument": (
        "/// live | story first\n///\n",
        None,
        ["docs/index.md:3: expected `snippet:cell` or `snippet:first..last`, not 'story first'"],
    ),
    "no argument": ("/// live\n///\n", None, ["docs/index.md:3: expected `snippet:cell`"]),
    "unclosed block": (
        "/// live | story:first\n",
        None,
        ["docs/index.md:3: block 'live' has no closing ///"],
    ),
    "range that runs backwards": (
        "/// live | story:b..a\n///\n",
        "# %% a\nx = 1\n# %% b\ny = 1\n",
        ["docs/index.md:3: cell 'a' comes before 'b'"],
    ),
    "block inside a paragraph's last line": (
        "Text\n    /// live | story:first\n    ///\n",
        None,
        ["docs/index.md:4: the block was not read as one"],
    ),
    "misspelt block": (
        "/// liv | story:first\n///\n",
        None,
        ["docs/index.md:3: unknown block: 'liv' (did you mean live?)"],
    ),
    "block that the site does not make": (
        "/// details | More\nText.\n///\n",
        None,
        ["docs/index.md:3: nothing makes blocks called 'details': put pymdownx.blocks.details"],
    ),
    "misspelt value": (
        "It is [[ story:x]].\n",
        None,
        ["docs/index.md:3: this is no live value", "did you mean `[[story:`?"],
    ),
    "block in HTML": (
        "<div>\n/// live | story:first\n///\n</div>\n",
        None,
        ["docs/index.md:4: the block was not read as one; Markdown does not look into HTML"],
    ),
    "value in included text": (
        '--8<-- "part.txt"\n\n/// live | story:first\n///\n',
        None,
        [
            "docs/index.md:3: live values and blocks cannot stand in included text (`[[story:x + ",
            "see docs/part.txt:1",
        ],
    ),
    "title of several cells": (
        "/// live | story\n    title: One name\n///\n",
        "# %% a\nx = 1\n# %% b\ny = 1\n",
        ["docs/index.md:4: `title` names one cell, and the block shows 2"],
    ),
    "highlight that stands nowhere": (
        "/// live | story:first\n    highlight: nowhere\n///\n",
        None,
        ["docs/index.md:4: nothing to highlight: 'nowhere'"],
    ),
    "unknown value": (
        "It is [[story:nope]].\n",
        None,
        ["docs/index.md:3: 'nope' in story.py: NameError: name 'nope' is not defined"],
    ),
    "value of an unknown snippet": (
        "It is [[stroy:x]].\n",
        None,
        ["docs/index.md:3: unknown snippet: 'stroy'"],
    ),
    "value after an unknown cell": (
        "It is [[story@nope:x]].\n",
        None,
        ["docs/index.md:3: unknown cell in story.py: 'nope'"],
    ),
    "value with a bad format": (
        "It is [[story:x | zz]].\n",
        None,
        ["docs/index.md:3: 'x' in story.py: ValueError"],
    ),
    "snippet that raises": (
        "/// live | story:first\n///\n",
        "# %% first\nx = 1\n1 / 0\n",
        [
            "snippets/story.py:4: cell 'first': ZeroDivisionError",
            "see docs/index.md:3",
            'File "story.py", line 4, in <module>',
        ],
    ),
    "expected error that does not come": (
        "/// live | story:first\n///\n",
        '# %% first raises="ValueError: no"\nx = 1\n',
        [
            "snippets/story.py:2: cell 'first': the cell must raise",
            "see docs/index.md:3",
            "nothing",
        ],
    ),
    "expected error with another message": (
        "/// live | story:first\n///\n",
        '# %% first raises="ValueError: no"\nint("x")\n',
        [
            "snippets/story.py:3: cell 'first': the cell must raise",
            "see docs/index.md:3",
            "invalid",
        ],
    ),
    "syntax error": (
        "/// live | story:first\n///\n",
        "# %% first\nx = 1\ny = = 2\n",
        ["snippets/story.py:4: cell 'first': SyntaxError: invalid syntax", "see docs/index.md:3"],
    ),
    "name bound again": (
        "/// live | story:a\n///\n",
        "# %% a\nx = 1\n# %% b\nx = 2\n",
        ["snippets/story.py:5: 'x' is bound again; cell 'a' bound it first: keep both in one"],
    ),
    "process that dies": (
        "/// live | story:first\n///\n",
        "# %% first\nimport os\nos._exit(7)\n",
        ["snippets/story.py:3: cell 'first': the process ended itself with", "see docs/index.md:3"],
    ),
}


# One of each stage: reading the page, running the snippet, asking for its values, rendering.
KEPT = ("unclosed block", "process that dies", "unknown value", "highlight that stands nowhere")


def slug(name):
    """The name of a failure as that of its page and its snippet."""
    return name.replace(" ", "_").replace("'", "")


def put(site, name, page, snippet):
    """Write the page and the snippet of a failure, under another name than the good one's."""
    own = slug(name)
    if snippet is not None:
        page = page.replace("story", own)
        site.write(f"snippets/{own}.py", f'"""A story."""\n{snippet}')
    site.write(f"docs/{own}.md", f"# Home\n\n{page}")


def put_messages(name):
    """The messages of a failure that was put so."""
    own = slug(name)
    _, snippet, messages = FAILURES[name]
    for message in messages:
        message = message.replace("docs/index.md", f"docs/{own}.md")
        yield message if snippet is None else message.replace("story.py", f"{own}.py")


PART = "Included [[story:x + 1]].\n"


def fails_and_keeps_the_old_site(site):
    """Build, without --strict, what cannot be built; returns what is said."""
    before = site.files()
    done = site.build()
    assert done.returncode == 1, done.stderr
    assert 'Traceback (most recent call last):\n  File "/' not in done.stderr
    assert site.files() == before
    assert {p.name for p in site.root.iterdir()} == {
        ".cache",
        "docs",
        "mkdocs.yml",
        "site",
        "snippets",
    }
    return done.stderr


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The small site, built; tests that change it copy it."""
    made = small(tmp_path_factory.mktemp("good"))
    assert made.build().returncode == 0
    return made


@pytest.fixture
def built(good, tmp_path):
    """A copy of the small site, built."""
    shutil.copytree(good.root, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path)


@pytest.fixture(scope="module")
def said(good, tmp_path_factory):
    """What a build says that has every failure at once, each on a page of its own."""
    site = Site(tmp_path_factory.mktemp("bad"))
    shutil.copytree(good.root, site.root, dirs_exist_ok=True)
    site.write("docs/part.txt", PART)
    config = (site.root / "mkdocs.yml").read_text("utf-8")
    site.write("mkdocs.yml", f"{config}  - pymdownx.snippets: {{base_path: [docs]}}\n")
    for name, (page, snippet, _) in FAILURES.items():
        put(site, name, page, snippet)
    return fails_and_keeps_the_old_site(site)


@pytest.mark.parametrize("name", FAILURES)
def test_a_failing_build_says_where(said, name):
    for message in put_messages(name):
        assert message in said


def test_every_failure_is_told_and_no_other(said):
    told = re.findall(r"^ *\d+\. (?:docs|snippets)/(\w+)\.\w+:\d+", said, re.MULTILINE)
    assert set(told) == {slug(name) for name in FAILURES}


@pytest.mark.parametrize("name", KEPT)
def test_a_single_failure_fails_the_build_and_keeps_the_old_site(built, name):
    page, snippet, messages = FAILURES[name]
    built.write("docs/index.md", f"# Home\n\n{page}")
    if snippet is not None:
        built.write("snippets/story.py", f'"""A story."""\n{snippet}')
    said = fails_and_keeps_the_old_site(built)
    for message in messages:
        assert message in said


def test_all_failures_are_listed_once_in_one_go(site):
    site.write("snippets/other.py", '"""Other."""\n# %% a\n1 / 0\n')
    site.write(
        "docs/index.md",
        "/// live | story:nope\n///\n\n/// live | other:a\n///\n\n/// live | other:a\n///\n",
    )
    site.write("docs/second.md", "[[story:gone]]\n")
    done = site.build()
    assert "3 errors in the live pages" in done.stderr
    assert done.stderr.count("ZeroDivisionError: division by zero") == 2  # message and traceback
    head = "snippets/other.py:3: cell 'a': ZeroDivisionError: division by zero"
    assert f"{head}\n       see docs/index.md:4\n       see docs/index.md:7\n" in done.stderr
    assert "docs/second.md:1: 'gone' in story.py" in done.stderr


def test_a_page_that_is_not_utf8_is_named(built):
    (built.root / "docs" / "second.md").write_bytes(b"# Second\n\ncaf\xe9\n")
    said = fails_and_keeps_the_old_site(built)
    assert "docs/second.md:3: the page is not UTF-8 text; save it in that encoding" in said


FRONTS = {
    'title: "Home\n': (2, "is not YAML"),
    "title: Home\ndescription: a: b\n": (3, "is not YAML: mapping values are not allowed"),
    "title: Home\nmaths:\n  at: {x: 3\n": (4, "is not YAML"),
    "title: Home\n\tmaths: 3\n": (3, "is not YAML"),
    "title: Home\ndate: 2026-05-45\n": (1, "holds what cannot be read: day is out of range"),
    "title: Home\ntags: []\ntitle: House\n": (4, "is not YAML: `title` is given twice"),
    "title: Home\nmaths: {at: {x: 3, x: 4}}\n": (3, "is not YAML: `x` is given twice"),
}


def test_front_matter_that_is_no_yaml_is_named(built):
    """MkDocs would show it as text, and the formulas would go without what it says of them."""
    for number, front in enumerate(FRONTS):
        built.write(f"docs/page{number}.md", f"---\n{front}---\n# Page\n\n$x = 3$\n")
    said = fails_and_keeps_the_old_site(built)
    for number, (line, what) in enumerate(FRONTS.values()):
        assert f"docs/page{number}.md:{line}: the front matter {what}" in said


def test_front_matter_without_an_end_is_named_and_a_rule_is_none(built):
    built.write("docs/index.md", "---\ntitle: Home\n\n# Home\n")
    said = fails_and_keeps_the_old_site(built)
    assert "docs/index.md:1: the front matter has no `---` at its end" in said
    built.write("docs/index.md", "---\n\nNote: a rule is above.\n\n---\n\n# Home\n")
    assert built.build().returncode == 0


def test_live_values_in_front_matter_are_refused(built):
    built.write("docs/index.md", "---\ndescription: |\n  Of\n  [[story:x]]\n---\n# Home\n")
    assert "docs/index.md:4: live values cannot stand in front" in fails_and_keeps_the_old_site(
        built
    )


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: Why $8 \\cdot 1.5^2 = 17$", 2),
        ("title: Squares\ndescription: >\n  That of squares\n  is \\(2 + 2 = 5\\)\ntags: [a]", 5),
        ("maths:\n  notation:\n    a = b: a reason\nsummary: from $a = 1$ on", 5),
    ],
)
def test_formulas_in_front_matter_are_refused(built, front, line):
    built.write("docs/index.md", f"---\n{front}\n---\n# Home\n")
    assert f"docs/index.md:{line}: a formula cannot stand in front" in fails_and_keeps_the_old_site(
        built
    )


def test_a_price_in_front_matter_is_no_formula(built):
    built.write("docs/index.md", "---\ntitle: From $5 to $6\n---\n# Home\n")
    assert built.build("--strict").returncode == 0


def test_live_values_in_the_menu_are_refused(built):
    config = (built.root / "mkdocs.yml").read_text("utf-8")
    built.write("mkdocs.yml", f'{config}nav:\n  - More:\n      - "The [[story:x]]": index.md\n')
    line = config.count("\n") + 3
    said = fails_and_keeps_the_old_site(built)
    assert f"mkdocs.yml:{line}: live values cannot stand in the menu" in said


HOOK = """\
def on_page_markdown(markdown, page, **_):
    return markdown.replace("HERE", {text!r})
"""


@pytest.mark.parametrize("text", ["/// live | story\n///", "[[story:x + 5]]", "[[ story:x]]"])
def test_what_another_hook_adds_is_refused(built, text):
    built.write("hooks.py", HOOK.format(text=text))
    config = (built.root / "mkdocs.yml").read_text("utf-8")
    built.write("mkdocs.yml", config.replace("hooks: [", "hooks: [hooks.py, "))
    built.write("docs/index.md", "# Home\n\nHERE\n\n/// live | story:first\n///\n")
    done = built.build()
    assert done.returncode == 1
    assert "1 error in the live pages" in done.stderr
    head = text.split("\n")[0]
    assert f"live values and blocks cannot stand in included text (`{head}`)" in done.stderr


def test_a_warning_in_a_strict_build_keeps_the_old_site_too(site):
    assert site.build().returncode == 0
    before = site.files()
    site.write("docs/index.md", "[gone](gone.md)\n")
    assert site.build("--strict").returncode == 1
    assert site.files() == before


def test_dot_files_of_the_site_folder_survive(site):
    site.write("site/.well-known/x", "1")
    site.write("site/old.html", "1")
    assert site.build().returncode == 0
    assert set(site.files()) >= {".well-known/x", "index.html"}
    assert "old.html" not in site.files()
