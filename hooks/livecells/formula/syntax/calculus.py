r"""Derivatives as fractions: \frac{dy}{dx}, \frac{\partial}{\partial x_i}, \frac{df}{dx}(3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from livecells.formula.syntax.arguments import arguments
from livecells.formula.syntax.names import GREEK, is_builtin
from livecells.formula.syntax.scripts import script
from livecells.formula.syntax.subscripts import subscript
from livecells.formula.syntax.symbols import is_braced_name, spelled, written
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    EvaluatedAt,
    Node,
    Num,
    Sym,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.tokens import Token

# Behind a symbol d these say that a product or a sum is meant: \frac{d \cdot y}{d \cdot t}.
_APART = {"+", "-", "*", "/", "\\cdot", "\\times", "\\div", "\\odot", "_"}


def is_differential(p: Reader, ahead: int = 0) -> bool:
    r"""Whether a \partial, or a d that is no variable of the page, stands here."""
    token = p.peek(ahead) if ahead else p.token
    if token.text == "\\partial":
        return True
    return token.kind == "letter" and token.text == "d" and not p.names.is_variable("d")


# --- \frac{dy}{dx} --------------------------------------------------------------------------------


def is_derivative_fraction(p: Reader) -> bool:
    r"""Whether the two groups after \frac both begin with a differential."""
    below = _second_group(p)
    above = is_differential(p, 1 if p.at("{") else 0)
    return above and below is not None and is_differential(p, below + 1)


def _second_group(p: Reader) -> int | None:
    """How far ahead the group opens that follows the argument here; None where none does."""
    place = p.pairs[p.pos] + 1 if p.at("{") else p.pos + 1
    opens = place < len(p.tokens) and p.tokens[place].text == "{"
    return place - p.pos if opens else None


def refuse_two_readings(p: Reader, start: int) -> None:
    r"""After \frac: {d y}{d x} where d is a symbol could be a derivative or a quotient."""
    if not (p.at("{") and p.names.is_variable("d") and _is_letter_d(p, 1)):
        return
    below = _second_group(p)
    if below is None or not _is_letter_d(p, below + 1) or p.peek(2).text in _APART:
        return
    after = p.peek(below + 2)
    if after.kind in ("letter", "word") or after.text[1:] in GREEK:
        raise p.fault(
            "d is a symbol here: is this a derivative or a quotient? Write \\partial for a "
            "derivative, d \\cdot for a product",
            p.since(start),
        )


def _is_letter_d(p: Reader, ahead: int) -> bool:
    return p.peek(ahead).kind == "letter" and p.peek(ahead).text == "d"


def derivative_fraction(p: Reader, start: int) -> Node:
    r"""After \frac: {\partial o}{\partial x_i}, or {d}{dx} followed by what it acts on."""
    braced = p.accept("{")
    body: Node | None = None
    with p.inside():
        order = order_of(p)
        if braced and not p.at("}"):
            body = p.expression(p.grammar.beside.power - 11)
    if braced:
        p.expect("}")
    p.expect("{")
    targets, row = _targets(p)
    p.expect("}")
    same_order(p, order, targets, start)
    if row:
        if body is None or len(set(targets)) > 1:
            raise p.fault(_BY_A_ROW, p.since(start))
        return Deriv(body, targets, True, span=p.since(start))
    if body is None:
        return _acting(p, operand(p), targets, start)
    if isinstance(body, Sym) and _is_builtin_alone(p, body) and len(set(targets)) == 1:
        body = Call(body.name, (targets[0],), span=body.span)  # d sigma / dx
    return _at_argument(p, Deriv(body, targets, span=p.since(start)), start)


def _acting(p: Reader, found: Node, targets: tuple[Sym, ...], start: int) -> Node:
    r"""\frac{d}{dx}[x^2]_{x=3} is the derivative there, and not that of a number."""
    if isinstance(found, EvaluatedAt) and {t.name for t in targets} & {
        where.name for where, _ in found.points
    }:
        inner = Deriv(found.body, targets, span=p.since(start))
        return EvaluatedAt(inner, found.points, found.held, span=p.since(start))
    return Deriv(found, targets, span=p.since(start))


def _is_builtin_alone(p: Reader, found: Sym) -> bool:
    known = p.names.is_variable(found.name) or found.name in p.names.functions
    return is_builtin(found.name) and not known and not found.subs


def _at_argument(p: Reader, found: Deriv, start: int) -> Node:
    r"""\frac{df}{dx}(3) is f'(3) for a function of the page; else it may be a product."""
    if not p.at("(") or p.token.gap >= 3:
        return found
    body = found.body
    inside = p.tokens[p.pos + 1 : p.pairs[p.pos]]
    function = isinstance(body, Sym) and body.name in p.names.functions and not body.subs
    names = {token.text for token in inside if token.text != ","}
    there = found.targets[0].name in names and _are_names(inside)
    if function and there and isinstance(body, Sym):
        args, _ = arguments(p)
        call = Call(body.name, args, span=p.since(start))  # df/dx (x, z) is that of f(x, z)
        return Deriv(call, found.targets, span=p.since(start))
    if function and len(set(found.targets)) == 1:
        p.take()
        with p.inside():
            argument = p.expression()
        p.expect(")")
        return EvaluatedAt(found, ((found.targets[0], argument),), (), span=p.since(start))
    if len(inside) == 1 or any(token.text == "," for token in inside):
        reason = "is this the derivative there, or a product? Write \\bigr|_{x=3}, or \\cdot"
        raise p.fault(reason)
    return found


