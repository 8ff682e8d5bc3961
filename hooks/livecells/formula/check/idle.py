"""Options and statements that compare nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from livecells.formula.check.laws import OF_LAWS
from livecells.formula.check.membership import MEMBER
from livecells.formula.check.orders import leaves_out
from livecells.formula.check.plain import has_many_digits, says_little
from livecells.formula.check.printed import is_number
from livecells.formula.check.report import Floats, Settings, Statement
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition, as_definition
from livecells.formula.evaluate.points import Names
from livecells.formula.syntax.tree import (
    ARGUMENT,
    Call,
    Chain,
    Deriv,
    Differential,
    EvaluatedAt,
    Grad,
    Limit,
    Node,
    Sym,
    children,
    walk,
)

LOOSEST = 0.2  # of `approx`
_IMPLICATION = re.compile(
    r"\\implies|Rightarrow|impl(?:y|ies)|hence|therefore|follows", re.IGNORECASE
)
_EQUIVALENCE = re.compile(
    r"\\iff|[Ll]eftrightarrow|if and only if|\biff\b|equivalent", re.IGNORECASE
)


def refuse_loose(tex: str, chains: Iterable[Chain], approx: float) -> None:
    """An `approx` that is about nothing, or that nearly everything would meet."""
    if not any("~" in chain.relations for chain in chains):
        raise FormulaError("approx is a tolerance for \\approx, and there is none here", tex)
    if not approx <= LOOSEST:
        raise FormulaError(
            f"approx is relative: {approx:g} would take nearly everything; at most {LOOSEST}", tex
        )


def refuse_two_updates(tex: str, chains: Iterable[Chain]) -> None:
    """Two updates of one name in a display: is the second one a correction, or one more step?"""
    updated: list[Node] = []
    for chain in chains:
        if chain.relations[:1] == ("<-",):
            if chain.exprs[0] in updated:
                reason = "this is updated twice: write one update, or give each step its own name"
                raise FormulaError(reason, tex, chain.exprs[0].span)
            updated.append(chain.exprs[0])


def refuse_equivalence(tex: str, chains: Sequence[Chain], statements: Sequence[Statement]) -> None:
    """Statements that are true at the values of the run alone follow from each other only there."""
    for place, chain in enumerate(chains):
        if not any(_EQUIVALENCE.search(note) for note in chain.notes):
            continue
        around = range(max(0, place - 1), min(len(chains), place + 2))
        if any(statements[k].mark == "run" for k in around):
            reason = (
                "an equivalence says more than that both sides hold at the values of the run: "
                "write two statements, or one that holds everywhere"
            )
            raise FormulaError(reason, tex, chain.span)


def implies(pair: tuple[Chain, Chain]) -> bool:
    """Whether two equations stand side by side of which the second shall follow from the first."""
    plain = all(chain.relations == ("=",) for chain in pair)
    return plain and any(_IMPLICATION.search(note) for chain in pair for note in chain.notes)


def refuse_options(names: Names, settings: Settings, tex: str, statements: int) -> None:
    """A `fixed` name that does not occur."""
    idle = sorted(settings.fixed - names.shapes.keys())
    if idle and statements == 1:
        raise FormulaError(f"fixed names {idle[0]}, which does not occur here", tex)


def refuse_value(
    chain: Chain, definitions: Mapping[str, Definition], tex: str, defines: bool, compared: bool
) -> None:
    """What has no value: a membership, an order, a function that stands alone."""
    if chain.relations == MEMBER:
        if compared:
            raise FormulaError("a value of the run is compared with no \\in", tex)
        return
    if leaves_out(chain) and (defines or compared):
        reason = "\\mathcal{O} leaves out terms: it defines nothing, and has no value"
        raise FormulaError(reason, tex, chain.span)
    refuse_bare(chain, definitions, tex)


def refuse_bare(chain: Chain, definitions: Mapping[str, Definition], tex: str) -> None:
    """F in the midst of a formula that has f(0), too: at which argument?"""
    functions = {name for name, meant in definitions.items() if meant.params}
    nodes = [n for e in chain.exprs for n in walk(e)]
    called = {n.name for n in nodes if isinstance(n, Call) and n.args and not _is_bare(n)}
    called -= {t.name for n in nodes for t in _targets(n)}
    for expr in chain.exprs:
        for node in () if isinstance(expr, Sym) else _arguments(expr):
            if isinstance(node, Sym) and node.name in functions & called:
                name = node.name
                reason = (
                    f"{name} is a function, and {name}(...) stands beside it: where is it taken?"
                )
                raise FormulaError(reason, tex, node.span)


def refuse_negative(own: Definition, value: Floats, head: Node) -> None:
    """R^2 and sigma^2 are names of their own; a square is not negative, but for that R^2."""
    base, square, _ = own.name.partition("^2")
    if square and not base.startswith("R") and bool((value < 0).any()):
        reason = f"{own.name} is a square, and a value of the run is negative"
        raise FormulaError(reason, own.tex, head.span)


def _is_bare(node: Call) -> bool:
    """Whether a function stands in an expression of functions, (fg)'."""
    return any(part == Sym(ARGUMENT) for arg in node.args for part in walk(arg))


def _targets(node: Node) -> Iterable[Sym]:
    if isinstance(node, EvaluatedAt):
        return [target for target, _ in node.points]
    return node.targets if isinstance(node, Deriv) else ()


def _arguments(node: Node) -> Iterator[Node]:
    """Every node, but for what an operator acts on: f of df/dx needs no argument."""
    yield node
    operator = isinstance(node, Deriv | Grad | EvaluatedAt | Limit | Differential)
    for child in children(node):
        if not (operator and isinstance(child, Sym)):
            yield from _arguments(child)


def _come_from_a_run(names: Names) -> bool:
    return any(map(has_many_digits, names.run.values()))


def refuse_nothing(
    chain: Chain,
    names: Names,
    definitions: Mapping[str, Definition],
    tex: str,
    entries: Callable[[], int],
) -> None:
    """Plain values of which all are fixed, or a definition that is repeated."""
    numbers = any(is_number(expr) for expr in chain.exprs)
    plain = sorted(name for name, value in names.run.items() if says_little(value))
    if names.varying and names.all_fixed and not numbers and plain:
        reason = f"all symbols are fixed, and {plain[0]} is 0 or 1, or has equal entries"
        raise FormulaError(f"{reason}: too much is so there; give other values", tex)
    given = names.varying and names.all_fixed and not numbers
    if given and "=" in chain.relations and entries() < 2 and not _come_from_a_run(names):
        raise FormulaError("all symbols are fixed: one number is like another by chance", tex)
    head = as_definition(chain, tex) if len(chain.exprs) == 2 else None
    meant = definitions.get(head.name) if head else None
    if head and meant and head.body == meant.body and meant.origin != OF_LAWS:
        raise FormulaError("this repeats the definition, and compares nothing", tex)
