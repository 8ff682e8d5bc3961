"""Where the outputs of a page come from, as HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence

from livecells.builder.reports import Facts


def provenance_html(facts: Sequence[Facts]) -> str:
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


def _measured(fact: Facts) -> list[str]:
    return [f"{fact['seconds']:.2f}", str(fact["peak_mib"])] if "seconds" in fact else []


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
