"""Where code in a table may break."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from livecells.publish.line_breaks import add_breaks


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("AccumulateGrad", "Accumulate<wbr>Grad"),
        ("torch.inference_mode():", "torch<wbr>.inference_<wbr>mode():"),
        ("pages/test_x.py::test_a", "pages/<wbr>test_<wbr>x<wbr>.py<wbr>::test_<wbr>a"),
        ("x ** 2", "x ** 2"),
        ("x.grad", "x.grad"),
        ("a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"),
        ("a_long&lt;w_ord", "a_<wbr>long&lt;w_<wbr>ord"),
        ("by[&#x27;a&#x27;][0]", "by['a'][0]"),
        ("3.1415926535897", "3.1415926535897"),
    ],
)  # fmt: skip
def test_only_where_parts_of_a_long_word_meet(code: str, wanted: str) -> None:
    page = f"<table><tbody><tr><td><code>{code}</code></td></tr></tbody></table>"
    assert broken(page) == page.replace(code, wanted)


def test_code_outside_of_tables_stays() -> None:
    page = (
        "<p><code>torch.inference_mode()</code></p>"
        "<table><tbody><tr><td>a_long_text_without_code</td></tr></tbody></table>"
    )
    assert broken(page) == page


def broken(page: str) -> str | None:
    """The body of a page with its breaks."""
    tree = LexborHTMLParser(page)
    add_breaks(tree)
    return tree.body.inner_html if tree.body else None
