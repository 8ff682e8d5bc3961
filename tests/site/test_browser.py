"""The real site in real Chromium: its pages, phone and desktop, light and dark.

A sample of the pages is opened, or with `--all` every one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from livecells.notebook.percent import read
from livecells.run.execute import execute

from ..chromium import CHROMIUM
from ..conftest import Drawn
from .axe import violations, violations_after_a_switch
from .conftest import PAGES, ROOT, STATES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    # The first test of a width waits for the visit of all pages: minutes on a busy machine.
    pytest.mark.timeout(1200),
]

# The scheme in which the pages are opened at a width; they are switched to the other.
OPENED = {1280: "light", 390: "dark"}
# At this width more pages are opened than axe looks at, or with `--all` all. They get the other
# width as a window does that its reader draws larger; those of axe are opened at both.
OPENS_MORE = {390}
MORE = 10  # pages that are opened, where not all are
OTHER = {"light": "dark", "dark": "light"}
# On one page of so many, axe's rules about colours look at every text, and again after the switch.
# On the others they look at one text of each look where the window is wide. Where it is narrow, axe
# does not look at the others: what it would find stands in both, but for what only a phone shows,
# the same on every page, and for boxes that scroll, which test_looks.py looks at.
THOROUGH = 4
SOME = 4  # pages at which axe looks and whose colours are switched, where not at all
COLOURS = {1280: "looks", 390: ""}
SCHEMES = {"light": "default", "dark": "slate"}
CHANGED = "scheme => document.body.dataset.mdColorScheme === scheme"


# What axe must find where it is planted, before the colours are switched and after.
PLANTED = {
    "color-contrast": "<p><span data-style='color: #888; background: #777'>Faint</span></p>",
    "link-in-text-block": "<p>Some text <a href='#' data-style='text-decoration: none;"
    " color: color-mix(in srgb, currentColor 92%, red)'>and a link</a> and more of it.</p>",
    "image-alt": "<img src='data:,'>",
}
PLANT = """html => {
  const box = document.createElement("div");
  box.innerHTML = html;
  document.querySelector("article").append(box);
  for (const element of box.querySelectorAll("[data-style]"))
    element.style.cssText = element.dataset.style;  // the policy refuses the attribute
}"""


@dataclass
class Seen:
    """What there is to say against the pages in one state."""

    said: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(chromium: Any, base: str, drawn: Drawn) -> Callable[[str, int], Seen]:
    """What was seen in a scheme at a width; both schemes of a width are looked at in one visit."""

    @cache
    def both(width: int) -> dict[str, Seen]:
        states = {"light": Seen(), "dark": Seen()}
        looked_at = drawn(f"pages at {width}", PAGES, SOME)
        opened = drawn("pages in a browser", PAGES, MORE) if width in OPENS_MORE else []
        first = OPENED[width]
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=first)
        page = context.new_page()
        now = [states[first]]
        page.on("console", lambda message: now[0].said.append(f"{page.url}: {message.text}"))
        page.on(
            "request",
            lambda r: None if r.url.startswith((base, "data:")) else now[0].said.append(r.url),
        )
        for number, name in enumerate(PAGES):
            if name not in looked_at and name not in opened:
                continue
            coloured = "texts" if number % THOROUGH == 0 else COLOURS[width]
            coloured = coloured if name in looked_at else ""
            schemes = [first, OTHER[first]] if name in looked_at else [first]
            for scheme, visit in zip(schemes, (enter, switch), strict=False):
                now[0] = states[scheme]
                visit(page, base + name, scheme, now[0], coloured)
            for scheme in reversed(schemes):
                now[0] = states[scheme]
                unfold(page, base + name, scheme, now[0])
            if name not in looked_at:
                turn(page, base + name, now[0], [*OPENED, width])
        context.close()
        return states

    return lambda scheme, width: both(width)[scheme]


def enter(page: Any, address: str, scheme: str, seen: Seen, coloured: str) -> None:
    """Open a page, and have axe look at it."""
    page.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
    page.goto(address)
    assert colours(page) == scheme, address
    if coloured:
        seen.found += [f"{address}: {text}" for text in violations(page, colours=coloured)]
    if page.locator(".arithmatex:not(.lc-math)").count():
        seen.said.append(f"{address} has a formula that is not typeset")


def switch(page: Any, address: str, scheme: str, seen: Seen, coloured: str) -> None:
    """Have the reader's system change its colours, and axe look at the page once more."""
    set_colours(page, scheme)
    if coloured == "texts":
        seen.found += [f"{address}: {text}" for text in violations_after_a_switch(page)]


def unfold(page: Any, address: str, scheme: str, seen: Seen) -> None:
    """Open all folds, and see whether the page still fits."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    fit(page, address, seen)


def turn(page: Any, address: str, seen: Seen, widths: Iterable[int]) -> None:
    """See whether an open page still fits where its window gets another width."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        fit(page, address, seen)


def fit(page: Any, address: str, seen: Seen) -> None:
    """Whether a page is as wide as its window."""
    over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        width = page.evaluate("() => innerWidth")
        seen.said.append(f"{address} is {over} px too wide at {width}")


def set_colours(page: Any, scheme: str) -> None:
    """Change the colours, and wait until the page has taken them."""
    page.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
    page.wait_for_function(CHANGED, arg=SCHEMES[scheme])


def colours(page: Any) -> str:
    """The scheme that a page has taken."""
    named: str = page.evaluate("() => document.body.dataset.mdColorScheme")
    return next(scheme for scheme, name in SCHEMES.items() if name == named)


@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_every_page_fits_asks_no_other_host_and_is_quiet(
    seen: Callable[[str, int], Seen], scheme: str, width: int
) -> None:
    assert seen(scheme, width).said == []


@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_axe_finds_nothing_on_any_page(
    seen: Callable[[str, int], Seen], scheme: str, width: int
) -> None:
    assert seen(scheme, width).found == []


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
    figure.get_by_role("button", name="Next step").focus()
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


def test_what_is_planted_is_found_before_and_after_a_switch(chromium: Any, base: str) -> None:
    page = chromium.new_page(color_scheme="light")
    page.goto(f"{base}about/design/")
    assert violations(page) == []
    page.evaluate(PLANT, "".join(PLANTED.values()))
    assert rules(violations(page)) == sorted(PLANTED)
    page.reload()
    assert violations(page) == []
    set_colours(page, "dark")
    page.evaluate(PLANT, "".join(PLANTED.values()))
    assert rules(violations_after_a_switch(page)) == sorted(PLANTED)
    page.close()


def rules(found: list[str]) -> list[str]:
    """The rules that were broken, each as often as it was."""
    return sorted(text.partition(": ")[0] for text in found)


def test_a_colour_that_is_too_faint_in_the_dark_alone_is_found(chromium: Any, base: str) -> None:
    page = chromium.new_page(color_scheme="light")
    page.goto(f"{base}tutorial/chain-rule/")
    assert violations(page) == []
    page.evaluate(
        "rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)",
        "[data-md-color-scheme=slate] .highlight span { color: #333 !important }",
    )
    assert violations(page) == []
    set_colours(page, "dark")
    found = violations_after_a_switch(page)
    assert found
    assert all(text.startswith("color-contrast") for text in found)
    page.close()
