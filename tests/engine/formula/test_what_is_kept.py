"""What is found once and kept, so that a check takes less time, and what must not follow of it."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import torch

from livecells.formula import Context
from livecells.formula.check.hidden import Probes
from livecells.formula.evaluate.derivatives import jacobian
from livecells.formula.evaluate.values import Value, elementwise
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.parser import parse
from livecells.formula.syntax.tree import Node, Num, Sym, children, rewritten, walk

HOOKS = Path(__file__).parents[3] / "hooks"


def _formula() -> Node:
    (chain,) = parse("y = 2 x + 3", Names({"x", "y"}))
    return chain.exprs[1]


def test_a_tree_in_which_nothing_changes_stays_the_same() -> None:
    formula = _formula()
    assert rewritten(formula, lambda _: None) is formula


def test_what_does_not_change_of_a_tree_stays_and_the_rest_is_new() -> None:
    formula = _formula()
    changed = rewritten(formula, lambda n: Sym("z") if isinstance(n, Sym) else None)
    names = [n.name for n in walk(changed) if isinstance(n, Sym)]
    assert names == ["z"]
    assert [n.name for n in walk(formula) if isinstance(n, Sym)] == ["x"]
    assert children(changed)[1] is children(formula)[1]
    assert isinstance(children(changed)[1], Num)


def test_two_identities_are_no_identity() -> None:
    ones = Value(torch.ones(1, dtype=torch.float64), layout="identity")
    assert elementwise(torch.add, ones, ones).layout == ""


def test_two_values_of_one_layout_keep_it() -> None:
    row = Value(torch.ones(1, 3, dtype=torch.float64), layout="loose")
    assert elementwise(torch.add, row, row).layout == "loose"


def test_a_jacobian_of_one_and_of_more_entries() -> None:
    x = torch.tensor([[1.0, 2.0]], dtype=torch.float64, requires_grad=True)
    assert jacobian(Value((x**2).sum(1)), x).data.tolist() == [[2.0, 4.0]]
    assert jacobian(Value(x**2), x).data.tolist() == [[[2.0, 0.0], [0.0, 4.0]]]
    assert jacobian(Value(torch.ones(1, 2)), x).data.tolist() == [[[0.0, 0.0], [0.0, 0.0]]]


def test_the_slope_of_each_part_is_its_own() -> None:
    nodes: list[Node] = [Sym("a"), Sym("b"), Sym("c")]
    probes = Probes(nodes)
    a, _, c = (probes.factors[id(node)] for node in nodes)
    slopes = probes.slopes(2 * a - 4 * c)
    assert slopes[1] == 0.0
    assert slopes[2] == -2 * slopes[0] != 0.0


def test_garbage_is_collected_after_a_check_as_before_it() -> None:
    """In a process of its own: only the first check imports what checks need."""
    code = (
        "import gc; from livecells.formula import Context\n"
        "{}; Context().check('x + x = 2 x', {{'x': 1.0}}); print(gc.isenabled())"
    )
    for before, said in (("gc.enable()", "True"), ("gc.disable()", "False")):
        done = subprocess.run(
            [sys.executable, "-c", code.format(before)],
            capture_output=True, text=True, check=True, cwd=HOOKS,
        )  # fmt: skip
        assert done.stdout.strip() == said


def test_a_second_check_leaves_collections_on() -> None:
    Context().check("x + x = 2 x", {"x": 1.0})
    assert gc.isenabled()
