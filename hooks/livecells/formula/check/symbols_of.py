"""Which names an expression uses, and what for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from livecells.formula.evaluate.composed import letters_of_functions
from livecells.formula.evaluate.definitions import Definition, free_names
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.beside import said_to_be_one, summed, with_length
from livecells.formula.syntax.names import is_builtin
from livecells.formula.syntax.tree import (
    DENSITY,
    DRAWN,
    LOG_DENSITY,
    Applied,
    Call,
    Cases,
    Chain,
    Deriv,
    Draw,
    EvaluatedAt,
    Factorial,
    Grad,
    Index,
    Integral,
    Limit,
    Neg,
    Node,
    Num,
    Reduction,
    Rel,
    Slice,
    Space,
    Sym,
    Transpose,
    walk,
)

# names that mean something everywhere
EVERYWHERE = frozenset(
    {"delta", "I", "e", "pi", "inner", "det", "binom", DENSITY, LOG_DENSITY, "norm", "|.|", "|det|"}
)

_OF_ARRAYS = frozenset({"norm", "inner", "tr", "trace"})
_BOUNDS = frozenset({"<", "<=", ">", ">=", "!="})


def used_names(exprs: Iterable[Node]) -> set[str]:
    """Every name that is used."""
    return {name for expr in exprs for name in free_names(expr)}


def numbers_in(exprs: Iterable[Node]) -> list[float]:
    """The numbers that are written, without their signs."""
    return [abs(float(n.value)) for expr in exprs for n in walk(expr) if isinstance(n, Num)]


def unknown_names(
    own: Definition, definitions: Mapping[str, Definition], known: Collection[str]
) -> set[str]:
    """The names that a definition is made of and that nothing gives a meaning yet.

    Running indices and the limits of sums are left out: an index tells how far it runs.
    """
    names = made_of(definitions, set(own.mentions)) - definitions.keys() - set(known)
    ends = {
        part.name
        for node in walk(own.body)
        if isinstance(node, Reduction)
        for end in (node.low, node.high)
        if end is not None
        for part in walk(end)
        if isinstance(part, Sym)
    }
    built_in = {name for name in names if is_builtin(name)}
    built_in -= {n.name for n in walk(own.body) if isinstance(n, Sym)}
    called = own.mentions & definitions.keys()
    params = {param for name in called for param in definitions[name].params}
    names -= params & {t.name for n in walk(own.body) for t in _differentiated(n)}
    return names - built_in - EVERYWHERE - ends - letters_of(own.body) - {*own.params, *own.indices}


def _differentiated(node: Node) -> tuple[Sym, ...]:
    if isinstance(node, Grad):
        return () if node.target is None else (node.target,)
    return node.targets if isinstance(node, Deriv) else ()


def letters_of(node: Node) -> set[str]:
    """The names that stand in subscripts."""
    return {
        part.name
        for n in walk(node)
        if isinstance(n, Sym | Index)
        for sub in n.subs
        for part in walk(sub)
        if isinstance(part, Sym) and not part.subs
    }


def introduced(exprs: Iterable[Node], definitions: Mapping[str, Definition]) -> set[str]:
    r"""Variables that a display introduces itself, as numbers: \frac{d}{dx}, |_{x=1}, f's x."""
    return {name for expr in exprs for node in walk(expr) for name in _by(node, definitions)}


def _by(node: Node, definitions: Mapping[str, Definition]) -> Iterator[str]:
    if isinstance(node, Deriv):
        yield from (target.name for target in node.targets if not target.subs)
    elif isinstance(node, Grad) and node.target is not None and not node.target.subs:
        yield node.target.name
    elif isinstance(node, EvaluatedAt):
        yield from (target.name for target, _ in node.points if not target.subs)
    elif isinstance(node, Applied) and not node.args:
        yield from letters_of_functions(node, definitions)
    elif isinstance(node, Sym | Call) and not getattr(node, "args", ()):
        meant = definitions.get(node.name)
        yield from meant.params if meant is not None else ()


def bound_names(node: Node) -> set[str]:
    """The letters that sums, limits and integrals bind."""
    found = {n.index for n in walk(node) if isinstance(n, Reduction | Limit)}
    found |= {n.name for n in walk(node) if isinstance(n, Draw)}
    return found | {n.variable for n in walk(node) if isinstance(n, Integral)}


def few_values(exprs: Iterable[Node]) -> dict[str, list[float]]:
    """The names that cases without `otherwise` know with these values only: y = 0, y = 1."""
    found: dict[str, list[float]] = {}
    for node in (n for expr in exprs for n in walk(expr) if isinstance(n, Cases)):
        conditions = [condition for _, condition in node.rows]
        named = [
            (c.left.name, value)
            for c in conditions
            if isinstance(c, Rel) and c.op == "=" and isinstance(c.left, Sym)
            and (value := _number(c.right)) is not None
        ]  # fmt: skip
        names = {name for name, _ in named}
        if len(named) == len(conditions) and len(names) == 1:
            found.setdefault(names.pop(), [value for _, value in named])
    return found


