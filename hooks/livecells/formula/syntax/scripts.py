r"""What stands behind an operand: subscripts, powers, transposes, primes, n!, 50\%."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.composed import applied, is_applied
from livecells.formula.syntax.names import INDEX_LETTERS
from livecells.formula.syntax.subscripts import subscript
from livecells.formula.syntax.symbols import (
    Mark,
    Written,
    is_name_label,
    marked_by_words,
    number,
    script_mark,
)
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
    Slice,
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


_BASES_OF_POWERS = frozenset({"e", "pi"})


def symbol(p: Reader, name: Written) -> Node:
    """A variable with its marks: what is no part of its name is a position or a power."""
    text, raised = name.name, None
    subs: tuple[Node, ...] = ()
    found = {mark.sign: mark for mark in name.marks}
    if "'" in found:
        text += found["'"].text
        p.pos = max(p.pos, found["'"].end)
    number = sample(p, text, found["^"]) if "^" in found else None
    if number is not None:
        found.pop("^")
    elif "^" in found and _labels(p, text, found["^"]):
        text = _labelled(text, found.pop("^"))
    if "_" in found:
        p.pos = found["_"].start
        label, subs = subscript(p)
        text += label
    if "^" in found:
        raised = found["^"]
    p.pos = name.end
    if number is not None:
        subs = (number, *(subs or (Slice(rest=True, span=number.span),)))
    result: Node = Sym(text, subs, span=p.since(name.start))
    if raised is None:
        return result
    first = "_" not in found or raised.start < found["_"].start
    return _raised_symbol(p, result, raised, name, first)


def sample(p: Reader, name: str, mark: Mark) -> Sym | None:
    """The i of x^{(i)}, which picks from an array as x_i does, where i has no value."""
    letter = mark.text[1:-1] if mark.text[:1] == "(" else ""
    array = p.names.is_variable(name) and name not in p.names.numbers
    if len(letter) != 1 or letter not in INDEX_LETTERS or not array or p.names.is_variable(letter):
        return None
    return Sym(letter, span=(p.tokens[mark.start].start, p.tokens[mark.end - 1].end))


def _labels(p: Reader, name: str, mark: Mark) -> bool:
    """Whether a superscript belongs to the name of a variable."""
    if marked_by_words(p, mark) and mark.text != "T":
        return True
    alone = mark.text[1:-1].isalnum() and len(mark.text) == 3
    power = name in _BASES_OF_POWERS and not p.names.is_variable(name) and not alone
    return is_name_label(mark.text) and not (power and mark.text[0] in "([")


def _labelled(name: str, mark: Mark) -> str:
    return f"{name}^{mark.text}"


def _raised_symbol(p: Reader, found: Node, mark: Mark, name: Written, first: bool) -> Node:
    """A symbol to a power, or transposed: A_{ij}^T and A^T_{ij} are entries of the transpose."""
    p.pos = mark.start
    assert isinstance(found, Sym)
    subs = found.subs
    exponent = superscript(p)
    p.pos = name.end
    span = p.since(name.start)
    entries = len(subs) > 1 and not any(isinstance(sub, Slice) for sub in subs)
    if isinstance(exponent, Transposed) and subs and (first or entries):
        whole = Sym(found.name, span=found.span)
        return Index(raised(p, whole, exponent, span), subs, span=span)
    return raised(p, found, exponent, span)


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
    if len(names) != 1 or p.tokens[p.pos - 1].text not in ("|", ")", "]"):
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
    if len(texts) == 1 and _transposes(p, texts[0]):
        p.pos = mark.end
        return Transposed(texts[0] == "T")
    if len(texts) == 2 and texts[0] == "-" and _transposes(p, texts[1]):
        p.pos = mark.end
        return Transposed(texts[1] == "T", inverse=True)
    if texts == ["\\circ"]:
        raise p.fault("degrees are not read: write the angle in radians, 90 \\cdot \\pi / 180")
    if texts and texts[0] in ("\\odot", "\\circ"):
        return _entrywise(p)
    p.expect("^")
    return script(p)


def _transposes(p: Reader, text: str) -> bool:
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
    if p.token.kind == "letter" and len(p.token.text) == 1:
        return Sym(p.take().text, span=p.since(start))
    return p.operand()


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
