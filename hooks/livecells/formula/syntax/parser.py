r"""Displayed LaTeX -> tree: a recursive-descent parser of our own, in front of SymPy.

Why not `sympy.parsing.latex`? Its two grammars need `lark` or the ANTLR runtime, know neither
running indices, definitions, evaluation bars nor transposes, and where they are in doubt they guess
in silence. A checker must refuse what is ambiguous and point at the spot; that wants a grammar of
the field's own habits, which is small.
"""

from __future__ import annotations

from fractions import Fraction

from livecells.formula.syntax.braces import EXPLICIT, BraceParser
from livecells.formula.syntax.calls import CallParser
from livecells.formula.syntax.names import BUILTIN, GREEK, Names
from livecells.formula.syntax.statements import RELATIONS, Statement, statements
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import (
    Add,
    Chain,
    Div,
    EvaluatedAt,
    Index,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Sym,
    Transpose,
    walk,
)

_FRACTIONS = ("\\frac", "\\tfrac", "\\dfrac", "\\cfrac")
_ATOM_COMMANDS = frozenset(
    {
        *_FRACTIONS,
        "\\sqrt",
        "\\sum",
        "\\prod",
        "\\max",
        "\\min",
        "\\nabla",
        "\\partial",
        "\\indicator",
    }
    | {"\\hat", "\\widehat", "\\bar", "\\overline", "\\tilde", "\\widetilde", "\\langle", "\\infty"}
    | {"\\underbrace", "\\overbrace"}
)


