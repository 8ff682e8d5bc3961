"""Each formula of a local rule, read literally, against `torch.autograd.grad` in float64."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from livecells.draw.rules.facts import facts_of
from livecells.draw.rules.find import formula_for
from livecells.record.schema import Graph, Node, Step

from . import network_readings, rule_readings  # noqa: F401  (they fill the reader's tables)
from .rule_cases import Case, cases, expected, recorded
from .rule_reader import Term, read, tensor_of

CASES = list(cases())
pytestmark = pytest.mark.filterwarnings("ignore:.*")


def handed(step: Step) -> dict[int, Tensor]:
    return {
        out["input"]: tensor_of(out["gradient"])
        for out in step["gradients_out"]
        if out["to"] is not None and out["gradient"] is not None
    }


def said(graph: Graph, node: Node, step: Step) -> dict[int, Tensor]:
    """What the node's rule says that it hands to each input."""
    formula = formula_for(graph, node)
    if formula is None or node["kind"] == "accumulate":
        return {}
    arrived = [None if value is None else tensor_of(value) for value in step["gradient_in"]]
    facts = facts_of(graph, node)
    found: dict[int, Tensor] = {}
    for place, line in formula.lines:
        made: Any = read(line, Term(formula, facts, arrived, place))
        if formula.several:
            found.update(zip(sorted(facts.inputs), made, strict=True))
        else:
            found[place] = made
    return found


def assert_same(ours: Tensor, theirs: Tensor, what: str) -> None:
    assert ours.shape == theirs.shape, what
    torch.testing.assert_close(
        ours.to(theirs.dtype),
        theirs,
        rtol=1e-7,
        atol=1e-9,
        equal_nan=True,
        msg=lambda m: f"{what}\n{m}",
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_formula_is_torch(case: Case) -> None:
    graph = recorded(case)
    nodes = {node["id"]: node for node in graph["nodes"]}
    root = nodes[graph["root"]]
    if case.mark != "~":
        assert (formula_for(graph, root) is None) == (case.mark == "-"), root["operation"]
    if not graph["passes"]:
        return
    leaves = expected(case)
    for step in graph["passes"][0]["steps"]:
        node, given = nodes[step["node"]], handed(step)
        for place, ours in said(graph, node, step).items():
            theirs = given.get(place, torch.zeros_like(ours))
            assert_same(ours, theirs, f"{node['operation']}, input {place}")
        for name in _names(node) if node["kind"] == "accumulate" else ():
            theirs = leaves.get(name)
            if theirs is not None and step["gradient_in"][0] is not None:
                assert_same(tensor_of(step["gradient_in"][0]), theirs, f"gradient of {name}")


def _names(node: Node) -> list[str]:
    return [name for output in node["outputs"] for name in output["names"]]
