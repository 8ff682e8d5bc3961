"""The graph of a program on the stand-in, drawn as the one that real torch recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from livecells.builder.runnable import judged
from livecells.builder.runnable_process import StandIn
from livecells.notebook.executed import GRAPH, Query
from livecells.notebook.percent import read
from livecells.run.execute import execute

HEAD = "# %% start\nimport torch\n"
W = "w = torch.tensor([2.0, -1.0], requires_grad=True)\n"
PROGRAMS = {
    "a sum of squares": f"{W}out = (w**2).sum()\nout.backward()\n",
    "numbers beside": f"{W}out = (3 * w + 2 - w / 4).mean()\n",
    "a fork": f"{W}y = w.exp()\nout = (y * y + y).sum()\nout.backward()\n",
    "two passes": f"{W}out = w.sin().sum()\nout.backward(retain_graph=True)\nout.backward()\n",
    "grad": f"{W}out = (w**3).sum()\ng, = torch.autograd.grad(out, w)\n",
    "a kept gradient": f"{W}y = w * 2\ny.retain_grad()\nout = y.sum()\nout.backward()\n",
    "an edit": f"{W}out = w * 2\nout *= w\n",
    "views": f"{W}out = w.reshape(2, 1).t()[0].sum()\nout.backward()\n",
    "matrices": "a = torch.ones(2, 2, requires_grad=True)\nout = (a @ torch.ones(2, 1)).sum()\n",
    "a function": f"{W}def f(x):\n    return x * x + 1\nout = f(f(w)).sum()\nout.backward()\n",
    "a loop": f"{W}out = w\nfor _ in range(3):\n    out = out * w\n",
    "a network": (
        "torch.manual_seed(0)\n"
        "model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())\n"
        "out = model(torch.ones(1, 2)).sum()\nout.backward()\n"
    ),
    "rows in vmap": (
        f"{W}def f(v):\n    return (v * v * 2).sum()\n"
        "print(torch.func.vmap(torch.func.grad(f))(torch.ones(3, 2)))\nout = f(w)\n"
    ),
    "a function of its own": (
        "class Double(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
        "        ctx.save_for_backward(x)\n        return 2 * x\n    @staticmethod\n"
        f"    def backward(ctx, g):\n        return 2 * g\n{W}out = Double.apply(w).sum()\n"
        "out.backward()\n"
    ),
}


# A step that the stand-in computes without knowing the name of torch's.
OWN_WAY = (
    "rows = torch.ones(1, 2, 2, requires_grad=True)\n"
    "seen = torch.nn.functional.scaled_dot_product_attention(rows, rows, rows)\n"
)


@pytest.fixture(scope="module")
def stand_in():  # type: ignore[no-untyped-def]
    with StandIn() as process:
        yield process


# A loop of many steps behind the cell whose graph is drawn, and what watches the program then.
LOOP = {
    "drawn": f"import torch\n{W}out = (w * 2).sum()\nout.backward()\n",
    "loop": (
        "import sys\n"
        "for _ in range(200):\n    (w * 3).sin().sum().backward()\n"
        "watching = sys.modules['torch._graph'].listeners\n"
        "print([len(one._known) < 50 for one in watching])\n"
    ),
}


@pytest.mark.parametrize(("after", "watching"), [("drawn", "[]\n"), (None, "[True]\n")])
def test_nothing_watches_a_program_when_the_last_graph_is_drawn(
    after: str | None, watching: str, stand_in: StandIn
) -> None:
    query = Query("out", GRAPH, after)
    cells = [[name, text, 1] for name, text in LOOP.items()]
    asked = {"file": "a.py", "cells": cells, "queries": [[query.expression, query.spec, after]]}
    _, loop, found = stand_in.run(asked)
    assert loop["stdout"] == watching
    graph = found["values"][query.key]["graph"]
    assert [node["kind"] for node in graph["nodes"]].count("accumulate") == 1


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_graph_is_drawn_as_that_of_torch(name: str, tmp_path: Path, stand_in: StandIn) -> None:
    path = tmp_path / "snippet.py"
    path.write_text(HEAD + PROGRAMS[name])
    query = Query("out", GRAPH)
    run = execute(read(path, "snippet.py"), (query,))[0]
    assert run.failure is None, run.failure
    assert judged(run, [query], stand_in).graphs == ("out",)


@pytest.mark.parametrize(("out", "drawn"), [("(w * 2).sum()", ("out",)), ("seen.sum()", ())])
def test_a_step_of_another_name_is_not_drawn_and_keeps_no_other_graph(
    out: str, drawn: tuple[str, ...], tmp_path: Path, stand_in: StandIn
) -> None:
    path = tmp_path / "snippet.py"
    path.write_text(f"{HEAD}{W}{OWN_WAY}out = {out}\nout.backward()\n# %% next\nprint(w.grad)\n")
    query = Query("out", GRAPH)
    run = execute(read(path, "snippet.py"), (query,))[0]
    found = judged(run, [query], stand_in)
    assert found.graphs == drawn
    assert found.cells["next"].ok, found.cells
