"""A page and three labs done on a phone's screen by the keyboard alone, in real Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .axe import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(1),
]
START = 60_000  # milliseconds
LABS = ("tutorial/chain-rule/", "tutorial/gradients-accumulate/", "tutorial/switching-it-off/")
HELD = "one => one === document.activeElement || one.contains(document.activeElement)"
SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth;
}"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Keys:
    """Somebody who has a keyboard and no pointer."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)

    def to(self, locator: Any, key: str = "Tab", most: int = 250) -> None:
        """Go on by Tab until the element, or one in it, has the focus, which then is in sight."""
        wanted = locator.element_handle(timeout=START)
        for _ in range(most):
            self.press(key)
            if wanted.evaluate(HELD):
                assert self.tab.evaluate(SEEN), "what has the focus is out of sight"
                return
        raise AssertionError(f"{most} times {key}, and never at {locator}")

    def button(self, within: Any, name: str, key: str = "Tab") -> None:
        """Go to a button and press it."""
        self.to(within.get_by_role("button", name=name, exact=True).first, key)
        self.press("Enter")

    def write(self, text: str) -> None:
        """Put a text in place of what the open editor holds."""
        self.press("Control+a")
        self.tab.keyboard.insert_text(text)

    def note(self, within: Any, words: str) -> str:
        """What stands beside an output, when it has these words."""
        note = within.locator(".lc-run-note").filter(has_text=re.compile(words)).first
        note.wait_for(timeout=START)
        return str(note.inner_text())


@pytest.fixture
def keys(chromium: Any) -> Iterator[Keys]:
    """A reader on a phone's screen."""
    viewport = {"width": 390, "height": 844}
    context = chromium.new_context(viewport=viewport, reduced_motion="reduce")
    context.set_default_timeout(START)
    yield Keys(context.new_page())
    context.close()


def predict(keys: Keys) -> None:
    """The first question that is answered by typing."""
    box = keys.tab.locator(".lc-predict:has(input[type=text])").first
    kept = json.loads(str(box.get_attribute("data-predict")))["answer"]["value"]
    keys.to(box.locator("input[type=text]").first)
    keys.tab.keyboard.type("nothing of the kind")
    keys.press("Enter")
    box.get_by_role("status").first.wait_for()
    keys.press("Control+a")
    keys.tab.keyboard.type(str(kept))
    keys.press("Enter")
    box.get_by_role("status").filter(has_text="Right").wait_for()


def run_and_edit(keys: Keys) -> None:
    """Run, edit, leave the editor, stop, reset, and show as on the page."""
    cell = keys.tab.locator("[data-run] .lc-cell:has(> .highlight)").first
    source = cell.locator("code").first.inner_text()
    keys.button(cell, "Run")
    assert "the same" in keys.note(cell, "same")
    keys.button(cell, "Edit")
    editor = cell.locator(".cm-editor.cm-focused")
    editor.wait_for(timeout=START)
    keys.write("print(6 * 7)")
    keys.press("Shift+Enter")
    keys.note(cell, "^Yours")
    assert cell.locator(".lc-run-output").inner_text() == "42"
    keys.write("while True:\n    pass")
    keys.press("Shift+Enter")
    keys.note(cell, "Running")
    keys.press("Escape")  # so that Tab leads out and indents nothing
    keys.button(cell, "Stop")
    assert keys.note(cell, "Stopped") == "Stopped."
    keys.button(cell, "Reset")
    editor.wait_for()
    assert cell.locator(".cm-content").inner_text().split() == source.split()
    assert violations(keys.tab, ".lc-live-block:has(.lc-run-editor)") == []
    assert keys.tab.evaluate(WIDE) <= 0
    keys.press("Escape")
    keys.button(cell, "Show as on the page")
    assert cell.locator(".highlight").first.is_visible()


def walk(keys: Keys) -> None:
    """A graph is walked by arrows from where Tab comes into it."""
    graph = keys.tab.locator(".lc-graph:has(.lc-walk-count)").first
    keys.to(graph.locator(".lc-drawing [tabindex='0']").first)
    before = graph.locator(".lc-walk-count").inner_text()
    keys.press("ArrowRight")
    changed = graph.locator(".lc-walk-count").filter(has_not_text=before)
    changed.wait_for()
    assert changed.inner_text().startswith("Step ")
    keys.press("Escape")


def lab(keys: Keys) -> None:
    """The first exercise: a hint, what is wrong, the solution read, typed in and checked."""
    exercise = keys.tab.locator("[data-run-lab]").first
    keys.button(exercise, "Work on it here")
    work = exercise.locator(".lc-run-work")
    work.locator(".cm-editor.cm-focused").wait_for(timeout=START)
    start = work.locator(".cm-content").inner_text()
    keys.press("Shift+Enter")  # nothing is filled in yet
    keys.note(work, "Yours")
    assert "Error" in work.locator(".lc-run-output").inner_text()
    keys.press("Escape")
    for name in ("Hint 1", "Solution"):
        keys.to(exercise.locator("summary").filter(has_text=re.compile(f"^{name}$")))
        keys.press("Enter")
    solution = exercise.locator("details.lc-solution .lc-cell code").first
    solution.wait_for()
    keys.to(work.locator(".lc-run-editor"), "Shift+Tab")
    keys.press("Control+End")
    keys.tab.keyboard.insert_text("\n" + str(solution.text_content()))
    keys.press("Escape")
    keys.button(work, "Check")
    assert keys.note(work, "Done").startswith("Done.")
    assert violations(keys.tab, ".lc-run-work") == []
    keys.button(work, "Reset")
    work.locator(".cm-editor.cm-focused").wait_for()
    assert work.locator(".cm-content").inner_text() == start


def test_a_whole_page_is_done_by_keyboard(keys: Keys, base: str) -> None:
    keys.tab.goto(base + LABS[0])
    run_and_edit(keys)
    predict(keys)
    walk(keys)
    lab(keys)


@pytest.mark.corpus(1)
@pytest.mark.parametrize("page", LABS[1:])
def test_a_lab_is_done_by_keyboard(keys: Keys, base: str, page: str) -> None:
    keys.tab.goto(base + page)
    lab(keys)
