"""What stands on cards and in sentences: nothing that reads as another thing."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from livecells.draw.backward_steps import backward_steps, sentence
from livecells.draw.cards import card_of
from livecells.draw.figure import figure_html
from livecells.draw.format_values import lines, number, say
from livecells.record.recorder import GraphRecorder
from livecells.record.tensor_values import describe


def drawn(source: str, name: str = "out") -> tuple[str, str]:
    """All that stands on cards, and all sentences."""
    namespace: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    recorder = GraphRecorder([name])
    with recorder:
        exec(source, namespace)
        recorder.after_cell(namespace)
    graph = recorder.graph(name, namespace)
    assert "<figure" in figure_html(graph, "g", name)
    shown = backward_steps(graph)
    cards = [card_of(shown, box) for box in shown.boxes]
    words = [
        " ".join([card.title, card.tag, *(f"{c.label} {' '.join(c.texts)}" for c in row)])
        for card in cards
        for row in [[cell for cells in card.rows for cell in cells]]
    ]
    notes = [text for card in cards for _, text in card.notes]
    said = "\n".join(sentence(step) for step in shown.steps)
    return "\n".join([*words, *notes]).replace("\u00a0", " "), said


X = "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234.5, "1234.5"),
        (10000.5, "10000.5"),
        (123.4567, "123.4567"),
        (1.0, "1"),
        (-0.0, "-0"),
        (0.00012345, "0.000123"),
        (1e30, "1e+30"),
        (0.30000001, "0.3"),
        ("nan", "nan"),
    ],
)
def test_numbers_are_those_that_torch_prints(value: Any, expected: str):
    assert number(value) == expected


@pytest.mark.parametrize(
    ("entries", "card", "words"),
    [
        ([0.0, float("nan"), 1, 2, 3], ["1 nan", "others 0 … 3", "5 entries"], "1 nan, the others"),
        ([0.0] * 99 + [float("nan")], ["1 nan", "others 0", "100 entries"], "100 entries: 1 nan"),
        ([float("nan")] * 100, ["all nan", "100 entries"], "nan in every entry (100 entries)"),
        ([float("inf")] * 70 + [1.0], ["70 inf", "others 1", "71 entries"], "70 inf"),
        ([float("-inf")] * 6, ["all -inf", "6 entries"], "-inf in every entry"),
        ([0.1, 0.1000001] * 3, ["about 0.1", "6 entries"], "6 entries, about 0.1"),
    ],
)
def test_what_is_no_finite_number_is_counted(entries: list[float], card: list[str], words: str):
    value = describe(torch.tensor(entries))
    assert lines(value)[0] == card
    assert words in say(value)


def test_a_length_never_stands_where_a_value_does():
    cards, said = drawn(f"{X}out = (x * torch.tensor([5.0, 6.0])).sum()\nout.backward()")
    assert "saved other [5 6]" in cards
    cards, said = drawn(
        "x = torch.arange(8.0, requires_grad=True)\nout = (x * x.detach()).sum()\nout.backward()"
    )
    assert "saved other 8 entries" in cards
    assert "from 0 to 7" in said
    assert "in 8 entries, from" in said


def test_a_folded_loop_hands_on_the_sum_of_its_shares():
    cards, said = drawn(
        "w = torch.tensor(0.9, requires_grad=True); h = torch.tensor(0.5)\n"
        "for _ in range(30): h = torch.tanh(w * h)\nout = h * 1; out.backward()"
    )
    assert "0.5003, in 30 shares, to AccumulateGrad (w)" in said
    assert "w.grad is now 0.5003" in said
    assert "gradient 0.5003" in cards


def test_a_value_changed_in_place_shows_both():
    cards, _ = drawn(f"{X}y = x + 1\nwith torch.no_grad(): y *= 10\nout = (y * 3).sum()")
    assert "value 2 3 changed in place to 20 30" in cards.replace("  ", " ")


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        (
            "y.register_hook(lambda g: g * 10)",
            "gradient in [60, 120]. A hook made that of [6, 12].",
        ),
        (
            "y.grad_fn.register_hook(lambda i, o: (i[0] / 2, *i[1:]))",
            "has a say in what it hands",
        ),
        ("x.register_hook(lambda g: -g)", "A hook made that of [18, 36]."),
        ("x.register_post_accumulate_grad_hook(lambda p: None)", "A hook runs after"),
    ],
)
def test_hooks_that_change_a_gradient_are_named(hook: str, words: str):
    _, said = drawn(f"{X}y = x * 3\n{hook}\nout = (y ** 2).sum()\nout.backward()")
    assert words in said


def test_hooks_that_only_look_are_not():
    _, said = drawn(f"{X}y = x * 3\ny.register_hook(lambda g: None)\nout = y.sum()\nout.backward()")
    assert "hook" not in said


def test_a_gradient_that_was_returned_on_the_way_is_said():
    _, said = drawn(f"{X}h = x * 3\nout = h.exp().sum()\ntorch.autograd.grad(out, [h, x])")
    assert "torch.autograd.grad returns it too." in said
    assert "AccumulateGrad (x): torch.autograd.grad returns" in said


def test_constants_have_their_names_where_a_number_is_not_enough():
    cards, _ = drawn(f"{X}c = torch.tensor([10.0, 20.0])\nout = ((c - x) ** 3 + 2).sum()")
    assert "constant self [10 20]" in cards
    assert "constant exponent 3" in cards
    assert "constant 2" in cards
