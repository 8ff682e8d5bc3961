"""Networks in groups: what belongs together, how much is seen, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch

from livecells.draw.backward_steps import steps_of_views, title_of_box
from livecells.draw.collapse import FLAT, View, views
from livecells.draw.figure import figure_parts
from livecells.draw.parts import PARTS
from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph

pytestmark = pytest.mark.turns(6)

NETWORKS = Path(__file__).with_name("networks")
NAMES = sorted(path.stem for path in NETWORKS.glob("*.py"))


def recorded(text: str, wanted: str = "loss", filename: str = "<program>") -> Graph:
    namespace: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    recorder = GraphRecorder([wanted])
    with recorder:
        exec(compile(text, filename, "exec"), namespace)
        recorder.after_cell(namespace)
    return recorder.graph(wanted, namespace)


@cache
def network(name: str) -> Graph:
    path = NETWORKS / f"{name}.py"
    return recorded(path.read_text(), filename=str(path))


def titles(view: View) -> list[str]:
    return [title_of_box(box) for box in view.boxes if not box.outside]


def called(title: str, shown: list[View]) -> View:
    return next(view for view in shown if title in titles(view))


# ----- The six networks -----

FIRST = {
    "conv_net": "model.4 (Conv2d)",
    "gpt": "12 × Block",
    "gru": "50 × GRUCell",
    "lstm": "50 × step()",
    "residual": "49 × Block",
    "transformer": "6 × TransformerEncoderLayer",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_network_is_first_seen_as_a_few_cards(name: str):
    first = views(network(name))[0]
    assert FIRST[name] in titles(first)
    assert len(first.boxes) <= FLAT


@pytest.mark.parametrize("name", NAMES)
def test_each_node_is_on_a_card_of_its_own_and_three_taps_away_at_most(name: str):
    graph = network(name)
    shown = views(graph)
    single = [box.id for view in shown for box in view.boxes if not (box.folded or box.outside)]
    assert sorted(single) == sorted(node["id"] for node in graph["nodes"])
    assert max(len(view.way) - 1 for view in shown) <= 3
    inside = [sum(not box.outside for box in view.boxes) for view in shown]
    assert max(inside) <= FLAT


@pytest.mark.parametrize("name", NAMES)
def test_all_steps_of_a_network_stand_in_some_view(name: str):
    graph = network(name)
    steps = [step for shown in steps_of_views(graph) for step in shown.steps]
    ran = {step["node"] for step in steps if step["node"].startswith("n")}
    assert ran == {step["node"] for step in graph["passes"][-1]["steps"]}


@pytest.mark.parametrize("name", NAMES)
def test_wires_never_lead_back(name: str):
    for view in views(network(name)):
        place = {box.id: number for number, box in enumerate(sorted_boxes(view))}
        assert all(place[wire.source] < place[wire.target] for wire in view.wires)


def sorted_boxes(view: View) -> Iterator[Any]:
    """Boxes in an order in which all wires lead on, as far as there is one."""
    left, wires = list(view.boxes), list(view.wires)
    while left:
        targets = {wire.target for wire in wires}
        free = [box for box in left if box.id not in targets]
        if not free:
            return
        yield from free
        gone = {box.id for box in free}
        left = [box for box in left if box.id not in gone]
        wires = [wire for wire in wires if wire.source not in gone]


@pytest.mark.slow
def test_what_a_reader_gets_first_stays_small():
    for name in NAMES:
        figure, groups = figure_parts(network(name), "i", "", file="all.html")
        assert len(figure.encode()) < 40_000, name
        assert 'href="all.html#i-' in figure
        assert groups.count('<section class="lc-inside"') == len(views(network(name))) - 1


# ----- Groups -----

MODEL = """
from torch import nn
torch.manual_seed(0)
class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList(nn.Linear(3, 3) for _ in range(7))
    def forward(self, x):
        for part in self.parts:
            x = torch.tanh(part(x))
        return x
"""


def test_modules_have_the_names_of_the_snippet():
    text = (
        f"{MODEL}\nnets = [Tower()]\nend = nn.Linear(3, 1)\nloss = end(nets[0](torch.ones(1, 3)))"
    )
    shown = views(recorded(text))
    assert titles(shown[0]) == ["end (Linear)", "7 × Linear TanhBackward0"]
    assert "AccumulateGrad (nets[0].parts.6.bias)" in [
        title for view in shown for title in titles(view)
    ]


def test_a_module_that_is_called_again_is_another_group():
    text = f"{MODEL}\nnet = Tower()\nloss = sum(net(torch.ones(1, 3)).sum() * k for k in (1, 2))"
    first = views(recorded(text))[0]
    assert titles(first).count("7 × Linear TanhBackward0") == 2


def test_functions_and_lines_of_the_snippet_are_groups():
    text = (
        "def wave(x):\n    y = x.sin() * x.cos()\n    z = y.exp() + x.tanh()\n    return y / z\n"
        "x = torch.ones(3, requires_grad=True)\ny = wave(x)\n"
        "z = y.sin().cos().tan().exp().sqrt().tanh().erf().sigmoid().abs().log1p().sinh().cosh()\n"
        "loss = wave(z.square().neg().expm1()).sum()"
    )
    graph = recorded(text)
    assert [scope["title"] for scope in graph["scopes"]] == ["wave", "wave"]
    every = [title for view in views(graph) for title in titles(view)]
    assert {"wave()", "line 7", "line 8"} <= set(every)


def test_a_call_that_goes_wrong_leaves_the_next_one_where_it_is():
    text = (
        f"{MODEL}\nnet, other = Tower(), Tower()\ntry:\n    net(torch.ones(1, 4))\n"
        "except RuntimeError:\n    pass\nloss = other(torch.ones(1, 3)).sum()"
    )
    scopes = recorded(text)["scopes"]
    assert {scope["name"].split(".")[0] for scope in scopes} == {"other"}


def test_loops_within_loops_are_rounds_within_rounds():
    text = (
        "x = torch.ones(1, requires_grad=True)\ny = x\nfor _ in range(12):\n"
        "    for _ in range(9):\n        y = y.sin()\n    y = y * 2\nloss = y.sum()"
    )
    shown = views(recorded(text))
    assert "12 × (9 × SinBackward0) MulBackward0" in titles(shown[0])


def test_a_small_graph_has_no_groups():
    text = (
        f"{MODEL}\nnet = nn.Sequential(nn.Linear(3, 3), nn.ReLU())\nloss = net(torch.ones(3)).sum()"
    )
    (only,) = views(recorded(text))
    assert not any(box.folded for box in only.boxes)


@pytest.mark.parametrize("count", [PARTS + 1, 300, 3000])
def test_parts_are_cut_into_ranges_until_they_can_be_seen(count: int):
    text = (
        "ws = [torch.ones(1, requires_grad=True) for _ in range(%d)]\nloss = torch.stack(ws).sum()"
    )
    shown = views(recorded(text % count))
    assert max(len(view.boxes) for view in shown) <= FLAT + 2
    leaves = [box for view in shown for box in view.boxes if not (box.folded or box.outside)]
    assert len(leaves) == count + 2
