"""Values in a recorded graph: those that its operations read and made, told by the program."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph

X = "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
W = "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"


def record(wanted: str, source: str) -> tuple[Graph, dict[str, Any]]:
    namespace: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    recorder = GraphRecorder([wanted])
    with recorder:
        exec(source, namespace)
        recorder.after_cell(namespace)
    return recorder.graph(wanted, namespace), namespace


def values_of(graph: Graph, name: str) -> list[Any]:
    """All that stands on the card of a name: what it was first, and what it was later."""
    found = [o for node in graph["nodes"] for o in node["outputs"] if name in o["names"]]
    values = [value for o in found for value in (o["value"], *o.get("changed", []))]
    return [value["data"] for value in values if value is not None]


def loop(change: str, before: str = "") -> str:
    """A loop that keeps in `read` what its last round read of `w`."""
    return (
        f"{W}{before}for _ in range(3):\n    read = w.tolist()\n    loss = (w * w).sum()\n"
        f"    loss.backward()\n    {change}\n    w.grad = None\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        loop("with torch.no_grad(): w -= 0.1 * w.grad"),
        loop("w.data = w.data - 0.1 * w.grad"),
        loop("w.data.sub_(0.1 * w.grad)"),
        loop("w.detach().numpy()[0] += 1"),
        loop("opt.step()", "opt = torch.optim.Adam([w], lr=0.1)\n"),
        loop("opt.step()", "opt = torch.optim.SGD([w], lr=0.1, foreach=True)\n"),
        # A part of the parameter, through a view that torch may not build anew for the recorder.
        loop("with torch.no_grad(): w[0] -= 1; w[1:].mul_(0.5); w.view(-1)[0] += 1"),
        loop("torch.nn.utils.vector_to_parameters(w.detach() + 1, [w])"),
        W + "read = w.tolist()\nloss = (w * 3).sum()\nw.data.mul_(10)\nloss.backward()",
    ],
)
def test_a_leaf_has_the_value_that_this_graph_read(source: str):
    graph, namespace = record("loss", source)
    assert values_of(graph, "w") == [namespace["read"]]


def test_a_leaf_that_changed_between_two_uses_has_both_values():
    source = W + "a = w + 1\nwith torch.no_grad(): w.mul_(5)\nb = w + 2\nout = (a * b).sum()"
    graph, _ = record("out", source)
    assert values_of(graph, "w") == [[1.0, 2.0], [5.0, 10.0]]


@pytest.mark.parametrize(
    "change", ["with torch.no_grad(): y *= 10", "y.data.mul_(10)", "y.detach().numpy()[:] *= 10"]
)
@pytest.mark.parametrize("use", ["out = (y * 3).sum()", "out = y.sum()\ny = None", "out = y"])
def test_a_value_changed_in_place_has_both(change: str, use: str):
    graph, _ = record("out", f"{X}y = x + 1\n{change}\n{use}")
    made = next(node for node in graph["nodes"] if node["operation"] == "AddBackward0")
    output = made["outputs"][0]
    assert output["value"]["data"] == [2.0, 3.0]
    assert [value["data"] for value in output["changed"]] == [[20.0, 30.0]]


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("out = x + c", "other", [10.0, 20.0]),
        ("out = c - x", "self", [10.0, 20.0]),
        ("out = torch.add(x, other=3)", "other", 3),
        ("out = torch.where(c > 15, x, 5.0)", "other", 5),
        ("out = torch.nn.functional.linear(c, torch.stack([x, x]))", "self", [10.0, 20.0]),
        ("out = torch.clamp(x, min=1.5)", "min", 1.5),
        ("out = x ** 3", "exponent", 3),
        ("out = torch.add(x, c, alpha=2)", "alpha", 2),
    ],
)
def test_what_went_in_has_torchs_name(source: str, name: str, expected: Any):
    graph, _ = record("out", f"{X}c = torch.tensor([10.0, 20.0])\n{source}")
    found = {
        entry["name"]: entry["value"] for node in graph["nodes"] for entry in node["constants"]
    }
    value = found[name]
    numbers = value["data"] if isinstance(value, dict) else value
    assert torch.tensor(numbers).flatten().tolist() == torch.tensor(expected).flatten().tolist()


@pytest.mark.parametrize(
    "source",
    [
        "out = torch.nn.functional.cross_entropy(layer(x), torch.tensor([0, 1]))",
        "out = torch.nn.MultiheadAttention(2, 1)(x, x, x)[0].sum()",
        "out = (x[None] @ layer.weight).transpose(1, 2).reshape(-1).sum()",
        "with torch.autocast('cpu', dtype=torch.bfloat16):\n    out = layer(x).sum()",
        "g, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)\nout = (g ** 2).sum()",
        "cell, h = torch.nn.GRUCell(2, 2), torch.zeros(2, 2)\nout = cell(x, cell(x, h)).sum()",
    ],
)
def test_values_inside_torchs_own_functions_are_seen(source: str):
    head = "torch.manual_seed(0)\nlayer = torch.nn.Linear(2, 2)\n"
    graph, namespace = record("out", f"{head}x = torch.randn(2, 2, requires_grad=True)\n{source}")
    for node in graph["nodes"]:
        assert node["outputs"], node["operation"]
        assert all(output["value"] for output in node["outputs"])
    nodes, seen = [namespace["out"].grad_fn], set()
    for node in nodes:  # what torch says without a recorder's help
        nodes += [n for n, _ in node.next_functions if n is not None and n not in nodes]
        seen.add(type(node).__name__)
    assert [node["operation"] for node in graph["nodes"]] == [type(n).__name__ for n in nodes]


def test_a_reshape_makes_the_node_of_a_plain_run():
    source = "x = torch.ones(2, 3, requires_grad=True)\nout = (x * 1).t().reshape(1, -1, 2)"
    plain: dict[str, Any] = {"torch": torch}
    exec(source, plain)
    graph, _ = record("out", source)
    assert graph["nodes"][0]["operation"] == type(plain["out"].grad_fn).__name__


@pytest.mark.parametrize(
    "source",
    [
        "with torch.no_grad():\n    w[0].fill_(5)\n    w[1:].zero_()\n    for e in w: e.add_(1)",
        "v = w * 1\na, b = v[:1], v[1:]\nv.mul_(2)\nw = a + b",
        "n = torch.nested.nested_tensor([w.detach(), w.detach()]) * 2",
        "h = torch.func.hessian(lambda t: (t ** 3).sum())(w)\nw = h[0]",
        "j = torch.autograd.functional.hessian(lambda t: (t ** 3).sum(), w, vectorize=True)\nw = j",
        "w = torch.func.jacrev(lambda t: 3 * t**3 - t.detach() ** 2)(w.detach())",
        "w = (w * 2).grad_fn._saved_other.reshape(-1)",
        "f = torch.jit.trace(lambda t: t.view(-1) * 2, torch.ones(2))\nw = f(w)",
    ],
)
@pytest.mark.filterwarnings("ignore")  # of what torch calls a prototype, or old
def test_what_runs_plainly_runs_recorded(source: str):
    plain: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    exec(W + source, plain)
    _, namespace = record("out", f"{W}{source}\nout = torch.ones(1, requires_grad=True) * 2")
    assert namespace["w"].tolist() == plain["w"].tolist()


def test_a_graph_of_several_threads_is_refused_where_numbers_meet():
    source = (
        f"import threading\n{X}made, y = [], x * 3\n"
        "thread = threading.Thread(target=lambda: made.append((x * 2).sin()))\n"
        "thread.start()\nthread.join()\n"
        "made[0].grad_fn._set_sequence_nr(y.grad_fn._sequence_nr())\nout = y + made[0]"
    )
    with pytest.raises(ValueError, match="several threads"):
        record("out", source)


@pytest.mark.parametrize(
    "name", ["_h", "s.h", "s.sub['k'][0]", "layers[0].weight", "deep['a'][1]['b']"]
)
def test_names_through_attributes_and_containers(name: str):
    source = (
        "class S: pass\ns = S()\ns.h = torch.ones(2, requires_grad=True) * 2\n_h = s.h * 3\n"
        "s.sub = {'k': [s.h * 4]}\nlayers = [torch.nn.Linear(2, 1)]\n"
        "deep = {'a': [0, {'b': layers[0](s.h)}]}"
    )
    graph, _ = record(name, source)
    assert name in graph["nodes"][0]["outputs"][0]["names"]


def test_gradients_out_are_those_that_node_hooks_leave():
    hook = "y = x ** 2\ny.grad_fn.register_hook(lambda gi, go: (gi[0] / 2,))\n"
    graph, namespace = record("out", f"{X}{hook}out = y.sum()\nout.backward()")
    step = graph["passes"][0]["steps"][1]
    assert step["gradients_out"][0]["gradient"]["data"] == namespace["x"].grad.tolist()
    assert graph["nodes"][1]["hooked"]


THREAD = "thread = threading.Thread(target=work)\nthread.start()\nthread.join()\n"


def test_threads_that_work_on_other_graphs_change_nothing():
    source = (
        f"import threading\n{X}y = x * 3\ny.sum().backward()\n"
        "def work():\n    z = torch.ones(2, requires_grad=True)\n    (z * 2).sum().backward()\n"
    )
    graph, _ = record("y", source + THREAD)
    assert values_of(graph, "x") == [[1.0, 2.0]]
    assert len(graph["passes"]) == 1


@pytest.mark.parametrize(
    "work",
    [
        "y.sum().backward()",  # the thread walks this graph
        "(x * 5).sum().backward()",  # or adds to the gradient of its leaf
        "global y; y = (x * 2).sin() + 1; y.sum().backward()",  # or has made it
    ],
)
def test_a_graph_on_which_another_thread_works_is_refused(work: str):
    source = f"import threading\n{X}y = x * 3\ndef work():\n    {work}\n"
    with pytest.raises(ValueError, match="several threads work on the graph of 'y'"):
        record("y", source + THREAD)
