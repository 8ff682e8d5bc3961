"""The rule for a node of a recorded graph, chosen by what is known of it."""

from __future__ import annotations

from livecells.draw.rules import (
    algebra,
    arithmetic,
    functions,
    losses,
    networks,
    reductions,
    shapes,
)
from livecells.draw.rules.facts import Record
from livecells.draw.rules.formula import CHOOSERS, Formula
from livecells.record.schema import Graph, Node

FAMILIES = (arithmetic, functions, reductions, losses, algebra, shapes, networks)
ACCUMULATE = Formula(((0, r"@y\texttt{.grad} \mathrel{+}= \bar @y"),), several=True)


def has_rule(operation: str) -> bool:
    """Whether there are rules for nodes of this class name, with some settings at least."""
    return operation == "AccumulateGrad" or operation in CHOOSERS


class Rules:
    """The rules for the nodes of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.record = Record(graph)

    def formula(self, node: Node) -> Formula | None:
        """The formula that holds for a node, or None.

        A `torch.autograd.Function` of the snippet has none, whatever its name: its backward is its
        own.
        """
        if node["kind"] == "accumulate":
            return ACCUMULATE
        choose = CHOOSERS.get(node["operation"])
        if choose is None or node["kind"] == "custom":
            return None
        return choose(self.record.facts(node))
