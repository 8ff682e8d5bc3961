r"""Conditions and sets: x > 0, 0 < x < 1, i \in \{1, 2\}, x \in \mathbb{R}^n, [x > 0]."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.reader import COMPARISONS
from livecells.formula.syntax.tree import And, Cases, Node, Num, Or, Product, Rel, Set, Space, Sym

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_SPACES = {"\\mathbb{R}", "\\mathbb{N}", "\\mathbb{Z}"}
_CLOSING = {"(": ")", "[": "]", "\\{": "\\}"}


def condition(p: Reader, left: Node | None = None) -> Node:
    """An expression, or a comparison, or a chain of them such as 0 < x < 1."""
    start = p.pos
    left = p.expression() if left is None else left
    parts: list[Node] = []
    while p.token.text in COMPARISONS or p.at("=", "\\in", "\\notin", "\\not"):
        if p.at("\\notin", "\\not"):
            return _outside(p, left, start)
        sign = p.take().text
        if sign == "\\in" and p.at("[", "("):
            (low, inner, high), (before, after) = interval(p, left)
            parts += [Rel(before, low, inner, span=p.since(start))]
            parts += [Rel(after, inner, high, span=p.since(start))]
            break
        if sign == "\\in":
            parts.append(Rel("in", left, membership(p), span=p.since(start)))
            break
        right = p.expression()
        parts.append(Rel(COMPARISONS.get(sign, "="), left, right, span=p.since(start)))
        left = right
    if not parts:
        return left
    return parts[0] if len(parts) == 1 else And(tuple(parts), span=p.since(start))


def _outside(p: Reader, left: Node, start: int) -> Node:
    r"""X \notin [a, b] is x < a or x > b."""
    if not (p.accept("\\notin") or (p.accept("\\not") and p.accept("\\in"))) or not p.at("[", "("):
        raise p.unread()
    (low, inner, high), (sign, _) = interval(p, left)
    beyond, span = "<" if sign == "<=" else "<=", p.since(start)
    return Or((Rel(beyond, inner, low, span=span), Rel(beyond, high, inner, span=span)), span=span)


def conditions(p: Reader) -> Node:
    """Conditions joined by `and`, `or`, or a comma."""
    start = p.pos
    found = [demanded(p)]
    join = ""
    while (word := _joins(p)) and join in ("", word):
        join = word
        p.take()
        found.append(demanded(p))
    if len(found) == 1:
        return found[0]
    kind = Or if join == "or" else And
    return kind(tuple(found), span=p.since(start))


def _joins(p: Reader) -> str:
    token = p.token
    if token.kind == "text" and token.text in ("and", "or"):
        return token.text
    if token.text == "," and p.peek().kind not in ("row", "end", "eof", "space"):
        return "and"
    return {"\\land": "and", "\\wedge": "and", "\\lor": "or", "\\vee": "or"}.get(token.text, "")


def demanded(p: Reader) -> Node:
    """A condition; an expression without a comparison is refused."""
    found = condition(p)
    if not isinstance(found, Rel | And | Or):
        raise p.fault("a condition such as x > 0 is needed here", found.span)
    return found


def indicator(p: Reader) -> Node:
    r"""\mathbb{1}[x > 0], \mathbf{1}_{x > 0}, \mathbb{1}_{\{x > 0\}}, \mathbb{I}(y = k)."""
    start = p.pos
    p.take()
    braces = p.accept("_")
    if braces:
        p.expect("{")
    closing = _CLOSING[p.take().text] if p.at("[", "(", "\\{") else ""
    with p.inside():
        found = conditions(p)
    if closing:
        p.expect(closing)
    if braces:
        p.expect("}")
    return choice(p, found, start)


def choice(p: Reader, found: Node, start: int) -> Node:
    """1 where the condition holds, and 0 elsewhere."""
    if not isinstance(found, Rel | And | Or):
        raise p.fault("an indicator needs a condition such as x > 0", found.span)
    one, zero = Num(Fraction(1)), Num(Fraction(0))
    return Cases(((one, found), (zero, None)), span=p.since(start))


# --- sets -----------------------------------------------------------------------------------------


def membership(p: Reader) -> Node:
    r"""What stands behind \in: \{1, 2\}, (0, 1), \mathbb{R}^{n \times m}, a name."""
    start = p.pos
    if p.token.text in _SPACES:
        return _space(p)
    if p.at("\\{"):
        return written_set(p)
    if p.at("[", "("):
        raise p.fault("an interval is written as a condition: 0 < x < 1")
    found = p.operand()
    if not isinstance(found, Sym):
        raise p.fault("a set is needed here: \\{1, 2\\}, or a name", p.since(start))
    return found


def interval(p: Reader, inner: Node) -> tuple[list[Node], list[str]]:
    r"""What x \in [0, 1] says, 0 <= x <= 1; x \in (0, 1) is 0 < x < 1."""
    opened = p.take().text
    with p.inside():
        low = p.expression()
        p.expect(",")
        high = p.expression()
    p.expect(_CLOSING[opened])
    sign = "<=" if opened == "[" else "<"
    return [low, inner, high], [sign, sign]


def written_set(p: Reader) -> Node:
    r"""\{1, 2, 4\}; \{1, \dots, n\} has its dots in the list."""
    start = p.pos
    found = p.operand()
    if isinstance(found, Set):
        return found
    return Set((found,), span=p.since(start))


def _space(p: Reader) -> Node:
    start, name = p.pos, p.take().text
    sizes: list[Node] = []
    if p.accept("_"):
        raise p.fault("a set of numbers with a mark is not read: write a condition, x > 0")
    if p.accept("^"):
        if p.accept("{"):
            with p.inside():
                sizes = _sizes(p.expression())
            p.expect("}")
        elif p.token.kind == "num":
            digit = p.first_digit()
            sizes = [Num(Fraction(digit.text), span=(digit.start, digit.end))]
        else:
            sizes = [p.operand()]
    return Space(name, tuple(sizes), span=p.since(start))


def _sizes(found: Node) -> list[Node]:
    if isinstance(found, Product) and found.op == "times":
        return [*_sizes(found.left), *_sizes(found.right)]
    return [found]
