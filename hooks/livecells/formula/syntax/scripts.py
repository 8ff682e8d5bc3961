r"""What stands behind an operand: subscripts, powers, transposes, primes, n!, 50\%."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.composed import applied, is_applied
from livecells.formula.syntax.names import GREEK
from livecells.formula.syntax.subscripts import subscript
from livecells.formula.syntax.symbols import (
    is_name_label,
    number,
    script_mark,
)
from livecells.formula.syntax.tokens import ARGUMENTS
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    Div,
    EvaluatedAt,
    Factorial,
    Index,
    Neg,
    Node,
    Num,
    Pow,
    Sym,
    Transpose,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

TRANSPOSES = frozenset({"\\top", "\\intercal"})


@dataclass(frozen=True)
class Transposed:
    r"""What stands raised: \top, or the letter T; `inverse` for ^{-T}."""

    letter: bool
    inverse: bool = False


def scripts(p: Reader, found: Node, start: int) -> Node:
    """What stands behind any other operand, in brackets or not."""
    exponents: list[Node | Transposed] = []
    while True:
        if not exponents and is_applied(p, found):
            found = applied(p, found, start)
        elif p.at("_"):
            found = _subscripted(p, found, exponents, start)
        elif p.at("^"):
            if exponents:
                raise p.fault("two superscripts: write braces or parentheses")
            found = _superscripted(p, found, exponents, start)
        elif p.at("'"):
            found = _primed(p, found, start)
        elif p.at("!"):
            p.take()
            if p.at("!"):
                raise p.fault("a double factorial is not understood: write the product")
            found = Factorial(_closed(p, found, exponents, start), span=p.since(start))
        elif p.at("\\%"):
            p.take()
            found = Div(found, Num(Fraction(100)), span=p.since(start))
        else:
            return _closed(p, found, exponents, start)


def _closed(p: Reader, found: Node, exponents: list[Node | Transposed], start: int) -> Node:
    for exponent in exponents:
        found = raised(p, found, exponent, p.since(start))
    exponents.clear()
    return found


def _superscripted(p: Reader, found: Node, exponents: list[Node | Transposed], start: int) -> Node:
    mark = script_mark(p, p.pos)
    if mark.sign == "'":
        return _primed(p, found, start)
    if mark.text in ("*", "dagger", "H") or mark.text in ("+", "-"):
        raise p.fault(f"^{mark.text} is read as a label of a name, and this is an expression")
    if is_name_label(mark.text) and mark.text[0] == "[":
        raise p.fault("^{[...]} is read as a label of a name, and this is an expression")
    exponents.append(superscript(p))
    return found


def _subscripted(p: Reader, found: Node, exponents: list[Node | Transposed], start: int) -> Node:
    opened = p.tokens[p.pos - 1].text in (")", "]")
    if opened and p.peek().text == "+":
        p.pos += 2
        return Call("relu", (found,), span=p.since(start))
    if opened and (points := _points(p)) is not None:
        return EvaluatedAt(found, points, (), span=p.since(start))
    label, subs = subscript(p)
    if label or not subs:
        raise p.fault("a text subscript needs a symbol", p.since(start))
    if exponents and isinstance(exponents[0], Transposed):
        found = _closed(p, found, exponents, start)
    return Index(found, subs, span=p.since(start))


def _points(p: Reader) -> tuple[tuple[Sym, Node], ...] | None:
    """[...]_{x=3} says where: the points, or None where the subscript holds no equals sign."""
    mark = script_mark(p, p.pos)
    if not any(token.text == "=" for token in p.tokens[mark.start : mark.end]):
        return None
    p.take()
    p.expect("{")
    points: list[tuple[Sym, Node]] = []
    with p.inside():
        while not points or p.accept(","):
            where = p.operand()
            if not isinstance(where, Sym):
                raise p.fault("a point is written x=3", where.span)
            p.expect("=")
            points.append((where, p.expression()))
    p.expect("}")
    return tuple(points)


def _primed(p: Reader, found: Node, start: int) -> Node:
    """|x|' differentiates by the one symbol in it."""
    names = {node.name for node in walk(found) if isinstance(node, Sym)}
    if (
        len(names) != 1
        or names & set(p.names.functions)
        or p.tokens[p.pos - 1].text not in ("|", ")", "]")
    ):
        raise p.fault("a prime needs a name or a function, f'(x): write \\frac{d}{dx}")
    target = Sym(names.pop(), span=found.span)
    mark = script_mark(p, p.pos)
    p.pos = mark.end
    return Deriv(found, (target,) * len(mark.text), span=p.since(start))


