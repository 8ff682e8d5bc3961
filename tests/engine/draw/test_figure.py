"""The drawn graph: numbers, size, order, markup; and the walk in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import torch

from livecells.draw.backward_steps import backward_steps, title_of_box
from livecells.draw.collapse import FLAT, views
from livecells.draw.figure import draw_svg, figure_html
from livecells.draw.format_values import lines, number, say
from livecells.draw.layered_layout import Item, Link, arrange
from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph

from ...chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
SEED = (
    "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = 3 * y * y\nout = z.mean()",
    "out.backward()",
)
DOUBLING = (
    "x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)\ny = x * 2\n"
    "for _ in range(14):\n    y = y * 2",
    "y.backward(torch.tensor([0.1, 1.0, 0.0001]))",
)
LOOP = (
    "w = torch.tensor(1.001, requires_grad=True)\ny = torch.ones(2, requires_grad=True)\n"
    "for _ in range(1000):\n    y = y * w",
    "y.sum().backward()",
)


def record(wanted: str, *cells: str) -> Graph:
    namespace: dict[str, Any] = {"torch": torch}
    recorder = GraphRecorder([wanted])
    with recorder:
        for cell in cells:
            exec(cell, namespace)
            recorder.after_cell(namespace)
    return recorder.graph(wanted, namespace)


def cards(svg: str) -> list[ElementTree.Element]:
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return [group for group in groups if "lc-node" in group.get("class", "").split()]


def table_html(graph: Graph) -> str:
    return cut(figure_html(graph, "i", ""), r"<table.*</table>")


def steps_html(graph: Graph, number: int | None = None) -> str:
    return cut(figure_html(graph, "i", "", number), r'<ol class="lc-steps">.*</ol>')


def cut(figure: str, pattern: str) -> str:
    (found,) = re.findall(pattern, figure, re.DOTALL)
    return str(found)


def texts(element: ElementTree.Element, kind: str) -> list[str]:
    found = element.iter(f"{SVG}text")
    return [text.text or "" for text in found if kind in text.get("class", "").split()]


def drawn_gradients(svg: str) -> dict[str, set[float]]:
    """For each variable the different numbers of its gradient, read out of the picture."""
    read = {}
    for card in cards(svg):
        name = "".join(texts(card, "lc-tag")).split(" · ")[0]
        numbers = " ".join(texts(card, "lc-gradient")).replace("\u00a0", " ").split()
        read[name] = {float(entry) for entry in numbers}
    return read


# ----- The seed -----


def test_seed_gradients_are_read_out_of_the_picture():
    read = drawn_gradients(draw_svg(record("out", *SEED), "seed"))
    assert (read["out"], read["z"], read["y"], read["x"]) == ({1.0}, {0.25}, {4.5}, {4.5})


def test_both_ways_into_y_carry_their_share():
    picture = ElementTree.fromstring(draw_svg(record("out", *SEED), "seed"))
    shares = [g for g in picture.iter(f"{SVG}g") if "lc-share" in g.get("class", "").split()]
    assert len(shares) == 2
    assert all("2.25" in "".join(texts(share, "lc-gradient")) for share in shares)


def test_parallel_wires_are_apart():
    square = record("s", "u = torch.tensor(2.0, requires_grad=True)\ns = u * u")
    wires = re.findall(r'class="lc-line" d="([^"]+)"', draw_svg(square, "s"))
    assert len(set(wires)) == 2


def test_steps_tell_order_rule_and_accumulation():
    walked = backward_steps(record("out", *SEED)).steps
    assert [step["names"] for step in walked] == ["out", "z", "", "y", "x"]
    rules = [" ".join(step["rule"].lines) for step in walked if step["rule"]]
    assert rules[0] == r"\bar z_i = \tfrac1n\,\overline{\texttt{out}}"
    assert rules[-2:] == [r"\bar x = \bar y", r"x\texttt{.grad} \mathrel{+}= \bar x"]
    handed = walked[1]["gradients_out"]
    assert [entry["title"] for entry in handed] == ["MulBackward0", "AddBackward0 (y)"]
    accumulated = walked[-1]["accumulated"]
    assert accumulated is not None
    assert accumulated["into"] == "x"


def test_data_step_is_the_order_of_backward():
    svg = draw_svg(record("out", *SEED), "seed")
    assert [card.get("data-step") for card in cards(svg)] == ["1", "2", "3", "4", "5"]


def test_table_and_list_have_the_same_facts():
    graph = record("out", *SEED)
    table, listed = table_html(graph), steps_html(graph)
    for fact in ("27", "4.5 in every entry (2×2)", "<code>x.grad</code> is now 4.5"):
        assert fact in table
    assert listed.count("<li ") == 5
    assert "x.grad is now 4.5 in every entry (2×2)." in listed
    assert r"\(\bar y = \bar r \odot b\)" in listed
    assert '<b class="lc-letter">b</b> = 3' in listed


def test_leaves_are_above_and_the_result_below():
    places = [
        int(re.search(r"(\d+)\)$", card.get("transform", ""))[1])  # type: ignore[index]
        for card in cards(draw_svg(record("out", *SEED), "seed"))
    ]
    assert places == sorted(places, reverse=True)


# ----- Passes -----


def test_the_last_whole_pass_is_shown_unless_another_is_asked_for():
    graph = record("out", SEED[0], "out.backward(retain_graph=True)", "out.backward()")
    assert "x.grad held 4.5" in steps_html(graph)
    assert "held" not in steps_html(graph, number=1)
    assert "pass 2 of 2" in figure_html(graph, "i", "")
    with pytest.raises(ValueError, match="no backward pass 3"):
        draw_svg(graph, "i", number=3)


def test_captured_gradients_are_a_step():
    graph = record("out", SEED[0], "g, = torch.autograd.grad(out, y)")
    assert "AddBackward0 (y): torch.autograd.grad returns 4.5" in steps_html(graph)
    assert drawn_gradients(draw_svg(graph, "i"))["y"] == {4.5}


def test_without_backward_there_are_no_steps():
    figure = figure_html(record("out", SEED[0]), "i", "")
    assert "lc-steps" not in figure
    assert "lc-gradient" not in figure


# ----- Size -----


def test_fifteen_doublings_are_sixteen_nodes():
    svg = draw_svg(record("y", *DOUBLING), "d")
    assert len(cards(svg)) == 16
    assert "lc-group" not in svg


def test_a_loop_of_a_thousand_is_folded_and_small():
    graph = record("y", *LOOP)
    figure = figure_html(graph, "loop", "A loop.")
    assert len(figure.partition("<template")[0].encode()) < 10_000
    svg = draw_svg(graph, "loop")
    assert len(cards(svg)) == 3
    assert "1000 × MulBackward0" in svg
    assert "×1000" in svg


def test_a_loop_of_several_operations_is_folded():
    body = "x = torch.ones(1, requires_grad=True)\ny = x\nfor _ in range(50):\n"
    graph = record("y", body + "    y = (y * 0.5 + 1).sin()")
    first = views(graph)[0]
    (loop,) = [box for box in first.boxes if box.folded]
    assert title_of_box(loop) == "50 × MulBackward0 AddBackward0 SinBackward0"
    assert sum(len(box.nodes) for box in first.boxes) == len(graph["nodes"])


def test_what_rounds_share_stands_beside_them():
    body = "ws = [torch.ones(1, requires_grad=True) for _ in range(40)]\ny = ws[0]\n"
    first = views(record("y", body + "for w in ws[1:]:\n    y = y * w"))[0]
    assert [title_of_box(box) for box in first.boxes] == ["39 × MulBackward0", "40 leaves"]


def test_nothing_is_too_large():
    ops = ("sin", "cos", "tanh", "exp")
    chain = "".join(f".{ops[(k * k + k // 7) % 4]}()" for k in range(400))
    graph = record("y", f"x = torch.zeros(1, requires_grad=True)\ny = x{chain}")
    shown = views(graph)
    assert max(len(view.boxes) for view in shown) <= FLAT + 2
    assert max(len(view.way) for view in shown) <= 4


# ----- Markup -----


class Tags(HTMLParser):
    """Checks that tags close in order, and gathers ids and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("cells", [SEED, DOUBLING, LOOP], ids=["seed", "doubling", "loop"])
