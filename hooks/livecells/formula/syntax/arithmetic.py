r"""Sums, products and fractions: a + b, a b, a \cdot b, a / b, \frac{a}{b}, \sqrt{a}."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.calculus import (
    derivative_fraction,
    is_derivative_fraction,
    refuse_two_readings,
)
from livecells.formula.syntax.dots import expanded
from livecells.formula.syntax.reader import DOTS
from livecells.formula.syntax.scripts import one, script, scripts
from livecells.formula.syntax.tree import (
    Add,
    Call,
    Deriv,
    Div,
    EvaluatedAt,
    Infinity,
    Neg,
    Node,
    Num,
    Ones,
    Pow,
    Product,
    Sym,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.tokens import Token

SUM, PRODUCT, BESIDE = 10, 20, 30
PRODUCTS = {
    "\\cdot": "cdot", "*": "star", "\\times": "times", "\\odot": "odot", "\\otimes": "otimes",
}  # fmt: skip


def signed(p: Reader) -> Node:
    """-a b: the sign is of the whole term."""
    start = p.pos
    minus = p.take().text == "-"
    if p.at("-", "+"):
        raise p.fault("two signs in a row: write parentheses")
    body = p.expression(SUM)
    return Neg(body, span=p.since(start)) if minus else body


def sums(p: Reader, left: Node, start: int) -> Node:
    """All terms of a sum at once; a difference is a sum with a Neg."""
    terms: list[Node | Token] = [left]
    p.skip_breaks()
    while p.at("+", "-"):
        begin = p.pos
        minus = p.take().text == "-"
        _line_after(p)
        if p.at("-", "+"):
            raise p.fault(f"a {p.token.text} right behind another sign: write parentheses")
        if p.token.text in DOTS:
            if minus and p.tokens[p.pos + 1].text in ("+", "-"):
                raise p.fault("dots behind a minus are not read: write the sum with \\sum")
            terms.append(p.take())
        else:
            term = p.expression(SUM)
            terms.append(Neg(term, span=p.since(begin)) if minus else term)
            _refuse_ambiguous_bar(p, terms)
        p.skip_breaks()
    summed = tuple(expanded(p, terms, "sum"))
    return summed[0] if len(summed) == 1 else Add(summed, span=p.since(start))


def _line_after(p: Reader) -> None:
    """An operator may stand at the end of its line."""
    while p.token.kind in ("row", "align", "space"):
        p.take()


def _refuse_ambiguous_bar(p: Reader, terms: list[Node | Token]) -> None:
    """A bar after a sum binds its last term only, which readers may see otherwise."""
    last = _unsigned(terms[-1])
    if not isinstance(last, EvaluatedAt) or not last.points or _is_closed(p, last):
        return
    for term in map(_unsigned, terms[:-1]):
        open_term = isinstance(term, Node) and not isinstance(term, EvaluatedAt)
        if open_term and any(isinstance(n, Sym) for n in walk(term)):  # type: ignore[arg-type]
            reason = "does the bar apply to the whole sum? Write \\left. ... \\right|_{...}"
            raise p.fault(reason, last.span)


def _unsigned(term: Node | Token) -> Node | Token:
    return term.body if isinstance(term, Neg) else term


def _is_closed(p: Reader, found: EvaluatedAt) -> bool:
    """Whether the place stands in brackets of its own: [...]_{x=3}, f'(x = 3)."""
    factors = _factors(found.body)
    if isinstance(factors[-1], Deriv):  # \frac{dL}{dw}|_{w=1} is one thing, also behind a minus
        targets = {target.name for target, _ in found.points}
        others = (n for factor in factors[:-1] for n in walk(factor))
        return not any(isinstance(n, Sym) and n.name in targets for n in others)
    begin = p.tex[found.span[0] : found.span[0] + 6].lstrip()
    return begin.startswith(("[", "(", "\\left")) or isinstance(found.body, Call)


def products(p: Reader, left: Node, start: int) -> Node:
    r"""Factors with a sign: a \cdot b, a \odot b."""
    op = PRODUCTS[p.take().text]
    _line_after(p)
    if p.token.text in DOTS:
        return _product_with_dots(p, left, start, op)
    return Product(left, p.expression(PRODUCT), op, span=p.since(start))


def beside(p: Reader, left: Node, start: int) -> Node:
    """One factor beside the other: a b."""
    before = p.tokens[p.pos - 1]
    apart = before.text == ")" or (p.token.gap >= 3 and before.kind != "num")
    if p.token.kind == "num" and not p.token.bold and not apart:
        raise p.unread()
    found = Product(left, p.operand(BESIDE), "", span=p.since(start))
    if p.tex[found.right.span[0] :].lstrip("{ ").startswith(_FRACTIONS) and _is_mixed(found):
        reason = "3\\frac{1}{2} is three and a half to many readers: write 3 + or 3 \\cdot"
        raise p.fault(reason, found.span)
    return found


_FRACTIONS = ("\\frac", "\\tfrac", "\\dfrac", "\\cfrac", "\\nicefrac", "\\sfrac")


