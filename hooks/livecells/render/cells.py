"""Turn cells of an executed notebook into HTML."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from livecells.blocks.options import Given, OptionError
from livecells.builder.snippets import SnippetState
from livecells.notebook import cell_text
from livecells.notebook.executed import Run
from livecells.notebook.schema import (
    CodeCell,
    cell_name,
    torch_names,
    with_torch_names,
)
from livecells.parsed import parsed
from livecells.render import api_links, figures
from livecells.render.outputs import outputs_html
from livecells.torch_api.table import Use

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.python import PythonLexer

# Names and spaces have the colour of the text around them: of long code a tenth of the bytes.
COLOURLESS = re.compile(r'<span class="[nw]">([^<]*)</span>')


def cell_html(
    cell: CodeCell,
    show: str,
    title: str | None,
    highlight: Sequence[str],
    ident: str | None = None,
) -> str:
    """One cell with its outputs.

    Args:
        cell: The cell of a run.
        show: `code`, `output` or `both`.
        title: What stands above the code.
        highlight: Texts whose lines are marked, or names that they bind.
        ident: The id of the element.

    Raises:
        ValueError: A text of `highlight` stands in no line of the cell.
    """
    parts = []
    if show in ("code", "both"):
        parts.append(code_html(cell["source"], title, highlight, torch_names(cell)))
    if show in ("output", "both") and cell["outputs"]:
        parts.append(outputs_html(cell["outputs"]))
    anchor = f' id="{html.escape(ident)}"' if ident else ""
    return f'<div class="lc-cell"{anchor}>{"".join(parts)}</div>'


def as_one(cells: Sequence[CodeCell]) -> CodeCell:
    """Several cells as one, an empty line between them; outputs and the rest are the first's."""
    source = "\n\n".join(cell["source"] for cell in cells)
    return {**with_torch_names(cells[0], api_links.shifted(cells)), "source": source}


def code_html(
    source: str, title: str | None, highlight: Sequence[str], apis: Sequence[Use] = ()
) -> str:
    """Highlighted code in the markup that Material styles.

    Args:
        source: The code.
        title: What stands above it.
        highlight: As for `cell_html`.
        apis: The uses of documented names, each with its line, columns and name.

    Raises:
        ValueError: A text of `highlight` stands in no line.
    """
    marked = highlighted_lines(source, highlight)
    name = f'<span class="filename">{html.escape(title)}</span>' if title else ""
    body = _pygments(source, marked)
    body = api_links.linked(body, api_links.spans(source, apis)) if apis else body
    body = COLOURLESS.sub(r"\1", body)
    return f'<div class="highlight">{name}<pre><span></span><code>{body}</code></pre></div>'


@functools.lru_cache(maxsize=2048)
def _pygments(source: str, marked: tuple[int, ...]) -> str:
    """Highlighting costs a few milliseconds a cell, and `serve` shows the same cells again."""
    from pygments import highlight

    return str(highlight(source, *_highlighter(marked)))


@functools.lru_cache(maxsize=256)
def _highlighter(marked: tuple[int, ...]) -> tuple[PythonLexer, HtmlFormatter[str]]:
    """A lexer and a formatter; to make the two takes as long as a short cell."""
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False), HtmlFormatter(nowrap=True, hl_lines=list(marked))


def highlighted_lines(source: str, wanted: Sequence[str]) -> tuple[int, ...]:
    """The lines (from 1) that hold each wanted text, or bind it where it is a name.

    Raises:
        ValueError: A text stands nowhere.
    """
    lines: set[int] = set()
    for text in wanted:
        found = _binding_lines(source, text) if text.isidentifier() else []
        found = found or [
            number for number, line in enumerate(source.split("\n"), start=1) if text in line
        ]
        if not found:
            what = f"nothing to highlight: {text!r} stands in no line of the cell"
            raise OptionError("highlight", what)
        lines.update(found)
    return tuple(sorted(lines))


def _binding_lines(source: str, name: str) -> list[int]:
    from livecells.notebook.house_rules import bindings

    try:
        parsed(source)
    except SyntaxError:
        return []
    return [line for bound, line in bindings(source) if bound == name]


def failure_html(where: str, message: str, detail: str) -> str:
    """The box that stands where a block could not be shown, while a page is being written."""
    trace = f"<pre>{html.escape(detail)}</pre>" if detail else ""
    return (
        f'<div class="lc-failure" role="alert"><p><strong>{html.escape(where)}</strong></p>'
        f"<p>{html.escape(message)}</p>{trace}</div>"
    )


def failure_box(state: SnippetState) -> str:
    """The box that stands where a snippet that failed would be shown."""
    error = state.error
    if error is None:
        return failure_html(state.shown, "this snippet did not run", "")
    place = str(error.places[0]) if error.places else state.shown
    return failure_html(place, error.message, error.detail)


def cells_html(run: Run, names: list[str], options: Given, ids: Mapping[str, str]) -> str:
    """Cells as a block shows them.

    Args:
        run: The run of their snippet.
        names: Their names, in order.
        options: `show`, `title`, `highlight` and `alt` as pages write them; `outputs` and `idents`
            say whether outputs and ids are shown, and `apart` ends the ids in a figure.
        ids: The id of each cell that gets one.

    Raises:
        ValueError: `highlight` or `title` do not fit, or a figure has no text alternative.
    """
    show, title = options.get("show", "both"), options.get("title")
    highlight = options.get("highlight") or []
    highlight = [highlight] if isinstance(highlight, str) else [str(text) for text in highlight]
    cells = [run.cell(name) for name in names]
    if not options.get("outputs", True):
        cells = [{**cell, "outputs": []} for cell in cells]
    if not options.get("idents", True):
        ids = {}
    if show == "code":
        joined = as_one(cells)
        ident = ids.get(names[0])
        return cell_html(joined, show, title or run.label, highlight, ident)
    if show != "code" and any(cell["outputs"] for cell in cells):
        ident, apart = slug("figure", run.label.removesuffix(".py")), options.get("apart", "")
        cells = [
            figures.for_page(cell, options.get("alt"), f"{ident}-{cell_name(cell)}{apart}")
            for cell in cells
        ]
    return _one_by_one(run, cells, (show, title, highlight), ids)


def _one_by_one(
    run: Run, cells: list[CodeCell], how: tuple[str, Any, list[str]], ids: Mapping[str, str]
) -> str:
    show, title, highlight = how
    if title and len(cells) > 1:
        what = f"`title` names one cell, and the block shows {len(cells)}"
        raise OptionError("title", what)
    left = set(highlight)
    parts = []
    for cell in cells:
        here = [text for text in highlight if text in cell["source"]]
        left -= set(here)
        above, ident = title or cell_text.cell_title(cell, run.label), ids.get(cell_name(cell))
        parts.append(cell_html(cell, show, above, here, ident))
    if left:
        what = f"nothing to highlight: {sorted(left)[0]!r} stands in no shown cell"
        raise OptionError("highlight", what)
    return "".join(parts)


def slug(*parts: object) -> str:
    """Letters and digits of the parts, joined by hyphens: an id for HTML."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(map(str, parts)).lower()).strip("-")
