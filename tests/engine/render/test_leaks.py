"""Where an answer counts as shown, and how far a page is looked at."""

import json

import pytest

from livecells.render.leaks import SCREEN, shows
from livecells.render.sight import Piece, Sight


def number(value):
    return {"kind": "number", "value": value}


def entries(*values):
    return {"kind": "entries", "value": list(values)}


SHOWN = [
    ("text", "so every entry is 4.5", number(4.5)),
    ("text", "which leaves 9/2 of it", number(4.5)),
    ("formula", r"\[ x = \frac{9}{2} \]", number(4.5)),
    ("text", "It is 4,5.", number(4.5)),
    ("formula", r"\[ 4{,}5 \]", number(4.5)),
    ("text", r"It is \(4\frac12\)", number(4.5)),
    ("text", r"It is \(\tfrac92\)", number(4.5)),
    ("text", r"It is \(4{,}5\).", number(4.5)),
    ("text", r"It is \(4\frac12\)", number(0.5)),
    ("text", "It is 4½ now", number(4.5)),
    ("text", "It is 4 1/2", number(4.5)),
    ("text", "It is 9⁄2", number(4.5)),
    ("text", "or 450%", number(4.5)),
    ("text", r"or \(450\%\)", number(4.5)),
    ("text", "four and a half of them", number(4.5)),
    ("text", "nine halves of them", number(4.5)),
    ("output", "tensor([[4.5000, 4.5000],", number(4.5)),
    ("cell", "0.25", number(0.25)),
    ("text", "about 0.69 in the end", number(0.6931)),
    ("text", "This time it is 9, so", number(9)),
    ("formula", r"\[ 2 \cdot 3 + 1 = 7 \]", number(7)),
    ("output", "tensor(7.)", number(7)),
    ("gradient", "7", number(7)),
    ("code", " that is 65535", number(65535)),
    ("text", "in all 65,535 calls", number(65535)),
    ("text", "the gradients 20, 13 and 2", entries(20, 13, 2)),
    ("output", "tensor([0., 1., 4., 9.])", entries(0, 1, 4, 9)),
    ("gradient", "4.5 4.5", entries(4.5, 4.5)),
    ("text", "of shape (3, 2)", {"kind": "shape", "value": [3, 2]}),
    ("text", "A step called NegBackward0 made it", {"kind": "text", "value": "NegBackward0"}),
    ("text", "it swings round 3 for ever", {"kind": "text", "value": "swings round 3 for ever"}),
    ("text", "None now means that", {"kind": "none"}),
    ("output", "y.grad: None", {"kind": "none"}),
    ("output", "RuntimeError: no", {"kind": "error"}),
]
HIDDEN = [
    ("text", "of shape (4,5)", number(4.5)),
    ("text", "45 and 450 calls", number(4.5)),
    ("text", "the list 4,5,6", number(4.5)),
    ("text", "add 2 and scale by 45", number(4.5)),
    ("text", "7 days a week", number(7)),
    ("text", "on page 9 of this tutorial", number(9)),
    ("output", "step 7 of 9: 0.3", number(7)),
    ("drawing", "4.5", number(4.5)),
    ("text", "about 0.7 in the end", number(0.6931)),
    ("text", "20 and 2, and then 13", entries(20, 13, 2)),
    ("text", "the default is none of these", {"kind": "none"}),
    ("code", "", number(1)),
]


@pytest.mark.parametrize(("kind", "text", "answer"), SHOWN)
def test_an_answer_that_can_be_read_is_found(kind, text, answer):
    assert shows(Piece(kind, text, 0, 1), answer)


@pytest.mark.parametrize(("kind", "text", "answer"), HIDDEN)
def test_a_number_that_only_looks_alike_is_none(kind, text, answer):
    assert not shows(Piece(kind, text, 0, 1), answer)


def page(before="", after=""):
    asked = json.dumps({"answer": number(4.5), "wrong": []}).replace('"', "&quot;")
    return f'{before}<div class="lc-predict" data-predict="{asked}"></div>{after}'


def texts(html):
    sight = Sight(html)
    return [piece.text for _, piece in sight.near(sight.questions[0], SCREEN)]


def test_what_is_folded_is_not_in_sight_and_its_summary_is():
    fold = "<details><summary>Deeper</summary><p>It is 4.5.</p></details>"
    assert texts(page(fold)) == ["Deeper"]
    assert "It is 4.5." in texts(page(fold.replace("<details", "<details open")))


def test_a_screen_ends_somewhere_on_both_sides():
    far = "<p>word</p>" * 40
    assert "It is 4.5." not in texts(page(f"<p>It is 4.5.</p>{far}"))
    assert "It is 4.5." not in texts(page(after=f"{far}<p>It is 4.5.</p>"))
    near = "<p>word</p>" * 10
    assert "It is 4.5." in texts(page(f"<p>It is 4.5.</p>{near}", near))


def test_a_drawing_of_any_size_is_read():
    for size in ('height="300"', 'height="5.7ex"', ""):
        drawn = f'<svg {size}><text class="lc-gradient">4.5</text></svg>'
        assert texts(page(after=drawn)) == ["4.5"]


@pytest.mark.parametrize(
    "html",
    [
        "<div class='highlight'><pre><code>4.5\n</code></pre></div>",
        "<div class='tabbed-set'><label for='a'>4.5</label></div>",
        "<div class='highlight'><span class='filename'>4.5</span><pre><code></code></pre></div>",
    ],
)
def test_what_stands_in_no_paragraph_is_seen(html):
    assert any(shows(piece, number(4.5)) for piece in Sight(html).pieces)


def test_coloured_code_is_none():
    html = "<pre><code>y = <span class='mf'>4.5</span></code></pre>"
    assert not any(shows(piece, number(4.5)) for piece in Sight(html).pieces)
