"""Where Markdown holds code, comments and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

FENCE = re.compile(r"(?P<lead>[ \t>]*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
GAP = re.compile(r"\n(?:[ \t>]*\n)+")
# What may hold paragraphs that stand further in: an item of a list, a box, a tab, a note.
HOLDER = re.compile(r"(?:[*+-]|\d+[.)]|!!!|\?{3}\+?|={3}[!+]*|\[\^[^\]\s]+\]:|:)(?:[ \t]|$)")

CODE_SPAN = re.compile(r"(?<!\\)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
MATHS = re.compile(
    r"(?<!\\)(\$\$|\$)(?!\s)(.+?)(?<![\s\\])\1|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL
)
ENVIRONMENT = re.compile(r"(?<!\\)\\begin\{([A-Za-z]+\*?)\}.+?\\end\{\1\}", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def displays(text: str) -> Iterator[int]:
    r"""Where displayed formulas begin in a text whose code is blank: `$$`, `\[`, or `\begin{...}`.

    Inside a formula an environment is a part of that.
    """
    maths = list(MATHS.finditer(text))
    spans = [match.span() for match in maths]
    yield from (m.start() for m in maths if m[0].startswith(("$$", "\\[")))
    for match in ENVIRONMENT.finditer(text):
        if not within(match.start(), spans) and not GAP.search(match[0]):
            yield match.start()


def hidden_spans(text: str, whole: bool = False) -> list[tuple[int, int]]:
    """Where a text holds code or comments, as (start, end) positions.

    Args:
        text: Markdown.
        whole: It is a whole page, so that what is indented in no list is code as well.
    """
    fenced = [(start, end) for start, end, _ in fences(text)]
    fenced += list(_indented(text, fenced)) if whole else []
    rest = blanked(text, fenced)
    comments = [match.span() for match in COMMENT.finditer(rest)]
    return fenced + comments + list(_code_spans(blanked(rest, comments)))


def fences(text: str) -> Iterator[tuple[int, int, bool]]:
    """The fenced code of a text: where each begins and ends, and whether its fence is closed."""
    position, start, fence = 0, 0, ""
    for line in text.split("\n"):
        match = FENCE.match(line)
        if match and not fence:
            start, fence = position, match["fence"]
        elif fence and line.strip(" \t>") == fence:
            yield start, position + len(line), True
            fence = ""
        position += len(line) + 1
    if fence:
        yield start, len(text), False


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Code in backticks, which never reaches over an empty line."""
    if "`" not in text:
        return
    start = 0
    for gap in [*(match.span() for match in GAP.finditer(text)), (len(text), len(text))]:
        for match in CODE_SPAN.finditer(text, start, gap[0]):
            yield match.span()
        start = gap[1]


def _indented(text: str, fenced: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines of code that nothing but four spaces more than the text around them tells."""
    lines, position, may = text.split("\n"), 0, True
    for number, line in enumerate(lines):
        if line.strip():
            inside = _indent(line)
            may = may and inside >= 4 and not line.lstrip().startswith("<")
            may = may and not within(position, fenced)
            if may and inside >= 4 * (1 + _holders(lines, number)):
                yield position, position + len(line)
            else:
                may = False
        else:
            may = True
        position += len(line) + 1


def _indent(line: str) -> int:
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip())


def _holders(lines: Sequence[str], number: int) -> int:
    """How many lists, boxes and notes a line stands in, by the lines above it."""
    found, level = 0, _indent(lines[number])
    while number and level:
        number -= 1
        if not lines[number].strip() or _indent(lines[number]) >= level:
            continue
        first = number
        while first and not HOLDER.match(lines[first].lstrip()) and lines[first - 1].strip():
            first -= 1  # a paragraph stands where its first line does
        if _indent(lines[first]) < level:
            found += bool(HOLDER.match(lines[first].lstrip()))
            level = _indent(lines[first])
        number = first
    return found


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans made blank, positions and lines kept."""
    parts, at = list[str](), 0
    for start, end in sorted(spans):
        parts += [text[at : max(start, at)], re.sub(r"[^\n]", " ", text[max(start, at) : end])]
        at = max(end, at)
    return "".join([*parts, text[at:]])


def within(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a position is in one of the spans."""
    return any(start <= position < end for start, end in spans)


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is.

    Brackets have no backslash: those two would begin a formula.
    """
    return re.sub(r"[][<>&]", _entity, re.sub(r"([\\`*_|~^$])", r"\\\1", text))


def at_line_start(text: str, after: str) -> str:
    """An escaped text where a line begins: there a number and a dot are a list, a `#` a heading.

    Args:
        text: The text.
        after: What follows it on the line.
    """
    begins = re.match(r"[#+\-=!:?\s]|\d+(?=[.)])", text + after)
    return re.sub(r"\A[\s\S]", _entity, text) if begins else text


def begins_line(text: str, position: int) -> bool:
    """Whether nothing but the marks of quotes and lists stands before a position on its line."""
    line = text[text.rfind("\n", 0, position) + 1 : position]
    return re.fullmatch(r"(\s|>|[-*+]\s|\d+[.)]\s)*", line) is not None


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