def test_markup_is_valid_and_without_style(cells: tuple[str, ...]):
    graph = record("out" if cells is SEED else "y", *cells)
    ElementTree.fromstring(draw_svg(graph, "a"))
    tags = Tags()
    tags.feed(figure_html(graph, "a", "A <em>caption</em>."))
    assert tags.open == []
    assert len(set(tags.ids)) == len(tags.ids)
    assert not {"style", "onclick"} & tags.attributes


def test_ids_start_with_the_prefix_and_nothing_else_changes():
    graph = record("out", *SEED)
    first, second = draw_svg(graph, "one"), draw_svg(graph, "two")
    assert first == draw_svg(record("out", *SEED), "one")
    assert first.replace("one-", "two-").replace('"one"', '"two"') == second


def test_names_are_escaped():
    cell = "d = {'<b>&\"': torch.ones(1, requires_grad=True)}\nout = d['<b>&\"'] * 2"
    figure = figure_html(record("out", cell, "out.backward()"), "i", "")
    assert "<b>" not in figure
    assert "&lt;b&gt;&amp;" in figure


def test_standalone_brings_its_colours():
    graph = record("out", *SEED)
    assert "<style>" in draw_svg(graph, "i", standalone=True)
    assert "<style>" not in draw_svg(graph, "i")
    ElementTree.fromstring(draw_svg(graph, "i", standalone=True))