def _is_mixed(found: Product) -> bool:
    """Whether a whole number stands beside a fraction of whole numbers, smaller than one."""
    left, right = found.left, found.right
    if not isinstance(left, Num) or not isinstance(right, Div):
        return False
    over, under = right.over, right.under
    whole = left.value.denominator == 1
    return whole and isinstance(over, Num) and isinstance(under, Num) and over.value < under.value


def _product_with_dots(p: Reader, left: Node, start: int, op: str) -> Node:
    r"""1 \cdot 2 \cdots n."""
    dots = p.take()
    if p.token.text in PRODUCTS and PRODUCTS[p.token.text] == op:
        p.take()
    last = p.expression(PRODUCT)
    return _joined(p, left, dots, last, op, start)


def dots_beside(p: Reader, left: Node, start: int) -> Node:
    r"""x_1 x_2 \cdots x_n."""
    dots = p.take()
    op = ""
    if p.token.text in PRODUCTS:
        op = PRODUCTS[p.take().text]
    if p.token.text in ("+", "-", "=", ",") or p.token.kind in ("eof", "row", "space"):
        p.pos -= 1
        raise p.unread()
    return _joined(p, left, dots, p.operand(BESIDE), op, start)


def _joined(p: Reader, left: Node, dots: Token, last: Node, op: str, start: int) -> Node:
    factors: list[Node | Token] = [*_factors(left), dots, last]
    found = expanded(p, factors, "prod")
    result = found[0]
    for factor in found[1:]:
        result = Product(result, factor, op, span=p.since(start))
    return result


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Product):
        return [*_factors(node.left), node.right]
    return [node]


def quotient(p: Reader, left: Node, start: int) -> Node:
    r"""A quotient a / b; a factor behind it is ambiguous, but for 1/2\,x."""
    sign = p.take().text
    braces = p.token
    under = p.operand(BESIDE)
    if braces.text == "{" and braces.kind == "punct" and isinstance(under, Product | Add | Neg):
        raise p.fault("braces do not print: write parentheses", (braces.start, braces.end))
    result = Div(left, under, sign == "\\oslash", span=p.since(start))
    numbers = isinstance(left, Num) and isinstance(under, Num)
    if p.starts_factor() and not (numbers and p.token.gap >= 3) and not _is_sum(p):
        raise p.fault("is this factor below the slash? Write \\frac, \\cdot or parentheses")
    return result


def _is_sum(p: Reader) -> bool:
    return p.at("\\sum", "\\prod") or (p.at("\\max", "\\min") and p.peek().text == "_")


# --- commands with arguments ----------------------------------------------------------------------


def argument(p: Reader) -> Node:
    """An argument of a command: {...}, or one digit or symbol."""
    return script(p) if p.at("{") else one(p)


def fraction(p: Reader) -> Node:
    r"""\frac{a}{b}, or a derivative."""
    start = p.pos
    p.take()
    if is_derivative_fraction(p):
        return derivative_fraction(p, start)
    refuse_two_readings(p, start)
    _refuse_variation(p, start)
    over = argument(p)
    under = argument(p)
    return scripts(p, Div(over, under, span=p.since(start)), start)


def _refuse_variation(p: Reader, start: int) -> None:
    r"""\frac{\delta L}{\delta x} is no quotient of two products."""
    below = p.pairs[p.pos] + 1 if p.at("{") else p.pos
    above = p.peek(1 if p.at("{") else 0).text
    behind = [p.tokens[min(below + k, len(p.tokens) - 1)] for k in (1, 2)]
    if above == behind[0].text == "\\delta" and behind[1].kind in ("letter", "word", "cmd"):
        reason = "is this a derivative? Write \\partial, or \\delta \\cdot for a product"
        if behind[1].text not in ("\\cdot", "\\times", "\\odot"):
            raise p.fault(reason, p.since(start))


def binomial(p: Reader) -> Node:
    r"""\binom{n}{k}."""
    start = p.pos
    p.take()
    over = argument(p)
    under = argument(p)
    return scripts(p, Call("binom", (over, under), span=p.since(start)), start)


def root(p: Reader) -> Node:
    r"""\sqrt{x}, \sqrt[3]{x}."""
    start = p.pos
    p.take()
    degree: Node = Num(Fraction(2))
    if p.at("["):
        p.take()
        with p.inside():
            degree = p.expression()
        p.expect("]")
    exponent = Div(Num(Fraction(1)), degree, span=degree.span)
    body = argument(p)
    return scripts(p, Pow(body, exponent, span=p.since(start)), start)


def infinity(p: Reader) -> Node:
    r"""\infty."""
    start = p.pos
    p.take()
    return Infinity(span=p.since(start))


def ones(p: Reader) -> Node:
    r"""\mathbf{1}, the vector of ones; \mathbf{1}_n says its size."""
    start = p.pos
    p.take()
    size: Node | None = None
    if p.at("_"):
        p.take()
        size = script(p)
    return scripts(p, Ones(size, span=p.since(start)), start)
