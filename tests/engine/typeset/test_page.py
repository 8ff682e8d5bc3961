"""What `typeset` promises of a typeset formula and of a page of them."""

from __future__ import annotations

import asyncio
import html
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from livecells.typeset.formula_html import DEPTHS, Typesetter
from livecells.typeset.mathjax import MathError
from livecells.typeset.page import typeset_html

ROOT = Path(__file__).parents[3]
CSS = ROOT / "hooks" / "mkdocs_site" / "assets" / "maths.css"

SEED = [
    r"o = \frac{1}{4}\sum_i z_i",
    r"z_i = 3(x_i+2)^2",
    r"z_i\bigr\rvert_{x_i=1} = 27",
    r"\frac{\partial o}{\partial x_i}\bigr\rvert_{x_i=1} = \frac{9}{2} = 4.5",
]
FIELD = [
    r"x",
    r"J = \begin{pmatrix} \frac{\partial y_1}{\partial x_1} & \cdots \\ \vdots & 0 \end{pmatrix}",
    r"\begin{bmatrix} 4.5 & 4.5 \\ 4.5 & 4.5 \end{bmatrix}",
    r"\begin{aligned} \bar{x} &= \bar{y}\,\frac{\partial y}{\partial x} \\ b &= 0 \end{aligned}",
    r"\begin{align} a &= b \\ c &= d \end{align}",
    r"\operatorname{relu}(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{$<0$} \end{cases}",
    r"\tfrac{3}{2} \quad \dfrac{1}{2} \quad \binom{n}{k}",
    r"\nabla_{\boldsymbol{\theta}} \mathcal{L}(\mathbf{x}; \boldsymbol{\theta})",
    r"f\colon \mathbb{R}^n \to \mathbb{R}^m, \quad x \mapsto f(x)",
    r"v^{\top} J, \quad J^{\mathsf{T}} v, \quad \mathfrak{g}, \quad \mathscr{F}, \quad \ell",
    r"\mathtt{x.grad} \overset{\text{def}}{=} \nabla_x \mathcal{L}, \qquad a \triangleq b \perp c",
    r"w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \quad a \odot b, \; \lVert x \rVert_2",
    r"\underbrace{x_1 + \dots + x_n}_{n} \sqrt[3]{1 + \sqrt{x}} \widehat{xyz} \hat{y}",
    r"\left( \sum_{i=1}^{n} \int_0^1 \prod_k \lim_{h \to 0} \frac{f(x+h)-f(x)}{h} \right)",
    r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} \pd{o}{x_i}",
    r"\left\{ x \in \mathbb{R} \;\middle|\; |x| \le 1 \right\} \ne \emptyset",
]


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as one:
        yield one


def parsed(made: str) -> ElementTree.Element:
    """The HTML of a formula, which is well-formed XML except for one attribute without a value."""
    return ElementTree.fromstring(made.replace(" data-search-exclude", "", 1))


def ids(page: str) -> list[str]:
    return re.findall(r'\bid="([^"]*)"', page)


def inline(tex: str) -> str:
    return f'<span class="arithmatex">\\({html.escape(tex)}\\)</span>'


def block(tex: str) -> str:
    return f'<div class="arithmatex">\\[\n{html.escape(tex)}\n\\]</div>'


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("tex", SEED + FIELD)
def test_formula_is_outlines_and_mathml_and_nothing_the_site_forbids(
    typesetter: Typesetter, tex: str, display: bool
) -> None:
    made = typesetter.typeset(tex, display=display)
    root = parsed(made)

    assert root.tag == ("div" if display else "span")
    drawing, mathml = root
    assert drawing.get("aria-hidden") == "true"
    assert re.fullmatch(r"[\d.]+ex", drawing.get("width", ""))
    assert re.fullmatch(r"[\d.]+ex", drawing.get("height", ""))
    assert drawing.findall(".//path")
    assert mathml.tag == "math"
    assert not [e for e in root.iter() if "style" in e.attrib or "id" in e.attrib]
    assert not [e for e in root.iter() if e.tag in {"text", "script", "style", "merror"}]
    assert "://" not in made
    assert "currentColor" in made


