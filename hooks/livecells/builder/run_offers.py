"""Which cells a page offers to run in the reader's browser."""

from __future__ import annotations

from collections.abc import Iterable

from livecells.blocks.page import Request
from livecells.blocks.scan import Target
from livecells.builder.results import Results
from livecells.builder.snippets import cells_of
from livecells.errors import LiveError


def can_run(build: Results, snippet: str) -> set[str]:
    """The cells of a snippet that give on the stand-in what they gave on real torch.

    Args:
        build: The results of the build.
        snippet: The name of the snippet, whose run is waited for.
    """
    run = build.run_of(snippet)
    if run is None:
        return set()
    found: set[str] = set()
    for cell in run.cells():
        if any(o["output_type"] not in ("stream", "error") for o in cell["outputs"]):
            break
        found.add(cell["metadata"]["livecells"]["name"])
    return found


def offered(build: Results, where: Target) -> list[str]:
    """The cells of a target, where all of them can be run in the page; nothing otherwise."""
    if not build.options.run_in_page:
        return []
    try:
        names = cells_of(build.snippet(where.snippet), where)
    except (ValueError, LiveError):  # there are no such cells, which was said
        return []
    return names if set(names) <= can_run(build, where.snippet) else []


def snippets_of(build: Results, requests: Iterable[Request]) -> list[str]:
    """The snippets of which a page can offer cells, in its order."""
    shown = [target for request in requests for target in request.shows]
    return list(dict.fromkeys(t.snippet for t in shown if offered(build, t)))
