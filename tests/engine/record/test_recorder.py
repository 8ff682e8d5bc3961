"""The recorded graph of a tensor: what it says, and that recording leaves no trace."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import traceback
import warnings
import weakref
from typing import Any

import pytest
import torch

from livecells.record.caller_frame import clean_traceback
from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph, kind_of, stem

SEED = (
    "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = 3 * y * y\nout = z.mean()",
    "out.backward()",
)


def record(wanted: str, *cells: str) -> tuple[Graph, dict[str, Any]]:
    """Run cells with a recorder and return the graph of one name with the namespace."""
    namespace: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    recorder = GraphRecorder([wanted])
    with recorder:
        for number, cell in enumerate(cells):
            exec(compile(cell, f"cell_{number}.py", "exec"), namespace)
            recorder.after_cell(namespace)
    return recorder.graph(wanted, namespace), namespace


def operations(graph: Graph) -> list[str]:
    return [node["operation"] for node in graph["nodes"]]


def node_called(graph: Graph, name: str) -> Any:
    return next(n for n in graph["nodes"] for output in n["outputs"] if name in output["names"])


def gradient_into(graph: Graph, name: str, number: int = -1) -> Any:
    ident = node_called(graph, name)["id"]
    steps = graph["passes"][number]["steps"]
    value = next(step for step in steps if step["node"] == ident)["gradient_in"][0]
    return value["data"] if value else None


# ----- The seed -----


def test_seed_has_the_nodes_that_torch_prints():
    graph, _ = record("out", *SEED)
    expected = ["MeanBackward0", "MulBackward0", "MulBackward0", "AddBackward0", "AccumulateGrad"]
    assert operations(graph) == expected
    assert [node["kind"] for node in graph["nodes"]] == ["operation"] * 4 + ["accumulate"]


def test_seed_gradients_are_those_of_retain_grad():
    graph, _ = record("out", *SEED)
    _, plain = record("out", SEED[0], "y.retain_grad()\nz.retain_grad()\nout.backward()")
    assert gradient_into(graph, "out") == 1.0
    for name, expected in (("z", 0.25), ("y", 4.5), ("x", 4.5)):
        assert gradient_into(graph, name) == [[expected] * 2] * 2 == plain[name].grad.tolist()


def test_y_reaches_both_multiplications():
    graph, _ = record("out", *SEED)
    y = node_called(graph, "y")["id"]
    readers = [(edge["target"], edge["input"]) for edge in graph["edges"] if edge["source"] == y]
    assert len(readers) == 2
    square, _ = record("s", "t = torch.tensor(2.0, requires_grad=True)\nu = t + 1\ns = u * u")
    assert [(e["target"], e["input"]) for e in square["edges"]][:2] == [("n0", 0), ("n0", 1)]


def test_unnamed_steps_have_their_forward_value():
    graph, _ = record("out", *SEED)
    inner = graph["nodes"][2]
    assert inner["outputs"][0]["names"] == []
    assert inner["outputs"][0]["value"]["data"] == [[9.0, 9.0], [9.0, 9.0]]


def test_saved_tensors_and_constants():
    graph, _ = record("out", *SEED)
    saved = {entry["name"]: entry for entry in node_called(graph, "z")["saved"]}
    assert saved["self"]["value"]["data"] == [[9.0, 9.0], [9.0, 9.0]]
    assert saved["other"]["bytes"] == 16
    assert node_called(graph, "y")["constants"] == [{"name": "other", "value": 2}]


def test_what_accumulated_where():
    graph, _ = record("out", *SEED)
    last = graph["passes"][0]["steps"][-1]["accumulated"]
    assert last["into"] == "x"
    assert last["before"] is None
    assert last["after"]["data"] == [[4.5, 4.5], [4.5, 4.5]]


def test_is_json_and_the_same_in_every_run():
    first, _ = record("out", *SEED)
    again, _ = record("out", *SEED)
    assert json.loads(json.dumps(first, allow_nan=False)) == first == again


# ----- Passes -----


def test_two_passes_accumulate():
    graph, _ = record("out", SEED[0], "out.backward(retain_graph=True)", "out.backward()")
    assert [run["number"] for run in graph["passes"]] == [1, 2]
    added = graph["passes"][1]["steps"][-1]["accumulated"]
    assert added["before"]["data"][0][0] == 4.5
    assert added["after"]["data"][0][0] == 9.0


def test_a_pass_that_raises_is_not_finished():
    again = "try:\n    out.backward()\nexcept RuntimeError as error:\n    said = str(error)"
    graph, namespace = record("out", *SEED, again)
    assert "a second time" in namespace["said"]
    assert [run["finished"] for run in graph["passes"]] == [True, False]
    assert len(graph["passes"][1]["steps"]) == 1


def test_order_of_steps_is_that_of_node_hooks():
    watch = (
        "order = []\n"
        "def watch(fn):\n"
        "    fn.register_prehook(lambda grads: order.append(fn.name().split('::')[-1]))\n"
        "    for link, _ in fn.next_functions:\n"
        "        link is None or watch(link)\n"
        "a = torch.tensor(2.0, requires_grad=True)\n"
        "out = (a.sin() * a.exp()).log()\n"
        "watch(out.grad_fn)\nout.backward()"
    )
    graph, namespace = record("out", watch)
    operation_of = {node["id"]: node["operation"] for node in graph["nodes"]}
    ran = [operation_of[step["node"]] for step in graph["passes"][0]["steps"]]
    assert ran == list(dict.fromkeys(namespace["order"]))


def test_autograd_grad_captures_instead_of_running_the_node():
    graph, _ = record("out", SEED[0], "g, = torch.autograd.grad(out, y)")
    run = graph["passes"][0]
    assert run["call"] == "grad"
    assert [entry["node"] for entry in run["captured"]] == [node_called(graph, "y")["id"]]
    assert run["captured"][0]["gradient"]["data"] == [[4.5, 4.5], [4.5, 4.5]]
    assert node_called(graph, "y")["id"] not in [step["node"] for step in run["steps"]]


def test_autograd_grad_of_a_leaf_does_not_accumulate():
    graph, namespace = record("out", SEED[0], "g, = torch.autograd.grad(out, [x])")
    assert namespace["x"].grad is None
    assert graph["passes"][0]["captured"][0]["node"] == node_called(graph, "x")["id"]
    assert all(step["accumulated"] is None for step in graph["passes"][0]["steps"])


def test_gradient_in_is_what_tensor_hooks_left():
    hook = "y.register_hook(lambda g: g * 10)"
    graph, namespace = record("out", SEED[0], hook, "out.backward()")
    assert gradient_into(graph, "y") == [[45.0, 45.0], [45.0, 45.0]] == namespace["x"].grad.tolist()


def test_retained_gradient_is_named():
    graph, _ = record("out", SEED[0], "y.retain_grad()", "out.backward()")
    y = node_called(graph, "y")
    assert y["outputs"][0]["retains_grad"]
    step = next(s for s in graph["passes"][0]["steps"] if s["node"] == y["id"])
    assert step["accumulated"]["into"] == "y"


# ----- Kinds of nodes -----

CUSTOM = """
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.power = 2
        return x * x
    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return ctx.power * x * gradient
