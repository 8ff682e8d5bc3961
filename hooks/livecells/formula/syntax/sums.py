r"""Operators over an index: \sum, \prod, \max_i, \operatorname{argmax}_i, \lim, \int."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.conditions import condition, membership
from livecells.formula.syntax.reader import COMPARISONS
from livecells.formula.syntax.scripts import script
from livecells.formula.syntax.tree import (
    Add,
    And,
    Integral,
    Limit,
    Neg,
    Node,
    Num,
    Pow,
    Reduction,
    Rel,
    Set,
    Sym,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

OPERATIONS = {
    "\\sum": "sum", "\\prod": "prod", "\\max": "max", "\\min": "min", "\\argmax": "argmax",
    "\\argmin": "argmin", "argmax": "argmax", "argmin": "argmin", "max": "max", "min": "min",
}  # fmt: skip
_ARROWS = ("\\to", "\\rightarrow", "\\longrightarrow")


@dataclass
class Limits:
    """What stands below and above an operator."""

    indices: list[str]
    low: Node | None = None
    high: Node | None = None
    among: Node | None = None
    where: Node | None = None


def reduction(p: Reader) -> Node:
    r"""\sum_i, \sum_{i=1}^{n}, \sum_{j \ne i}, \max_{i \in \{1, 2\}}: it binds its term."""
    start = p.pos
    op = OPERATIONS[p.take().text]
    limits = _limits(p, op)
    body = _body(p, op)
    for index in reversed(limits.indices):
        body = Reduction(op, index, limits.low, limits.high, body, limits.among, limits.where,
                         span=p.since(start))  # fmt: skip
    return body


def _limits(p: Reader, op: str) -> Limits:
    limits: Limits | None = None
    high: Node | None = None
    while p.at("_", "^"):
        if p.accept("_"):
            if limits is not None:
                raise p.fault("two subscripts below one sign")
            limits = _below(p)
        elif high is None:
            p.take()
            high = script(p)
        else:
            raise p.fault("two superscripts: write braces or parentheses")
    if limits is None:
        raise p.fault(f"over which index is this {op}? Write \\{op}_i")
    if high is not None and limits.high is None:
        limits.high = high
    one_end = (limits.low is None) != (limits.high is None)
    if one_end or (limits.low is not None and not limits.indices):
        raise p.fault("give both limits, for one index, or none: \\sum_{i=1}^{n} or \\sum_i")
    return limits


def _below(p: Reader) -> Limits:
    r"""What stands below: i; i,j; i=1; i \in S; j \ne i; 1 \le i \le n; and more conditions."""
    if not p.at("{"):
        return Limits([_index_name(p)])
    p.take()
    limits = Limits([])
    with p.inside():
        _indices(p, limits)
        while not p.at("}"):
            _restriction(p, limits)
    p.expect("}")
    if not limits.indices:
        raise p.fault("below a sum stands its index: \\sum_i")
    return limits


def _indices(p: Reader, limits: Limits) -> None:
    if p.token.kind == "num":
        return
    limits.indices.append(_index_name(p))
    while not p.at("}") and (p.at(",") or _is_name(p)):
        p.accept(",")
        if _is_restriction(p):
            return
        limits.indices.append(_index_name(p))


def _is_restriction(p: Reader) -> bool:
    r"""Whether a condition about an index follows the comma: j \ne i."""
    after = p.peek().text
    return p.token.kind in ("letter", "num") and after in COMPARISONS


def _is_name(p: Reader) -> bool:
    return p.token.kind in ("letter", "word") or p.token.text in ("'",)


def _index_name(p: Reader) -> str:
    start = p.pos
    found = _letter(p) if p.token.kind == "letter" else p.operand()
    if not isinstance(found, Sym) or found.subs:
        raise p.fault("an index is one letter: \\sum_i", p.since(start))
    return found.name


def _letter(p: Reader) -> Sym:
    start, name = p.pos, p.take().text
    while p.accept("'"):
        name += "'"
    return Sym(name, span=p.since(start))


def _restriction(p: Reader, limits: Limits) -> None:
    r"""One of `=1`, `\in S`, `\ne i`, `1 \le i \le n`, behind the indices or a comma."""
    p.accept(",")
    if p.at("=") and limits.low is None and limits.among is None:
        _equal(p, limits)
    elif p.at("\\in"):
        p.take()
        limits.among = membership(p)
    elif limits.indices and p.token.text in COMPARISONS:
        _add_condition(p, limits, condition(p, Sym(limits.indices[-1], span=p.since(p.pos))))
    else:
        _general(p, limits, condition(p))


def _equal(p: Reader, limits: Limits) -> None:
    """An index from 1 to an end above, or i = 1, 2, 3."""
    p.take()
    first = p.expression()
    members = [first]
    while p.at(",") and p.peek().kind == "num":
        p.take()
        members.append(p.expression())
    if len(members) == 1:
        limits.low = first
    else:
        limits.among = Set(tuple(members), span=first.span)


def _general(p: Reader, limits: Limits, found: Node) -> None:
    r"""1 \le i \le n gives both ends, i < j and i \ne j a condition."""
    if isinstance(found, And) and not limits.indices and _ends(found, limits):
        return
    if not isinstance(found, Rel | And):
        raise p.fault("this is not understood below a sum: \\sum_{i=1}^{n}, \\sum_{j \\ne i}")
    if not limits.indices:
        raise p.fault("over which index is this? Write \\sum_{i} with the condition behind a comma")
    _add_condition(p, limits, found)


def _ends(found: And, limits: Limits) -> bool:
    parts = [part for part in found.parts if isinstance(part, Rel)]
    middle = parts[0].right
    if len(parts) != 2 or not isinstance(middle, Sym) or {q.op for q in parts} > {"<", "<="}:
        return False
    one = Num(Fraction(1), span=middle.span)
    low, high = parts[0].left, parts[1].right
    limits.indices.append(middle.name)
    limits.low = low if parts[0].op == "<=" else Add((low, one), span=low.span)
    limits.high = high if parts[1].op == "<=" else Add((high, Neg(one, span=one.span)))
    return True


def _add_condition(p: Reader, limits: Limits, found: Node) -> None:
    if not isinstance(found, Rel | And):
        raise p.fault("a condition such as j \\ne i is needed here", found.span)
    limits.where = found if limits.where is None else And((limits.where, found), span=found.span)


def _body(p: Reader, op: str) -> Node:
    beside = p.grammar.beside.power
    if op == "sum":
        return p.expression(beside - 11)
    body = p.expression(beside - 1)
    if op == "prod" and p.at("\\cdot", "\\times", "*"):
        raise p.fault("does this belong to the \\prod? Write parentheses")
    return body


def maximum(p: Reader) -> Node:
    r"""\max over an index, \max_i x_i, or of its arguments, \max(0, x)."""
    if p.peek().text in ("_", "^"):
        return reduction(p)
    return p.grammar.operands["<name>"](p)


def underset(p: Reader) -> Node:
    r"""\underset{i}{\max} is \max_{i}."""
    start = p.pos
    p.take()
    below = p.pos
    operator = p.pairs[p.pos] + 1 if p.at("{") else p.pos
    inside = p.tokens[operator + 1 : max(p.pairs[operator], operator)]
    name = inside[-1].text.replace("*", "") if inside else ""
    if name not in OPERATIONS and name not in ("\\lim",):
        raise p.fault("what stands below is read below \\max, \\min and \\lim", p.since(start))
    p.pos = below
    limits = None if name == "\\lim" else _braced_limits(p)
    if limits is None:
        return _limit(p, start, behind=p.pairs[operator] + 1)
    p.pos = p.pairs[operator] + 1
    op = OPERATIONS[name]
    body = _body(p, op)
    for index in reversed(limits.indices):
        body = Reduction(op, index, limits.low, limits.high, body, limits.among, limits.where,
                         span=p.since(start))  # fmt: skip
    return body


def _braced_limits(p: Reader) -> Limits:
    limits = _below(p)
    if limits.low is not None:
        raise p.fault("give both limits, for one index, or none: \\sum_{i=1}^{n} or \\sum_i")
    return limits


# --- limits and integrals -------------------------------------------------------------------------


def limit(p: Reader) -> Node:
    r"""\lim_{h \to 0} ...: it binds its term."""
    start = p.pos
    p.take()
    if not p.accept("_") or not p.at("{"):
        raise p.fault("\\lim is written \\lim_{h \\to 0}", p.since(start))
    return _limit(p, start)


def _limit(p: Reader, start: int, behind: int | None = None) -> Node:
    p.take()
    with p.inside():
        index = _index_name(p)
        if not p.accept(*_ARROWS):
            raise p.fault("a limit is written \\lim_{h \\to 0}")
        to = p.operand() if not p.at("-") else p.expression()
        to, side = _side(to)
    p.expect("}")
    p.pos = p.pos if behind is None else behind
    return Limit(index, to, p.expression(p.grammar.beside.power - 11), side, span=p.since(start))


def _side(to: Node) -> tuple[Node, str]:
    if isinstance(to, Pow) and isinstance(to.exponent, Sym) and to.exponent.name in ("+", "-"):
        return to.base, to.exponent.name
    return to, ""


def integral(p: Reader) -> Node:
    r"""\int_0^1 2x\,dx: what stands up to its d is integrated."""
    start = p.pos
    p.take()
    ends: dict[str, Node] = {}
    while p.at("_", "^"):
        sign = p.take().text
        ends[sign] = script(p)
    if set(ends) != {"_", "^"}:
        raise p.fault("an integral needs both limits: \\int_0^1", p.since(start))
    outer, p.stop = p.stop, lambda: _ends_integral(p)
    body = p.expression()
    p.stop = outer
    if not _ends_integral(p):
        raise p.unread("an integral ends with dx")
    p.take()
    variable = _index_name(p)
    return Integral(variable, ends["_"], ends["^"], body, span=p.since(start))


def _ends_integral(p: Reader) -> bool:
    return p.token.text == "d" and p.peek().kind in ("letter", "cmd", "word")