@pytest.mark.parametrize("tex", SEED + FIELD)
def test_mathml_carries_the_tex_as_it_was_written(typesetter: Typesetter, tex: str) -> None:
    mathml = parsed(typesetter.typeset(f" {tex}\n", display=True))[1]
    content, annotation = mathml[0]

    assert mathml.get("display") == "block"
    assert annotation.get("encoding") == "application/x-tex"
    assert annotation.text == tex
    assert "".join(content.itertext()).strip()


def test_mathml_says_what_the_formula_says(typesetter: Typesetter) -> None:
    content = parsed(typesetter.typeset(r"\frac{9}{2} < x_i", display=False))[1][0][0]
    made = ElementTree.tostring(content, encoding="unicode")

    assert "".join(content.itertext()) == "92<xi"
    assert "mfrac><mn>9</mn><mn>2</" in made


def test_two_typesetters_agree_to_the_byte() -> None:
    page = "".join(inline(t) + block(t) for t in SEED + FIELD)
    made = []
    for order in (SEED + FIELD, list(reversed(SEED + FIELD))):
        with Typesetter() as one:
            # The order must not matter: a cache may have any of the formulas.
            for tex in order:
                one.typeset(tex, display=False)
            made.append(typeset_html(page, one))

    assert made[0] == made[1]


def test_macros_end_with_their_formula(typesetter: Typesetter) -> None:
    typesetter.typeset(r"\newcommand{\onlyhere}{x} \onlyhere", display=False)

    with pytest.raises(MathError, match="Undefined control sequence"):
        typesetter.typeset(r"\onlyhere", display=False)


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\fraction{1}{2}", r"Undefined control sequence \fraction"),
        (r"\frac{1}{2", "Missing close brace"),
        (r"x}", "Extra close brace or missing open brace"),
        (r"\left( x", r"Extra \left or missing \right"),
        (r"\begin{pmatrix} a", r"Missing \end{pmatrix}"),
        (r"x^2^3", "Double exponent"),
        (r"\frac{1}", r"Missing argument for \frac"),
        ("\N{GRINNING FACE}", "U+1F600"),
        ("\\text{\N{CYRILLIC SMALL LETTER ZHE}}", '"cyrillic"'),
        (r"\leadsto", '"arrows"'),
        (r"x = 1 \tag{1}", r"\tag"),
        (r"\def\a{\a\a}\a", "maximum"),
        ("  ", "nothing between"),
    ],
)
def test_bad_tex_raises_with_the_reason(typesetter: Typesetter, tex: str, reason: str) -> None:
    for _ in range(2):  # a failure must not change what comes after it
        with pytest.raises(MathError) as caught:
            typesetter.typeset(tex, display=True)
        assert reason in caught.value.reason
        assert caught.value.tex == tex.strip()
        assert reason in str(caught.value)


def test_inline_formula_sits_on_the_baseline(typesetter: Typesetter) -> None:
    """The box reaches below y = 0, the baseline, exactly as far as its class lowers it."""
    for tex in SEED + FIELD:
        drawing = parsed(typesetter.typeset(tex, display=False))[0]
        depth_class = re.fullmatch(r"lc-svg lc-va-(\d+)", drawing.get("class", ""))
        assert depth_class is not None
        _, top, _, height = map(float, drawing.get("viewBox", "").split())
        ex = height / float(drawing.get("height", "").removesuffix("ex"))
        assert (top + height) / ex == pytest.approx(int(depth_class[1]) / 8, abs=1e-3)


def test_style_sheet_has_every_depth_and_nothing_foreign() -> None:
    css = CSS.read_text(encoding="utf-8")

    depths = [f".lc-va-{depth} {{ vertical-align: {-depth / 8:g}ex }}" for depth in DEPTHS]
    assert "\n".join(depths) in css
    assert "url(" not in css
    assert "@import" not in css


