"""Where Markdown holds code, comments and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

FENCE = re.compile(r"(?P<lead>[ \t>]*)(?P<fence>`{3,}|~{3,})")

CODE_SPAN = re.compile(r"(?<!\\)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
MATHS = re.compile(
    r"(?<!\\)(\$\$|\$)(?!\s)(.+?)(?<![\s\\])\1|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def hidden_spans(text: str) -> list[tuple[int, int]]:
    """Where a text holds code or comments, as (start, end) positions."""
    fenced = list(_fenced(text))
    rest = blanked(text, fenced)
    inline = [match.span() for pattern in (COMMENT, CODE_SPAN) for match in pattern.finditer(rest)]
    return fenced + inline


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    position, start, fence = 0, 0, ""
    for line in text.split("\n"):
        match = FENCE.match(line)
        if match and not fence:
            start, fence = position, match["fence"]
        elif match and match["fence"].startswith(fence) and line.strip(" \t>") == match["fence"]:
            yield start, position + len(line)
            fence = ""
        position += len(line) + 1
    if fence:
        yield start, len(text)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans made blank, positions and lines kept."""
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def within(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a position is in one of the spans."""
    return any(start <= position < end for start, end in spans)


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is."""
    return re.sub(
        r"[<>&]", lambda match: f"&#{ord(match[0])};", re.sub(r"([\\`*_\[\]|~^$])", r"\\\1", text)
    )
