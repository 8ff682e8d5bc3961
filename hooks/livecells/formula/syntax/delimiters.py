r"""What has a beginning and an end: (...), [...], |x|, norms, braces, \langle x, y\rangle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from livecells.formula.syntax.conditions import choice, condition
from livecells.formula.syntax.dots import in_list
from livecells.formula.syntax.operators import bar
from livecells.formula.syntax.reader import DOTS
from livecells.formula.syntax.scripts import scripts
from livecells.formula.syntax.symbols import is_braced_name
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import (
    Add,
    And,
    Call,
    Div,
    Matrix,
    Neg,
    Node,
    Num,
    Or,
    Pow,
    Product,
    Reduction,
    Rel,
    Set,
    Sym,
    Transpose,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_CLOSING = {"(": ")", "[": "]", "\\{": "\\}"}
_LOOSE = Add | Neg
_BEFORE_A_SUM = frozenset("=+([{,<>^_") | {"\\{"}


def parenthesis(p: Reader) -> Node:
    """(expression), or a list (a, b)."""
    start = p.pos
    items = _items(p)
    if len(items) == 1 and not _is_list(items[0]):
        return _no_condition(p, items[0])
    found = _listed(p, items, start)
    return replace(found, opened="(") if isinstance(found, Matrix) else found


def bracket(p: Reader) -> Node:
    """[expression], a list, rows [a; b], or 1 where a condition holds: [x > 0]."""
    start = p.pos
    if any(p.tokens[place].text == ";" for place in _inside(p)):
        return _rows(p)
    items = _items(p)
    found = items[0]
    if isinstance(found, Rel | And | Or):
        return choice(p, found, start)
    if len(items) == 1 and p.tokens[start + 1].kind == "begin":
        return found
    if len(items) == 1 and not isinstance(found, Matrix) and not _is_list(found):
        if isinstance(found, Sym | Num) and not p.at("_") and p.applied != start:
            reason = (
                "brackets around one symbol: a rounding, a list or an indicator? Leave them out"
            )
            raise p.fault(reason, p.since(start))
        if isinstance(found, Product | Reduction) and any(map(_is_dotted_product, walk(found))):
            raise p.fault("a product or a list? A list has commas", p.since(start))
        return found
    if not p.depth and not p.at("^", "_") and _may_be_interval(items):
        reason = "an interval or a list? A list is written (0, 1), or as a matrix"
        raise p.fault(reason, p.since(start))
    found = _listed(p, items, start)
    return replace(found, opened="[") if isinstance(found, Matrix) else found


def _inside(p: Reader) -> Iterator[int]:
    """The places of the tokens in these brackets, but for those in brackets of their own."""
    place = p.pos + 1
    while place < p.pairs[p.pos]:
        yield place
        place = max(p.pairs[place], place) + 1


def _rows(p: Reader) -> Node:
    """[a, b; c, d]: semicolons part the rows of a matrix."""
    start, rows = p.pos, list[list[Node]]()
    p.take()
    with p.inside():
        while not rows or p.accept(";"):
            rows.append([p.expression()])
            while p.accept(","):
                rows[-1].append(p.expression())
    p.expect("]")
    if len({len(row) for row in rows}) != 1:
        raise p.fault("the rows of this matrix differ in length", p.since(start))
    return Matrix(tuple(map(tuple, rows)), span=p.since(start))


def _is_dotted_product(node: Node) -> bool:
    dots = isinstance(node, Reduction) and node.index.startswith(".")
    return dots and getattr(node, "op", "") == "prod"


def _may_be_interval(items: list[Node]) -> bool:
    """Whether two plain numbers stand in brackets, the smaller first."""
    ends = [item.body if isinstance(item, Neg) else item for item in items]
    numbers = [end.value for end in ends if isinstance(end, Num)]
    if len(items) != 2 or len(numbers) != 2:
        return False
    signs = [-1 if isinstance(item, Neg) else 1 for item in items]
    return signs[0] * numbers[0] < signs[1] * numbers[1]


def brace(p: Reader) -> Node:
    r"""\{expression\} as a parenthesis, or a set."""
    start = p.pos
    items = _items(p)
    if p.at("^") and (len(items) > 1 or _is_list(items[0])):
        return _listed(p, items, start)  # {l_1, ..., l_N}^T is a list
    if len(items) == 1 and not _is_list(items[0]) and not isinstance(items[0], Sym | Num):
        return _no_condition(p, items[0])
    return Set(tuple(items), span=p.since(start))


def _items(p: Reader) -> list[Node]:
    """What stands between brackets, with commas; dots make one list of a pattern."""
    closing = _CLOSING[p.take().text]
    items: list[Node | Token] = []
    with p.inside():
        while not items or p.accept(",") or isinstance(items[-1], Token):
            items.append(p.take() if p.token.text in DOTS else condition(p))
            if p.token.text in DOTS:
                items.append(p.take())
    p.expect(closing)
    return in_list(p, items)


def _is_list(found: Node) -> bool:
    return isinstance(found, Reduction) and found.op == "list"


def _no_condition(p: Reader, found: Node) -> Node:
    if isinstance(found, Rel | And | Or):
        raise p.fault("a condition has no value: write [x > 0] or \\begin{cases}", found.span)
    return found


def _listed(p: Reader, items: list[Node], start: int) -> Node:
    span = p.since(start)
    for item in items:
        _no_condition(p, item)
    if len(items) == 1 and _is_list(items[0]):
        return replace(items[0], span=span)
    if all(isinstance(item, Matrix) for item in items):
        return Matrix(tuple(_as_row(p, item) for item in items), span=span)
    return Matrix(tuple((item,) for item in items), span=span)


def _as_row(p: Reader, item: Node) -> tuple[Node, ...]:
    """An inner list of [[a, b], [c, d]]: there each inner list is a row."""
    assert isinstance(item, Matrix)
    if any(len(row) != 1 for row in item.rows):
        raise p.fault("lists nested this deep are not understood", item.span)
    return tuple(row[0] for row in item.rows)


# --- braces, which do not print -------------------------------------------------------------------


def group(p: Reader) -> Node:
    """{...}: it groups for TeX only, so what stands in it must be one thing for readers too."""
    start = p.pos
    if is_braced_name(p):
        return p.grammar.operands["<name>"](p)
    return scripts(p, _group(p), start)


def _group(p: Reader) -> Node:
    start = p.pos
    opening = p.take()
    with p.inside():
        found = p.expression()
    closing_before = p.tokens[p.pos - 1]
    p.expect("}")
    whole = p.pairs[start + 1] == p.pairs[start] - 1  # {(x + 1)}
    loose = isinstance(found, _LOOSE) and not whole and (_is_factor_after(p, start) or _binds(p))
    bare = isinstance(found, Product | Pow | Transpose | Call) or _is_slash(p, found, start)
    closed = closing_before.text in (")", "]", "|", "||") and isinstance(found, Call)
    if loose or (bare and not closed and p.at("^", "!", "'")):
        raise p.fault("braces do not print: write parentheses", (opening.start, opening.end))
    return found


def _is_slash(p: Reader, found: Node, start: int) -> bool:
    return isinstance(found, Div) and p.tokens[start + 1].text == p.tokens[start + 1].text.lstrip(
        "\\"
    )


def _is_factor_after(p: Reader, start: int) -> bool:
    """Whether what stands in front makes a factor of the group."""
    before = p.tokens[start - 1] if start else p.tokens[-1]
    if before.kind in ("row", "align", "space", "column", "cell", "eof", "bar"):
        return False
    return not (before.kind == "punct" and before.text in _BEFORE_A_SUM)


def _binds(p: Reader) -> bool:
    """Whether what stands behind binds tighter than a sum."""
    sum_power = p.grammar.infix["+"].power
    step = p.step()
    return p.at("^", "_", "!", "'") or (step is not None and step.power > sum_power)


def decoration(p: Reader) -> Node:
    r"""\boxed{x + x}, \underline{x}: a frame, which groups as parentheses do."""
    start = p.pos
    p.notes.append(p.take().text)
    if not p.at("{"):
        raise p.fault("a {...} is missing here")
    p.take()
    with p.inside():
        found = p.expression()
    p.expect("}")
    if isinstance(found, _LOOSE) and p.at("^"):
        raise p.fault("what does the power belong to? Write parentheses", p.since(start))
    return found


# --- bars -----------------------------------------------------------------------------------------


def null_group(p: Reader) -> Node:
    r"""\left. body \right|_{x=1}: the bar applies to all of body."""
    start = p.pos
    p.take()
    with p.inside():
        body = p.expression()
    if not (p.token.kind == "bar" and p.token.side == "right" and p.peek().text == "_"):
        raise p.fault("\\left. waits for \\right|_{...}")
    return bar(p, body, start)


def inner_product(p: Reader) -> Node:
    r"""\langle x, y \rangle."""
    start = p.pos
    p.take()
    with p.inside():
        left = p.expression()
        if p.token.kind == "bar":
            raise p.fault("an inner product is written with a comma")
        p.expect(",")
        right = p.expression()
    p.expect("\\rangle")
    return Call("inner", (left, right), span=p.since(start))


def rounded(p: Reader) -> Node:
    r"""\lfloor x \rfloor, \lceil x \rceil."""
    start = p.pos
    name = {"\\lfloor": "floor", "\\lceil": "ceil"}[p.take().text]
    with p.inside():
        body = p.expression()
    p.expect({"floor": "\\rfloor", "ceil": "\\rceil"}[name])
    return Call(name, (body,), span=p.since(start))
