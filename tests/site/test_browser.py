"""The real site in real Chromium: every page, phone and desktop, light and dark."""

from __future__ import annotations

import re
from typing import Any

import pytest

from livecells.notebook.percent import read
from livecells.run.execute import execute

from .conftest import CHROMIUM, PAGES, ROOT, STATES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_every_page_fits_asks_no_other_host_and_is_quiet(
    chromium: Any, base: str, scheme: str, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("request", lambda r: None if r.url.startswith((base, "data:")) else said.append(r.url))
    for name in PAGES:
        page.goto(base + name)
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            said.append(f"{name} is {over} px too wide")
        if page.locator(".arithmatex:not(.lc-math)").count():
            said.append(f"{name} has a formula that is not typeset")
    context.close()
    assert said == []


def gradients(name: str) -> dict[str, list[float]]:
    """The gradients that the snippet's tensors kept, by the other route: `retain_grad`."""
    _, module = execute(read(ROOT / "snippets" / f"{name}.py", f"{name}.py"))
    return {n: getattr(module, n).grad.flatten().tolist() for n in ("out", "z", "y", "x")}


def test_the_drawn_and_walked_gradients_are_those_that_retain_grad_kept(
    chromium: Any, base: str
) -> None:
    kept = gradients("chain_rule")
    assert [kept[name][0] for name in ("out", "z", "y", "x")] == [1.0, 0.25, 4.5, 4.5]
    page = chromium.new_page(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    page.goto(base + "tutorial/chain-rule/")
    figure = page.locator(".lc-graph").first
    drawn = figure.locator("svg .lc-gradient").all_text_contents()
    for name, values in kept.items():
        assert any(f"{values[0]:g}" in text for text in drawn), (name, drawn)
    figure.get_by_role("button", name="Forward").focus()
    said: dict[str, str] = {}
    for _ in range(5):
        page.keyboard.press("Enter")
        text = figure.get_by_role("status").inner_text()
        match = re.match(r"\w+ \((?:leaf )?(\w+)\): gradient in ([\d.]+\d|\d)", text)
        if match:
            said[match[1]] = match[2]
    assert {name: float(value) for name, value in said.items()} == {
        name: values[0] for name, values in kept.items()
    }
    page.close()
