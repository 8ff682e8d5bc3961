"""Where code in a table may break."""

from __future__ import annotations

import pytest

from livecells.publish.line_breaks import breakable


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("AccumulateGrad", "Accumulate<wbr>Grad"),
        ("torch.inference_mode():", "torch<wbr>.inference_<wbr>mode():"),
        ("pages/test_x.py::test_a", "pages/<wbr>test_<wbr>x<wbr>.py<wbr>::test_<wbr>a"),
        ("x ** 2", "x ** 2"),
        ("x.grad", "x.grad"),
        ("a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"),
        ("3.1415926535897", "3.1415926535897"),
    ],
)  # fmt: skip
def test_only_where_parts_of_a_long_word_meet(code: str, wanted: str) -> None:
    page = f"<table><tr><td><code>{code}</code></td></tr></table>"
    assert breakable(page) == page.replace(code, wanted)


def test_code_outside_of_tables_stays() -> None:
    page = (
        "<p><code>torch.inference_mode()</code></p><table><td>a_long_text_without_code</td></table>"
    )
    assert breakable(page) == page
