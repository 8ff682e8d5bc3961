"""The dx of differentials: arrays like x, with values of their own at every point."""

from __future__ import annotations

from dataclasses import replace

from livecells.formula.check.assembly import Assembly
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import free_names
from livecells.formula.evaluate.differentials import STEP
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.tree import Chain, Differential, Node, Sym, rewritten, walk


def with_steps(assembly: Assembly, chain: Chain) -> Chain:
    """The statement with a symbol for the dx of each x that varies.

    Raises:
        FormulaError: A differential depends on a symbol of which no d stands in the statement.
    """

    def step(node: Node) -> Node | None:
        return _step(assembly, node) if isinstance(node, Differential) else None

    if not any(isinstance(node, Differential) for expr in chain.exprs for node in walk(expr)):
        return chain
    found = replace(chain, exprs=tuple(rewritten(expr, step) for expr in chain.exprs))
    nodes = [node for expr in found.exprs for node in walk(expr)]
    moving = {n.name.removeprefix(STEP) for n in nodes if isinstance(n, Sym) and STEP in n.name}
    for node in nodes:
        if isinstance(node, Differential):
            _refuse_constants(assembly, node, moving)
    return found


def _step(assembly: Assembly, node: Differential) -> Node | None:
    body = node.body
    if not isinstance(body, Sym) or body.name not in assembly.shapes:
        return None
    if body.name in assembly.definitions:
        return None
    assembly.shapes[STEP + body.name] = assembly.shapes[body.name]
    return replace(body, name=STEP + body.name, span=node.span)


def _refuse_constants(assembly: Assembly, node: Differential, moving: set[str]) -> None:
    names = made_of(assembly.definitions, set(free_names(node.body)))
    leaves = names & assembly.shapes.keys() - assembly.definitions.keys()
    held = sorted(leaves - moving - assembly.settings.fixed)
    if held:
        name = held[0]
        reason = (
            f"this depends on {name}, and no d{name} stands here: write its part, or keep {name} "
            "with `fixed`"
        )
        raise FormulaError(reason, assembly.tex, node.span)
