"""Turn cells of an executed notebook into HTML."""

from __future__ import annotations

import ast
import functools
import html
import re
from collections.abc import Sequence
from typing import Any

from livecells import links
from livecells.notebook import KEY

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def cell_html(
    cell: dict[str, Any],
    show: str,
    title: str | None,
    highlight: Sequence[str],
    ident: str | None = None,
) -> str:
    """One cell with its outputs; raises ValueError where `highlight` names no line of it."""
    parts = []
    if show in ("code", "both"):
        parts.append(
            code_html(cell["source"], title, highlight, cell["metadata"][KEY].get("apis", ()))
        )
    if show in ("output", "both") and cell["outputs"]:
        parts.append(outputs_html(cell["outputs"]))
    anchor = f' id="{html.escape(ident)}"' if ident else ""
    return f'<div class="lc-cell"{anchor}>{"".join(parts)}</div>'


def as_one(cells: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several cells as one, an empty line between them; outputs and the rest are the first's."""
    metadata = {**cells[0]["metadata"], KEY: {**cells[0]["metadata"][KEY]}}
    metadata[KEY]["apis"] = links.shifted(cells)
    source = "\n\n".join(cell["source"] for cell in cells)
    return {**cells[0], "source": source, "metadata": metadata}


def code_html(
    source: str, title: str | None, highlight: Sequence[str], apis: Sequence[Sequence[Any]] = ()
) -> str:
    """Highlighted code in the markup that Material styles; `apis` are names to link."""
    marked = highlighted_lines(source, highlight)
    name = f'<span class="filename">{html.escape(title)}</span>' if title else ""
    body = _pygments(source, marked)
    body = links.linked(body, links.spans(source, apis)) if apis else body
    return f'<div class="highlight">{name}<pre><span></span><code>{body}</code></pre></div>'


@functools.lru_cache(maxsize=2048)
def _pygments(source: str, marked: tuple[int, ...]) -> str:
    """Highlighting costs a few milliseconds a cell, and `serve` shows the same cells again."""
    from pygments import highlight

    return str(highlight(source, *_highlighter(marked)))


@functools.lru_cache(maxsize=256)
def _highlighter(marked: tuple[int, ...]) -> tuple[Any, Any]:
    """A lexer and a formatter; to make the two takes as long as a short cell."""
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False), HtmlFormatter(nowrap=True, hl_lines=list(marked))


def highlighted_lines(source: str, wanted: Sequence[str]) -> tuple[int, ...]:
    """The lines (from 1) that hold each wanted text, or bind it where it is a name.

    Raises ValueError for a text that stands nowhere.
    """
    lines: set[int] = set()
    for text in wanted:
        found = _binding_lines(source, text) if text.isidentifier() else []
        found = found or [
            number for number, line in enumerate(source.split("\n"), start=1) if text in line
        ]
        if not found:
            raise ValueError(f"nothing to highlight: {text!r} stands in no line of the cell")
        lines.update(found)
    return tuple(sorted(lines))


def _binding_lines(source: str, name: str) -> list[int]:
    from livecells.cells import bindings

    try:
        ast.parse(source)
    except SyntaxError:
        return []
    return [line for bound, line in bindings(source) if bound == name]


def outputs_html(outputs: Sequence[dict[str, Any]]) -> str:
    """All outputs of a cell, set apart from its code."""
    inner = "".join(_output(output) for output in outputs)
    return f'<div class="lc-output" role="group" aria-label="Output">{inner}</div>'


def _output(output: dict[str, Any]) -> str:
    kind = output["output_type"]
    if kind == "stream":
        return _text(output["text"], f"lc-{output['name']}")
    if kind == "error":
        return _text("\n".join(output["traceback"]), "lc-error")
    return _rich(output["data"])


def _text(text: str, css: str) -> str:
    # Focusable, so that wide output can be scrolled with the keyboard.
    shown = html.escape(ANSI.sub("", text).rstrip("\n"), quote=False)
    return f'<pre class="lc-text {css}" tabindex="0">{shown}</pre>'


def _rich(data: dict[str, Any]) -> str:
    """The richest form that a page can show."""
    if "image/svg+xml" in data:
        return f'<div class="lc-figure">{_inline_svg(_joined(data["image/svg+xml"]))}</div>'
    for mime in ("image/png", "image/jpeg"):
        if mime in data:
            alt = html.escape(_joined(data.get("text/plain", "figure")))
            source = f"data:{mime};base64,{_packed(data[mime])}"
            return f'<img class="lc-figure" alt="{alt}" src="{source}">'
    if "text/html" in data:
        return f'<div class="lc-html">{_joined(data["text/html"])}</div>'
    if "text/latex" in data:
        tex = _joined(data["text/latex"]).strip().strip("$")
        return f'<div class="arithmatex">\\[{html.escape(tex)}\\]</div>'
    return _text(_joined(data.get("text/plain", "")), "lc-result")


def _joined(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _packed(value: Any) -> str:
    return "".join(_joined(value).split())


def _inline_svg(text: str) -> str:
    """A figure's SVG as an element of the page: without the file's prologue."""
    return text[text.index("<svg") :].strip()


def failure_html(where: str, message: str, detail: str) -> str:
    """The box that stands where a block could not be shown, while a page is being written."""
    trace = f"<pre>{html.escape(detail)}</pre>" if detail else ""
    return (
        f'<div class="lc-failure" role="alert"><p><strong>{html.escape(where)}</strong></p>'
        f"<p>{html.escape(message)}</p>{trace}</div>"
    )


def cell_title(cell: dict[str, Any], label: str) -> str:
    """What stands above a cell's code: the file and the cell."""
    return f"{label} · {cell['metadata'][KEY]['name']}"


def provenance_html(facts: Sequence[dict[str, Any]]) -> str:
    """The foot of a page: what its outputs were made with, from the runs themselves."""
    if not facts:
        return ""
    rows = "".join(_row([f["snippet"], f["sha256"][:12], *_measured(f)]) for f in facts)
    first = facts[0]
    parts = [f"Python {first['python']}", first["cpu"]]
    if first.get("torch"):
        parts.insert(0, f"PyTorch {first['torch']}")
        parts.append(f"default dtype {first['dtype']}")
    head = ["Snippet", "SHA-256", *(["Seconds", "Peak MiB"] if "seconds" in first else [])]
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    return (
        '<details class="lc-made"><summary>How the outputs of this page were made</summary>'
        f"<p>{html.escape(' · '.join(parts))}, one thread, in the build of this page.</p>"
        f"<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _measured(fact: dict[str, Any]) -> list[str]:
    return [f"{fact['seconds']:.2f}", str(fact["peak_mib"])] if "seconds" in fact else []


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