def test_picture_has_title_and_description():
    picture = ElementTree.fromstring(draw_svg(record("out", *SEED), "seed"))
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "Recorded graph of out"
    assert "AddBackward0 (y) uses AccumulateGrad (x)" in (picture.findtext(f"{SVG}desc") or "")


def test_no_card_lies_on_another():
    for wanted, cells in (("out", SEED), ("y", LOOP)):
        boxes = []
        for card in cards(draw_svg(record(wanted, *cells), "i")):
            left, top = map(int, re.findall(r"\d+", card.get("transform", "")))
            rect = next(r for r in card.iter(f"{SVG}rect") if r.get("class") == "lc-card")
            boxes.append((left, top, int(rect.get("width", 0)), int(rect.get("height", 0))))
        for k, (x, y, w, h) in enumerate(boxes):
            for x2, y2, w2, h2 in boxes[:k]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_long_wires_keep_clear_of_the_rows_they_cross():
    items = [Item(100, 40) for _ in range(3)]
    layout = arrange(items, [Link(2, 1), Link(1, 0), Link(2, 0)])
    stand_in = layout.items[layout.links[2].via[0]]
    middle = layout.items[1]
    assert abs(stand_in.x - middle.x) >= middle.width / 2


# ----- Wording -----


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (4.5, "4.5"),
        (-0.004323, "-0.0043"),
        (1e-5, "1e-05"),
        (32768.0, "32768"),
        (3e7, "30000000"),
        ("nan", "nan"),
    ],
)
def test_numbers(entry: Any, text: str):
    assert number(entry) == text


def test_values_in_words():
    assert say(None) == "none"
    assert say({"shape": [2], "dtype": "float32", "data": [1.0, 2.0]}) == "[1, 2]"
    big = {"shape": [100], "dtype": "float32", "range": [0.0, 99.0]}
    assert say(big) == "100 entries, from 0 to 99"  # type: ignore[arg-type]
    assert lines(big) == (["0 … 99", "100 entries"], False)  # type: ignore[arg-type]


# ----- The walk -----


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """The seed's figure in a page of its own, with the site's script and style."""
    api = pytest.importorskip("playwright.sync_api")
    figure = figure_html(record("out", *SEED), "seed", "The graph.")
    css = (ROOT / "hooks/mkdocs_site/assets/graph.css").read_text()
    script = (ROOT / "hooks/mkdocs_site/assets/walk.js").read_text()
    path = tmp_path / "page.html"
    path.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Graph</title>'
        f"<style>{css}</style></head><body><main>{figure}</main><script>{script}</script></body>"
    )
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
        page.goto(path.as_uri())
        yield page
        browser.close()


def shown(text: Any) -> str:
    return str(text.evaluate("e => getComputedStyle(e).visibility"))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")
def test_a_card_goes_to_its_step_by_a_tap_and_by_keys(page: Any):
    card, count = page.locator("#seed-g-n2"), page.locator(".lc-walk-count")
    card.click()
    assert count.inner_text() == "Step 3 of 5"
    assert "lc-now" in (card.get_attribute("class") or "")
    page.locator("#seed-g-n0").click()
    assert count.inner_text() == "Step 1 of 5"
    page.locator("#seed-g-n0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "seed-g-n2"
    assert count.inner_text() == "Step 3 of 5"
    assert page.locator('.lc-drawing [tabindex="0"]').count() == 1, "one stop for Tab"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")
def test_walk_by_keyboard_tells_the_gradients_of_the_seed(page: Any):
    say_line = page.get_by_role("status")
    drawn = page.locator("#seed-g-n4 .lc-gradient").first
    assert shown(drawn) == "hidden", "at first there are values alone"
    page.get_by_role("button", name="Next step").focus()
    said = []
    for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
        said.append(re.search(r"gradient in ([\d.]+\d|\d)", say_line.inner_text())[1])  # type: ignore[index]
    assert said == ["1", "0.25", "0.75", "4.5", "4.5"]
    assert page.locator(".lc-now .lc-tag").text_content() == "x · leaf"
    assert page.evaluate("document.activeElement.textContent") == "Next step"
    assert shown(drawn) == "visible"
    page.keyboard.press("Home")
    assert page.locator(".lc-walk-count").inner_text() == "Step 1 of 5"
    assert shown(drawn) == "hidden"
    page.keyboard.press("End")
    assert page.locator(".lc-walk-count").inner_text() == "Step 5 of 5"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
