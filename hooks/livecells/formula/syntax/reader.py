"""The reader that every part of the grammar stands on: look, take, refuse; and Pratt's loop.

An expression is an operand and what follows it, as long as that binds tighter than what stands in
front. What begins an operand, what follows one and how tight it binds is a table (`grammar.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.commands import WIDE
from livecells.formula.syntax.foreign import why_not
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.tokens import BREAKS, Token, cut
from livecells.formula.syntax.words import is_unit, why_no_unit

if TYPE_CHECKING:
    from livecells.formula.syntax.tree import Chain, Node, Span

NESTED = 90  # expressions within expressions
APART = 3.0  # mu: what stands apart by a small space
LONG = 250  # factors or terms side by side


@dataclass(frozen=True)
class Infix:
    """What follows an operand: how tight it binds, and how it is read."""

    power: int
    read: Callable[[Reader, Node, int], Node]


@dataclass(frozen=True)
class Grammar:
    """What begins an operand, by the text or the <kind> of its token, and what may follow one."""

    operands: Mapping[str, Callable[[Reader], Node]]
    infix: Mapping[str, Infix]
    beside: Infix
    bar: Infix


class Reader:
    """A place in the tokens of a display.

    `bars` are the | and || that wait for their partner; `depth` counts the brackets around.
    `stop` is what ends an operand beside another: the d of an integral. `claims` are statements
    that stand below braces, `notes` their words; `fresh` counts the indices that dots stand for.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        pairs: Sequence[int],
        tex: str,
        names: Names,
        grammar: Grammar,
    ) -> None:
        self.tokens, self.pairs = list(tokens), list(pairs)
        self.tex, self.names, self.grammar = tex, names, grammar
        self.reset(0)
        self.claims: list[Chain] = []
        self.notes: list[str] = []
        self.fresh = 0
        self.applied = -1  # the place of what a derivative acts on
        self.open_digits = False  # whether a number such as 0.333\\dots was read

    def reset(self, pos: int) -> None:
        """Go to a token outside of every bracket."""
        self.pos = pos
        self.depth = self.nested = 0
        self.bars: tuple[str, ...] = ()
        self.stop: Callable[[], bool] | None = None

    # --- tokens ---------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The next token; one of kind eof behind the last."""
        return self.tokens[self.pos]

    def peek(self, ahead: int = 1) -> Token:
        """The token so many places behind the next one."""
        return self.tokens[min(self.pos + ahead, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or commands."""
        return is_sign(self.token, *texts)

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
        """Read this sign.

        Raises:
            FormulaError: Another one comes next.
        """
        if not self.at(text):
            raise self.unread(f"expected {text!r} here")
        return self.take()

    def fault(self, reason: str, span: Span | None = None) -> FormulaError:
        """The error for a span of the LaTeX, by default that of the next token."""
        return FormulaError(reason, self.tex, span or (self.token.start, self.token.end))

    def unread(self, otherwise: str = "") -> FormulaError:
        """The error for a token that nothing uses; a known construct is named."""
        behind_number = self.pos > 0 and self.tokens[self.pos - 1].kind == "num"
        if self.token.kind == "text" and behind_number and is_unit(self.token.text):
            return self.fault(why_no_unit(self.token.text))
        if behind_number and self.pos > 1 and self.token.kind == "num":
            last, digit = self.tokens[self.pos - 2 : self.pos]
            if last.text in ("^", "_") and digit.end == self.token.start:
                whole = f"{last.text}{{{digit.text}{self.token.text}}}"
                return self.fault(f"TeX takes one digit alone here: write braces, {whole}")
        return self.fault(why_not(self.token, otherwise))

    def since(self, start: int) -> Span:
        """The span from a token's number up to the last token taken."""
        return self.tokens[start].start, self.tokens[max(self.pos - 1, start)].end

    def first_digit(self) -> Token:
        """TeX takes one digit where no braces stand; the rest of the number is read next."""
        token = self.token
        if token.text[0] == ".":
            raise self.fault("TeX takes the point alone here: write braces, {0.5}")
        if len(token.text) == 1:
            return self.take()
        digit, self.tokens[self.pos] = cut(token)
        return digit

    @contextmanager
    def inside(self, bar: str = "") -> Iterator[None]:
        """What stands in brackets, or between bars: outer bars do not end there."""
        outer, stop = self.bars, self.stop
        self.bars = (*self.bars, bar) if bar else ()
        self.stop = None
        self.depth += 1
        yield
        self.depth -= 1
        self.bars, self.stop = outer, stop

    # --- Pratt's loop ---------------------------------------------------------------------------

    def expression(self, power: int = 0) -> Node:
        """An operand, and what follows it as long as it binds tighter than `power`."""
        if self.nested >= NESTED:
            raise self.fault("this is nested too deep to be read: name a part of it")
        self.nested += 1
        start = self.pos
        found = self.operand(power)
        length = 0
        while (step := self.step()) is not None and step.power > power:
            found = step.read(self, found, start)
            length += 1
            if length > LONG:
                raise self.fault("so many factors are not read: name a part of them")
        self.nested -= 1
        return found

    def operand(self, power: int = 0) -> Node:
        """What an operand of the table begins here."""
        read = self.operand_reader()
        if read is None:
            raise self.unread("expected a number, a symbol or a parenthesis here")
        if self.at("-", "+") and power >= self.grammar.beside.power - 10:
            raise self.fault(f"a {self.token.text} right behind another sign: write parentheses")
        return read(self)

    def operand_reader(self) -> Callable[[Reader], Node] | None:
        """How the operand that begins at the next token is read, or None."""
        token, operands = self.token, self.grammar.operands
        if token.kind in ("cmd", "punct"):
            return operands.get(token.text)
        if token.kind == "text" and not self.names_text(token):
            return None
        return operands.get(f"<{token.kind}>")

    def step(self) -> Infix | None:
        """What follows the operand that was read: an operator, an evaluation bar, a factor."""
        self.skip_breaks()
        token, grammar = self.token, self.grammar
        if token.kind in ("punct", "cmd") and token.text in grammar.infix:
            return grammar.infix[token.text]
        if self.is_evaluation() and not self.bars:
            return grammar.bar
        if not self.starts_factor():
            return None
        if self.depth and token.gap >= WIDE and token.kind != "cell":
            raise self.fault("a wide space inside brackets: write a comma or \\cdot")
        return grammar.beside

    def starts_factor(self) -> bool:
        """Whether an operand begins at the next token, beside another."""
        token = self.token
        if self.at("-", "+") or (self.stop is not None and self.stop()):
            return False
        if self.is_aside():
            return False
        if token.kind == "bar":
            closes = token.side in ("right", "close") or token.text in self.bars
            return not closes and not self.is_evaluation()
        return self.operand_reader() is not None

    def is_aside(self) -> bool:
        r"""Whether a parenthesis apart holds a relation: x_i = y_i \ (i = 1, \dots, n)."""
        if self.depth or not self.at("(") or self.token.gap < APART:
            return False
        inside = self.tokens[self.pos + 1 : self.pairs[self.pos]]
        return any(token.text in RELATIONS or token.text in COMPARISONS for token in inside)

    def is_evaluation(self) -> bool:
        r"""Whether an evaluation bar |_{...} stands here, and not the end of an absolute value."""
        token = self.token
        return (
            token.kind == "bar" and token.text == "|" and self.peek().text == "_"
            and token.side in ("", "close")
        )  # fmt: skip

    def names_text(self, token: Token) -> bool:
        r"""Whether \text{...} is a name: one that is known, or a function that is called."""
        after = self.peek()
        marked = is_sign(after, "_", "^") and any(
            name.startswith((f"{token.text}_", f"{token.text}^")) for name in self.names.variables
        )
        called = token.text.isidentifier() and is_sign(after, "(", "[")
        return self.names.is_known(token.text) or marked or called

    # --- lines ----------------------------------------------------------------------------------

    def skip_breaks(self) -> None:
        """A line may be broken, or a wide space stand, in front of an operator that goes on."""
        ahead = self.pos
        while not self.depth and self.tokens[ahead].kind in BREAKS:
            ahead += 1
        if ahead > self.pos and self.goes_on(ahead):
            self.pos = ahead

    def goes_on(self, place: int) -> bool:
        """Whether the operator at a place, after a break, adds to what stands before."""
        token = self.tokens[place]
        if token.kind not in ("punct", "cmd") or token.text not in self.grammar.infix:
            return False
        only_aligned = all(t.kind == "align" for t in self.tokens[self.pos : place])
        return only_aligned or token.text == "+" or not self.has_relation(place)

    def has_relation(self, place: int, more: Collection[str] = ()) -> bool:
        """Whether a relation stands in what follows, up to the next break or comma."""
        while place < len(self.tokens) - 1:
            token = self.tokens[place]
            if token.kind in ("row", "space", "column") or token.text in (",", ";"):
                return False
            sign = token.text in RELATIONS or token.text in more
            if sign and token.kind in ("punct", "cmd"):
                return True
            place = max(self.pairs[place], place) + 1
        return False


RELATIONS = {
    "=": "=", ":=": ":=", "\\equiv": "=", "\\coloneqq": ":=", "\\triangleq": ":=",
    "\\coloneq": ":=", "\\approx": "~", "\\simeq": "~", "\\doteq": "=", "\\approxeq": "~",
    "\\leftarrow": "<-", "\\gets": "<-",
}  # fmt: skip
COMPARISONS = {
    "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=",
    "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "\\ne": "!=", "\\neq": "!=",
}  # fmt: skip
DOTS = frozenset({"\\dots", "\\ldots", "\\cdots", "\\dotsc", "\\dotsb", "\\dotsm", "\\vdots",
                  "\\ddots"})  # fmt: skip


def is_sign(token: Token, *texts: str) -> bool:
    """Whether a token is one of these signs, letters or commands, and no word."""
    return token.text in texts and token.kind in ("punct", "cmd", "letter", "bar")
