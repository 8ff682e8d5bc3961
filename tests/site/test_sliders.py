"""Sliders in real Chromium, on a small site: everything of a snippet follows, nothing else does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .conftest import PLAIN, ROOT, Site, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]
STORY = '''\
r"""The slope of a power."""
# %% leaf
import torch

start = 2.0
# %% slope
scale = -2.0
x = torch.tensor(start, requires_grad=True)
y = scale * x**3
y.backward()
if scale > 0:
    print("uphill")
# %% printed
print(x.grad.item())
'''
UP = "[[story:'up' if y > 0 else 'down']]"
PAGE = f"""\
# Home

/// live | story
    vary: {{start: [1, 2, 3], scale: [-2, 2]}}
    says: "At [[story:start]] the slope is **[[story:x.grad | .1f]]**: *{UP}*."
///

/// graph | story:y
    vary: {{start: [1, 2, 3]}}
    caption: "From [[story:start]]."
///

/// tensors | story: x
    vary: {{start: [1, 2, 3]}}
///

/// live | story:printed
///

/// live | story:leaf..printed
    predict: "What is printed?"
    answer: "story:x.grad"
    vary: {{start: [1, 2, 3]}}
///
"""
MATERIAL = f"""\
site_name: Small
hooks: [{ROOT / "hooks" / "live_site.py"}]
theme: {{name: material, custom_dir: {ROOT / "hooks" / "theme"}, font: false}}
extra: {{generator: false, livecells: {{csp: true, bundle: true, prune_css: true}}}}
plugins: []
markdown_extensions: [pymdownx.superfences]
"""


@pytest.fixture(scope="module", params=[MATERIAL, PLAIN], ids=["material", "mkdocs"])
def base(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site, in two themes."""
    site = Site(tmp_path_factory.mktemp("sliders"))
    site.write("mkdocs.yml", request.param)
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", PAGE)
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    with served() as serve:
        yield serve(site.root / "site")


# The scripts that come late, and the icon, which comes when the browser likes.
OWN = re.compile(r"/assets/(?:vary|judge)\.\w+\.js$|/favicon|/img/favicon")


@pytest.fixture
def page(chromium: Any, base: str) -> Iterator[Any]:
    """The page, and a check that nothing went wrong on it."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.goto(base, wait_until="networkidle")
    asked: list[str] = []
    made.on("request", lambda request: OWN.search(request.url) or asked.append(request.url))
    yield made
    theirs = "reading 'backdrop'"  # MkDocs' theme misses the box of a search that is not there
    assert ([fault for fault in faults if theirs not in fault], asked) == ([], [])
    # The walk says how wide it shows a graph; nothing else is styled element by element.
    assert made.locator(".lc [style]:not(svg.lc-drawing)").count() == 0
    context.close()


def outputs(page: Any) -> list[str]:
    """What is shown of each block that varies, but for the graph's own panels."""
    found = page.locator(".lc-vary-shown > .lc-cell > .lc-output, .lc-vary-shown .lc-tensors")
    return [str(text) for text in found.all_inner_texts()]


def test_all_of_a_snippet_follows_a_slider(page: Any) -> None:
    first = page.locator(".lc-vary").first
    start, scale = first.get_by_role("slider").all()
    said = first.locator(".lc-vary-says")
    assert said.inner_text() == "At 2.0 the slope is -24.0: down."
    start.press("End")
    assert said.inner_text() == "At 3.0 the slope is -54.0: down."
    assert outputs(page)[0] == "-54.0"
    assert "-54.0" in outputs(page)[1]
    graph = page.locator(".lc-vary").nth(1).locator(".lc-vary-shown")
    assert "From 3.0." in graph.locator("figcaption").inner_text()
    assert "-54" in graph.locator("svg.lc-drawing").text_content()
    scale.press("End")
    assert outputs(page)[:2] == ["uphill", "54.0"]  # a cell that gave nothing before
    assert said.inner_text() == "At 3.0 the slope is 54.0: up."
    assert first.locator(".lc-vary-literal").all_inner_texts() == ["3.0", "2.0"]
    assert "-54" in graph.locator("svg.lc-drawing").text_content()  # it has no such slider
    first.get_by_role("button", name="Reset").click()
    assert said.inner_text() == "At 2.0 the slope is -24.0: down."
    assert outputs(page)[0] == "-24.0"
    assert first.locator(".lc-vary-literal").all_inner_texts() == ["2.0", "-2.0"]
    assert "scale = -2.0\n" in first.locator(".highlight code").nth(1).inner_text()


def test_other_blocks_of_the_snippet_stay(page: Any) -> None:
    plain = page.locator(".lc-live-block").nth(1)
    page.get_by_role("slider").first.press("Home")
    assert plain.locator(".lc-output").inner_text() == "-24.0"
    assert plain.locator(".lc-vary-literal").count() == 0


def test_a_graph_that_has_come_can_be_walked(page: Any) -> None:
    graph = page.locator(".lc-vary").nth(1)
    slider = graph.get_by_role("slider")
    slider.press("Home")
    graph.get_by_role("button", name="Next step").click()
    assert "Step 1 of" in graph.locator(".lc-vary-shown .lc-walk-count").inner_text()
    slider.press("End")
    assert "steps" in graph.locator(".lc-vary-shown .lc-walk-count").inner_text()
    graph.get_by_role("button", name="Next step").click()
    assert graph.locator(".lc-vary-shown .lc-now").count() > 0


def test_a_question_is_about_the_pages_own_values(page: Any) -> None:
    asked = page.locator(".lc-live-block").last
    page.get_by_role("slider").first.press("Home")
    assert asked.locator(".lc-vary-literal").all_inner_texts() == ["2.0"]
    assert asked.get_by_role("slider").count() == 0  # it cannot be seen yet
    asked.get_by_role("textbox").fill("-24")
    asked.get_by_role("button", name="Check").click()
    asked.locator(".lc-vary-shown").filter(visible=True).wait_for()  # the judge comes when needed
    assert asked.locator(".lc-vary-shown").inner_text().strip() == "-24.0"
    asked.get_by_role("slider").press("End")
    assert asked.locator(".lc-vary-shown").inner_text().strip() == "-54.0"
    assert asked.locator(".lc-vary-literal").all_inner_texts() == ["3.0"]
    asked.get_by_role("button", name="Ask me again").click()
    asked.locator(".lc-vary-literal", has_text="2.0").wait_for()


def test_in_print_the_chosen_position_stands_without_its_slider(page: Any) -> None:
    first = page.locator(".lc-vary").first
    first.get_by_role("slider").first.press("End")
    page.emulate_media(media="print")
    assert first.locator("input").first.is_hidden()
    assert first.locator(".lc-vary-at").first.inner_text() == "3.0"
    assert first.locator(".lc-vary-shown .lc-output").last.inner_text() == "-54.0"


def test_nothing_moves_when_the_sliders_come(chromium: Any, base: str) -> None:
    heights = []
    for scripts in (True, False):
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=scripts
        )
        made = context.new_page()
        made.goto(base)
        box = made.locator(".lc-vary-controls").first.bounding_box()
        heights.append(box["height"])
        context.close()
    assert heights[0] == pytest.approx(heights[1], abs=1)
