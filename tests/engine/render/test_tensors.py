"""What pages show of tensors besides outputs."""

from __future__ import annotations

from livecells.render.tensors import tensors_html
from livecells.typeset.formula_html import Typesetter
from livecells.typeset.page import typeset_html


def test_a_caption_may_hold_code_and_formulas_and_nothing_else_of_html() -> None:
    made = tensors_html([], {"caption": "The leaf `x < y`, and $a < b$ & more."})
    assert "<code>x &lt; y</code>" in made
    assert r'<span class="arithmatex">\(a &lt; b\)</span> &amp; more.' in made
    with Typesetter() as typesetter:
        shown = typeset_html(made, typesetter)
    assert "<mi>a</mi>" in shown
    assert "arithmatex" not in shown
