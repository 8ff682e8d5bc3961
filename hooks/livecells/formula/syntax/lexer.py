r"""LaTeX cut into tokens, from left to right; each printed piece becomes a token of some kind.

Fonts, colours and small spaces print nothing that can be read wrong and become marks of the token
behind them. Nothing is rewritten, so that every later message can point into the author's own text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from livecells.formula.errors import FormulaError
from livecells.formula.syntax import commands, patterns
from livecells.formula.syntax.commands import BOLD, DELIMITERS, SCRIPT, SIZES, SPACES, UPRIGHT
from livecells.formula.syntax.spaces import Spaces
from livecells.formula.syntax.tokens import Token, with_braces
from livecells.formula.syntax.words import plain_text, prints_mathematics, split_dollars

_PLAIN_PUNCT = frozenset("+-*/=<>()[]{}^_'&,;:.!|?@~")
_MOST = 20_000  # signs of one display
_DIGITS = 40
_FONTS = 20
_PHANTOM = 60  # signs of what is not printed


class Lexer(Spaces):
    """One display, read once from left to right."""

    def __init__(self, tex: str, at: int = 0, end: int | None = None) -> None:
        super().__init__(tex, at, end)
        self.bold_until: list[int] = []
        self.depth = 0

    def tokens(self) -> Iterator[Token]:
        """Every token up to the end."""
        while self.at < self.stop:
            piece = patterns.PIECE.match(self.tex, self.at, self.stop)
            assert piece is not None  # `punct` takes any character
            self.at, kind = piece.end(), str(piece.lastgroup)
            if kind != "space":
                yield from self._piece(kind, piece.group(), piece.start())

    def _token(
        self, kind: str, text: str, start: int, side: str = "", upright: bool = False
    ) -> Iterator[Token]:
        """The token that ends here, behind the wide space in front of it."""
        gap, self.gap, self.back = self.gap, 0.0, 0.0
        if gap >= commands.WIDE:
            yield Token("space", " ", start, start)
        while self.bold_until and start >= self.bold_until[-1]:
            self.bold_until.pop()
        yield Token(kind, text, start, self.at, side, gap, bool(self.bold_until), upright)

    def _piece(self, kind: str, text: str, start: int) -> Iterator[Token]:
        if kind == "cmd":
            yield from self._command(text[1:], start)
        elif kind == "num":
            yield from self._number(text, start)
        elif kind == "joined" and text == "<-" and self.tex[self.at : self.at + 1].strip():
            self.at = start + 1  # x <-3: less than -3
            yield from self._punct("<", start)
        elif kind == "joined":
            yield from self._sign(commands.JOINED[text], start)
        elif kind == "punct":
            yield from self._punct(text, start)
        else:
            if kind == "row":
                self._refuse_skip(text, start)
            yield from self._token(kind, "\\\\" if kind == "row" else text, start)

    def _number(self, text: str, start: int) -> Iterator[Token]:
        comma = "" if patterns.THOUSANDS.fullmatch(text) else "."  # 1{,}000, but 0{,}5
        digits = text.replace("\\,", "").replace("{,}", comma)
        if digits.count(".") > 1:
            raise self.fault("a number with two decimal points is not understood", start)
        if len(digits) > _DIGITS:
            raise self.fault("a number of so many digits is not understood", start)
        if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
            raise self.fault("a number that begins with 0: for thousands write 1{,}000", start)
        after = self.tex[self.at : self.at + 2]
        if re.fullmatch(r"e[-+0-9]", after) or re.fullmatch(r"E[-+0-9]", after):
            raise self.fault(f"{text}{after} reads as a product with e: write 10^{{-3}}", start)
        yield from self._token("num", digits, start)

    def _punct(self, text: str, start: int) -> Iterator[Token]:
        if text in commands.UNICODE_SPACES or text == "~":
            self.gap += SPACES["~"]
        elif text in commands.UNICODE:
            yield from self._sign(commands.UNICODE[text], start)
        elif text == "|":
            yield from self._token("bar", text, start)
        elif text in _PLAIN_PUNCT:
            yield from self._token("punct", text, start)
        elif text != "$":
            name = unicodedata.name(text, f"U+{ord(text):04X}").lower()
            raise self.fault(f"the character {text!r} ({name}) is not understood", start)

    def _sign(self, text: str, start: int) -> Iterator[Token]:
        """A sign that stands for a command or for punctuation."""
        if text in DELIMITERS:
            yield from self._delimiter(text, start)
        else:
            kind = "cmd" if text[0] == "\\" and text not in ("\\{", "\\}") else "punct"
            yield from self._token(kind, text, start)

    def _delimiter(self, text: str, start: int, side: str = "") -> Iterator[Token]:
        text, written = DELIMITERS.get(text, (text, ""))
        kind = "bar" if text in ("|", "||") else "punct"
        yield from self._token(kind, text, start, side or written)

    # --- commands -------------------------------------------------------------------------------

    def _command(self, name: str, start: int) -> Iterator[Token]:
        if name in SPACES:
            self._move(SPACES[name], start)
        elif name in _READ_BY:
            yield from getattr(self, _READ_BY[name])(name, start)
        elif name not in commands.NOTHING:
            yield from self._sign(f"\\{name}", start)

    def _unprinted(self, name: str, start: int) -> Iterator[Token]:
        content = self._braced(start)[0].strip().lower()
        if "phantom" in name and len(content) > _PHANTOM:
            raise self.fault("so wide a space takes a formula apart", start)
        if "color" in name and content in commands.HIDING:
            raise self.fault(f"what is printed in {content} cannot be seen", start)
        yield from ()

    def _label(self, _: str, start: int) -> Iterator[Token]:
        text = self._braced(start)[0].strip()
        if not re.fullmatch(r"[\w.,:'*†‡ \\{}$()-]*", text):
            raise self.fault("a tag is a number or a word, and states nothing", start)
        yield from self._token("label", text, start)

    def _negated(self, _: str, start: int) -> Iterator[Token]:
        piece = patterns.PIECE.match(self.tex, self.at, self.stop)
        text = "" if piece is None else piece.group()
        if text not in ("=", "\\in"):
            raise self.fault("\\not is understood before = and \\in", start)
        self.at += len(text)
        yield from self._token("cmd", "\\ne" if text == "=" else "\\notin", start)

    def _braced(self, start: int) -> tuple[str, int]:
        """The text of {...} here, and where it begins; it is then read."""
        while self.at < self.stop and self.tex[self.at] in " \t\r\n":
            self.at += 1
        if self.tex[self.at : self.at + 1] != "{":
            raise self.fault("a {...} is missing here", start)
        end = self._closing()
        begin, self.at = self.at + 1, end + 1
        return self.tex[begin:end], begin

    def _closing(self) -> int:
        """The place of the brace that closes the one here."""
        depth, at = 0, self.at
        while at < self.stop:
            sign = self.tex[at]
            depth += (sign == "{") - (sign == "}")
            if depth == 0:
                return at
            at += 2 if sign == "\\" else 1
        raise FormulaError("this is never closed", self.tex, (self.at, self.at + 1))

    def _sized(self, name: str, start: int) -> Iterator[Token]:
        r"""A delimiter with its size command, \bigr\rvert or \left( : one token."""
        while self.at < self.stop and self.tex[self.at] in " \t\r\n":
            self.at += 1
        piece = patterns.PIECE.match(self.tex, self.at, self.stop)
        text = "" if piece is None else piece.group()
        if text.startswith(".") and name in ("left", "right"):
            self.at += 1
            yield from self._token("null", ".", start, SIZES[name])
        elif text in DELIMITERS or text in ("(", ")", "[", "]", "\\{", "\\}", "\\langle",
                                            "\\rangle", "/", "\\lfloor", "\\rfloor", "\\lceil",
                                            "\\rceil"):  # fmt: skip
            self.at += len(text)
            yield from self._delimiter(text, start, SIZES[name])
        else:
            raise self.fault(f"\\{name} needs a delimiter", start)

    # --- words and fonts ------------------------------------------------------------------------

    def _words(self, _: str, start: int) -> Iterator[Token]:
        r"""\text{if $x < 0$}: its words, and its mathematics as mathematics."""
        content, begin = self._braced(start)
        end = self.at
        for place, part in enumerate(split_dollars(content)):
            text, offset = part
            if place % 2:
                inner = Lexer(self.tex, begin + offset, begin + offset + len(text))
                yield from inner.tokens()
            elif text.strip(" ~") or len(content) == 0:
                yield from self._word_token(plain_text(text), start, end)

    def _word_token(self, text: str, start: int, end: int) -> Iterator[Token]:
        self.at = end
        if prints_mathematics(text):
            reason = f"\\text{{{text}}} prints mathematics as words, which nothing checks"
            raise self.fault(f"{reason}: write it as mathematics", start)
        if text in ("d", "T"):
            yield from self._token("letter", text, start, upright=True)
        else:
            yield from self._token("text", text.strip(), start)

    def _bold(self, name: str, start: int) -> Iterator[Token]:
        alone = (
            None
            if name in commands.OLD_BOLD
            else patterns.ALONE.match(self.tex, self.at, self.stop)
        )
        if alone is None:
            self._embolden(name)
        else:
            yield from self._bold_letter(alone, start)

    def _bold_letter(self, alone: re.Match[str], start: int) -> Iterator[Token]:
        r"""\mathbf{x}: one token, without its braces."""
        self.bold_until.append(alone.end())
        text, self.at = alone.group(1), alone.end()
        kind = "cmd" if text[0] == "\\" else "num" if text.isdigit() else "letter"
        yield from self._token(kind, text, start)

    def _upright(self, name: str, start: int) -> Iterator[Token]:
        old = name in ("rm", "sf", "it", "tt")
        argument = (patterns.OLD_WORD if old else patterns.WORD).match(self.tex, self.at, self.stop)
        groups = () if argument is None else argument.groups()
        content = next((text for text in groups if text is not None), "")
        content = re.sub(r"\\[,;:! ]| ", "", content).replace("\\_", "_")
        if argument is None or not re.fullmatch(r"[A-Za-z][\w.]*", content, re.ASCII):
            return  # what stands in it is read as if it stood there alone
        self.at = argument.end()
        kind = "letter" if len(content) == 1 else "word"
        yield from self._token(kind, content, start, upright=True)

    def _script(self, name: str, start: int) -> Iterator[Token]:
        argument = patterns.WORD.match(self.tex, self.at, self.stop)
        content = "" if argument is None else (argument.group(1) or argument.group(2) or "").strip()
        if argument is None or len(content) != 1:
            raise self.fault(f"\\{name} is understood of one letter", start)
        self.at = argument.end()
        if name == "mathbb" and content in "1I":
            yield from self._token("cmd", "\\indicator" if content == "1" else "\\identity", start)
        else:
            yield from self._token("letter", f"\\{SCRIPT[name]}{{{content}}}", start)

    def _embolden(self, name: str) -> None:
        """All up to the end of the argument, or of the group, is bold."""
        while self.at < self.stop and self.tex[self.at] in " \t\r\n":
            self.at += 1
        if name in commands.OLD_BOLD:
            end = self.tex.find("}", self.at, self.stop)
            self.bold_until.append(self.stop if end < 0 else end)
        elif self.tex[self.at : self.at + 1] == "{":
            self.bold_until.append(self._closing())
        else:
            piece = patterns.PIECE.match(self.tex, self.at, self.stop)
            self.bold_until.append(self.at + 1 if piece is None else piece.end())
        if len(self.bold_until) > _FONTS:
            raise self.fault("so many fonts within each other are not understood", self.at)

    def _environment(self, name: str, start: int) -> Iterator[Token]:
        env = self._braced(start)[0].strip()
        if name == "begin":
            option = patterns.OPTION.match(self.tex, self.at, self.stop)
            if option and env not in ("matrix", "bmatrix", "pmatrix", "cases"):
                self.at = option.end()
            if env in commands.TAKE_COLUMNS:
                self._braced(start)
        yield from self._token(name, env, start)


# Which method reads what stands behind a command.
_READ_BY = {
    **dict.fromkeys(commands.SPACES_OF_A_LENGTH, "_length"),
    **dict.fromkeys(SIZES, "_sized"),
    **dict.fromkeys(commands.TEXT, "_words"),
    **dict.fromkeys(UPRIGHT, "_upright"),
    **dict.fromkeys(SCRIPT, "_script"),
    **dict.fromkeys(BOLD | commands.OLD_BOLD, "_bold"),
    **dict.fromkeys(("begin", "end"), "_environment"),
    **dict.fromkeys(commands.DROP_ARGUMENT | commands.DROP_FIRST, "_unprinted"),
    **dict.fromkeys(commands.LABELS, "_label"),
    "not": "_negated",
}


def tokenize(tex: str) -> list[Token]:
    r"""The tokens of a formula, without a last one.

    Raises:
        FormulaError: A character or a command argument is one that LaTeX itself would refuse.
    """
    if len(tex) > _MOST:
        raise FormulaError(f"a display of more than {_MOST} signs: write several", tex, (0, 1))
    return with_braces(Lexer(tex).tokens())
