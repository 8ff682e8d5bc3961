"""Each formula of a local rule, read literally, against `torch.autograd.grad` in float64."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from livecells.draw.rules.find import Rules
from livecells.draw.rules.formula import Formula
from livecells.record import tensor_values
from livecells.record.schema import Graph, Node, Step

from . import layer_readings, matrix_readings, sum_readings, term_readings  # noqa: F401  (tables)
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


def said(formula: Formula, rules: Rules, node: Node, step: Step) -> dict[int, Tensor]:
    """What a formula says that a node hands to each input."""
    arrived = [None if value is None else tensor_of(value) for value in step["gradient_in"]]
    facts = rules.record.facts(node)
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
def test_formula_is_torch(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = recorded(case)
    with monkeypatch.context() as patch:  # as it is of large tensors
        patch.setattr(tensor_values, "FULL", 1)
        blind = recorded(case)
    rules = Rules(graph)
    formulas = [_formulas(graph), _formulas(blind)]
    if case.mark != "~":
        assert (graph["root"] not in formulas[0]) == (case.mark == "-")
    leaves = expected(case) if graph["passes"] else {}
    for step in graph["passes"][0]["steps"] if leaves else ():
        node, given = _node(graph, step["node"]), handed(step)
        for formula in filter(None, (known.get(node["id"]) for known in formulas)):
            for place, ours in said(formula, rules, node, step).items():
                theirs = given.get(place, torch.zeros_like(ours))
                assert_same(ours, theirs, f"{node['operation']}, input {place}: {formula.latex}")
        for name in _names(node) if node["kind"] == "accumulate" else ():
            theirs = leaves.get(name)
            if theirs is not None and step["gradient_in"][0] is not None:
                assert_same(tensor_of(step["gradient_in"][0]), theirs, f"gradient of {name}")


def _formulas(graph: Graph) -> dict[str, Formula]:
    rules = Rules(graph)
    nodes = (node for node in graph["nodes"] if node["kind"] != "accumulate")
    return {node["id"]: found for node in nodes if (found := rules.formula(node)) is not None}


def _node(graph: Graph, ident: str) -> Node:
    return next(node for node in graph["nodes"] if node["id"] == ident)


def _names(node: Node) -> list[str]:
    return [name for output in node["outputs"] for name in output["names"]]
