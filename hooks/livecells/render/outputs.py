"""The outputs of a cell as HTML: text as a terminal shows it, and the richest form of the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

from livecells.html_tree import Tree, select
from livecells.notebook.cell_text import form_of, json_text, plain_text, text_of
from livecells.notebook.schema import MimeBundle, Output
from livecells.notebook.terminal import PLAIN, Style, spans
from livecells.render.sanitize import clean

LONGEST, KEPT = 50, 30  # a text of more lines is folded, but for so many
HEADINGS = "h1, h2, h3, h4, h5, h6"
ALIGNED = re.compile(r"text-align:\s*(left|center|right);?")
# Environments that stand for themselves, and those that may stand within a display.
INNER = {"align": "aligned", "alignat": "alignedat", "gather": "gathered", "eqnarray": "aligned"}
WHOLE = re.compile(
    r"\$\$(?P<double>[^$]*)\$\$|\$(?P<single>[^$]*)\$|\\\[(?P<bracket>.*)\\\]", re.DOTALL
)
GAP = re.compile(r"\S {2,}(?=\S)")
# What turns the direction of text around it: shown as Python writes it, for it hides what is there.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
ENVIRONMENT = re.compile(r"\\(begin|end)\{(equation|align|alignat|gather|eqnarray)\*?\}")


def outputs_html(outputs: Sequence[Output]) -> str:
    """All outputs of a cell, set apart from its code."""
    inner = "".join(map(_output, outputs))
    return f'<div class="lc-output" role="group" aria-label="Output">{inner}</div>'


def _output(output: Output) -> str:
    if output["output_type"] == "stream":
        return text_html(output["text"], f"lc-{output['name']}")
    if output["output_type"] == "error":
        return text_html("\n".join(output["traceback"]), "lc-error", end=True)
    return _rich(output["data"])


# ----- Text -----


def text_html(text: str, css: str, end: bool = False) -> str:
    """Text as a terminal shows it, its colours as classes; what is long is folded.

    Args:
        text: What was printed.
        css: The class of the element.
        end: Of a long text the end stays in sight, not the beginning.
    """
    lines = list(_lines(text))
    while lines and not lines[-1]:
        lines.pop()
    css += " lc-rows" if stands_in_rows(text) else ""
    if len(lines) <= LONGEST:
        return _pre(lines, css)
    if end:
        return _fold(lines[:-KEPT], css, "earlier") + _pre(lines[-KEPT:], css)
    return _pre(lines[:KEPT], css) + _fold(lines[KEPT:], css, "more")


def stands_in_rows(text: str) -> bool:
    """Whether numbers stand below each other, so that a line must not go on below itself.

    So do the rows of a matrix, which Torch indents, and those of a table, with two gaps or more.
    """
    first, *others = text.split("\n")
    gaps = [len(GAP.findall(line)) for line in (first, *others)]
    return any(line.startswith(" ") for line in others) or sum(many > 1 for many in gaps) > 1


def _pre(lines: Sequence[str], css: str) -> str:
    # Focusable, so that wide output can be scrolled with the keyboard.
    shown = "\n".join(lines)
    return f'<pre class="lc-text {css}" tabindex="0">{shown}</pre>'


def _fold(lines: Sequence[str], css: str, what: str) -> str:
    """A part of a long text that readers open; the search would find little else of the page."""
    summary = f"<summary>{len(lines):,} {what} lines</summary>"
    return f'<details class="lc-more" data-search-exclude>{summary}{_pre(lines, css)}</details>'


def _lines(text: str) -> Iterator[str]:
    """Each line as HTML; a style ends with its line, and begins anew on the next."""
    line = ""
    for piece, style in spans(text):
        first, *others = piece.split("\n")
        line += _styled(first, style)
        for other in others:
            yield line
            line = _styled(other, style)
    yield line


def _styled(text: str, style: Style) -> str:
    shown = html.escape(TURNING.sub(lambda one: f"\\u{ord(one[0]):04x}", text), quote=False)
    if style == PLAIN or not text:
        return shown
    return f'<span class="{" ".join(_classes(style))}">{shown}</span>'


def _classes(style: Style) -> Iterator[str]:
    for field in fields(style):
        value = getattr(style, field.name)
        if value is True:
            yield f"lc-{field.name}"
        elif value is not None and value is not False:
            yield f"lc-{field.name}-{value}"


# ----- Everything else -----


def _rich(data: MimeBundle) -> str:
    """The richest form that a page can show."""
    form = form_of(data)
    if form == "image/svg+xml":
        return f'<div class="lc-figure">{_inline_svg(text_of(data[form]))}</div>'
    if form.startswith("image/"):
        alt = html.escape(text_of(data.get("text/plain", "figure")))
        source = f"data:{form};base64,{''.join(text_of(data[form]).split())}"
        return f'<img class="lc-figure" alt="{alt}" src="{source}">'
    if form == "text/html":
        return f'<div class="lc-html">{harmless(clean(text_of(data[form])))}</div>'
    if form == "text/markdown":
        return f'<div class="lc-html">{markdown_html(text_of(data[form]))}</div>'
    if form == "text/latex":
        return latex_html(text_of(data[form]))
    if form == "application/json":
        return text_html(json_text(data[form]), "lc-result")
    return text_html(plain_text(data), "lc-result")


def _inline_svg(text: str) -> str:
    """A figure's SVG as an element of the page: without the file's prologue, and harmless."""
    drawn = text[text.index("<svg") :].strip()
    made = clean(drawn, ids=True)
    return drawn if made == Tree(drawn, is_fragment=True).html else made


def latex_html(tex: str) -> str:
    """A display of LaTeX; text with formulas in it is read as Markdown, as Jupyter does."""
    tex = tex.strip()
    whole = WHOLE.fullmatch(tex)
    if whole is None and "$" in tex:
        return f'<div class="lc-html">{markdown_html(tex)}</div>'
    inner = next((part for part in whole.groups() if part is not None), "") if whole else tex
    inner = ENVIRONMENT.sub(_inner, inner.strip())
    return f'<div class="arithmatex">\\[{html.escape(inner)}\\]</div>'


def _inner(found: re.Match[str]) -> str:
    return f"\\{found[1]}{{{INNER[found[2]]}}}" if found[2] in INNER else ""


def markdown_html(text: str) -> str:
    """Markdown that a cell displays: safe, and without headings or ids that the page would own."""
    from markdown import Markdown

    maths = {"pymdownx.arithmatex": {"generic": True}}
    extensions = ["tables", "fenced_code", "sane_lists", "pymdownx.arithmatex"]
    made = Markdown(extensions=extensions, extension_configs=maths).convert(text)
    return safe(made)


def safe(made: str) -> str:
    """HTML that a cell's Markdown made: as `clean`, and without styles, ids and drawings."""
    tree = Tree(clean(made), is_fragment=True)
    for node in select(tree, "style, svg"):
        node.decompose()
    for node in select(tree, "[style], [id]"):
        for name in {"style", "id"} & set(node.attributes):
            del node.attrs[name]
    return harmless(tree.html or "")


def harmless(made: str) -> str:
    """HTML whose headings are none of the page, and whose aligned rows need no inline style."""
    if not re.search(r"<h[1-6]\b|style=", made, re.I):
        return made
    tree = Tree(made, is_fragment=True)
    for node in select(tree, "[style]"):
        side = ALIGNED.fullmatch((node.attributes["style"] or "").strip())
        if side is not None:
            del node.attrs["style"]
            node.attrs["class"] = f"{node.attributes.get('class') or ''} lc-{side[1]}".strip()
    for node in select(tree, HEADINGS):
        made_of = tree.create_node("p")
        made_of.attrs["class"] = "lc-heading"
        made_of.inner_html = node.inner_html or ""
        node.replace_with(made_of)
    return tree.html or ""
