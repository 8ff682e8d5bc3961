r"""Means, \mathbb{E}_{x \sim p}[f(x)] and \operatorname{Var}(X), and the laws drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from livecells.formula.syntax.arguments import arguments, only_bar
from livecells.formula.syntax.conditions import choice, conditions
from livecells.formula.syntax.reader import COMPARISONS
from livecells.formula.syntax.sums import with_entries
from livecells.formula.syntax.symbols import Written, written
from livecells.formula.syntax.tables import drawn_letters
from livecells.formula.syntax.tree import (
    DENSITY,
    Call,
    Draw,
    Moment,
    Node,
    Product,
    Reduction,
    Slice,
    Span,
    Sym,
    rewritten,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

MOMENTS = {
    "\\mathbb{E}": "mean", "E": "mean", "\\mathbb{V}": "variance", "Var": "variance",
    "var": "variance", "Cov": "covariance", "cov": "covariance", "Std": "deviation",
}  # fmt: skip
LAWS = {
    "\\mathcal{N}": "normal", "N": "normal", "Normal": "normal", "\\mathcal{U}": "uniform",
    "U": "uniform", "Unif": "uniform", "Uniform": "uniform", "Bernoulli": "Bernoulli",
    "Bern": "Bernoulli", "Ber": "Bernoulli", "Exp": "exponential", "Exponential": "exponential",
    "Poisson": "Poisson", "Pois": "Poisson", "Poi": "Poisson", "Binomial": "binomial",
    "Binom": "binomial", "Bin": "binomial",
}  # fmt: skip
_CHANCES = frozenset({"P", "\\mathbb{P}", "Pr"})
CLOSING = {"(": ")", "[": "]", "\\{": "\\}"}


def is_moment(p: Reader, name: Written) -> bool:
    """Whether a mean of something stands here; a plain E needs brackets."""
    if name.name not in MOMENTS or p.names.is_known(name.name):
        return False
    opening, first = p.tokens[name.end], p.tokens[name.start]
    plain = first.text == "E" and not first.upright
    return opening.text in (("[", "\\{") if plain else CLOSING) and opening.kind == "punct"


def moment(p: Reader, name: Written) -> Node:
    """The mean with what it is of, and what is drawn."""
    draws: list[Draw] = []
    laws: list[Sym] = []
    for mark in name.marks:
        p.pos = mark.start
        if mark.sign != "_":
            raise p.fault("a power of a mean is written behind it: (\\mathbb{E}[x])^2")
        draws = _below(p, laws)
    p.pos = name.end
    return _mean_of(p, MOMENTS[name.name], draws, laws, name.start)


def _mean_of(p: Reader, kind: str, draws: list[Draw], laws: list[Sym], start: int) -> Node:
    """What stands in the brackets, with what is drawn."""
    if only_bar(p):
        raise p.fault("a mean given something is not computed: write the sum, or the integral")
    closing = CLOSING[p.take().text]
    with p.inside():
        bodies = [p.expression()]
        while p.accept(","):
            bodies.append(p.expression())
    p.expect(closing)
    span = p.since(start)
    if len(bodies) != (2 if kind == "covariance" else 1):
        raise p.fault("a mean is of one expression, a covariance of two", span)
    if laws and (kind != "mean" or draws or len(laws) > 1):
        raise p.fault("below a mean stands one table of chances, and no variance is read", span)
    if laws:
        return over_table(laws[0], bodies[0], span)
    drawn = [draw.name for draw in draws]
    found = tuple(with_entries(p, body, drawn) for body in bodies)
    return Moment(kind, found, tuple(draws), span=span)


def underset_moment(p: Reader, below: int, operator: int) -> Node | None:
    r"""\underset{x \sim p}{\mathbb{E}}[f] is \mathbb{E}_{x \sim p}[f]; None where no mean is.

    Args:
        p: The reader.
        below: The place of what stands below.
        operator: The place of what stands above it.
    """
    start, end = p.pos, max(p.pairs[operator], operator)
    inside = [token.text for token in p.tokens[operator : end + 1] if token.text not in "{}"]
    opening = p.tokens[min(end + 1, len(p.tokens) - 1)]
    if len(inside) != 1 or inside[0] not in MOMENTS or p.names.is_known(inside[0]):
        return None
    if opening.kind != "punct" or opening.text not in CLOSING or p.tokens[below].text != "{":
        return None
    laws: list[Sym] = []
    p.pos = below + 1
    draws = _draws(p, laws)
    p.pos = end + 1
    return _mean_of(p, MOMENTS[inside[0]], draws, laws, start)


def over_table(law: Sym, body: Node, span: Span) -> Node:
    r"""\mathbb{E}_{q(z \mid x)}[f]: the sum over z, which stands in front of the bar."""
    found: Node = Product(law, body, span=span)
    for letter in drawn_letters(law):
        found = Reduction("sum", letter.name, None, None, found, span=span)
    return found


def _below(p: Reader, laws: list[Sym]) -> list[Draw]:
    r"""_{x \sim p}, _{p(x)}; _x alone names what is drawn beside; `laws` gets whole tables."""
    p.expect("_")
    if not p.accept("{"):
        p.operand()
        return []
    return _draws(p, laws)


def _draws(p: Reader, laws: list[Sym]) -> list[Draw]:
    """What is drawn, up to the brace that closes."""
    found: list[Draw] = []
    with p.inside():
        while not p.at("}"):
            start, first = p.pos, p.operand()
            if p.at("\\sim"):
                found.append(draw(p, first))
            elif isinstance(first, Call) and len(first.args) == 1:
                (name,) = first.args
                found.append(_drawn(p, name, Sym(first.name, span=first.span)))
            elif isinstance(first, Sym) and drawn_letters(first):
                laws.append(first)
            elif isinstance(first, Sym) and len(first.subs) == 1 and first.name in p.names.arrays:
                found.append(_drawn(p, first.subs[0], first))
            elif not isinstance(first, Sym):
                raise p.fault("what is drawn is a name: x \\sim p", p.since(start))
            if not p.at("}"):
                p.expect(",")
    p.take()
    return found


def is_density(p: Reader, name: Written) -> bool:
    """Whether a normal law stands here with an argument."""
    opens = p.tokens[name.end].text == "("
    return name.name == DENSITY and not p.names.is_known(DENSITY) and opens


def is_chance(p: Reader, name: Written) -> bool:
    """Whether the probability of a condition stands here, P(X = k)."""
    if name.name not in _CHANCES or p.names.is_known(name.name) or p.tokens[name.end].text != "(":
        return False
    inside = p.tokens[name.end + 1 : p.pairs[name.end]]
    return any(token.text in COMPARISONS or token.text == "=" for token in inside)


def chance(p: Reader, name: Written) -> Node:
    """The mean of what is 1 where the condition holds, and else 0."""
    p.pos = name.end + 1
    with p.inside():
        found = conditions(p)
    p.expect(")")
    span = p.since(name.start)
    return Moment("mean", (choice(p, found, name.start),), (), span=span)


def probability(p: Reader) -> Node:
    r"""\Pr(X = k)."""
    name = Written("Pr", (), p.pos, p.pos + 1)
    if not is_chance(p, name):
        raise p.unread()
    return chance(p, name)


def density(p: Reader, name: Written) -> Node:
    r"""\mathcal{N}(x; \mu, \sigma^2), \mathcal{N}(x \mid \mu, \Sigma)."""
    p.pos = name.end
    args, given = arguments(p)
    if name.marks or len(args) + len(given) != 3:
        raise p.fault(
            "the density of a normal law is written \\mathcal{N}(x; \\mu, \\sigma^2); its law "
            "stands behind \\sim",
            p.since(name.start),
        )
    return Call(DENSITY, (*args, *given), span=p.since(name.start))


def draw(p: Reader, first: Node) -> Draw:
    r"""After x: \sim \mathcal{N}(0, 1)."""
    p.expect("\\sim")
    return _drawn(p, first, law(p))


def _drawn(p: Reader, name: Node, law: Node) -> Draw:
    if not isinstance(name, Sym) or name.subs:
        raise p.fault("what is drawn is a name: x \\sim p", name.span)
    if isinstance(law, Sym) and name in law.subs:  # x \sim p(x \mid y) is x \sim p(\cdot \mid y)
        subs = tuple(Slice(span=sub.span) if sub == name else sub for sub in law.subs)
        law = replace(law, subs=subs if len(subs) > 1 else ())
    return Draw(name.name, law, span=(name.span[0], law.span[1]))


def law(p: Reader) -> Node:
    r"""What stands behind \\sim: a law with its numbers, or a list or table of chances."""
    start = p.pos
    name = written(p)
    p.pos = name.end
    known = p.names.is_variable(name.name) or name.name in p.names.functions
    if name.name in LAWS and not known and p.at("(", "["):
        return Call(LAWS[name.name], _parameters(p), span=p.since(start))
    table = None if known else _table_of(p, name)
    if table is not None:
        return replace(table, span=p.since(start))
    p.pos = start
    found = p.operand()
    if isinstance(found, Call) and len(found.args) == 1:  # x \sim p(x)
        found = Sym(found.name, span=found.span)
    if not isinstance(found, Sym) or not p.names.is_variable(found.name):
        reason = (
            "which distribution is this? Known are \\mathcal{N}, \\mathcal{U}, Bernoulli, Binomial,"
            " Poisson, Exp, and a list of probabilities in `at`"
        )
        raise p.fault(reason, p.since(start))
    return found


def _table_of(p: Reader, name: Written) -> Sym | None:
    r"""The table \pi(a \mid s) of `at` that a \sim \pi draws from; None where there is none."""
    alone = not name.marks and not p.at("(", "[")
    tables = [n for n in p.names.arrays if "|" in n and n.partition("(")[0] == name.name]
    if not alone or len(tables) != 1:
        return None
    letters = re.findall(r"[a-z]'*", tables[0].partition("(")[2])
    return Sym(tables[0], tuple(Sym(letter) for letter in letters))


def _parameters(p: Reader) -> tuple[Node, ...]:
    p.take()
    found: list[Node] = []
    with p.inside():
        while not p.at(")", "]"):
            found.append(p.expression())
            if not p.at(")", "]"):
                p.expect(",")
    p.take()
    return tuple(found)


def with_draws(node: Node, draws: Iterable[Draw]) -> Node:
    """The expression with what is said beside it: how the names of its means are drawn."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Moment):
            return None
        bodies = tuple(with_draws(body, draws) for body in part.bodies)
        used = {n.name for body in bodies for n in walk(body) if isinstance(n, Sym)}
        own = {one.name for one in part.draws}
        more = tuple(one for one in draws if one.name in used - own)
        return Moment(part.kind, bodies, (*part.draws, *more), span=part.span)

    return rewritten(node, change)
