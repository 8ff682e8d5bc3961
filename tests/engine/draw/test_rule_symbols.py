"""The letters of a rule are tied to the cards they mean: in the formula, below, at the wires."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import torch

from livecells.draw.backward_steps import backward_steps
from livecells.draw.figure import draw_svg, figure_html
from livecells.draw.rules.symbols import Rule
from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph

TWO = (
    "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
    "w = torch.tensor([3.0, 4.0], requires_grad=True)\n"
)


def record(wanted: str, source: str, call: str = "backward()") -> Graph:
    namespace: dict[str, Any] = {"torch": torch, "F": torch.nn.functional}
    recorder = GraphRecorder([wanted])
    with recorder:
        exec(source, namespace)
        recorder.after_cell(namespace)
        exec(f"{wanted}.sum().{call}", namespace)
        recorder.after_cell(namespace)
    return recorder.graph(wanted, namespace)


def rules(graph: Graph) -> dict[str, Rule]:
    """The rules by the names of the operations, the first of each."""
    found: dict[str, Rule] = {}
    for step in backward_steps(graph).steps:
        if step["rule"] is not None:
            found.setdefault(step["operation"], step["rule"])
    return found


def told(rule: Rule) -> dict[str, str]:
    return {symbol.letter: symbol.meaning for symbol in rule.symbols}


def test_tensors_with_names_stand_in_the_formula_under_them() -> None:
    rule = rules(record("loss", f"{TWO}loss = x * w"))["MulBackward0"]
    bar = r"\overline{\texttt{loss}}"
    assert rule.lines == (rf"\bar x = {bar} \odot w", rf"\bar w = {bar} \odot x")
    assert rule.symbols == ()


def test_letters_are_told_below_and_stand_at_their_wires() -> None:
    graph = record("loss", f"{TWO}loss = x.exp() - w.sin()")
    rule = rules(graph)["SubBackward0"]
    assert told(rule) == {"a": "ExpBackward0", "b": "SinBackward0"}
    html = unescape(figure_html(graph, "i", ""))
    assert 'where <b class="lc-letter">a</b> is ExpBackward0; <b class="lc-letter">b</b> is' in html
    ends = re.findall(r'data-to="(\w+)".*?lc-letter" x="\d+" y="\d+">(.)<', draw_svg(graph, "i"))
    assert ends == [("n0", "a"), ("n0", "b")]


def test_no_letter_is_the_name_of_another_tensor_of_the_page() -> None:
    source = TWO.replace("x =", "b =").replace("w =", "y =") + "loss = (b * y.exp()).sin()"
    rule = rules(record("loss", source))["MulBackward0"]
    assert told(rule).keys() == {"z", "a"}  # b and y are taken
    assert rule.lines == (r"\bar b = \bar z \odot a", r"\bar a = \bar z \odot b")
    assert told(rule) == {"z": "what this node made", "a": "ExpBackward0"}


def test_a_name_that_two_tensors_have_is_no_name() -> None:
    namespace: dict[str, Any] = {"torch": torch}
    recorder = GraphRecorder(["x"])
    with recorder:
        for cell in (f"{TWO}once = x * 1", "x = x * 3", "x.sum().backward()"):
            exec(cell, namespace)
            recorder.after_cell(namespace)
    rule = rules(recorder.graph("x", namespace))["MulBackward0"]
    assert rule.lines == (r"\bar a = \bar x \odot b",)
    assert told(rule) == {"a": "AccumulateGrad (x)", "b": "3"}


def test_only_inputs_that_get_a_gradient_have_a_line() -> None:
    rule = rules(record("y", f"{TWO}y = x / torch.tensor([2.0, 5.0])"))["DivBackward0"]
    assert rule.lines == (r"\bar x = \frac{\bar y}{b}",)
    assert told(rule) == {"b": "[2, 5] (other)"}


def test_settings_are_told_as_numbers() -> None:
    source = f"{TWO}y = torch.add(x.exp(), w, alpha=2).reshape(2, 1).sum(1)"
    found = rules(record("y", source))
    assert told(found["SumBackward1"]) == {"a": "ViewBackward0", "d": "dimension 1"}
    assert told(found["AddBackward0"])["α"] == "2"


def test_inputs_of_a_list_are_counted() -> None:
    rule = rules(record("y", f"{TWO}y = torch.stack([x, w.exp()])"))["StackBackward0"]
    assert told(rule) == {"a₁": "AccumulateGrad (x)", "a₂": "ExpBackward0", "d": "dimension 0"}


def test_a_folded_row_has_no_rule() -> None:
    graph = record("y", f"{TWO}y = x\nfor _ in range(60):\n    y = y * w")
    folded = [step for step in backward_steps(graph).steps if step["count"] > 1]
    assert folded
    assert all(step["rule"] is None for step in folded)


def test_the_notation_is_explained_where_there_are_rules_and_once() -> None:
    graph = record("y", f"{TWO}y = x * w")
    assert figure_html(graph, "i", "").count('class="lc-notation"') == 1
    assert "lc-notation" not in figure_html(graph, "i", "", notation=False)
    no_pass = {**graph, "passes": []}
    assert "lc-notation" not in figure_html(no_pass, "i", "")  # type: ignore[arg-type]
