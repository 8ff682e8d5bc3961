"""What the search is given of a page, and where it cuts words."""

from __future__ import annotations

import re

import pytest

from livecells.publish.search_text import SEPARATOR, searchable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("which is output 0 of ReluBackward0", ["output", "ReluBackward0"]),
        ("[torch.cuda.FloatTensor [3]]", ["torch", "cuda", "FloatTensor"]),
        ("tensor([[4.5000, 4.5000]])", ["tensor", "4.5000", "4.5000"]),
        ("x.retain_grad()", ["retain_grad"]),
        ("is_leaf, no_grad", ["is_leaf", "no_grad"]),
        ("requires_grad=True.", ["requires_grad", "True"]),
        ("a -&gt; b &amp; grad", ["grad"]),
        ("Can't call numpy()", ["call", "numpy"]),
        ("got [2] but expected [64, 10]", ["got", "expected", "64", "10"]),
        ("0 1 2", []),
        ("from 0.1 to 12", ["0.1", "12"]),
    ],
)
def test_words_are_cut_where_people_see_them(text: str, words: list[str]) -> None:
    assert [word for word in re.split(SEPARATOR, text) if word] == words


def test_the_separator_is_readable_by_older_browsers_and_has_no_groups() -> None:
    assert "(?<" not in SEPARATOR
    assert re.compile(SEPARATOR).groups == 0


def test_what_is_left_out_ends_where_it_ends() -> None:
    page = (
        "<div data-search-exclude><div>in</div>still in</div><p>out</p>"
        "<details data-search-exclude><details>in</details>still in<br></details><p>out again</p>"
    )
    assert re.findall(r"\w[\w ]*(?=<)", searchable(page)) == ["out", "out again"]


def test_a_heading_that_is_left_out_takes_its_section_with_it() -> None:
    page = (
        "<h2 id='a'>first</h2><p>kept</p><h2 id='b' data-search-exclude>left</h2><p>left, too</p>"
        "<h3 id='c'>next</h3><p>kept again</p>"
    )
    found = re.findall(r"\w[\w ]*(?=<)", searchable(page))
    assert found == ["first", "kept", "next", "kept again"]


def test_cells_of_a_table_are_words_apart() -> None:
    page = "<h2 id='t'>Table</h2><table><tr><td>one</td><td><code>two</code></td></tr></table>"
    found = re.sub(r"\s+", " ", searchable(page))
    assert found == '<h2 id="t">Table</h2> one <code>two</code>'


def test_a_list_of_contents_is_left_out_and_another_list_is_not() -> None:
    contents = "<h1 id='h'>Title</h1><ul><li><a href='#a'>A</a></li></ul>"
    other = "<h2 id='a'>A</h2><ul><li><a href='#a'>again</a></li></ul>"
    assert searchable(contents + other) == (
        '<h1 id="h">Title</h1><h2 id="a">A</h2><ul><li>again</li></ul>'
    )


def test_sections_of_links_are_left_out() -> None:
    page = "<h2 id='read-later'>Read later</h2><ul><li>x</li></ul><h2 id='b'>B</h2><p>y</p>"
    assert searchable(page) == '<h2 id="b">B</h2><p>y</p>'


def test_text_stays_text() -> None:
    assert searchable("<pre><code>&lt;module&gt; a &amp;&amp; b</code></pre>") == (
        "<pre><code>&lt;module&gt; a &amp;&amp; b</code></pre>"
    )


def output(text: str) -> str:
    return f'<pre class="lc-text lc-stdout">{text}</pre>'


@pytest.mark.parametrize(
    "text",
    [
        "tensor([[ 3.,  0.],\n        [-1.,  2.]])",
        "tensor([1., 2.], requires_grad=True)",
        "True tensor([False, True])\n(0.5, 1e-07)",
        "tensor([1.], dtype=torch.float64)",
    ],
)
def test_an_output_of_numbers_alone_is_left_out(text: str) -> None:
    assert searchable(f"<p>a</p>{output(text)}<p>b</p>") == "<p>a</p> <p>b</p>"


@pytest.mark.parametrize(
    "text",
    [
        "slope: 3.0",
        "tensor(3., grad_fn=&lt;MulBackward0&gt;)",
        "None",
        "tensor([nan])",
        "steigt: ä2",
    ],
)
def test_an_output_with_a_word_is_kept(text: str) -> None:
    assert searchable(output(text)) == f"<pre>{text}</pre>"


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("questions.py", ""),
        ("errors/loss.py · forward-pass", ""),
        ("A column plus a row", "A column plus a row"),
        ("Save it as loss.py", "Save it as loss.py"),
    ],
)
def test_a_caption_is_kept_where_it_is_a_title(caption: str, kept: str) -> None:
    page = f'<span class="filename">{caption}</span><pre><code>x</code></pre>'
    assert searchable(page) == f"{kept}<pre><code>x</code></pre>"


def test_numbers_that_are_no_output_are_kept() -> None:
    assert searchable("<pre><code>4.5</code></pre>") == "<pre><code>4.5</code></pre>"


def test_of_a_traceback_the_messages_are_kept_and_no_frames() -> None:
    frames = 'Traceback (most recent call last):\n  File "a.py", line 3\n    f()\n    ^^^\n'
    text = f"printed\n{frames}KeyError: first\n  more of it\n\nDuring it:\n\n{frames}OSError: two"
    kept = "printed\nKeyError: first\n  more of it\n\nDuring it:\n\nOSError: two"
    assert searchable(output(text)) == f"<pre>{kept}</pre>"
