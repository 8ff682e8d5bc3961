r"""Formulas in running text: where they stand, and whether one states that two things are equal.

They are read as `pymdownx.arithmatex` reads them: `$...$` and `\(...\)`, within one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from livecells.blocks.live_values import values
from livecells.blocks.markdown_spans import GAP, blanked

FORMULA = re.compile(
    r"(?P<display>(?<!\\)\$\$.+?\$\$|(?<!\\)\\\[.+?\\\])"
    r"|(?<!\\)(?:\\\\)*(?:\$(?!\s)(?P<dollars>(?:\\.|[^\\$])+?)(?<!\s)\$"
    r"|\\\((?P<brackets>(?:\\[^)]|[^\\])+?)\\\))",
    re.DOTALL,
)
RAW = re.compile(r"<(script|style|pre|textarea|svg|math)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
ROW = re.compile(r"^[ \t>]*\|.*$", re.MULTILINE)  # of a table: no formula reaches over a cell's end
CELL_END = re.compile(r"\[\[.*?\]\]|(?P<end>(?<!\\)\|)|\Z")  # a live value may hold a bar
VARIABLE = re.compile(r"(?P<name>[A-Za-z_]\w*)(\[[^\[\]]*\])?(\.item\(\))?")
BREAK = re.compile(r"[ \t]*\n[ \t>]*")

# What says that two sides are equal, or which of them is larger.
SIGNS = "=<>≈≃≅≡≠≤≥⩽⩾≦≧≪≫≔≕≜≐∝←≲≳＝"
WORDS = re.compile(
    r"\\(approx|approxeq|thickapprox|simeq|cong|equiv|doteq|triangleq|coloneqq|eqqcolon|coloneq"
    r"|le|leqq?|leqslant|ge|geqq?|geqslant|lt|gt|neq?|nleq|ngeq|nless|ngtr|ll|gg"
    r"|lesssim|gtrsim|lessapprox|gtrapprox|propto|asymp|leftarrow|gets)\Z"
)
# Other relations state something where nothing but numbers and sets stand beside them; an arrow
# says where something goes.
OTHERS = re.compile(
    r"\\(in|notin|ni|owns|subset|subseteq|subsetneq|nsubseteq|supset|supseteq|supsetneq|iff"
    r"|Leftrightarrow|Longleftrightarrow|leftrightarrow|implies|impliedby|Rightarrow|Leftarrow"
    r"|Longrightarrow|mid|nmid|sim|nsim|succ|prec|succeq|preceq|perp|parallel|nparallel|models"
    r"|vdash|vDash|bowtie|not|underbrace|overbrace)\Z|[∈∉∋⊂⊆⊃⊇⊊⊋⇔⇒⇐∣∤∼≁≻≺⊥∥⊨⊢]\Z"
)
OF_NUMBERS = re.compile(
    r"\\(pi|frac|[dt]frac|sqrt|cdot|times|div|pm|left|right|[bB]igg?[lrm]?|emptyset|varnothing|infty"
    r"|ldots|dots|cdots|cup|cap|setminus|quad|qquad|l?brace|rbrace|lvert|rvert|binom|mathbb"
    r"|displaystyle|text|mathrm|mathbf)\Z|\\[^A-Za-z]\Z|[^A-Za-z\\]\Z|e\Z"
)
SETS = re.compile(r"\\mathbb\s*\{?\s*([NZQRC])\s*\}?|[ℕℤℚℝℂ]|\\(?:text|mathrm)\s*\{[^{}]*\}")
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\S", re.DOTALL)
# Behind these a sign is the shape of a bracket, and what stands in braces is set below or above.
BRACKETS = re.compile(r"\\(left|right|middle|[bB]igg?[lrm]?)\Z")
BELOW = frozenset({"_", "\\underset", "\\overset", "\\xrightarrow", "\\xleftarrow", "\\begin"})


@dataclass(frozen=True)
class InlineFormula:
    """A formula in a line of text, as the page writes it, with line breaks as spaces.

    `shown`: the names of variables, as snippets have them, of which it shows a live value.
    """

    tex: str
    line: int
    shown: frozenset[str] = frozenset()


def inline_formulas(
    text: str, hidden: list[tuple[int, int]], offset: int = 0
) -> Iterator[InlineFormula]:
    """The formulas in the running text of some Markdown, in order.

    Args:
        text: The Markdown.
        hidden: Where it holds code, comments or options of blocks.
        offset: How many lines stand before it.
    """
    seen = blanked(text, hidden)
    seen = blanked(seen, [match.span() for match in RAW.finditer(seen)])
    for start, end in _paragraphs(seen):
        for match in FORMULA.finditer(seen, start, end):
            tex = match["dollars"] or match["brackets"]
            if tex is not None:
                line = text.count("\n", 0, match.start()) + 1 + offset
                yield InlineFormula(one_line(tex), line, _shown(tex))


def _shown(tex: str) -> frozenset[str]:
    """The variables of which a formula shows the value, or an entry."""
    found = (VARIABLE.fullmatch(value.query.expression) for value in values(tex, []))
    return frozenset(match["name"] for match in found if match)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    gaps = [match.span() for match in GAP.finditer(text)]
    for row in ROW.finditer(text):
        ends = CELL_END.finditer(text, row.start(), row.end())
        gaps += [end.span() for end in ends if not end[0] or end["end"]]
    for first, last in [*sorted(gaps), (len(text), len(text))]:
        yield start, first
        start = last


def one_line(tex: str) -> str:
    """TeX without the breaks of the lines that it is written in, and the marks of quotes there."""
    return BREAK.sub(" ", tex).strip()


def states(tex: str) -> bool:
    r"""Whether a formula says that two things are equal, nearly equal or unequal.

    What stands below something says where it is taken or from where a sum begins, as in
    `\sum_{i=1}`: that states nothing. Between numbers and sets other signs state something, too.
    """
    tokens = [match[0] for match in TOKEN.finditer(_without_values(tex))]
    if _relates_numbers(tex):
        return True
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token in BELOW:
            place = _behind_group(tokens, place + 1)
        elif BRACKETS.match(token):
            place += 2
        elif token in SIGNS or WORDS.match(token):
            return True
        else:
            place += 1
    return False


def _relates_numbers(tex: str) -> bool:
    r"""Whether a formula such as `5 \in \{1, 2\}` relates numbers and sets alone."""
    tokens = [match[0] for match in TOKEN.finditer(SETS.sub(" 0 ", _without_values(tex)))]
    others = [token for token in tokens if OTHERS.match(token)]
    sides = [token for token in tokens if not OTHERS.match(token)]
    digits = any(token.isdigit() for token in sides)
    return bool(others) and digits and all(map(OF_NUMBERS.match, sides))


def _behind_group(tokens: list[str], place: int) -> int:
    """The place behind what stands in braces, or behind the one token that stands there."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[number], 0)
        if depth <= 0:
            return number + 1
    return len(tokens)


def _without_values(tex: str) -> str:
    """TeX with a digit for each live value, for its Python may hold any sign."""
    parts, at = list[str](), 0
    for value in values(tex, []):
        parts += [tex[at : value.start], "0"]
        at = value.end
    return "".join([*parts, tex[at:]])


def spelling(tex: str) -> str:
    """A formula without what does not show: spaces that TeX ignores, and line breaks."""
    return re.sub(r"(\\[A-Za-z]+)? +(?=(\S)?)", _needed_space, one_line(tex))


def _needed_space(match: re.Match[str]) -> str:
    """A space behind a command ends its name, where a letter follows."""
    command, after = match[1] or "", match[2] or ""
    return f"{command} " if command and after.isalpha() else command
