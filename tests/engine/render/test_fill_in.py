"""What is asked of a graph to fill in, what is said to wrong answers, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch

from livecells.blocks.options import OptionError
from livecells.notebook.typed_values import same
from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph
from livecells.render.fill_in import Blank, blanks
from livecells.render.sight import Sight
from livecells.render.tensors import graph_html

LEAVES = (
    "a = torch.tensor(3.0, requires_grad=True)\nb = torch.tensor(-2.0, requires_grad=True)\n"
    "x = torch.ones(2, 2, requires_grad=True)\n"
)
FORK = ("out", f"{LEAVES}s = a * b\nt = s + a\nout = s * t", "out.backward()")
MEAN = ("out", f"{LEAVES}y = x + 2\nz = 3 * y * y\nout = z.mean()", "out.backward()")
TWICE = ("out", f"{LEAVES}out = a * a", "out.backward()")
STARTED = ("out", f"{LEAVES}out = a * b", "out.backward(torch.tensor(0.5))")


def record(wanted: str, *cells: str) -> Graph:
    namespace: dict[str, Any] = {"torch": torch}
    recorder = GraphRecorder([wanted])
    with recorder:
        for cell in cells:
            exec(cell, namespace)
            recorder.after_cell(namespace)
    return recorder.graph(wanted, namespace)


def asked(*story: str) -> dict[str, Blank]:
    """What is asked, by the names of the tensors."""
    found = blanks(record(*story))
    return {re.sub(r".*\((\w+)\)", r"\1", blank["title"]): blank for blank in found}


def said(blank: Blank, typed: float) -> str:
    guess = {"kind": "number", "value": typed}
    return next((one["because"] for one in blank["wrong"] if same(one["guess"], guess)), "")


def test_answers_are_the_gradients_of_the_recorded_pass_in_its_order() -> None:
    found = asked(*FORK)
    assert list(found)[:3] == ["out", "t", "s"]
    right = {"out": 1, "t": -6, "s": -9, "a": 12, "b": -27}
    assert {name: blank["answer"]["value"] for name, blank in found.items()} == right
    assert asked(*STARTED)["out"]["answer"]["value"] == 0.5
    every = asked(*MEAN)
    assert every["x"]["answer"] == {"kind": "entries", "value": [[4.5, 4.5], [4.5, 4.5]]}
    assert every["out"]["answer"] == {"kind": "number", "value": 1.0}


def test_a_wrong_answer_is_told_which_factor_is_missing() -> None:
    found = asked(*FORK)
    assert "The upstream gradient is missing" in said(found["b"], 3)  # the local slope alone
    assert "The local slope of that step is missing" in said(found["b"], -9)
    assert said(found["s"], -6).startswith("That comes along one way, from AddBackward0 (t).")
    assert "local slopes, added up" in said(found["s"], -2)
    assert "upstream gradients, added up" in said(found["s"], -5)
    assert said(found["out"], 18).startswith("That is the value")
    assert said(asked(*TWICE)["a"], 3).startswith("That comes along one way")
    assert said(asked(*MEAN)["out"], 27).startswith("That is the value")


@pytest.mark.parametrize("story", [FORK, MEAN, TWICE, STARTED])
def test_no_wrong_answer_is_right_or_foreseen_twice_and_no_first_hint_has_the_answer(
    story: tuple[str, ...],
) -> None:
    for blank in asked(*story).values():
        guesses = [one["guess"] for one in blank["wrong"]]
        assert not any(same(blank["answer"], guess) for guess in guesses)
        assert all(not same(one, other) for n, one in enumerate(guesses) for other in guesses[:n])
        assert not re.search(r"(?<![\w(])-?\d", blank["hints"][0])


def test_hints_come_nearer() -> None:
    first, second, third = asked(*FORK)["s"]["hints"]
    assert first.startswith("Two ways lead here, from MulBackward0 (out) and AddBackward0 (t):")
    assert second.startswith("The upstream gradient is 1 at MulBackward0 (out) and -6 at Add")
    assert third.endswith("(1) × (-3) + (-6) × (1).")
    assert asked(*TWICE)["a"]["hints"][0].startswith("Two ways lead here, from MulBackward0 (out):")
    assert len(asked(*MEAN)["y"]["hints"]) == 2  # of a tensor no ratio is a local slope


END = "out.backward()"
HOOKED = "s = a * b\n_ = s.register_hook(lambda g: g * 2)\nout = s * a"
NINE = "x = torch.ones(3, 3, requires_grad=True)\nout = x.sum()"
COMPLEX = "c = torch.tensor(1 + 1j, requires_grad=True)\nout = c.abs()"
REFUSED = [
    (("out", f"{LEAVES}out = a * b"), "no backward pass ran through out"),
    (("out", f"{LEAVES}for _ in range(40): a = a * b\nout = a", END), "nodes, and"),
    (("out", NINE, END), "at most"),
    (("out", f"{LEAVES}p, q = x.unbind()\nout = (p * q).sum()", END), "outputs"),
    (("out", f"{LEAVES}out = torch.sqrt(a - 3) * (a - 3)", END), "nan"),
    (("out", COMPLEX, END), "real numbers"),
    (("out", LEAVES + HOOKED, END), "without hooks"),
]


@pytest.mark.parametrize(("story", "why"), REFUSED)
def test_what_nobody_could_fill_in_is_refused(story: tuple[str, ...], why: str) -> None:
    with pytest.raises(OptionError, match=f"nobody could fill in the gradients: .*{why}") as found:
        blanks(record(*story))
    assert found.value.option == "fill"


def test_the_page_shows_no_gradient_until_the_fold_is_open() -> None:
    graph = record(*FORK)
    made, _ = graph_html(graph, "i", {"fill": True})
    plain, _ = graph_html(graph, "i", {})
    assert {piece.kind for piece in Sight(plain).pieces} >= {"gradient", "drawing"}
    pieces = Sight(made).pieces
    assert "gradient" not in {piece.kind for piece in pieces}
    assert not any("-27" in piece.text or "12" in piece.text for piece in pieces)
    values = made.partition('class="lc-details lc-fill-values"')[2].partition("</details>")[0]
    assert "AccumulateGrad" in values
    assert "-27" not in values
