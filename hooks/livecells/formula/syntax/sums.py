r"""Operators over an index: \sum, \prod, \max_i, \operatorname{argmax}_i, \lim, \int."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.conditions import condition, membership
from livecells.formula.syntax.reader import COMPARISONS
from livecells.formula.syntax.scripts import script
from livecells.formula.syntax.subscripts import primes
from livecells.formula.syntax.tree import (
    Add,
    And,
    Call,
    Neg,
    Node,
    Num,
    Reduction,
    Rel,
    Set,
    Sym,
    rewritten,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

OPERATIONS = {
    "\\sum": "sum", "\\prod": "prod", "\\max": "max", "\\min": "min", "\\argmax": "argmax",
    "\\argmin": "argmin", "argmax": "argmax", "argmin": "argmin", "max": "max", "min": "min",
}  # fmt: skip


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
    return reduced(p, op, _limits(p, op), start)


def optimum(p: Reader) -> Node:
    r"""\arg\max_k is \operatorname{argmax}_k."""
    start = p.pos
    p.take()
    if not p.at("\\max", "\\min"):
        p.pos = start
        raise p.unread()
    op = "arg" + p.take().text[1:]
    return reduced(p, op, _limits(p, op), start)


def reduced(p: Reader, op: str, limits: Limits, start: int) -> Node:
    """An operator with its limits, over the term that stands here."""
    _refuse_optimum(p, op, limits, start)
    body = with_entries(p, _body(p, op), limits.indices)
    for index in reversed(limits.indices):
        body = Reduction(op, index, limits.low, limits.high, body, limits.among, limits.where,
                         span=p.since(start))  # fmt: skip
    return body


def with_entries(p: Reader, body: Node, indices: list[str]) -> Node:
    """The p(x) of a sum over x is an entry of p, where p is an array and x has no value."""

    def entry(node: Node) -> Node | None:
        if not isinstance(node, Call) or node.primes or node.by or node.subs or node.given:
            return None
        array = p.names.is_variable(node.name) and node.name not in p.names.numbers
        letters = {arg.name for arg in node.args if isinstance(arg, Sym) and not arg.subs}
        free = not any(p.names.is_known(letter) for letter in letters)
        if not array or not free or len(letters) != len(node.args):
            return None
        return Sym(node.name, node.args, span=node.span)

    entries = [n for n in walk(body) if entry(n) is not None]
    named = {arg.name for n in entries for arg in walk(n) if isinstance(arg, Sym)}
    return rewritten(body, entry) if named & set(indices) else body


def _refuse_optimum(p: Reader, op: str, limits: Limits, start: int) -> None:
    if op not in ("sum", "prod") and any(p.names.is_variable(name) for name in limits.indices):
        name = limits.indices[0]
        reason = (
            f"an optimum over all values of {name} is not computed: write one over an index, or "
            f"what follows of it, \\nabla_{name} L(\\hat{{{name}}}) = 0"
        )
        raise p.fault(reason, p.since(start))


def _limits(p: Reader, op: str) -> Limits:
    limits: Limits | None = None
    high: Node | None = None
    while p.at("_", "^"):
        if p.accept("_"):
            if limits is not None:
                raise p.fault("two subscripts below one sign")
            limits = below(p)
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


def below(p: Reader) -> Limits:
    r"""What stands below: i; i,j; i=1; i \in S; j \ne i; 1 \le i \le n; and more conditions."""
    if not p.at("{"):
        return Limits([index_name(p)])
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
    limits.indices.append(index_name(p))
    while not p.at("}") and (p.at(",") or _is_name(p)):
        p.accept(",")
        if _is_restriction(p):
            return
        limits.indices.append(index_name(p))


def _is_restriction(p: Reader) -> bool:
    r"""Whether a condition about an index follows the comma: j \ne i."""
    after = p.peek().text
    return p.token.kind in ("letter", "num") and after in COMPARISONS


def _is_name(p: Reader) -> bool:
    return p.token.kind in ("letter", "word") or p.token.text in ("'",)


def index_name(p: Reader) -> str:
    """The letter, or the name, of an index."""
    start = p.pos
    found = _letter(p) if p.token.kind == "letter" else p.operand()
    if not isinstance(found, Sym) or found.subs:
        raise p.fault("an index is one letter: \\sum_i", p.since(start))
    return found.name


def _letter(p: Reader) -> Sym:
    start, name = p.pos, p.take().text
    while mark := primes(p):
        name += mark
    if p.at("_"):
        raise p.fault("an index has no subscript: write \\sum_x, and x for it in what follows")
    return Sym(name, span=p.since(start))


def _restriction(p: Reader, limits: Limits) -> None:
    r"""One of `=1`, `\in S`, `\ne i`, `1 \le i \le n`, behind the indices or a comma."""
    if p.accept(",") and p.token.kind == "letter" and p.peek().text == "\\in":
        if limits.among is not None:
            raise p.fault("one set for each sum: \\sum_{i \\in A} \\sum_{j \\in B}")
        limits.indices.append(index_name(p))
    if p.at("=") and limits.low is None and limits.among is None:
        _equal(p, limits)
    elif p.at("\\in"):
        p.take()
        found = membership(p)
        limits.among = None if _is_all(p, limits, found) else found
    elif limits.indices and p.token.text in COMPARISONS:
        _add_condition(p, limits, condition(p, Sym(limits.indices[-1], span=p.since(p.pos))))
    else:
        _general(p, limits, condition(p))


def _is_all(p: Reader, limits: Limits, found: Node) -> bool:
    r"""Whether s \in \mathcal{S} stands here, the set of all s, of which nothing else is known."""
    letter = limits.indices[-1].rstrip("'") if limits.indices else ""
    name = getattr(found, "name", "")
    return name in (f"\\mathcal{{{letter.upper()}}}", letter.upper()) and not p.names.is_known(name)


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
