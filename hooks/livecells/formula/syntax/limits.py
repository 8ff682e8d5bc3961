r"""\lim, \int, and \underset below an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.syntax.moments import underset_moment
from livecells.formula.syntax.scripts import one, script
from livecells.formula.syntax.sums import OPERATIONS, Limits, below, index_name, reduced
from livecells.formula.syntax.symbols import script_mark
from livecells.formula.syntax.tree import Antiderivative, Integral, Limit, Node

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_ARROWS = ("\\to", "\\rightarrow", "\\longrightarrow")


def underset(p: Reader) -> Node:
    r"""\underset{i}{\max} is \max_{i}."""
    start = p.pos
    p.take()
    place = p.pos
    operator = p.pairs[p.pos] + 1 if p.at("{") else p.pos
    mean = underset_moment(p, place, operator)
    if mean is not None:
        return mean
    inside = p.tokens[operator + 1 : max(p.pairs[operator], operator)]
    name = inside[-1].text.replace("*", "") if inside else ""
    if name not in OPERATIONS and name not in ("\\lim",):
        reason = "what stands below is read below \\max, \\min, \\lim and \\mathbb{E}[...]"
        raise p.fault(reason, p.since(start))
    p.pos = place
    limits = None if name == "\\lim" else _braced_limits(p)
    if limits is None:
        return _limit(p, start, behind=p.pairs[operator] + 1)
    p.pos = p.pairs[operator] + 1
    return reduced(p, OPERATIONS[name], limits, start)


def _braced_limits(p: Reader) -> Limits:
    limits = below(p)
    if limits.low is not None:
        raise p.fault("give both limits, for one index, or none: \\sum_{i=1}^{n} or \\sum_i")
    return limits


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
        index = index_name(p)
        if not p.accept(*_ARROWS):
            raise p.fault("a limit is written \\lim_{h \\to 0}")
        to, side = _where_to(p)
    p.expect("}")
    p.pos = p.pos if behind is None else behind
    return Limit(index, to, p.expression(p.grammar.beside.power - 11), side, span=p.since(start))


def _where_to(p: Reader) -> tuple[Node, str]:
    r"""0, -1, \infty, x_0; 0^+ comes from above."""
    if p.peek().text == "^" and (mark := script_mark(p, p.pos + 1)).text in ("+", "-"):
        to = one(p)
        p.pos = mark.end
        return to, mark.text
    return p.expression(), ""


def integral(p: Reader) -> Node:
    r"""\int_0^1 2x\,dx: what stands up to its d is integrated."""
    start = p.pos
    p.take()
    ends: dict[str, Node] = {}
    while p.at("_", "^"):
        sign = p.take().text
        ends[sign] = script(p)
    if len(ends) == 1:
        raise p.fault("an integral needs both limits, or none: \\int_0^1", p.since(start))
    outer, p.stop = p.stop, lambda: _ends_integral(p)
    body = p.expression()
    p.stop = outer
    if not _ends_integral(p):
        raise p.unread("an integral ends with dx")
    p.take()
    variable = index_name(p)
    if not ends:
        return Antiderivative(variable, body, span=p.since(start))
    return Integral(variable, ends["_"], ends["^"], body, span=p.since(start))


def _ends_integral(p: Reader) -> bool:
    return p.token.text == "d" and p.peek().kind in ("letter", "cmd", "word")
