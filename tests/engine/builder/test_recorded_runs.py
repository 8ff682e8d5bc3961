"""A snippet with a graph runs twice: outputs of the plain run, the graph of the recorded one."""

from __future__ import annotations

import pytest

from livecells.builder.recorded_runs import join, submitted
from livecells.notebook.executed import GRAPH, Query, Run, blank
from livecells.notebook.percent import parse
from livecells.pool.pool import Pool

HEAD = 'r"""A story."""\n# %% first\nimport torch\n\nx = torch.tensor(3.0, requires_grad=True)\n'


def ran(pool: Pool, body: str, *more: Query) -> Run:
    text = HEAD + body
    snippet = parse(text, "story.py", "snippets/story.py", "/snippets/story.py")
    return submitted(pool, snippet, (Query("out", GRAPH), *more)).result().run


def test_values_are_of_the_plain_run_and_no_pass_of_the_graph(torch_pool: Pool):
    asked = Query("torch.autograd.grad(out, x, retain_graph=True)[0]", ".0f", "first")
    run = ran(torch_pool, "out = x * x\nout.backward(retain_graph=True)\nprint(x.grad)\n", asked)
    assert run.failure is None
    assert run.text("first") == "tensor(6.)\n"
    assert run.value(asked) == "6"
    assert len(run.value(Query("out", GRAPH))["passes"]) == 1
    assert "printed" not in run.info
    assert len(run.info["depends"]["given"]["queries"]) == 2


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        # What differs by chance: torch seeds itself anew in each run.
        ("out = x * 2\nprint('same')\nprint(torch.rand(3))\n", 8, "Seed what is random"),
        ("out = x * 2\n# %% later\na = 1\nprint('b')\nprint(torch.rand(3))\n", 10, "runs twice"),
        # What recording changes: its frames stand in a traceback that the snippet makes itself.
        (
            "import traceback\nout = x * 2\ntry:\n    torch.ones(2) @ torch.ones(3)\n"
            "except RuntimeError:\n    print(traceback.format_exc().count('File'))\n",
            11,
            "1', then",
        ),
    ],
)
def test_a_difference_is_refused_with_its_line(torch_pool: Pool, body: str, line: int, words: str):
    failure = ran(torch_pool, body).failure
    assert failure is not None
    assert failure.line == line
    assert words in failure.message


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("w = torch.rand(1, requires_grad=True)\nout = w * x\n", 6, "`w` is not the same"),
        ("out = x * torch.rand(1)\n", 6, "`out` is not the same"),
        ("out = x * 2\nx.grad = torch.rand(())\n", 5, "`x.grad` is not the same"),
        ("out = x * 0 * torch.rand(1)\n", None, ""),
        ("noise, out = torch.rand(9), x * 2\n", None, ""),  # no graph shows it
        (
            "layers = [torch.nn.Linear(2, 1)]\nout = layers[0](torch.ones(2)) * x\n",
            6,
            "`layers[0].",
        ),
        ("torch.manual_seed(0)\nout = torch.rand(3) * x / 0\n", None, ""),
    ],
)
def test_other_numbers_in_the_graph_are_refused_with_the_line_that_makes_them(
    torch_pool: Pool, body: str, line: int | None, words: str
):
    failure = ran(torch_pool, body).failure
    assert (failure and failure.line, words in (failure.message if failure else "")) == (line, True)


def test_the_error_of_the_plain_run_is_said_once_and_as_it_is(torch_pool: Pool):
    failure = ran(torch_pool, "out = x * 2\nraise ValueError('own')\n").failure
    assert failure is not None
    assert (failure.message, failure.line) == ("ValueError: own", 7)


