"""Lines that look like the header or the end of a block, and are neither."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

BARS = re.compile(r"[ \t>]*(?P<bars>/{3,})\s*(?P<rest>\S.*)$")
# Who makes the blocks that a site has by its list of `markdown_extensions`.
MAKERS = {
    "admonition": ("note", "tip", "warning", "danger", "attention", "caution", "important"),
    "details": ("details",),
    "tab": ("tab",),
    "html": ("html",),
    "definition": ("define",),
    "caption": ("caption", "figure-caption", "table-caption"),
}
BESIDE = re.compile(r"(?<![:/])(?P<bars>/{3,})\s*$")  # behind other text, and no address


@dataclass(frozen=True)
class Lookalike:
    """What looks like the header of a block: the name that seems meant, if any, and the fault."""

    name: str | None
    bars: str
    message: str


def header(line: str, ours: Iterable[str], others: Iterable[str]) -> Lookalike | None:
    """What a line that is no header seems to be, if it looks like one.

    Args:
        line: The line; it has no end of a block on it alone.
        ours: The names of our blocks.
        others: Those of the blocks that something else makes.
    """
    match = BARS.match(line)
    if match:
        return _named(match["bars"], match["rest"], sorted(ours), sorted(others))
    return _damaged(line, sorted(ours), sorted(others))


def _named(bars: str, rest: str, ours: list[str], others: list[str]) -> Lookalike:
    """A line that begins as a header does."""
    before, bar, _ = rest.partition("|")
    name = (before if bar else re.split(r"[^\w-]", rest, maxsplit=1)[0]).strip().lower()
    known = [*ours, *others]
    begun = [one for one in known if name.startswith(one)] if not bar else []
    if begun and (name in known or ":" in rest):
        behind = rest[len(begun[-1]) :].strip(" :;,/\\!-") or "..."
        what = f"a bar stands behind the name of a block: `{bars} {begun[-1]} | {behind}`"
        return Lookalike(begun[-1], bars, what)
    if not name:
        return Lookalike(None, bars, f"a block has a name: `{bars} live | ...`")
    if name in known:
        return Lookalike(name, bars, f"a block begins with `{bars} {name} |`, with plain spaces")
    near = difflib.get_close_matches(name, known, n=1)
    near = near or [own for own in ours if bar and own in before]
    told = f"did you mean {near[0]}?" if near else f"there is {', '.join(ours)}"
    return Lookalike(
        near[0] if near else None, bars, _maker(name) or f"unknown block: {name!r} ({told})"
    )


def _maker(name: str) -> str | None:
    """Which extension a site lacks, where it would make blocks of this name."""
    for maker, names in MAKERS.items():
        if name in names:
            needed = f"pymdownx.blocks.{maker}"
            return f"nothing makes blocks called {name!r}: put {needed} into markdown_extensions"
    return None


def _damaged(line: str, ours: list[str], others: list[str]) -> Lookalike | None:
    """A header of whose bars one is missing or wrong, or that stands behind other text."""
    if "/" not in line:
        return None
    names = "|".join(map(re.escape, [*ours, *others]))
    for match in re.finditer(rf"(?<![\w.-])({names})(?![\w-])[ \t]*(\||$)", line, re.IGNORECASE):
        name, bar = match[1].lower(), match[2]
        before = re.sub(r"[\s>]", "", line[: match.start()])
        if (name in others and not bar) or re.fullmatch(r"\\/{3,}", before):
            continue
        if re.search(r"[^:/\\]/{3,}$", before):
            return Lookalike(name, "///", f"block {name!r} must begin on a line of its own")
        if damaged(before, 3) or (before and not before.strip("/")):
            return Lookalike(name, "///", f"a block begins with three slashes: `/// {name}`")
    return None


def is_odd_end(line: str, bars: str) -> bool:
    """Whether a line is the end of a block, these bars, but for one character."""
    compact = line.replace(" ", "")
    return line != bars and (compact == bars or ("|" not in line and damaged(compact, len(bars))))


def damaged(text: str, least: int) -> bool:
    """Whether a text is a row of at least so many slashes with one slip in it."""
    count = text.count("/")
    slips = len(text) - count
    return (slips == 0 and count == least - 1) or (slips == 1 and count >= least - 1)
