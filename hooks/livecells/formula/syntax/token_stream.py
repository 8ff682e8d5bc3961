"""The token reader that the parser's parts stand on: look, take, expect, point at a fault."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import ACCENTS, GREEK, Names
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import Add, Neg, Node, Num, Slice, Span, Sym


class TokenStream:
    """A place in the tokens of one statement."""

    def __init__(self, tokens: Sequence[Token], tex: str, names: Names) -> None:
        self.tokens = list(tokens)
        self.tex = tex
        self.names = names
        self.pos = 0

    @property
    def token(self) -> Token:
        """The next token; a token of kind `end` behind the last one."""
        return self.tokens[self.pos]

    def peek(self, ahead: int = 1) -> Token:
        """The token so many places behind the next one."""
        return self.tokens[min(self.pos + ahead, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these."""
        return self.token.text in texts and self.token.kind not in ("end", "name")

    def take(self) -> Token:
        """The next token, which is then read."""
        token = self.token
        self.pos = min(self.pos + 1, len(self.tokens) - 1)
        return token

    def accept(self, *texts: str) -> bool:
        """Read the next token if it is one of these; whether it was."""
        if self.at(*texts):
            self.take()
            return True
        return False

    def expect(self, text: str) -> Token:
        """Read this token.

        Raises:
            FormulaError: Another one comes next.
        """
        if not self.at(text):
            raise self.fault(f"expected {text!r} here")
        return self.take()

    def fault(self, reason: str, span: Span | None = None) -> FormulaError:
        """The error for a span of the LaTeX, by default that of the next token."""
        return FormulaError(reason, self.tex, span or (self.token.start, self.token.end))

    def since(self, start: int) -> Span:
        """The span from a token's number up to the last token taken."""
        return self.tokens[start].start, self.tokens[max(self.pos - 1, start)].end

    def split_digits(self) -> None:
        r"""TeX takes one digit where no braces stand: \frac12 is 1/2, x^12 is x^1 2."""
        token = self.token
        if token.kind == "num" and len(token.text) > 1:
            cut = token.start + 1
            first = Token("num", token.text[0], token.start, cut)
            rest = Token("num", token.text[1:], cut, token.end)
            self.tokens[self.pos : self.pos + 1] = [first, rest]

    def number(self) -> Num:
        """Read a number, kept exact."""
        start, text = self.pos, self.take().text
        decimals = len(text.partition(".")[2])
        return Num(Fraction(text), Fraction(1, 10**decimals), span=self.since(start))

    # --- symbols --------------------------------------------------------------------------------

    def symbol_name(self, ahead: int = 0) -> str | None:
        """The name that the token stands for, if it is a letter, a Greek letter or a word."""
        token = self.peek(ahead) if ahead else self.token
        if token.kind in ("letter", "name"):
            return token.text
        if token.kind == "cmd" and token.text[1:] in GREEK:
            return token.text[1:]
        return None

    def bare_symbol(self) -> Sym:
        r"""A name without subscripts: x, \theta, \hat{y}, {\mathbf{x}}."""
        start = self.pos
        if self.accept("{"):
            inner = self.bare_symbol()
            self.expect("}")
            return Sym(inner.name, span=self.since(start))
        if self.token.kind == "cmd" and self.token.text[1:] in ACCENTS:
            suffix = ACCENTS[self.take().text[1:]]
            return Sym(self.bare_symbol().name + suffix, span=self.since(start))
        name = self.symbol_name()
        if name is None:
            raise self.fault("expected a symbol here")
        self.take()
        return Sym(name, span=self.since(start))

    def symbol(self) -> Sym:
        r"""A symbol with subscript and label: x_i, W^{(1)}_{ij}, w_{\text{new}}."""
        start = self.pos
        found = self.bare_symbol()
        name, subs = found.name, found.subs
        while True:
            if self.at("_"):
                label, subs = self.subscript()
                name += label
            elif (mark := self.label()) is not None:
                name += mark
            else:
                return Sym(name, subs, span=self.since(start))

    def label(self) -> str | None:
        """A superscript that is part of a name: x^{(2)}, x^*; None where it is something else."""
        if not self.at("^"):
            return None
        texts = [self.peek(k).text for k in range(1, 6)]
        if texts[0] == "{" and texts[1] == "(" and texts[3:5] == [")", "}"]:
            self.pos += 6
            return f"^({texts[2]})"
        if texts[0] in ("*", "\\star", "\\ast"):
            self.pos += 2
            return "^*"
        if texts[0] == "{" and texts[1] in ("*", "\\star", "\\ast") and texts[2] == "}":
            self.pos += 4
            return "^*"
        return None

    # --- subscripts -----------------------------------------------------------------------------

    def subscript(self) -> tuple[str, tuple[Node, ...]]:
        """After an atom: (label to append to the name, index expressions)."""
        self.expect("_")
        if not self.accept("{"):
            self.split_digits()
            return self._subscript_items(single=True)
        found = self._subscript_items(single=False)
        self.expect("}")
        return found

    def _subscript_items(self, single: bool) -> tuple[str, tuple[Node, ...]]:
        label, subs = "", []
        while not self.at("}"):
            if self.token.kind == "name":
                label += "_" + self.take().text
            elif not self.accept(","):
                subs.append(self._index(single))
            if single:
                break
        if not label and not subs:
            raise self.fault("this subscript is empty")
        return label, tuple(subs)

    def _index(self, single: bool) -> Node:
        """One index: i, 3, i+1, n-1, `:`."""
        start = self.pos
        if self.accept(":"):
            return Slice(span=self.since(start))
        found: Node = self._index_atom()
        while not single and self.at("+", "-"):
            minus = self.take().text == "-"
            term = self._index_atom()
            step: Node = Neg(term, span=term.span) if minus else term
            found = Add((found, step), span=self.since(start))
        return found

    def _index_atom(self) -> Node:
        if self.token.kind == "num":
            return self.number()
        if self.symbol_name() is not None:
            return self.bare_symbol()
        raise self.fault(
            "this is not understood in a subscript: use letters, numbers, commas, + and -"
        )

    # --- what the parser itself provides to its parts -------------------------------------------

    def expr(self) -> Node:
        """Terms with + and - between them."""
        raise NotImplementedError

    def term(self, explicit: bool = True) -> Node:
        r"""Factors side by side or joined by \cdot, /, \odot; `explicit=False` stops at those."""
        raise NotImplementedError

    def factor(self) -> Node:
        """An atom with its subscripts and powers, or a sum or a derivative of what follows."""
        raise NotImplementedError

    def argument(self) -> Node:
        """An argument of a command: {...}, or one digit or symbol."""
        raise NotImplementedError

    def starts_factor(self) -> bool:
        """Whether a factor can begin at the next token."""
        raise NotImplementedError

    def bar(self, body: Node, start: int) -> Node:
        """The expression evaluated at what an evaluation bar says."""
        raise NotImplementedError