# --- what stands raised ---------------------------------------------------------------------------


def superscript(p: Reader) -> Node | Transposed:
    r"""After ^: that of a transpose, or the exponent."""
    mark = script_mark(p, p.pos)
    inside = [t for t in p.tokens[mark.start + 1 : mark.end] if t.text not in ("{", "}")]
    texts = [token.text for token in inside]
    if len(texts) == 1 and transposes(p, texts[0]):
        p.pos = mark.end
        return Transposed(texts[0] == "T")
    if len(texts) == 2 and texts[0] == "-" and transposes(p, texts[1]):
        p.pos = mark.end
        return Transposed(texts[1] == "T", inverse=True)
    if texts == ["\\circ"]:
        raise p.fault("degrees are not read: write the angle in radians, 90 \\cdot \\pi / 180")
    if texts and texts[0] in ("\\odot", "\\circ"):
        return _entrywise(p)
    p.expect("^")
    return script(p)


def transposes(p: Reader, text: str) -> bool:
    """Whether a sign stands raised for a transpose."""
    return text in TRANSPOSES or (text == "T" and not p.names.is_variable("T"))


def _entrywise(p: Reader) -> Node:
    p.expect("^")
    p.expect("{")
    p.take()
    with p.inside():
        inner = p.expression()
    p.expect("}")
    return Pow(inner, inner, True, span=inner.span)


def script(p: Reader) -> Node:
    """What stands raised or in braces: {an expression}, or one digit or symbol."""
    if p.at("{"):
        p.take()
        with p.inside():
            inside = p.expression()
        p.expect("}")
        return inside
    return one(p)


def one(p: Reader) -> Node:
    """One digit or one symbol, as TeX takes it where no braces stand."""
    if p.token.kind == "num":
        digit = p.first_digit()
        return Num(Fraction(digit.text), span=(digit.start, digit.end))
    if p.token.kind in ("punct", "eof", "bar"):
        raise p.unread("expected a number, a symbol or {...} here")
    start = p.pos
    greek = p.token.kind == "cmd" and p.token.text[1:] in GREEK
    if greek or (p.token.kind == "letter" and len(p.token.text) == 1):
        return Sym(p.take().text.removeprefix("\\"), span=p.since(start))
    found, first = p.operand(), p.tokens[start]
    if p.pos > start + 1 and first.text not in ARGUMENTS:  # e^\cos t prints t on the line
        raise p.fault(f"TeX takes {first.text} alone here: write braces", p.since(start))
    return found


def raised(p: Reader, found: Node, exponent: Node | Transposed, span: tuple[int, int]) -> Node:
    """A power, or a transpose."""
    if isinstance(exponent, Transposed):
        if exponent.letter and isinstance(found, Num):
            raise p.fault("the transpose of a number, or a power T? Give T in `at`", span)
        if exponent.inverse:
            found = Pow(found, Neg(Num(Fraction(1), span=span), span=span), span=span)
        return Transpose(found, exponent.letter, span=span)
    if isinstance(exponent, Pow) and exponent.elementwise and exponent.base is exponent.exponent:
        return Pow(found, exponent.base, True, span=span)
    return Pow(found, exponent, span=span)


def plain_number(p: Reader) -> Node:
    r"""A number with what stands behind it: 3!, 50\%, 2^n."""
    start = p.pos
    return scripts(p, number(p), start)