def _number(node: Node) -> float | None:
    if isinstance(node, Neg) and isinstance(node.body, Num):
        return -float(node.body.value)
    return float(node.value) if isinstance(node, Num) else None


def chances_of(exprs: Iterable[Node]) -> dict[str, int]:
    r"""The lists of chances that something is drawn with: along this axis they add up to 1."""
    nodes = [n for expr in exprs for n in walk(expr)]
    laws = [n.law for n in nodes if isinstance(n, Draw) and isinstance(n.law, Sym)]
    both = [n for n in nodes if isinstance(n, Sym) and n.subs == (Sym(DRAWN),)]  # q of KL(p \| q)
    return {n.name: -1 for n in both} | {law.name: _drawn_axis(law) for law in laws}


def _drawn_axis(law: Sym) -> int:
    r"""The axis of the \cdot of P(\cdot \mid x); of a plain list its only one."""
    places = [place for place, sub in enumerate(law.subs) if isinstance(sub, Slice)]
    return places[0] - len(law.subs) if places else -1


def added_to_one(conditions: Iterable[Node]) -> dict[str, int]:
    r"""The y of a condition \sum_i y_i = 1 beside a statement, with the axis of the sum."""
    nodes = (node for condition in conditions for node in walk(condition))
    return dict(found for node in nodes if (found := summed(node)) is not None)


def of_length_one(conditions: Iterable[Node]) -> set[str]:
    r"""The x of a condition \lVert x \rVert = 1 beside a statement."""
    said = (said_to_be_one(condition) for condition in conditions)
    return {name for node in said if node is not None and (name := with_length(node))}


def array_names(
    exprs: Iterable[Node], conditions: Iterable[Node], definitions: Mapping[str, Definition]
) -> set[str]:
    r"""The letters that are no numbers: of a norm, of a trace, of x^\top or of x \in \mathbb{R}^n.

    As numbers they would all pass: each norm of a number is the same, and so is its transpose.
    """
    found: set[str] = set()
    for node in (n for expr in exprs for n in walk(expr)):
        if isinstance(node, Transpose):
            found |= _letters(node.body)
        elif isinstance(node, Call) and node.name in _OF_ARRAYS:
            args = node.args[:1] if node.name == "norm" else node.args
            found = found.union(*map(_letters, args))
        elif isinstance(node, Call) and node.name in definitions:
            meant = definitions[node.name]
            others = {name: other for name, other in definitions.items() if other is not meant}
            inside = array_names([meant.body], (), others)
            pairs = zip(meant.params, node.args, strict=False)
            found = found.union(*(_letters(arg) for name, arg in pairs if name in inside))
    for node in (n for condition in conditions for n in walk(condition)):
        if isinstance(node, Rel) and isinstance(node.right, Space) and node.right.sizes:
            found |= _letters(node.left)
    return found


def _letters(node: Node) -> set[str]:
    return {n.name for n in walk(node) if isinstance(n, Sym) and not n.subs}


def symmetric_names(conditions: Iterable[Node]) -> set[str]:
    r"""The A of a condition A = A^\top beside a statement."""
    found: set[str] = set()
    for node in (n for condition in conditions for n in walk(condition)):
        sides = (node.left, node.right) if isinstance(node, Rel) and node.op == "=" else ()
        plain = {side.name for side in sides if isinstance(side, Sym) and not side.subs}
        bodies = [side.body for side in sides if isinstance(side, Transpose)]
        found |= plain & {body.name for body in bodies if isinstance(body, Sym) and not body.subs}
    return found


def counting_names(exprs: Iterable[Node], ends: Iterable[Node]) -> set[str]:
    """The names that count or choose entries: those in subscripts and limits."""
    found: set[str] = {n.name for end in ends for n in walk(end) if isinstance(n, Sym)}
    for expr in exprs:
        for node in walk(expr):
            for place in _counting_places(node):
                found |= {n.name for n in walk(place) if isinstance(n, Sym)}
    return found


def factorial_names(chain: Chain) -> set[str]:
    r"""The names in factorials and binomials of a bound: n! \ge 2^{n-1} is one of whole numbers.

    An equation such as n! = n (n-1)! holds for all numbers, and is compared with those.
    """
    if not any(sign in _BOUNDS for sign in chain.relations):
        return set()
    nodes = [n for expr in chain.exprs for n in walk(expr)]
    bodies = [n.body for n in nodes if isinstance(n, Factorial)]
    bodies += [arg for n in nodes if isinstance(n, Call) and n.name == "binom" for arg in n.args]
    slopes = {t.name for n in nodes for t in _differentiated(n)}
    return {n.name for body in bodies for n in walk(body) if isinstance(n, Sym)} - slopes


def _counting_places(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sym | Index):
        return node.subs
    if isinstance(node, Reduction):
        return tuple(end for end in (node.low, node.high, node.among) if end is not None)
    return ()