def test_fast_paths_of_torch_are_those_of_a_plain_run(torch_pool: Pool):
    body = (
        "torch.manual_seed(0)\n"
        "layer = torch.nn.TransformerEncoderLayer(4, 2, 8, batch_first=True).eval()\n"
        "encoder = torch.nn.TransformerEncoder(layer, 1)\n"
        "mask = torch.tensor([[False, True]])\n"
        "with torch.no_grad():\n"
        "    print(encoder(torch.ones(1, 2, 4), src_key_padding_mask=mask))\n"
        "w = torch.tensor([1.0, 3.0])\n"
        "out = torch.nn.functional.l1_loss(torch.stack([x, x]), torch.zeros(2), weight=w)\n"
        "print(out)\n"
    )
    run = ran(torch_pool, body)
    assert run.failure is None
    assert " 0.0000,  0.0000,  0.0000,  0.0000]" in run.text("first")


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("f = torch.compile(lambda t: t * t)\nout = x * 2\n", 6, "torch.compile makes other code"),
        # An error that the snippet catches, and a cell that does not draw the graph itself.
        (
            "out = x * 2\n# %% later\n"
            "try:\n    torch.export.export(1, ())\nexcept Exception: pass\n",
            9,
            "torch.export makes other code",
        ),
        (
            "from torch._subclasses.fake_tensor import FakeTensorMode\ndef shape():\n"
            "    with FakeTensorMode():\n        return (torch.ones(2) * 2).shape\n\n"
            "print(shape())\nout = x * 2\n",
            8,
            "fake tensors, makes other code",
        ),
    ],
)
@pytest.mark.slow
def test_compilers_end_a_recorded_run_with_one_error(
    torch_pool: Pool, body: str, line: int, words: str
):
    failure = ran(torch_pool, body).failure
    assert failure is not None
    assert (failure.kind, failure.line) == ("recorded", line)
    assert words in failure.message
    assert "runs twice" not in failure.message


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ('<path d="L 49.41 151.302764"/>', '<path d="L 49.41 151.30275"/>', True),
        ("tensor(0.30000001)", "tensor(0.30000004)", True),
        ("1e3 0.300", "1e3 0.301", False),
        ("3 of 4", "3 of 5", False),
        ("1.5 2.5", "1.5", False),
    ],
)
def test_only_rounding_may_differ(first: str, second: str, same: bool):
    snippet = parse(HEAD, "story.py", "snippets/story.py", "/snippets/story.py")
    runs = [Run(blank(snippet)) for _ in range(2)]
    for run, text in zip(runs, (first, second), strict=True):
        (cell,) = run.cells()
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
        run.info["values"] = {}
    joined = join(*runs, snippet, ())
    assert (joined.failure is None) == same


LATER = (
    "out = x * 2\nout.backward(retain_graph=True)\n"
    "# %% later\nprint(torch.rand(3))\n# %% last\nout.backward()\nout = x * x\n"
)


def test_the_recorded_run_ends_where_its_graph_is_asked_for(torch_pool: Pool):
    """What comes later is not recorded: there the second run would not have printed the same."""
    early = Query("out", GRAPH, "first")
    snippet = parse(HEAD + LATER, "story.py", "snippets/story.py", "/snippets/story.py")
    run = submitted(torch_pool, snippet, (early,)).result().run
    assert run.failure is None
    assert run.text("later").startswith("tensor([")
    assert run.value(early)["nodes"][0]["operation"] == "MulBackward0"
    assert len(run.value(early)["passes"]) == 1


def test_graphs_after_a_cell_and_at_the_end_are_told_apart(torch_pool: Pool):
    early, late, end = (Query("out", GRAPH, name) for name in ("first", "last", None))
    text = HEAD + LATER.replace("torch.rand(3)", "'same'").replace("out = x * x", "y = out * 2")
    snippet = parse(text, "story.py", "snippets/story.py", "/snippets/story.py")
    run = submitted(torch_pool, snippet, (early, late, end)).result().run
    assert run.failure is None
    passes = [len(run.value(query)["passes"]) for query in (early, late, end)]
    assert passes == [1, 2, 2]
