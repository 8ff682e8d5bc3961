"""What pages show of tensors besides outputs: recorded graphs, and tables of attributes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from livecells.blocks.options import Given
from livecells.blocks.tensors import TITLES

if TYPE_CHECKING:
    from livecells.record.schema import Graph

SPANS = re.compile(r"`(?P<code>[^`]+)`|\$(?P<tex>[^$]+)\$")


def graph_html(
    graph: Graph, ident: str, options: Given, *, notation: bool = True, file: str = ""
) -> tuple[str, str]:
    """The figure of a recorded graph: picture, walk, table; and its groups, opened.

    Args:
        graph: What torch recorded.
        ident: An id that nothing else of the page has.
        options: `caption`, `pass` and `fill`, as pages write them.
        notation: Whether the notation of local rules is explained.
        file: Where the groups will stand, as the page sees it.

    Raises:
        ValueError: There is no such backward pass, or nobody could fill in its gradients.
    """
    from livecells.draw.figure import figure_parts
    from livecells.render.fill_in import blanks

    caption = options.get("caption", f"The recorded graph of `{graph['name']}`.")
    shown = _caption(str(caption))
    number = options.get("pass")
    asked = blanks(graph, number) if options.get("fill") else []
    fill = json.dumps(asked, ensure_ascii=False, allow_nan=False) if asked else ""
    return figure_parts(graph, ident, shown, number, notation=notation, file=file, fill=fill)


def tensors_html(rows: Sequence[Mapping[str, object]], options: Given) -> str:
    """A table of the attributes of named tensors, as they were at the cell asked for.

    Args:
        rows: The attributes of each tensor, by their names, and its own under `name`.
        options: `caption`, as pages write it.
    """
    head = "".join(f'<th scope="col"><code>{title}</code></th>' for title in TITLES[1:])
    body = "".join(_row(row) for row in rows)
    caption = _caption(str(options.get("caption", "")))
    shown = f"<caption>{caption}</caption>" if caption else ""
    return (
        f'<table class="lc-tensors">{shown}<thead><tr><th scope="col">{TITLES[0]}</th>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table>"
    )


def _row(row: Mapping[str, object]) -> str:
    cells = "".join(f"<td><code>{html.escape(str(row[title]))}</code></td>" for title in TITLES[1:])
    return f'<tr><th scope="row"><code>{html.escape(str(row["name"]))}</code></th>{cells}</tr>'


def _caption(text: str) -> str:
    """A caption as HTML: words in backticks are code, and between dollar signs stands a formula."""
    return SPANS.sub(_span, html.escape(text))


def _span(found: re.Match[str]) -> str:
    if found["code"]:
        return f"<code>{found['code']}</code>"
    return f'<span class="arithmatex">\\({found["tex"]}\\)</span>'