a = torch.tensor([1.0, 2.0], requires_grad=True)
q = Square.apply(a)
out = q.sum()
"""


def test_custom_function():
    graph, _ = record("out", CUSTOM, "out.backward()")
    node = node_called(graph, "q")
    assert (node["operation"], node["kind"]) == ("SquareBackward", "custom")
    assert node["saved"][0]["value"]["data"] == [1.0, 2.0]
    assert {"name": "power", "setting": 2} in node["saved"]
    assert gradient_into(graph, "a") == [2.0, 4.0]


def test_several_outputs():
    cell = "m = torch.eye(2, requires_grad=True)\na, b = m.unbind()\nout = (a * b.exp()).sum()"
    graph, _ = record("out", cell, "out.backward()")
    node = node_called(graph, "b")
    assert node["kind"] == "view"
    assert [output["names"] for output in node["outputs"]] == [["a"], ["b"]]
    step = next(s for s in graph["passes"][0]["steps"] if s["node"] == node["id"])
    assert len(step["gradient_in"]) == 2
    outputs = sorted(edge["output"] for edge in graph["edges"] if edge["source"] == node["id"])
    assert outputs == [0, 1]


def test_in_place_operation_moves_the_name_to_the_new_node():
    cell = "x = torch.ones(2, requires_grad=True)\nv = x * 3\nv.add_(1)\nout = v.sum()"
    graph, _ = record("out", cell)
    assert node_called(graph, "v")["operation"] == "AddBackward0"
    assert graph["nodes"][2]["outputs"][0]["value"]["data"] == [3.0, 3.0]


def test_in_place_on_a_view_rebases_the_base():
    cell = (
        "x = torch.ones(2, 2, requires_grad=True)\nbase = x * 3\nrow = base[0]\nrow.mul_(5)\n"
        "out = base.sum()\nout.backward()"
    )
    graph, namespace = record("out", cell)
    assert "CopySlices" in operations(graph)
    assert gradient_into(graph, "x") == [[15.0, 15.0], [3.0, 3.0]] == namespace["x"].grad.tolist()


def test_graph_of_a_graph():
    cell = "x = torch.tensor(2.0, requires_grad=True)\ny = x ** 3"
    second = "g, = torch.autograd.grad(y, x, create_graph=True)"
    below, _ = record("y", cell, second)
    assert below["passes"][0]["create_graph"]
    graph, _ = record("g", cell, second, "g.backward()")
    assert len(graph["passes"]) == 1
    assert gradient_into(graph, "x") == 12.0
    assert "PowBackward0" in operations(graph)


def test_module_parameters_and_lists_are_named():
    cell = (
        "torch.manual_seed(0)\nlayer = torch.nn.Linear(2, 1)\nscales = [torch.ones(1)]\n"
        "scales[0].requires_grad_()\nout = layer(torch.ones(1, 2)) * scales[0]"
    )
    graph, _ = record("out", cell)
    names = {name for n in graph["nodes"] for output in n["outputs"] for name in output["names"]}
    assert {"layer.weight", "layer.bias", "scales[0]", "out"} <= names


def test_large_tensors_have_no_data():
    graph, _ = record("out", "x = torch.arange(100.0, requires_grad=True)\nout = (x * x).sum()")
    assert node_called(graph, "x")["outputs"][0]["value"] == {
        "shape": [100],
        "dtype": "float32",
        "range": [0.0, 99.0],
    }


def test_numbers_that_json_lacks_are_strings():
    graph, _ = record("out", "x = torch.tensor([0.0, 1.0], requires_grad=True)\nout = 1 / x")
    assert node_called(graph, "out")["outputs"][0]["value"]["data"] == ["inf", 1.0]


def test_a_thousand_steps_are_all_kept():
    loop = "x = torch.ones(1, requires_grad=True)\ny = x\nfor _ in range(1000):\n    y = y * 2"
    graph, _ = record("y", loop)
    assert len(graph["nodes"]) == 1001
    assert [node["created"] for node in graph["nodes"]][:2] == [999, 998]


def test_leaf_alone_is_a_graph_of_one_node():
    graph, _ = record("x", "x = torch.ones(2, requires_grad=True)")
    assert operations(graph) == ["AccumulateGrad"]


def test_names_of_node_classes():
    assert stem("MulBackward0") == "Mul"
    assert stem("AccumulateGrad") == "AccumulateGrad"
    assert kind_of("TBackward0", custom=False) == "view"


# ----- No graph -----


@pytest.mark.parametrize(
    "cell",
    [
        "q = torch.ones(2)",
        "w = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    q = w * 2",
        "w = torch.ones(2, requires_grad=True)\nq = (w * 2).detach()",
    ],
)
def test_tensor_without_graph_is_an_error(cell: str):
    with pytest.raises(ValueError, match="'q' does not require grad"):
        record("q", cell)


def test_unknown_name_is_an_error():
    with pytest.raises(ValueError, match="no tensor called 'nothing'"):
        record("nothing", "q = 1")


# ----- No trace -----


def plainly(*cells: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    for number, cell in enumerate(cells):
        exec(compile(cell, f"cell_{number}.py", "exec"), namespace)
    return namespace


def warned(run: Any, *cells: str) -> list[tuple[str, str, int]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(*cells)
    return [(str(entry.message), entry.filename, entry.lineno) for entry in caught]


def test_warnings_blame_the_same_line():
    cells = (SEED[0], "\n\ny.grad\n", "import warnings\nwarnings.warn('own')\ntorch.ones(2, 3).T")
    recorded = warned(lambda *args: record("out", *args), *cells)
    assert recorded == warned(plainly, *cells)
    assert recorded[0][1:] == ("cell_1.py", 3)


@pytest.mark.parametrize(
    "cell",
    [
        "torch.ones(2) @ torch.ones(3)",
        "torch.ones(2).backward()",
        "torch.nn.functional.mse_loss(torch.ones(2), 3)",
        "def f():\n    return torch.ones(2).view(3)\nf()",
    ],
)
def test_tracebacks_are_those_of_a_plain_run(cell: str):
    def frames(run: Any) -> list[tuple[str, str]]:
        with pytest.raises((RuntimeError, TypeError, AttributeError)) as caught:
            run()
        clean_traceback(caught.value)
        entries = traceback.extract_tb(caught.value.__traceback__)
        start = next(k for k, entry in enumerate(entries) if entry.filename == "cell_0.py")
        return [(entry.filename, entry.name) for entry in entries[start:]]

    assert frames(lambda: record("q", cell)) == frames(lambda: plainly(cell))


def test_random_numbers_are_the_same():
    torch.manual_seed(3)
    cell = "x = torch.randn(4, requires_grad=True)\nd = torch.nn.functional.dropout(x * 2)"
    record("d", cell)
    state = torch.get_rng_state()
    torch.manual_seed(3)
    plainly(cell)
    assert torch.equal(state, torch.get_rng_state())


def test_saved_tensor_hooks_of_the_snippet_are_not_called_more_often():
    cell = (
        "calls = []\nx = torch.ones(2, requires_grad=True)\n"
        "def pack(t):\n    calls.append('pack')\n    return t.detach()\n"
        "def unpack(t):\n    calls.append('unpack')\n    return t\n"
        "with torch.autograd.graph.saved_tensors_hooks(pack, unpack):\n    out = (x * x).sum()\n"
        "out.backward()"
    )
    graph, namespace = record("out", cell)
    assert namespace["calls"] == plainly(cell)["calls"]
    assert graph["nodes"][1]["saved"][0]["note"] == "packed by a saved-tensor hook"


def test_tensors_die_when_they_would_anyway():
    namespace: dict[str, Any] = {"torch": torch}
    recorder = GraphRecorder(["out"])
    with recorder:
        exec("x = torch.ones(8, requires_grad=True)\nh = x.exp()\nout = h.sum()", namespace)
        recorder.after_cell(namespace)
        leaf, hidden = weakref.ref(namespace["x"]), weakref.ref(namespace["h"])
        exec("del h", namespace)
        recorder.after_cell(namespace)
        exec("del x, out", namespace)
        recorder.after_cell(namespace)
        assert leaf() is None
        assert hidden() is None
    assert len(recorder.graph("out", namespace)["nodes"]) == 3


def test_graphs_not_asked_for_leave_nothing():
    loop = (
        "w = torch.ones(2, requires_grad=True)\n"
        "for _ in range(50):\n    loss = (w * w).sum()\n    loss.backward()"
    )
    recorder = GraphRecorder(["loss"])
    namespace: dict[str, Any] = {"torch": torch}
    with recorder:
        exec(loop, namespace)
        recorder.after_cell(namespace)
    assert len(recorder._nodes) == 3
    assert len(recorder.graph("loss", namespace)["passes"]) == 1


CYCLE = "x = torch.ones(2, requires_grad=True)\nclass Box: pass\nbox = Box()\n"


@pytest.mark.parametrize(
    "cell",
    [
        CUSTOM.replace("out =", "class Box: pass\nbox = q.grad_fn.box = Box()\nbox.q = q\nout ="),
        CYCLE + "box.y = x * 2\nbox.y.register_hook(lambda g, box=box: None)\nout = box.y.sum()",
    ],
)
def test_a_cycle_is_collected_if_it_would_be_anyway(cell: str):
    def is_collected(namespace: dict[str, Any]) -> bool:
        box = weakref.ref(namespace["box"])
        namespace.clear()
        gc.collect()
        return box() is None

    graph, namespace = record("out", cell)
    assert len(graph["nodes"]) == 3
    assert is_collected(namespace) == is_collected(plainly(cell))


def test_reading_a_stale_view_is_left_to_the_snippet():
    cell = (
        "x = torch.ones(2, 2, requires_grad=True)\nbase = x * 3\nrow = base[0]\nbase.mul_(5)\n"
        "q = base.exp()"
    )
    later = "before = q.grad_fn._sequence_nr()\nafter = row.grad_fn._sequence_nr()"
    for namespace in (record("q", cell, later)[1], plainly(cell, later)):
        assert namespace["after"] > namespace["before"]


def test_drawing_needs_no_torch():
    code = "import livecells.draw.figure, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PEAK = """