class Parser(CallParser, BraceParser):
    """One statement's tokens, read once from left to right."""

    def chain(self, statement: Statement) -> Chain:
        """The statement's expressions with the relations between them, and its stated ranges."""
        exprs, relations = [self.expr()], []
        while self.token.text in RELATIONS and self.token.kind != "end":
            relations.append(RELATIONS[self.take().text])
            exprs.append(self.expr())
        if self.token.kind != "end":
            raise self.fault(self._why_not(self.token))
        ranges = tuple(self._range(*stated) for stated in statement.ranges)
        return Chain(tuple(exprs), tuple(relations), ranges)

    def _why_not(self, token: Token) -> str:
        if token.kind == "num":
            return "a number right after a factor: write \\cdot or \\times"
        return f"{token.text!r} is not understood here"

    def _range(self, letter: str, first: Token, last: Token) -> tuple[str, Node, Node]:
        """`i = 1, ..., n` beside an equation; an unfinished one never saw its last piece."""
        if last.kind == "end":
            raise self.fault("a range is written i = 1, \\dots, n", (first.start, first.end))
        ends: list[Node] = []
        for token in (first, last):
            self.tokens, self.pos = [token, Token("end", "", token.end, token.end + 1)], 0
            ends.append(self.number() if token.kind == "num" else self.bare_symbol())
        return letter, ends[0], ends[1]

    # --- sums and products of factors -----------------------------------------------------------

    def expr(self) -> Node:
        """Terms with + and - between them."""
        start = self.pos
        terms = [self._signed()]
        while self.at("+", "-"):
            terms.append(self._signed())
            if isinstance(terms[-1], EvaluatedAt | Neg) and self._ambiguous_bar(terms):
                reason = "does the bar apply to the whole sum? Write \\left. ... \\right|_{...}"
                raise self.fault(reason, terms[-1].span)
        return terms[0] if len(terms) == 1 else Add(tuple(terms), span=self.since(start))

    def _ambiguous_bar(self, terms: list[Node]) -> bool:
        """A bar after a sum binds its last term only, which readers may see otherwise."""
        bare = [t.body if isinstance(t, Neg) else t for t in terms]
        if not isinstance(bare[-1], EvaluatedAt) or not bare[-1].points:
            return False
        return any(
            not isinstance(t, EvaluatedAt) and any(isinstance(n, Sym) for n in walk(t))
            for t in bare[:-1]
        )

    def _signed(self) -> Node:
        start = self.pos
        if self.accept("-"):
            return Neg(self.term(), span=self.since(start))
        self.accept("+")
        return self.term()

    def term(self, explicit: bool = True) -> Node:
        r"""Factors side by side or joined by \cdot, /, \odot; `explicit=False` stops at those."""
        start = self.pos
        left = self._signed() if self.at("-") and start > 0 else self.factor()
        while True:
            if explicit and self.token.text in EXPLICIT and self.token.kind in ("cmd", "punct"):
                op = EXPLICIT[self.take().text]
                left = Product(left, self.factor(), op, span=self.since(start))
            elif explicit and self.at("/", "\\div"):
                left = self._divided(left, start)
            elif self.is_bar() and not self.open_bars:
                left = self.bar(left, start)
            elif self.starts_factor():
                if self.token.kind == "num":
                    raise self.fault(self._why_not(self.token))
                left = Product(left, self.factor(), "", span=self.since(start))
            else:
                return left

    def _divided(self, left: Node, start: int) -> Node:
        self.take()
        result = Div(left, self.factor(), span=self.since(start))
        if self.starts_factor() and not self.is_big():
            raise self.fault("is this factor below the slash? Write \\frac, \\cdot or parentheses")
        return result

    def starts_factor(self) -> bool:
        """Whether a factor can begin at the next token."""
        token = self.token
        if token.kind in ("num", "letter", "name", "begin"):
            return True
        if token.kind == "null":
            return token.side != "right"
        if token.kind == "cmd":
            name = token.text[1:]
            return token.text in _ATOM_COMMANDS or name in GREEK or name.lower() in BUILTIN
        if token.text in ("|", "||"):
            return (
                not self.is_bar()
                and token.side in ("", "open")
                and token.text not in self.open_bars
            )
        return token.text in ("(", "[", "{", "\\{") and token.kind == "punct"

    # --- factors --------------------------------------------------------------------------------

    def factor(self) -> Node:
        """An atom with its subscripts and powers, or a sum or a derivative of what follows."""
        if self.is_big():
            return self.big()
        if self.at("\\nabla"):
            return self.nabla()
        if self.at("\\partial"):
            return self.partial()
        if self.is_slash_derivative():
            start = self.pos
            self.take()
            return self._slash(start, 1, self.symbol())
        start = self.pos
        return self.postfix(self.call() or self.atom(), start)

    def postfix(self, node: Node, start: int) -> Node:
        """Subscripts and powers of an atom; a subscript belongs below a transpose or a power."""
        raised: list[Node | str] = []
        while self.at("_", "^", "'"):
            if self.at("'"):
                raise self.fault("a prime needs a function that the page defined: f'(x)")
            if self.at("_"):
                node = self._subscripted(node, raised, start)
            elif isinstance(node, Sym) and not raised and (mark := self.label()) is not None:
                node = Sym(node.name + mark, node.subs, span=self.since(start))
            elif raised:
                raise self.fault("two superscripts: write braces or parentheses")
            else:
                raised.append(self._superscript())
        for exponent in raised:
            node = self._raised(node, exponent, start)
        return node

    def _subscripted(self, node: Node, raised: list[Node | str], start: int) -> Node:
        label, subs = self.subscript()
        if isinstance(node, Sym) and not node.subs and raised != ["T"]:
            return Sym(node.name + label, subs, span=self.since(start))
        if label or not subs:
            raise self.fault("a text subscript needs a symbol", self.since(start))
        if raised == ["T"]:
            raised.clear()
            node = Transpose(node, span=self.since(start))
        return Index(node, subs, span=self.since(start))

    def _superscript(self) -> Node | str:
        r"""After ^: "T" for a transpose, else the exponent (with "odot" marked by a list)."""
        self.expect("^")
        texts = [self.token.text, self.peek().text, self.peek(2).text]
        for width, text in ((1, texts[0]), (3, texts[1] if texts[0] == "{" else "")):
            closed = width == 1 or texts[2] == "}"
            if closed and (text in ("\\top", "\\intercal") or self._is_plain_t(text)):
                self.pos += width
                return "T"
        if texts[0] == "{" and texts[1] in ("\\odot", "\\circ"):
            self.pos += 2
            inner = self.expr()
            self.expect("}")
            return Pow(inner, inner, True, span=inner.span)
        return self.script()

    def _is_plain_t(self, text: str) -> bool:
        return text == "T" and not self.names.is_variable("T")

    def _raised(self, node: Node, exponent: Node | str, start: int) -> Node:
        span = self.since(start)
        if isinstance(exponent, str):
            if isinstance(node, Sym) and node.subs:
                return Index(
                    Transpose(Sym(node.name, span=node.span), span=span), node.subs, span=span
                )
            return Transpose(node, span=span)
        if isinstance(exponent, Pow) and exponent.elementwise:
            return Pow(node, exponent.base, True, span=span)
        return Pow(node, exponent, span=span)

    def atom(self) -> Node:
        """A number, a symbol, something in brackets, or a command with its arguments."""
        token = self.token
        if token.kind == "num":
            return self.number()
        if token.kind == "null" and token.side != "right":
            return self.null_group()
        if token.kind == "begin":
            return self.environment()
        if self.at("(", "[", "\\{", "{", "|", "||", "\\langle"):
            return self.group()
        command = self._command()
        if command is not None:
            return command
        if self.symbol_name() is not None or token.text in _ATOM_COMMANDS:
            return self.bare_symbol()
        if token.kind == "cmd":
            raise self.fault(f"{token.text} is not understood here")
        raise self.fault("expected a number, a symbol or a parenthesis here")

    def _command(self) -> Node | None:
        """A fraction, a root, an indicator or a brace above or below, or None."""
        start = self.pos
        if self.at(*_FRACTIONS):
            self.take()
            return self._fraction(start)
        if self.at("\\sqrt"):
            return self._root()
        if self.at("\\indicator"):
            return self.indicator()
        if self.at("\\underbrace", "\\overbrace"):
            return self.braced_label()
        return None

    def _fraction(self, start: int) -> Node:
        if self.is_derivative_fraction():
            return self.derivative_fraction(start)
        self.refuse_two_readings(start)
        over = self.argument()
        under = self.argument()
        return Div(over, under, span=self.since(start))

    def argument(self) -> Node:
        """An argument of a command: {...}, or one digit or symbol."""
        if self.at("{"):
            return self.script()
        self.split_digits()
        return self.number() if self.token.kind == "num" else self.atom()

    def _root(self) -> Node:
        start = self.pos
        self.take()
        degree: Node = Num(Fraction(2))
        if self.accept("["):
            degree = self.expr()
            self.expect("]")
        exponent = Div(Num(Fraction(1)), degree, span=degree.span)
        return Pow(self.argument(), exponent, span=self.since(start))


def parse(tex: str, names: Names) -> list[Chain]:
    """The statements of a display as chains.

    Args:
        tex: The display.
        names: What is a variable and what is a function of the page.

    Raises:
        FormulaError: Something is not understood, or could be read in two ways; the error has its
            spot.
    """
    found = statements(tex, names.is_known)
    return [Parser(statement.tokens, tex, names).chain(statement) for statement in found]
