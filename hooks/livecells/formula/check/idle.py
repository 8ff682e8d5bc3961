"""Options and statements that compare nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from livecells.formula.check.printed import is_number
from livecells.formula.check.report import Settings
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition, as_definition
from livecells.formula.evaluate.points import Names
from livecells.formula.syntax.tree import Chain, Node

LOOSEST = 0.2  # of `approx`


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


def refuse_options(names: Names, settings: Settings, tex: str, statements: int) -> None:
    """A `fixed` name that does not occur."""
    idle = sorted(settings.fixed - names.shapes.keys())
    if idle and statements == 1:
        raise FormulaError(f"fixed names {idle[0]}, which does not occur here", tex)


def refuse_nothing(
    chain: Chain, names: Names, definitions: Mapping[str, Definition], tex: str
) -> None:
    """All symbols fixed, or a definition that is repeated."""
    numbers = any(is_number(expr) for expr in chain.exprs)
    if names.varying and names.all_fixed and not numbers:
        raise FormulaError("all symbols are fixed: nothing is compared at other points", tex)
    head = as_definition(chain, tex) if len(chain.exprs) == 2 else None
    meant = definitions.get(head.name) if head else None
    if head and meant and head.body == meant.body:
        raise FormulaError("this repeats the definition, and compares nothing", tex)
