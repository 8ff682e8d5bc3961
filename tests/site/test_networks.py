"""Graphs of six networks, built once and looked at in real Chromium: seen whole, opened, walked."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from ..conftest import once
from .axe import violations
from .conftest import ROOT, Site
from .test_published import BUDGET, GROWS, Zipped

NETWORKS = ROOT / "tests" / "engine" / "draw" / "networks"
NAMES = sorted(path.stem for path in NETWORKS.glob("*.py"))
SIZES = {1280: 900, 390: 844}
PAGE = """\
# The graph of {0}

/// live | {0}:model
///

/// live | {0}:forward
///

/// live | {0}:backward
///

/// graph | {0}:loss
///

What comes after the graph.
"""
# Whether all of the first element is in the window and in the second, which scrolls.
IN_SIGHT = """([inner, outer]) => {
  const [a, b] = [inner, outer].map(s => document.querySelector(s)?.getBoundingClientRect());
  return a && b && a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.left >= b.left - 1
    && a.right <= b.right + 1 && a.height > 5 && b.top >= -1 && b.bottom <= innerHeight + 1;
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(2),
]


def networks(root: Path) -> None:
    """A site in the looks of this one, with a page for each network."""
    made = Site(root)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0] + "\n"
    config = re.sub(r"    (lessons|about|folded|glossary|jupyter_css|cards): .*\n", "", config)
    made.write("mkdocs.yml", config.replace("hooks/", f"{ROOT}/hooks/"))
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    made.write("docs/index.md", "# Home\n")
    for path in NETWORKS.glob("*.py"):
        made.write(f"snippets/{path.name}", path.read_text(encoding="utf-8"))
        made.write(f"docs/{path.stem}.md", PAGE.format(path.stem))
    done = made.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(common: Path) -> Path:
    """The folder of the built site."""
    return Path(once(common / "networks", networks)) / "site"


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """Its address; text is compressed on its way."""
    handler = functools.partial(Zipped, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def tab(chromium: Any, request: Any) -> Iterator[Any]:
    """A reader at a width who wants no movement."""
    size = {"width": request.param, "height": SIZES[request.param]}
    context = chromium.new_context(viewport=size, reduced_motion="reduce", service_workers="block")
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    context.close()


def wait_until_in_sight(page: Any, inner: str, outer: str) -> None:
    """Wait for the frame that brings an element into sight, within another that scrolls."""
    page.wait_for_function(IN_SIGHT, arg=[inner, outer], timeout=5000)


def tap(page: Any, title: str) -> None:
    """Tap the last card whose title is this one."""
    page.locator(".lc-node:not(.lc-outside)", has_text=title).last.dispatch_event("click")


@pytest.mark.corpus(3)  # networks, each at each width
@pytest.mark.parametrize("tab", SIZES, indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_is_in_sight_at_first_and_nothing_moves(tab: Any, base: str, name: str) -> None:
    sizes: list[int] = []
    tab.on("response", lambda answer: sizes.append(int(answer.header_value("content-length") or 0)))
    tab.goto(base + name + "/", wait_until="load")
    assert tab.evaluate(GROWS) == 0
    assert sum(sizes) < BUDGET, sum(sizes)
    tab.evaluate("() => document.querySelector('.lc-stage').scrollIntoView()")
    wait_until_in_sight(tab, ".lc-drawing", ".lc-stage > .lc-scroll")
    assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert tab.locator(".lc-gradient:visible").count() == 0, "at first there are values alone"


@pytest.mark.corpus(3)  # networks, each at each width
@pytest.mark.parametrize("tab", SIZES, indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_each_step_is_in_sight_with_its_words_and_buttons(tab: Any, base: str, name: str) -> None:
    tab.goto(base + name + "/")
    forward = tab.get_by_role("button", name="Next step")
    total = tab.locator(".lc-stage .lc-node").count()
    assert total < 25
    for step in range(1, total + 1):
        forward.click()
        assert tab.locator(".lc-walk-count").inner_text() == f"Step {step} of {total}"
        wait_until_in_sight(tab, ".lc-node.lc-now .lc-title", ".lc-stage > .lc-scroll")
        for part in (".lc-walk-buttons", ".lc-walk-say"):
            wait_until_in_sight(tab, part, ".lc-stage")


WAYS = {
    "conv_net": ["model.4", "ConvolutionBackward0"],
    "gpt": ["12 × Block", "gpt.blocks.7", "gpt.blocks.7.mlp", "GeluBackward0"],
    "gru": ["50 × GRUCell", "rounds 13", "cell", "TanhBackward0"],
    "lstm": ["50 × step()", "rounds 13", "step()", "TanhBackward0"],
    "residual": ["49 × Block", "rounds 37", "net.3.48", "ConvolutionBackward0"],
    "transformer": ["6 × Transformer", "encoder.layers.3", "encoder.layers.3.linear1", "Addmm"],
}


@pytest.mark.corpus(3)  # networks, each at each width
@pytest.mark.parametrize("tab", SIZES, indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_a_card_is_three_taps_away_and_the_way_back_is_shown(
    tab: Any, base: str, name: str
) -> None:
    tab.goto(base + name + "/")
    *groups, card = WAYS[name]
    for depth, title in enumerate(groups, start=1):
        tap(tab, title)
        tab.wait_for_function(
            f"() => document.querySelectorAll('.lc-walk-way button').length === {depth}"
        )
        wait_until_in_sight(tab, ".lc-drawing", ".lc-stage > .lc-scroll")
    assert len(groups) <= 3
    tap(tab, card)
    assert card in tab.locator(".lc-node.lc-now").text_content()
    assert card in tab.locator(".lc-walk-say").inner_text()
    assert card in tab.locator(".lc-steps [aria-current]").text_content()
    assert violations(tab, ".lc-graph", colours="looks") == []
    tab.get_by_role("button", name="Whole graph").click()
    assert tab.locator(".lc-walk-way button").count() == 0


def test_a_node_is_found_by_a_part_of_its_name(chromium: Any, base: str) -> None:
    tab = chromium.new_page(reduced_motion="reduce")
    tab.goto(base + "gpt/")
    field = tab.get_by_role("searchbox", name="Find a node")
    field.fill("blocks.7.mlp.0.bias")
    field.press("Enter")
    tab.wait_for_selector(".lc-found")
    assert "gpt.blocks.7.mlp.0.bias" in tab.locator(".lc-found").text_content()
    assert tab.locator(".lc-walk-say").inner_text().startswith("1 of 1:")
    field.fill("no such thing")
    field.press("Enter")
    assert tab.locator(".lc-walk-say").inner_text() == "No node is called so."
    tab.close()


def test_groups_open_and_close_by_keys_and_steps_lead_on_out_of_them(
    chromium: Any, base: str
) -> None:
    tab = chromium.new_page(reduced_motion="reduce")
    tab.goto(base + "gru/")
    tab.locator(".lc-drawing [tabindex='0']").focus()
    tab.keyboard.press("ArrowRight")  # from the loss to the last layer, which is a group
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".lc-walk-way button")
    assert tab.locator(".lc-walk-way b").inner_text() == "head (Linear)"
    tab.keyboard.press("Escape")
    assert tab.locator(".lc-walk-count").inner_text() == "Step 2 of 7"
    tab.keyboard.press("Enter")
    for _ in range(5):
        tab.get_by_role("button", name="Next step").click()
    tab.wait_for_function("() => !document.querySelector('.lc-walk-way b')")
    assert tab.locator(".lc-walk-count").inner_text() == "Step 3 of 7"
    tab.close()


def test_zoom_makes_a_picture_larger_and_fit_shows_it_whole(chromium: Any, base: str) -> None:
    tab = chromium.new_page(viewport={"width": 390, "height": 844})
    tab.goto(base + "conv_net/")
    width = "() => document.querySelector('.lc-drawing').getBoundingClientRect().width"
    first = tab.evaluate(width)
    tab.get_by_role("button", name="Zoom in").click()
    assert tab.evaluate(width) == pytest.approx(1.4 * first, rel=0.02)
    tab.get_by_role("button", name="Fit").click()
    assert tab.evaluate(width) == pytest.approx(first, rel=0.02)
    tab.close()


@pytest.mark.corpus(3)
@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_the_picture_its_steps_and_a_table_are_there(
    chromium: Any, base: str, name: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(base + name + "/")
    assert tab.locator(".lc-drawing").is_visible()
    assert tab.locator(".lc-drawing .lc-gradient").first.is_visible()
    assert tab.locator(".lc-steps li").first.is_visible()
    tab.locator("summary", has_text="The same as a table").click()
    assert tab.locator(".lc-table td").first.is_visible()
    tab.locator(".lc-drawing a").first.dispatch_event("click")
    tab.wait_for_url("**/*-graph-*.html#*")
    assert tab.locator(":target .lc-drawing").is_visible()
    assert tab.locator(":target .lc-table").is_visible()
    context.close()


def test_on_a_disk_a_group_opens_in_the_file_beside_the_page(chromium: Any, site: Path) -> None:
    tab = chromium.new_page()
    tab.goto((site / "conv_net" / "index.html").as_uri())
    tap(tab, "model.4")
    tab.wait_for_url("**/*-graph-*.html#*")
    assert "model.4 (Conv2d)" in tab.locator(":target h2").inner_text()
    tab.close()


def test_on_paper_all_values_and_steps_can_be_read(chromium: Any, base: str) -> None:
    tab = chromium.new_page(viewport={"width": 680, "height": 960})
    tab.goto(base + "gpt/")
    tab.get_by_role("button", name="Next step").click()
    tab.emulate_media(media="print")
    assert tab.locator(".lc-drawing .lc-gradient").first.is_visible()
    assert tab.locator(".lc-drawing .lc-gradient").last.is_visible()
    assert tab.locator(".lc-steps li").last.is_visible()
    scale = "() => document.querySelector('.lc-drawing').getBoundingClientRect().width / 756"
    assert tab.evaluate(scale) > 0.5
    tab.close()