def _are_names(inside: Sequence[Token]) -> bool:
    """Whether names with commas between them stand in parentheses."""
    return all(
        token.text == "," if place % 2 else token.kind == "letter" or token.text[1:] in GREEK
        for place, token in enumerate(inside)
    )


def order_of(p: Reader) -> int:
    """The order of a derivative, behind its first sign."""
    p.take()
    return whole(p, script(p)) if p.accept("^") else 1


def whole(p: Reader, node: Node) -> int:
    """An order as a number from 1 to 9."""
    if isinstance(node, Num) and node.value.denominator == 1 and 0 < node.value < 10:
        return int(node.value)
    raise p.fault("the order of a derivative must be a number", node.span)


def _targets(p: Reader) -> tuple[tuple[Sym, ...], bool]:
    r"""After \partial, as often as it stands; and whether the last one is a row, x^\top."""
    targets: list[Sym] = []
    row = False
    while is_differential(p):
        if row:
            raise p.fault(_BY_A_ROW)
        p.take()
        found, times = target(p, row=True)
        row = times == _ROW
        targets += [found] * (1 if row else times)
    if not p.at("}") and not targets:
        raise p.unread("expected \\partial or d here")
    return tuple(targets), row


_BY_A_ROW = "a derivative by a row: write the derivative and transpose it, (...)^\\top"
_ROW = 0  # instead of how often


def target(p: Reader, row: bool = False) -> tuple[Sym, int]:
    r"""What is differentiated by, and how often: x_i, x^2, W^{(1)}_{ij}, w^L; `_ROW` for x^\top."""
    if p.at("("):
        raise p.fault("by one variable at a time: write \\frac{\\partial y}{\\partial x}")
    start = p.pos
    if p.at("{") and not is_braced_name(p):
        p.take()
        found = target(p)  # \partial{x_i}
        p.expect("}")
        return found
    name = written(p)
    text, times = name.name, 1
    subs: tuple[Node, ...] = ()
    for mark in sorted(name.marks, key=lambda m: "'^_".index(m.sign)):
        p.pos = mark.start
        if mark.sign == "_":
            label, subs = subscript(p)
            text += label
        elif mark.text.isdigit():
            p.take()
            times = whole(p, script(p))
        elif mark.text in ("top", "T", "intercal"):
            if not row or times != 1:
                raise p.fault(_BY_A_ROW)
            times = _ROW
        else:
            text = spelled(text, (mark,))
    p.pos = name.end
    return Sym(text, subs, span=p.since(start)), times


def same_order(p: Reader, order: int, targets: tuple[Sym, ...], start: int) -> None:
    """Refuse another order above than below."""
    if order != len(targets):
        reason = f"order {order} above, {len(targets)} below: the orders must agree"
        raise p.fault(reason, p.since(start))


def operand(p: Reader) -> Node:
    r"""What \frac{d}{dx} acts on: a parenthesis, or the rest of the term."""
    if p.token.kind in ("eof", "row", "space") or p.at("=", ")", ","):
        raise p.fault("a derivative alone: what does it act on?")
    parenthesis = p.at("(", "[", "\\{")
    p.applied = p.pos
    found = p.operand() if parenthesis else p.expression(p.grammar.beside.power - 1)
    if parenthesis and p.starts_factor():
        raise p.fault("does the derivative act on this factor too? Write parentheses or \\cdot")
    if not parenthesis and p.at("\\cdot", "\\times", "*", "/", "\\odot"):
        raise p.fault("does the derivative act on what follows? Write parentheses")
    return found
