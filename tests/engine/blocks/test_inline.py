r"""Formulas in running text are those that `pymdownx.arithmatex` takes for formulas."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from livecells.blocks.inline import inline_formulas, one_line, states
from livecells.blocks.markdown_spans import hidden_spans

ROOT = Path(__file__).resolve().parents[3]
EXTENSIONS: list[Any] = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.superfences",
    "pymdownx.arithmatex",
]
SPAN = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)


def converted(text: str) -> list[str]:
    maths = {"pymdownx.arithmatex": {"generic": True}}
    html = Markdown(extensions=EXTENSIONS, extension_configs=maths).convert(text)
    return [one_line(unescape(tex)) for tex in SPAN.findall(html)]


def found(text: str) -> list[str]:
    return [formula.tex for formula in inline_formulas(text, hidden_spans(text, whole=True))]


TEXTS = [
    "One $a = b$ and \\(c = d\\).",
    "Over $a\n= b$ two lines.",
    "It costs $5 or $6, and 7$ more.",
    "It costs \\$5 = \\$6, and $x = \\$7$.",
    "Not $ a = b$ nor $a = b $, but $a = b$.",
    "Code `$a = b$` and ``$c `d` = e$`` and $f = g$.",
    "<!-- $a = b$ --> $c = d$",
    "# Title $a = b$\n\nUnder\n=====\n\n## $c = d$ ##",
    "- one $a = b$\n- two $c = d$\n\n    more $e = f$\n\n        $code = 1$",
    "1. one $a = b$\n2. two\n   $c = d$",
    "> quoted $a\n> = b$ and $c = d$",
    "| $a = b$ | b | c |\n|---|---|---|\n| $1 | 2$ | $d = e$ |",
    '!!! note "Title $a = b$"\n    Inside $c = d$.\n\n    ```\n    $e = f$\n    ```',
    "Term $a = b$\n:   Meaning $c = d$\n",
    "Note[^1].\n\n[^1]: At the foot $a = b$.",
    "*$a = b$* and **$c = d$** and [$e = f$](x.md)",
    '<div markdown="1">\n\nInside $a = b$.\n\n</div>',
    "A pair \\\\$a = b$ behind two backslashes.",
    "```\n$a = b$\n```\n\n$c = d$\n\n~~~\n$e = f$\n~~~",
    "Before.\n\n$$ a = b $$\n\nAfter $c = d$.\n\n\\[ e = f \\]",
    "$a_1 < b_1$ and $a \\& b$ and $\\{a\\} = b$",
    "$x$=$y$ and $x$-$y$",
]


@pytest.mark.parametrize("text", TEXTS)
def test_formulas_are_those_of_the_converter(text: str) -> None:
    assert sorted(found(text)) == sorted(converted(text))


def test_formulas_of_the_pages_are_those_of_the_converter() -> None:
    for path in sorted((ROOT / "docs" / "tutorial").rglob("*.md")):
        text = path.read_text("utf-8")
        seen = found(text)
        assert set(converted(text)) <= set(seen), path.name
        assert len(seen) > 0 or "$" not in text


SAY = r"a = b;a \approx b;a\le b;a<b;a \neq b;a ≈ b;\text{a} = b;x_{i} = 1;\frac{a = b}{c};{a}={b}"
SILENT = (
    r"x;\sum_{i=1}^n x_i;L\bigr|_{x=2};\left< a \right>;x_{i<n};\max_{a \le b} c;\lambda;"
    r"\leftrightarrow;\underset{x=1}{y};[[s:x == 1 | >5]]"
)


@pytest.mark.parametrize("tex", SAY.split(";"))
def test_what_states_something(tex: str) -> None:
    assert states(tex)


@pytest.mark.parametrize("tex", SILENT.split(";"))
def test_what_states_nothing(tex: str) -> None:
    assert not states(tex)


@pytest.mark.parametrize(
    "tex",
    [r"5 \in \{1, 2\}", r"\pi \in \mathbb{Q}", r"3 \mid 10", r"2+2 \Leftrightarrow 5",
     r"\{1\} \subset \{2\}", r"4 \succ 5", r"\underbrace{2+2}_{5}"],
)  # fmt: skip
def test_other_signs_between_numbers_state_something(tex: str) -> None:
    assert states(tex)


@pytest.mark.parametrize("tex", [r"x \in \{0, 1\}", r"x \to 0", r"(2,3) \to (3,2)", r"\{0, 1\}"])
def test_arrows_and_signs_beside_a_name_are_not_read(tex: str) -> None:
    assert not states(tex)
