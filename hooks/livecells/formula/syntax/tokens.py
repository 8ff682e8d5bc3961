r"""LaTeX cut into tokens: spacing, sizes, fonts, labels and alignment fall away, offsets stay.

Nothing is rewritten, so that every later message can point into the author's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from livecells.formula.errors import FormulaError


@dataclass(frozen=True)
class Token:
    r"""A piece of LaTeX.

    `kind` is num, letter, name (\mathrm{mse}), text, cmd, punct, begin, env-end, row, soft (\quad)
    or end; `side` is how a delimiter was written: open, close, right (\right|).
    """

    kind: str
    text: str
    start: int
    end: int
    side: str = ""


_PIECE = re.compile(
    r"""
    (?P<space>\s+|~|\\[,;:!>\ ]|%[^\n]*)
  | (?P<num>\d{1,3}(?:(?:\\,|\{,\})\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
  | (?P<row>\\\\(?:\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\])?)
  | (?P<cmd>\\(?:[A-Za-z]+\*?|[^A-Za-z]))
  | (?P<letter>[A-Za-z])
  | (?P<punct>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BRACED = re.compile(r"\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_FONT_ARGUMENT = re.compile(r"\s*(?:\{([^{}\\]*)\}|([A-Za-z0-9]))")

_SPACING = {
    "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "notag", "nonumber",
    "enspace", "thinspace", "medspace", "thickspace", "negthinspace", "hfill", "mathstrut",
    "strut", "mathop", "(", ")", "[", "]",
}  # fmt: skip
_SOFT = {"quad", "qquad"}
_DROP_ARGUMENT = {
    "label",
    "tag",
    "tag*",
    "hspace",
    "hspace*",
    "phantom",
    "hphantom",
    "vphantom",
    "color",
}
_DROP_FIRST = {"htmlData", "class", "cssId", "htmlClass", "htmlId", "textcolor", "href", "style"}
_FONTS = {
    "mathbf",
    "boldsymbol",
    "bm",
    "vec",
    "mathcal",
    "mathscr",
    "mathfrak",
    "pmb",
    "boxed",
    "mathbb",
}
_UPRIGHT = {"mathrm", "mathsf", "mathtt", "mathit", "operatorname", "operatorname*", "rm"}
_TEXT = {"text", "textrm", "textbf", "textit", "texttt", "mbox", "textsf"}
_SIZES = {"left": "open", "right": "right", "middle": ""} | {
    size + side: evaluator
    for size in ("big", "Big", "bigg", "Bigg")
    for side, evaluator in (("", ""), ("l", "open"), ("r", "close"), ("m", ""))
}
_DELIMITERS = {
    "|": ("|", ""), "\\vert": ("|", ""), "\\mid": ("|", ""), "\\lvert": ("|", "open"),
    "\\rvert": ("|", "close"), "\\|": ("||", ""), "\\Vert": ("||", ""), "\\lVert": ("||", "open"),
    "\\rVert": ("||", "close"), "\\lbrace": ("\\{", ""), "\\rbrace": ("\\}", ""),
    "\\lbrack": ("[", ""), "\\rbrack": ("]", ""), "\\lparen": ("(", ""), "\\rparen": (")", ""),
}  # fmt: skip
_TRANSPARENT = {
    "aligned", "align", "align*", "split", "gather", "gather*", "gathered", "equation", "equation*",
}  # fmt: skip
_PLAIN_PUNCT = set("+-*/=<>()[]{}^_'&,;:.!|$")


class _Scanner:
    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.at = 0

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.tex):
            piece = _PIECE.match(self.tex, self.at)
            assert piece is not None  # `punct` takes any character
            self.at, kind = piece.end(), str(piece.lastgroup)
            if kind != "space":
                yield from self.piece(kind, piece.group(), piece.start())

    def piece(self, kind: str, text: str, start: int) -> Iterator[Token]:
        if kind == "cmd":
            yield from self.command(text, start)
        elif kind == "num":
            yield Token("num", text.replace("\\,", "").replace("{,}", ""), start, self.at)
        elif kind == "punct" and text not in _PLAIN_PUNCT:
            raise FormulaError(
                f"the character {text!r} is not understood", self.tex, (start, self.at)
            )
        elif text != "$":
            yield Token(kind, text, start, self.at)

    def command(self, text: str, start: int) -> Iterator[Token]:
        name = text[1:]
        if text in _DELIMITERS:
            yield Token("punct", _DELIMITERS[text][0], start, self.at, _DELIMITERS[text][1])
        elif name in _SIZES:
            yield self.sized(name, start)
        elif name in _TEXT:
            yield Token("text", self.braced().strip(), start, self.at)
        elif name in _FONTS | _UPRIGHT:
            yield from self.font(name, start)
        elif name in ("begin", "end"):
            yield from self.environment(name, start)
        elif name in _DROP_ARGUMENT | _DROP_FIRST:
            self.braced()
        elif name in _SOFT:
            yield Token("soft", text, start, self.at)
        elif name not in _SPACING:
            kind = "punct" if name in ("{", "}") else "cmd"
            yield Token(kind, text, start, self.at)

    def braced(self) -> str:
        argument = _BRACED.match(self.tex, self.at)
        if argument is None:
            raise FormulaError("a {...} is missing here", self.tex, (self.at, self.at + 1))
        self.at = argument.end()
        return argument.group(1)

    def sized(self, name: str, start: int) -> Token:
        r"""A delimiter with its size command, \bigr\rvert or \left( : one token."""
        side = _SIZES[name]
        space = re.compile(r"\s*").match(self.tex, self.at)
        piece = _PIECE.match(self.tex, space.end() if space else self.at)
        if piece is None:
            raise FormulaError(f"\\{name} needs a delimiter", self.tex, (start, self.at))
        self.at = piece.end()
        text, written = _DELIMITERS.get(piece.group(), (piece.group(), ""))
        if text == ".":
            return Token("null", "." + ("right" if side == "right" else ""), start, self.at, side)
        return Token("punct", text, start, self.at, side or written)

    def font(self, name: str, start: int) -> Iterator[Token]:
        r"""Upright words are one name; bold and script letters mean the plain letter."""
        argument = _FONT_ARGUMENT.match(self.tex, self.at)
        content = "" if argument is None else (argument.group(1) or argument.group(2) or "").strip()
        if name in ("mathbf", "mathbb", "boldsymbol", "bm") and argument and content == "1":
            self.at = argument.end()
            yield Token("cmd", "\\indicator", start, self.at)
        elif name in _UPRIGHT and argument and re.fullmatch(r"[A-Za-z][\w ]*", content):
            self.at = argument.end()
            yield Token("letter" if len(content) == 1 else "name", content, start, self.at)
        elif argument and re.fullmatch(r"[A-Za-z]", content):
            self.at = argument.end()
            yield Token("letter", content, start, self.at)

    def environment(self, name: str, start: int) -> Iterator[Token]:
        env = self.braced().strip()
        if name == "begin" and env in ("array", "alignat", "alignat*"):
            self.braced()
        if env not in _TRANSPARENT:
            yield Token("begin" if name == "begin" else "env-end", env, start, self.at)


def tokenize(tex: str) -> list[Token]:
    r"""The tokens of a formula.

    Raises:
        FormulaError: A character or a command argument is one that LaTeX itself would refuse.
    """
    return list(_Scanner(tex).tokens())