import sys, torch
from livecells.record.recorder import GraphRecorder
torch.set_num_threads(1)

def snippet():
    x = torch.ones(10_000_000, requires_grad=True)
    y = x
    for _ in range(3):
        y = (y * 1.5).sin() + 1
    out = y.mean()
    out.backward()
    return {"out": out}

def field(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))

def peak(run):
    open("/proc/self/clear_refs", "w").write("5")
    before = field("VmRSS")
    run()
    return field("VmHWM") - before

def recorded():
    recorder = GraphRecorder(["out"])
    with recorder:
        namespace = snippet()
        recorder.after_cell(namespace)
    assert recorder.graph("out", namespace)["passes"][0]["finished"]

snippet(), recorded()
print(peak(snippet), peak(recorded))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_peak_memory_stays_within_a_fifth():
    done = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, check=True)
    plain, with_recorder = map(int, done.stdout.split())
    assert plain > 200_000  # kB: the tensors, not the interpreter, are what is measured
    assert with_recorder <= 1.2 * plain


HOOKED = """
import warnings
layer = torch.nn.Linear(2, 1)
layer.register_full_backward_hook(lambda *_: None)
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    layer(torch.ones(1, 2)).sum().backward()
blamed = [(one.filename, one.lineno, str(one.message)[:40]) for one in told]
"""


def test_warnings_blame_the_line_that_they_blame_in_a_plain_run() -> None:
    plain: dict[str, Any] = {"torch": torch}
    exec(compile(HOOKED, "snippet.py", "exec"), plain)
    seen: dict[str, Any] = {"torch": torch}
    with GraphRecorder([]):
        exec(compile(HOOKED, "snippet.py", "exec"), seen)
    assert len(plain["blamed"]) == 1
    assert seen["blamed"] == plain["blamed"]


def test_a_custom_function_under_torch_func_runs_while_recorded() -> None:
    class Cube(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(x: torch.Tensor) -> torch.Tensor:
            return x**3

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:  # noqa: ARG004
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx: Any, grad: torch.Tensor) -> torch.Tensor:
            (x,) = ctx.saved_tensors
            return grad * 3 * x**2

    x = torch.tensor([1.0, 2.0])
    with GraphRecorder([]):
        slopes = torch.func.vmap(torch.func.grad(Cube.apply))(x)
    assert slopes.tolist() == [3.0, 12.0]
