"""Where nodes come from: calls, functions and lines; and following calls changes nothing."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import torch
from torch import nn

from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph

PROGRAM = """
import gc, weakref
import torch
from torch import nn

class Twice(nn.Module):
    def __call__(self, x):
        return super().__call__(x) + 1
    def forward(self, x):
        return x * 2

def scaled(x):
    y = x.exp()
    return y.log()

torch.manual_seed(0)
said = []
net = nn.Sequential(Twice(), nn.Linear(2, 2))
net[0].register_forward_hook(lambda module, args, out: said.append(out.sum().item()))
x = torch.ones(1, 2, requires_grad=True)
loss = scaled(net(x)).sum()
loss.backward()
try:
    net(torch.ones(1, 3))
except RuntimeError as error:
    said.append(str(error))
gone = Twice()
alive = weakref.ref(gone)
gone(x)
del gone
gc.collect()
said += [alive() is None, x.grad.tolist()]
traced = torch.fx.symbolic_trace(nn.Sequential(nn.Linear(1, 1), nn.ReLU()))
said.append([node.op for node in traced.graph.nodes])
"""


def ran(recorder: GraphRecorder | None = None) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with recorder or nullcontext():
        exec(compile(PROGRAM, "<program>", "exec"), namespace)
        if recorder:
            recorder.after_cell(namespace)
    return namespace


def recorded() -> tuple[dict[str, Any], Graph]:
    recorder = GraphRecorder(["loss"])
    namespace = ran(recorder)
    return namespace, recorder.graph("loss", namespace)


def test_following_calls_changes_nothing():
    before = nn.Module.__call__
    plain, (followed, _) = ran(), recorded()
    assert plain["said"] == followed["said"]
    assert torch.equal(plain["x"].grad, followed["x"].grad)
    assert nn.Module.__call__ is before


def test_each_node_knows_its_call_and_its_line():
    _, graph = recorded()
    lines = {number + 1: text for number, text in enumerate(PROGRAM.splitlines())}
    calls = {}
    for node in graph["nodes"]:
        scope = graph["scopes"][node["scope"]] if "scope" in node else None
        name = scope["name"] or scope["title"] if scope else ""
        calls[node["operation"]] = name, lines.get(node.get("line", 0), "").strip()
    assert calls == {
        "SumBackward0": ("", "loss = scaled(net(x)).sum()"),
        "LogBackward0": ("scaled", "return y.log()"),
        "ExpBackward0": ("scaled", "y = x.exp()"),
        "AddmmBackward0": ("net.1", ""),
        "TBackward0": ("net.1", ""),
        "AddBackward0": ("net", "return super().__call__(x) + 1"),
        "MulBackward0": ("net.0", "return x * 2"),
        "AccumulateGrad": ("", ""),
    }
