r"""Divergences, D_{KL}(p \| q), and all that begins with the name of a law or of a mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.moments import (
    CLOSING,
    LAWS,
    chance,
    density,
    is_chance,
    is_density,
    is_moment,
    law,
    moment,
    over_table,
)
from livecells.formula.syntax.symbols import Written, written
from livecells.formula.syntax.tables import drawn_letters, is_bracketed
from livecells.formula.syntax.tree import (
    DRAWN,
    LOG_DENSITY,
    Add,
    Call,
    Draw,
    Moment,
    Neg,
    Node,
    Span,
    Sym,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader


def is_divergence(p: Reader, name: Written) -> bool:
    r"""Whether D_{KL}(\mathcal{N}(...) \| ...) stands here: of two laws that are written out."""
    if p.tokens[name.end].text not in ("(", "[") or not name.name.startswith(("D", "KL")):
        return False
    first, after = p.tokens[name.end + 1 : name.end + 3]
    written_out = first.text in LAWS and not p.names.is_variable(first.text)
    return (written_out and after.text in ("(", "[")) or _is_of_lists(p, name)


def _is_of_lists(p: Reader, name: Written) -> bool:
    r"""Whether D_{KL}(p \| q) stands here, of two lists of chances."""
    bar = _bar(p, name.end)
    spelled_out = "KL" in (name.name, *(mark.text for mark in name.marks))
    opens = bar and p.tokens[name.end].text in CLOSING
    if not spelled_out or p.names.is_known(name.name) or not opens:
        return False
    start, p.pos = p.pos, name.end + 1
    try:
        one = written(p)
        p.pos = bar + 1
        other = written(p)
    except FormulaError:
        return False
    finally:
        p.pos = start
    ends = one.end == bar and other.end == p.pairs[name.end]
    if ends and is_bracketed(one.name) and is_bracketed(other.name):
        return True
    return (
        ends and not one.marks and not other.marks and {one.name, other.name} <= {*p.names.arrays}
    )


def _bar(p: Reader, opened: int) -> int:
    """The place of the first bar in brackets, 0 where there is none."""
    places = range(opened + 1, max(opened + 1, p.pairs[opened]))
    return next((place for place in places if p.tokens[place].kind == "bar"), 0)


def divergence(p: Reader, name: Written) -> Node:
    """The mean, under the first law, of the difference of the logarithms of both densities."""
    p.pos = name.end
    closing = CLOSING[p.take().text]
    with p.inside("||"):
        one = law(p)
        if p.token.kind != "bar":
            raise p.unread("expected \\| here")
        p.take()
        other = law(p)
    p.expect(closing)
    span = p.since(name.start)
    if isinstance(one, Sym) and drawn_letters(one):
        both = (Call("log", (side,), span=span) for side in (one, other))
        return over_table(one, Add((next(both), Neg(next(both), span=span)), span=span), span)
    place = Sym(DRAWN, span=span)
    logs = [_log_density(p, side, place, span) for side in (one, other)]
    body = Add((logs[0], Neg(logs[1], span=span)), span=span)
    return Moment("mean", (body,), (Draw(place.name, one, span=span),), span=span)


def _log_density(p: Reader, law: Node, place: Sym, span: Span) -> Node:
    """The logarithm of the chance, or of the density, of what is drawn."""
    if isinstance(law, Sym):
        return Call("log", (Sym(law.name, (place,), span=span),), span=span)
    if not isinstance(law, Call) or law.name != "normal" or len(law.args) != 2:
        laws = "\\mathcal{N}(\\mu, v), or two lists of chances, alone"
        raise p.fault(f"a divergence is computed between {laws}", span)
    return Call(LOG_DENSITY, (place, *law.args), span=span)


# What stands here, and how it is read, before a name is taken for a function or a variable.
OF_LAWS = (
    (is_moment, moment),
    (is_chance, chance),
    (is_divergence, divergence),
    (is_density, density),
)
