"""Which cells may run in the page: those that print on the stand-in what torch printed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from livecells.builder import runnable
from livecells.builder.runnable import Gate, Verdict, judged, without
from livecells.builder.runnable_process import StandIn
from livecells.builder.snippets import SnippetState
from livecells.errors import Place
from livecells.notebook.executed import ARRAY, GRAPH, Query, Run
from livecells.notebook.percent import read
from livecells.run.execute import execute

SLOPE = """\
# %% start
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
# %% slope
out = (x**2).sum()
out.backward()
print(x.grad, out)
# %% wrong shape
x + torch.ones(3)
"""
GOOD = Verdict(True)
LATER = Verdict(False, runnable.BEFORE)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with StandIn() as process:
        yield process


def ran(tmp_path: Path, text: str, *queries: Query) -> Run:
    """The real run of a snippet."""
    path = tmp_path / "snippet.py"
    path.write_text(text)
    return execute(read(path, "snippet.py"), queries)[0]


def verdicts(run: Run, stand_in: StandIn, *queries: Query) -> list[Verdict]:
    return list(judged(run, queries, stand_in).cells.values())


def test_cells_that_print_the_same_may_run(tmp_path: Path, stand_in: StandIn) -> None:
    text = SLOPE.replace("# %% wrong shape", '# %% wrong shape raises="RuntimeError"')
    assert verdicts(ran(tmp_path, text), stand_in) == [GOOD] * 3


REFUSED = {
    "torch.stft(x.detach(), 2)": "torch.stft is not in the browser",
    "import socket": "socket",
    "import threading; threading.Thread(target=print).start()": "thread",
    "torch.rand(2, size=3)": "",
}


@pytest.mark.parametrize(("line", "why"), REFUSED.items())
def test_what_the_stand_in_refuses_may_not_run_nor_what_follows(
    tmp_path: Path, stand_in: StandIn, line: str, why: str
) -> None:
    run = ran(
        tmp_path, f"# %% a\nimport torch\nx = torch.ones(2)\n# %% b\n{line}\n# %% c\nprint(1)\n"
    )
    first, second, third = verdicts(run, stand_in)
    assert first == GOOD
    assert not second.ok
    assert why in second.why
    assert third == LATER


def test_another_output_closes_a_cell(tmp_path: Path, stand_in: StandIn) -> None:
    run = ran(tmp_path, "# %% a\nprint(1)\n# %% b\nprint(2.5)\n# %% c\nprint(3)\n")
    printed: Any = run.cell("b")["outputs"][0]
    printed["text"] = "2.6\n"
    assert verdicts(run, stand_in) == [GOOD, Verdict(False, runnable.OTHER), LATER]
    options: Any = run.cell("b")["metadata"]
    options["rtol"] = 0.1
    assert verdicts(run, stand_in) == [GOOD] * 3


DRAWING = """\
# %% draw
import matplotlib.pyplot as plt
import torch
x = torch.arange(3.0)
figure, (left, right) = plt.subplots(1, 2)
left.plot(x, x**2, label="a square")
right.bar([1, 2], [3, 4])
plt.show()
total = x.sum()
# %% after
print(total)
# %% told
print(left.get_xlim())
# %% last
print(1)
"""


def test_a_cell_that_draws_has_a_button_where_the_figure_takes_all_that_it_is_given(
    tmp_path: Path, stand_in: StandIn
) -> None:
    run = ran(tmp_path, DRAWING)
    drawn, after, told, last = verdicts(run, stand_in)
    assert drawn == after == GOOD
    assert "figure" in told.why
    assert last == LATER


def test_a_figure_that_asks_for_something_unknown_has_no_button(
    tmp_path: Path, stand_in: StandIn
) -> None:
    run = ran(tmp_path, DRAWING.replace('label="a square"', 'label="a square", snap=True'))
    drawn, *later = verdicts(run, stand_in)
    assert "a figure with snap as it is used here" in drawn.why
    assert later == [LATER] * 3


def test_what_a_cell_ends_with_is_compared(tmp_path: Path, stand_in: StandIn) -> None:
    text = "# %% a\nimport torch\nx = torch.ones(2)\nx * 2\n# %% b\nx;\n# %% c\nx.sum()\n"
    run = ran(tmp_path, text)
    assert verdicts(run, stand_in) == [GOOD] * 3
    shown: Any = run.cell("a")["outputs"][0]
    shown["data"]["text/plain"] = "tensor([2., 3.])"
    assert verdicts(run, stand_in) == [Verdict(False, runnable.OTHER_RESULT), LATER, LATER]


def test_numbers_of_formulas_may_be_rounded_otherwise(tmp_path: Path, stand_in: StandIn) -> None:
    asked, shown = Query("x", ARRAY, "a"), Query("x", "", "a")
    run = ran(tmp_path, "# %% a\nimport torch\nx = torch.tensor(1.5)\n", asked, shown)
    values: Any = run.info["values"]
    values[asked.key] = {"numbers": 1.5000001}
    assert verdicts(run, stand_in, asked, shown) == [GOOD]
    values[asked.key] = {"numbers": 1.51}
    assert verdicts(run, stand_in, asked) == [Verdict(False, runnable.OTHER_VALUE)]


@pytest.mark.slow
def test_an_endless_cell_costs_no_other_snippet(tmp_path: Path, stand_in: StandIn) -> None:
    run = ran(tmp_path, "# %% a\nprint(1)\n# %% b\nprint(2)\n")
    run.cell("b")["source"] = "while True: pass"
    assert verdicts(run, stand_in) == [GOOD, Verdict(False, runnable.SLOW)]
    run.cell("b")["source"] = "import os; os._exit(1)"
    assert verdicts(run, stand_in) == [GOOD, Verdict(False, runnable.SLOW)]
    run.cell("b")["source"] = "print(2)"
    assert verdicts(run, stand_in) == [GOOD] * 2


def test_values_and_graphs_count(tmp_path: Path, stand_in: StandIn) -> None:
    text = SLOPE.partition("# %% wrong")[0]
    value, graph = Query("x.grad[1].item()", ".1f", "slope"), Query("out", GRAPH)
    run = ran(tmp_path, text, value, graph)
    found = judged(run, [value, graph], stand_in)
    assert list(found.cells.values()) == [GOOD] * 2
    assert found.graphs == ("out",)
    run.info["values"][value.key] = {"text": "5.0"}
    changed = judged(run, [value, graph], stand_in)
    assert changed.cells["slope"] == Verdict(False, runnable.OTHER_VALUE)


def test_a_value_that_the_stand_in_does_not_know_closes_its_cell(
    tmp_path: Path, stand_in: StandIn
) -> None:
    text = SLOPE.partition("# %% wrong")[0]
    value, graph = Query("torch.special.bessel_j0(x)[0].item()", ".1f"), Query("out", GRAPH)
    found = judged(ran(tmp_path, text, value, graph), [value, graph], stand_in)
    assert list(found.cells.values()) == [GOOD, Verdict(False, runnable.OTHER_VALUE)]
    assert found.graphs == ()


def test_a_verdict_is_kept_for_this_run_alone(tmp_path: Path) -> None:
    run = ran(tmp_path, "# %% a\nprint(1)\n")
    path = tmp_path / "snippet.py"
    state = SnippetState("snippet", path, "snippet.py", path.read_text(), run=run)
    kept: dict[str, Any] = {}
    assert Gate(kept).judge([state])["snippet"].cells == {"a": GOOD}
    (entry,) = kept.values()
    entry["cells"] = [["a", "kept"]]
    assert Gate(kept).judge([state])["snippet"].cells == {"a": Verdict(False, "kept")}
    state.text += "# another text\n"
    assert Gate(kept).judge([state])["snippet"].cells == {"a": GOOD}


def test_closed_cells_at_the_end_of_a_snippet_do_not_run(tmp_path: Path) -> None:
    run = ran(tmp_path, "# %% a\nx = 1\n# %% b\nx += 1\n# %% c\nx += 1\n", Query("x", "", "a"))
    path = tmp_path / "snippet.py"
    state = SnippetState("snippet", path, "snippet.py", path.read_text(), run=run)
    state.queries = {Query("x", "", "a"): Place("page.md", 1)}
    kept: dict[str, Any] = {}
    closed = [("snippet", "a", "no"), ("snippet", "c", "no"), ("other", "b", "no")]
    assert Gate(kept).judge([state], closed)["snippet"].cells == {"a": GOOD, "b": GOOD}
    assert list(Gate(kept).judge([state])["snippet"].cells) == ["a", "b", "c"]
    assert len(kept) == 2


def test_one_long_snippet_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[int, str]] = []
    rest = threading.Event()

    def slowly(run: Run, *_: object) -> runnable.Runnable:
        begun.append((threading.get_ident(), run.label))
        if run.label == "long.py":
            assert rest.wait(30)  # it ends when all others have
        elif len(begun) == 9:
            rest.set()
        return runnable.Runnable({"a": GOOD})

    monkeypatch.setattr(runnable, "judged", slowly)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    states = []
    for name in [*(f"short_{number}" for number in range(8)), "long"]:
        path = tmp_path / f"{name}.py"
        path.write_text(f"# %% a\nprint({name!r})\n")
        run = execute(read(path))[0]
        made = {"seconds": 9.0 if name == "long" else 0.1}
        run.info["made"] = made  # type: ignore[typeddict-item]  # what else is told is no matter
        states.append(SnippetState(name, path, path.name, path.read_text(), run=run))
    found = Gate().judge(states)
    assert list(found) == [state.name for state in states]
    assert all(one.cells == {"a": GOOD} for one in found.values())
    (one,) = [thread for thread, label in begun if label == "long.py"]
    assert [label for thread, label in begun if thread == one] == ["long.py"]
    assert "long.py" in [label for _, label in begun[:2]]


def test_a_page_may_close_cells() -> None:
    found = {"one": runnable.Runnable({"a": GOOD, "b": GOOD})}
    closed = without(found, [("one", "b", "it draws"), ("other", "a", "no such run")])
    assert closed["one"].cells == {"a": GOOD, "b": Verdict(False, "it draws")}