def test_inline_formula_of_absurd_depth_is_refused(typesetter: Typesetter) -> None:
    tall = r"\begin{matrix}" + r"x \\" * 40 + r"\end{matrix}"

    typesetter.typeset(tall, display=True)
    with pytest.raises(MathError, match="display formula"):
        typesetter.typeset(tall, display=False)


def test_only_a_wide_display_formula_is_a_stop_of_the_tab_key(typesetter: Typesetter) -> None:
    wide = parsed(typesetter.typeset(" + ".join(["x"] * 30), display=True))
    narrow = parsed(typesetter.typeset("x", display=True))

    assert (wide.get("tabindex"), wide.get("role")) == ("0", "group")
    assert wide.get("aria-label")
    assert "tabindex" not in narrow.attrib
    assert "role" not in narrow.attrib


def test_page_with_formulas_everywhere(typesetter: Typesetter) -> None:
    matrix = r"\begin{matrix} a & b \end{matrix}"
    page = typeset_html(
        f"<h2 id='a'>About {inline('x')}</h2>"
        f"<ul><li>{inline('a < b')}{block(matrix)}</li></ul>"
        f"<table><tr><td>{inline('x_i')}</td></tr></table><p>Costs \\(5\\) dollars</p>",
        typesetter,
    )

    assert "arithmatex" not in page
    assert page.count('<svg class="lc-svg') == 4
    assert "<p>Costs \\(5\\) dollars</p>" in page
    assert ">a &lt; b</annotation>" in page
    assert r">\begin{matrix} a &amp; b \end{matrix}</annotation>" in page


