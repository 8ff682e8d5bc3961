"""What the search makes of a query: the page's own script, in V8, over a small index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from livecells.publish.search_text import SEPARATOR
from mkdocs_site.search import OURS

from .conftest import ROOT

ASSETS = ROOT / "hooks" / "mkdocs_site" / "assets"
SYNONYMS = [
    ["rnn", "hidden state"],
    ["not a number", "nan"],
    ["does not learn", "loss stuck"],
    ["per row gradient", "gradient of each sample"],
    ["inplace", "+=", "] ="],
]
TEXTS = {
    "grad/": ("Gradients", "gradient gradient of a gradient, and one more gradient"),
    "grad/#clip": ("Gradient too large", "clip the gradient by its norm"),
    "grad/#zero": (
        "Clear the gradient",
        "call <code>zero_grad</code>, then step the optimizer",
    ),
    "nan/": ("Not finite", "the loss is nan, and so is the gradient"),
    "state/": ("A loop", "cut the hidden state: the gradient ends there"),
    "hook/": ("Watch", "a pack hook sees what a step saves"),
    "stuck/": ("No progress", "the loss stuck at one value, the gradient is small"),
    "about/made/": ("The making", "a plugin makes the pages"),
    "notes/#by-chance": ("A walk", "the gradient comes round to the start, at the third epoch"),
    "decide/": ("Hard decisions", "to round is to decide"),
    "decide/#steps": ("Steps", "the gradient of a step that does round is zero"),
    "decide/#grid": ("A grid", "who must round to a grid finds no gradient there"),
    "decide/#through": ("Straight through", "round on the way there, one for the gradient"),
    "rows/": ("Rows", "per-row gradients, one beside the other"),
    "edit/": ("Edits", "a step that writes inplace"),
    "size/#long": ("Width and depth", "width " * 6),
    "size/#short": ("Width", "towers have one, walls have one, roofs and floors have none"),
    "backward/": ("backpropagation", "the gradient of each step, from the end"),
}
ASK = """(query => {
  const answer = new livesearch.Answer(site, query);
  const order = answer.order.filter(one => answer.kept.has(one.doc.location));
  return JSON.stringify([order.map(one => one.doc.location), answer.notice(), answer.words()]);
})"""
Ask = Callable[[str], tuple[list[str], str, list[str]]]


def material_worker() -> str:
    """Material's own search, whose stemmer ours takes."""
    import material

    folder = Path(material.__file__).parent / "templates/assets/javascripts/workers"
    return next(folder.glob("search.*.min.js")).read_text("utf-8")


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Where a query leads, what is said of it, and the words that are marked."""
    racer = pytest.importorskip("py_mini_racer")
    docs = [{"location": at, "title": title, "text": text} for at, (title, text) in TEXTS.items()]
    index = json.dumps({"config": {"separator": SEPARATOR}, "docs": docs})
    with racer.MiniRacer() as engine:
        engine.eval("var self = globalThis, console = {warn() {}}")
        for name in OURS[:-1]:  # the last ties them to Material's
            engine.eval((ASSETS / f"{name}.js").read_text("utf-8"))
        engine.eval("var addEventListener = () => {}, postMessage = () => {}")
        engine.eval(material_worker())
        engine.eval("var stem = word => String(lunr.stemmer(new lunr.Token(word)))")
        given = f"{{stem, synonyms: {json.dumps(SYNONYMS)}, about: ['about/']}}"
        engine.eval(f"var site = new livesearch.Site({index}, {given})")

        def answer(query: str) -> tuple[list[str], str, list[str]]:
            found: Any = json.loads(engine.eval(f"{ASK}({json.dumps(query)})"))
            return found[0], found[1], found[2]

        yield answer


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("gradient clip", "grad/#clip"),  # the rare word decides, however often the other stands
        ("clip gradient", "grad/#clip"),
        ("clipping", "grad/#clip"),
        ("clipped gradients", "grad/#clip"),
        ("how do I clip the gradient", "grad/#clip"),
        ("zero grad", "grad/#zero"),
        ("zerograd", "grad/#zero"),
        ("optimizer.zero_grad()", "grad/#zero"),
        ("rnn", "state/"),
        ("RNNs", "state/"),
        ("not-a-number", "nan/"),
        ("it does not learn", "stuck/"),
        ("pack_hook", "hook/"),
        ("back propagation", "backward/"),
        ("gradient of round", "decide/#steps"),  # the page is about it
        ("width", "size/#short"),  # a title that says this and nothing else
        ("what does the width() function do", "size/#short"),
        ("gradients that each sample has", "rows/"),  # a phrase in other forms and order
        ("x += 1", "edit/"),  # an operator is asked for by the words of its group
        ("x[0] = 5", "edit/"),
        ("difference between nan and not a number", "nan/"),
    ],
)
def test_a_query_leads_to_what_was_meant(ask: Ask, query: str, first: str) -> None:
    order, notice, words = ask(query)
    assert order[0] == first
    assert words
    assert notice == ""


def test_a_long_question_is_no_message(ask: Ask) -> None:
    words = "rnn layers that I train for ten weeks forget everything so soon"
    assert ask(f"why do {words}")[0][0] == "state/"
    assert ask(f"{words}?")[0][0] == "state/"
    assert "state/" not in ask(f"RuntimeError: {words}")[0]


def test_a_name_with_one_letter_for_a_variable_is_looked_for_without_it(ask: Ask) -> None:
    assert ask("y_hook")[0][0] == "hook/"


@pytest.mark.parametrize("typed", ["gradinet", "gradent", "graadient", "grafient"])
def test_a_slip_is_told_and_what_was_meant_is_found(ask: Ask, typed: str) -> None:
    order, notice, words = ask(f"clip {typed}")
    assert order[0] == "grad/#clip"
    assert notice == f"No “{typed}” here. Found for “gradient”:"
    assert "gradient" in words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("quantum gradient", "Nothing here about “quantum”. The nearest:"),
        ("quantum", "Nothing here about “quantum”."),
        ("stop_gradient", "Nothing here about “stop_gradient”"),
        ("plugin", "Only pages about this site have “plugin”:"),
        ("clip the hidden state", "Nothing here has all these words. Nearest, without"),
    ],
)
def test_what_is_not_here_is_said(ask: Ask, query: str, said: str) -> None:
    assert ask(query)[1].startswith(said)


def test_numbers_of_the_readers_program_are_not_missed(ask: Ask) -> None:
    assert ask("gradient 64 of shape2 clip")[1] == ""


def test_of_a_message_most_words_must_be_here(ask: Ask) -> None:
    assert ask("RuntimeError: the gradient of each step from the end of tensor ends there")[1] == ""
    message = "OSError: cannot open shared object file libcudart: no such file or directory"
    assert ask(message)[0] == []
    other = f"{message} gradient"
    assert ask(other)[1] == "No section here has most of these words. The nearest:"


def test_a_query_without_a_word_of_its_own_is_answered(ask: Ask) -> None:
    assert ask("how")[0] == []
    assert ask("")[0] == []
    assert ask("?!")[1] == ""
