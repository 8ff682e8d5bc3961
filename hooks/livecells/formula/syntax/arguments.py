r"""What a function is called with: (x, y), (y \mid x), and x without parentheses in \sin x."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.syntax.names import is_builtin
from livecells.formula.syntax.reader import COMPARISONS, DOTS
from livecells.formula.syntax.tree import (
    ORDER,
    Call,
    Div,
    EvaluatedAt,
    Index,
    Node,
    Num,
    Product,
    Sym,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.symbols import Written

_CLOSING = {"(": ")", "[": "]", "\\{": "\\}"}


def arguments(p: Reader) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    r"""(x, y), (y \mid x) or (p \| q): the arguments, and what stands behind the bar."""
    bar = only_bar(p)
    closing = _CLOSING[p.take().text]
    args: list[Node] = []
    given: list[Node] | None = None
    with p.inside(bar):
        while not p.at(closing):
            if p.token.text in DOTS:
                raise p.fault("dots between arguments are not read: write them out")
            (args if given is None else given).append(_argument(p))
            if given is None and bar and p.token.kind == "bar":
                p.take()
                given = []
            elif not p.at(closing) and not p.accept(";"):
                p.expect(",")
    p.expect(closing)
    if not args:
        raise p.fault("a function is called without an argument")
    return tuple(args), tuple(given or ())


def _argument(p: Reader) -> Node:
    start = p.pos
    found = p.expression()
    if not p.at("=") or not isinstance(found, Sym):
        return found
    p.take()
    return EvaluatedAt(found, ((found, p.expression()),), (), span=p.since(start))


def has_one_bar(p: Reader) -> bool:
    """Whether a single bar stands in these parentheses, outside of others."""
    return only_bar(p) == "|"


def only_bar(p: Reader) -> str:
    r"""The bar of p(y \mid x) or of D(p \| q), which has no partner; empty where there is none."""
    bars: list[str] = []
    place = p.pos + 1
    while place < p.pairs[p.pos]:
        token = p.tokens[place]
        if token.kind == "bar":
            bars.append(token.text if token.side in ("", "open", "close") else "")
            if p.tokens[place + 1].text == "_":
                return ""
        place = max(p.pairs[place], place) + 1
    return bars[0] if len(bars) == 1 else ""


def bare_argument(p: Reader) -> Node:
    r"""\sin x, \sin 2\pi x, \log \frac{a}{b}: numbers, then one symbol; more is ambiguous."""
    start = p.pos
    braced = p.at("{")
    argument = p.operand(p.grammar.beside.power)
    if braced and not isinstance(argument, Sym | Num | Call | Div | Index):
        raise p.fault("braces do not print: write parentheses", argument.span)
    while _is_coefficient(argument) and _simple_symbol(p):
        argument = Product(argument, p.operand(), "", span=p.since(start))
    if _simple_symbol(p):
        raise p.fault("does this factor belong to the function? Write parentheses")
    return argument


def _is_coefficient(node: Node) -> bool:
    if isinstance(node, Product):
        return _is_coefficient(node.left) and _is_coefficient(node.right)
    return isinstance(node, Num) or node == Sym("pi")


def _simple_symbol(p: Reader) -> bool:
    token = p.token
    if token.kind not in ("letter", "word", "cmd") or not p.starts_factor():
        return False
    plain = token.kind == "letter" or token.text.lstrip("\\").isalpha()
    return plain and not is_builtin(token.text.lstrip("\\")) and token.text not in _NO_SYMBOLS


_NO_SYMBOLS = frozenset(
    {"\\sum", "\\prod", "\\frac", "\\tfrac", "\\dfrac", "\\cfrac", "\\sqrt", "\\nabla", "\\partial",
     "\\langle", "\\int", "\\lim", "\\indicator", "\\underbrace", "\\overbrace", "\\lfloor",
     "\\lceil", "\\binom", *COMPARISONS}
)  # fmt: skip


def is_order(p: Reader, name: Written) -> bool:
    """Whether an order stands here, O(h^2), where O is no name of the page."""
    unknown = name.name in (ORDER, "O") and not p.names.is_known(name.name)
    return unknown and p.tokens[name.end].text == "("


def order(p: Reader, name: Written) -> Node:
    r"""\mathcal{O}(h^2), which stands for what is left out."""
    p.pos = name.end
    return Call(ORDER, arguments(p)[0], span=p.since(name.start))