def test_page_written_by_arithmatex() -> None:
    markdown = pytest.importorskip("markdown")
    source = textwrap.dedent(
        r"""
        # Gradient of $o$ {: #top }

        Text with $a < b$ & \(c\).

        | a | b |
        | - | - |
        | $x_i$ | $\mathbf{x}$ |

        - item

            $$
            \begin{aligned} a &< b \\ c &= "d" \end{aligned}
            $$

        \begin{align} a &= b \end{align}

        `$code$`
        """
    )
    page = markdown.markdown(
        source,
        extensions=["tables", "attr_list", "pymdownx.arithmatex"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    with Typesetter() as one:
        made = typeset_html(page, one)

    assert page.count("arithmatex") == made.count("<math") == 7
    assert "arithmatex" not in made
    assert "<code>$code$</code>" in made


def test_element_keeps_its_tag_its_attributes_and_its_other_classes(typesetter: Typesetter) -> None:
    made = typeset_html(
        '<p><span id="eq" class="arithmatex big" data-x="1">\\[x\\]</span></p>', typesetter
    )
    assert made.startswith('<p><span id="eq" data-x="1" class="big lc-math lc-math-display"')
    assert made.count("</span></p>") == 1
    assert "<div" not in made


def test_formulas_in_templates_are_typeset_and_share_outlines(typesetter: Typesetter) -> None:
    hidden = f"<template><p>{inline('x + 1')}</p><template>{inline('x')}</template></template>"
    made = typeset_html(f"<p>{inline('x')}</p>{hidden}", typesetter)
    assert "arithmatex" not in made
    assert made.count("<math") == 3
    assert made.count("<use ") >= 3


def test_comments_and_raw_text_stay_as_they_are(typesetter: Typesetter) -> None:
    page = (
        f"<!-- {inline('x')} --><script>'{inline('x')}'</script><textarea>{inline('x')}</textarea>"
    )
    assert typeset_html(page, typesetter) == page


@pytest.mark.parametrize("content", ["x", r"\(x", r"\(x<b>y</b>\)", r"$x$"])
def test_element_without_a_formula_is_an_error(typesetter: Typesetter, content: str) -> None:
    with pytest.raises(MathError, match="arithmatex"):
        typeset_html(f'<span class="arithmatex">{content}</span>', typesetter)


def test_bad_formula_of_a_page_raises(typesetter: Typesetter) -> None:
    with pytest.raises(MathError) as caught:
        typeset_html(inline(r"\nope < 1"), typesetter)
    assert caught.value.tex == r"\nope < 1"


def test_page_of_fifty_formulas_shares_outlines_under_unique_ids(typesetter: Typesetter) -> None:
    formulas = (SEED + FIELD) * 3
    before = "".join(inline(t) for t in formulas[:50])
    apart = "".join(typesetter.typeset(t, display=False) for t in formulas[:50])
    page = typeset_html(before, typesetter)

    found = ids(page)
    assert len(found) == len(set(found)) > 0
    assert set(re.findall(r'href="#([^"]*)"', page)) == set(found)
    assert page == typeset_html(before, typesetter)
    assert len(page) < len(apart) / 2
    assert page.endswith("</defs></svg>")


def test_page_without_formulas_is_left_alone_and_starts_nothing() -> None:
    page = '<p>no maths, <svg><path d="M0 0"></path><path d="M0 0"></path></svg></p>'
    assert typeset_html(page, Typesetter()) == page


def test_cache_is_filled_and_used() -> None:
    cache: dict[str, str] = {}
    with Typesetter(cache) as one:
        made = [one.typeset("x", display=False), one.typeset("x", display=True)]
    assert sorted(cache.values()) == sorted(made)

    for key in cache:
        cache[key] = "from the cache"
    with Typesetter(cache) as one:
        assert one.typeset(" x ", display=False) == "from the cache"
        assert one.typeset("y", display=False) != "from the cache"


def test_errors_are_not_cached() -> None:
    cache: dict[str, str] = {}
    with Typesetter(cache) as one, pytest.raises(MathError):
        one.typeset(r"\nope", display=False)
    assert not cache


def test_typesetter_can_be_used_again_after_close() -> None:
    one = Typesetter()
    first = one.typeset("x", display=False)
    one.close()
    one.close()
    assert one.typeset("x", display=False) == first
    assert one.typeset("y", display=False)
    one.close()


def test_works_within_a_running_event_loop() -> None:
    async def inside() -> str:
        with Typesetter() as one:
            return one.typeset("x", display=False)

    assert "<svg" in asyncio.run(inside())


def test_two_hundred_formulas_in_one_engine(typesetter: Typesetter) -> None:
    made = {
        typesetter.typeset(rf"\frac{{\partial o_{{{n}}}}}{{\partial x}} = {n}", display=n % 2 == 0)
        for n in range(200)
    }
    assert len(made) == 200


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter with warnings as errors; one that hangs fails the test."""
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_cached_formulas_import_no_v8() -> None:
    done = run_python(
        """
        import sys
        from livecells.typeset.formula_html import Typesetter
        from livecells.typeset.page import typeset_html

        cache = {}
        page = '<span class="arithmatex">\\\\(x\\\\)</span>'

        class Full(dict):
            def get(self, key, default=None):
                return "<span class='lc-math'>made before</span>"

        with Typesetter(Full()) as one:
            assert "made before" in typeset_html(page, one)
        heavy = [name for name in sys.modules if name.startswith("py_mini_racer")]
        assert not heavy, heavy
        """
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "import builtins; builtins.kept = one",
        "raise SystemExit(0)",
        "del one",
        # A forked child, as the runner of the snippets makes them, that ends like a program.
        "import os\npid = os.fork()\nif not pid: exit()\nassert os.waitpid(pid, 0)[1] == 0",
    ],
)
def test_interpreter_ends_when_nobody_closed_the_typesetter(ending: str) -> None:
    done = run_python(
        "from livecells.typeset.formula_html import Typesetter\n"
        "one = Typesetter()\n"
        "one.typeset('x', display=False)\n" + ending
    )
    assert (done.returncode, done.stderr) == (0, "")
