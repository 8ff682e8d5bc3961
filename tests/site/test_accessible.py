"""The real site in real Chromium: axe finds nothing on any page, in any state."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import CHROMIUM, PAGES, STATES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_axe_finds_nothing_on_any_page(chromium: Any, base: str, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for name in PAGES:
        page.goto(base + name)
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
    context.close()
