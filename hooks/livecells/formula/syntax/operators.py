r"""Operators that differentiate: \partial_x, dy/dx, df, \nabla_x, D_x; and the bar |_{x=1}."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.calculus import (
    is_differential,
    order_of,
    same_order,
    target,
    whole,
)
from livecells.formula.syntax.divergences import is_divergence
from livecells.formula.syntax.names import GREEK
from livecells.formula.syntax.scripts import script
from livecells.formula.syntax.symbols import script_mark, written
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    Differential,
    EvaluatedAt,
    Grad,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Sym,
    Transpose,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

# --- \partial_x, dy/dx, df ------------------------------------------------------------------------


def partial(p: Reader) -> Node:
    r"""\partial o / \partial x_i in one line, or the operator \partial_x."""
    start = p.pos
    order = order_of(p)
    if p.at("_"):
        return lowered(p, start, order)
    if p.token.kind in ("eof", "row", "space") or p.at("=", ")", ","):
        raise p.fault("a derivative alone: what does it act on?", p.since(start))
    body = p.operand()
    if not p.at("/"):
        reason = "the Jacobian \\partial f: write \\frac{\\partial f}{\\partial x}"
        raise p.fault(reason, p.since(start))
    return _slash(p, start, order, body)


def lowered(p: Reader, start: int, order: int = 1) -> Node:
    r"""\partial_x, D_x, \partial_{x_i}: it acts as \nabla_x does; \partial_1 f(x, y) by place."""
    if p.peek().kind == "num":
        p.take()
        place = int(p.first_digit().text)
        call = p.operand()
        if not isinstance(call, Call):
            raise p.fault("\\partial_1 acts on a function with its arguments", p.since(start))
        return replace(call, by=(place,), span=p.since(start))
    targets = lowered_targets(p)
    return _acting(
        p, start, lambda body: Deriv(body, targets * order, span=p.since(start)), targets
    )


def lowered_targets(p: Reader) -> tuple[Sym, ...]:
    """After an operator: _x, _{x_i}; _{xy} differentiates twice."""
    p.expect("_")
    if not p.accept("{"):
        start = p.pos
        if p.token.kind == "letter" and len(p.token.text) == 1:
            return (Sym(p.take().text, span=p.since(start)),)
        found = p.operand()
        if not isinstance(found, Sym):
            raise p.fault("expected a symbol here", found.span)
        return (found,)
    targets: list[Sym] = []
    while not p.at("}"):
        if not p.accept(","):
            found_, times = target(p)
            targets += [found_] * times
    p.take()
    if not targets:
        raise p.fault("this subscript is empty")
    return tuple(targets)


def _slash(p: Reader, start: int, order: int, body: Node) -> Node:
    p.expect("/")
    if not is_differential(p):
        raise p.fault("expected \\partial or d here")
    targets: list[Sym] = []
    while is_differential(p):
        p.take()
        found, times = target(p)
        targets += [found] * times
    same_order(p, order, tuple(targets), start)
    return Deriv(body, tuple(targets), span=p.since(start))


def letter_d(p: Reader) -> Node:
    """A letter d in front of a name: dy/dx, or the differential df; else a symbol."""
    start = p.pos
    if not is_differential(p) or not _begins_differential(p) or _is_distance(p):
        return p.grammar.operands["<name>"](p)
    order = order_of(p)
    body = p.operand()
    if p.at("/") and is_differential(p, 1) and p.peek(2).kind != "eof":
        return _slash(p, start, order, body)
    if order != 1:
        raise p.fault(
            "a second differential is not read: write \\frac{d^2 f}{dx^2}", p.since(start)
        )
    return Differential(body, span=p.since(start))


def _is_distance(p: Reader) -> bool:
    """Whether d(x, y) is a function of two arguments."""
    place = p.pos + 1
    inside = p.tokens[place + 1 : p.pairs[place]] if p.tokens[place].text == "(" else []
    return any(token.text == "," for token in inside)


def _begins_differential(p: Reader) -> bool:
    after = p.peek()
    if after.text == "^":
        return p.peek(3 if p.peek(2).text != "{" else 5).kind in ("letter", "word")
    names = after.kind in ("letter", "word") or after.text[1:] in GREEK or after.text == "("
    functions = ("\\hat", "\\bar", "|", "\\log", "\\ln", "\\det")
    return (names or after.text in functions) and not (after.text == "d" and after.gap)


def capital_d(p: Reader) -> Node:
    r"""D_x f, D f(x): derivatives, where D is no name of the page."""
    after = p.peek()
    start = p.pos
    if p.names.is_known("D") or p.token.kind != "letter":
        return p.grammar.operands["<name>"](p)
    lowered_name = f"D_{script_mark(p, p.pos + 1).text}" if after.text == "_" else "D"
    divergence = after.text == "_" and is_divergence(p, written(p))
    p.pos = start
    known = p.names.is_known(lowered_name) or divergence
    if after.text == "_" and not known and _acts(p):
        p.take()
        return _directional(lowered(p, start), p)
    if after.text in p.names.functions:
        p.take()
        body = p.operand()
        if isinstance(body, Call) and not body.primes and len(body.args) == 1:
            return replace(body, primes=1, span=p.since(start))
        raise p.fault("D acts on a function of one argument: write \\frac{d}{dx}", p.since(start))
    return p.grammar.operands["<name>"](p)


def _directional(found: Node, p: Reader) -> Node:
    r"""D_u f(x), where u is an array that f has nothing to do with, is \nabla f(x)^\top u."""
    if not isinstance(found, Deriv) or len(found.targets) != 1 or found.targets[0].subs:
        return found
    (by,) = found.targets
    inside = {n.name for n in walk(found.body) if isinstance(n, Sym)}
    array = p.names.is_variable(by.name) and by.name not in p.names.numbers
    body = found.body
    if not array or by.name in inside or not isinstance(body, Call):
        return found
    return Call("inner", (Grad(body, None, span=found.span), by), span=found.span)


def _acts(p: Reader) -> bool:
    """Whether something stands behind D_x that it can act on."""
    place = p.pos + 2
    end = p.pairs[place] + 1 if p.tokens[place].text == "{" else place + 1
    after = p.tokens[min(end, len(p.tokens) - 1)]
    return after.kind in ("letter", "word", "text", "num", "bar") or (
        after.text in ("(", "[", "\\{")
        or (after.kind == "cmd" and after.text in p.grammar.operands)
    )


# --- nabla and evaluation at a point --------------------------------------------------------------


def nabla(p: Reader) -> Node:
    r"""\nabla_x o, \nabla f(x), \nabla^2_x o; \nabla^2 f(x)^{-1} is the inverse of the Hessian."""
    start = p.pos
    p.take()
    order, found = 1, None
    while p.at("_", "^"):
        if p.accept("^"):
            order = whole(p, script(p))
        else:
            (found,) = lowered_targets(p)[:1]
    if p.at("\\cdot"):
        raise p.fault("the divergence \\nabla \\cdot is not read: write the sum of the derivatives")
    if p.at("\\times"):
        raise p.fault("the curl \\nabla \\times is not read: write its components")
    targets = () if found is None else (found,)

    def made(body: Node) -> Node:
        span = p.since(start)
        power = body if isinstance(body, Pow) and isinstance(body.base, Call) else None
        if order == 1 or power is None or power.exponent != Neg(Num(Fraction(1))):
            return Grad(body, found, order, span=span)
        return Pow(Grad(power.base, found, order, span=span), power.exponent, span=span)

    return _acting(p, start, made, targets)


def _acting(p: Reader, start: int, make, targets: tuple[Sym, ...]) -> Node:  # type: ignore[no-untyped-def]
    r"""An operator acts on the factor behind it, or on all of them: \nabla_w \frac\lambda2 w^2.

    It reaches as far as its variable is written; what stands behind that is ambiguous.
    """
    if not p.starts_factor():
        raise p.fault("a derivative alone: what does it act on?", p.since(start))
    begin = p.pos
    factors = [p.operand()]
    turned = factors[0]
    if isinstance(turned, Transpose) and isinstance(turned.body, Call | Sym):
        return Transpose(make(turned.body), turned.letter, span=p.since(start))
    while p.starts_factor():
        if p.token.kind == "num":
            raise p.unread()
        factors.append(p.operand())
    names = {t.name for t in targets}
    depends = [any(isinstance(n, Sym) and n.name in names for n in walk(f)) for f in factors]
    last = max((k for k, found in enumerate(depends) if found), default=0)
    while last < len(factors) - 1 and not any(
        isinstance(n, Sym | Call) for f in factors[: last + 1] for n in walk(f)
    ):
        last += 1
    if last + 1 < len(factors) and depends[last]:
        raise p.fault("does the derivative act on this factor too? Write parentheses",
                      factors[last + 1].span)  # fmt: skip
    closed = isinstance(factors[last], Call | Sym) and _ends_reach(p)
    if depends[last] and not closed and p.at("\\cdot", "\\times", "*", "\\odot", "/"):
        raise p.fault("does the derivative act on what follows? Write parentheses")
    result: Node = make(_product(p, factors[: last + 1], begin))
    for factor in factors[last + 1 :]:
        result = Product(result, factor, "", span=p.since(start))
    return result


def _ends_reach(p: Reader) -> bool:
    r"""Whether what follows is a factor beside the derivative: \odot, or one more derivative."""
    return p.at("\\odot") or (p.at("\\cdot") and p.peek().text in ("\\nabla", "\\partial"))


def _product(p: Reader, factors: list[Node], start: int) -> Node:
    result = factors[0]
    for factor in factors[1:]:
        result = Product(result, factor, "", span=p.since(start))
    return result


def bar(p: Reader, body: Node, start: int) -> Node:
    """After body: the bar with its points x=1 and the names that it holds constant."""
    p.take()
    p.expect("_")
    braced = p.accept("{")
    points: list[tuple[Sym, Node]] = []
    held: list[Sym] = []
    with p.inside():
        while True:
            where = p.operand()
            if not isinstance(where, Sym):
                raise p.fault("a bar says where: |_{x=1}", where.span)
            if p.accept("="):
                points.append((where, p.expression()))
            else:
                held.append(where)
            if not (braced and p.accept(",")):
                break
    if braced:
        p.expect("}")
    if p.at("^"):
        raise p.fault("a difference |_a^b is not read: write f(b) - f(a)")
    return EvaluatedAt(body, tuple(points), tuple(held), span=p.since(start))
