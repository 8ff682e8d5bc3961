"""Questions, exercises and copying in real Chromium, on a small site with the real scripts."""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from .axe import violations
from .conftest import ROOT, STATES, Quiet, Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]

# The walk says how wide it shows a graph; nothing else is styled element by element.
STYLED = ".lc [style]:not(svg.lc-drawing)"
STORY = '''\
r"""The gradient of a mean of squares, and typical slips."""
# %% leaf
import torch

x = torch.ones(2, 2, requires_grad=True)
print(x)

# %% backward
out = (3 * (x + 2) ** 2).mean()
out.backward()
print(x.grad)

# %% slip
slip = torch.ones(2, 2, requires_grad=True)
(3 * (slip + 2) ** 2).sum().backward()
row = torch.tensor([4 / 3, 2.0, 8 / 3])
print(slip.grad, row)

# %% again raises="RuntimeError: Trying to backward through the graph a second time"
out.backward()
'''
PAGE = """\
# Learn

/// live | story:leaf
    predict: "Which shape has `x`, with $x_i$ its entries?"
    answer: "story:x.shape"
    right: "Two by two."
///

/// live | story:backward
    predict: What is every entry of `x.grad`?
    answer: "story:x.grad[0, 0]"
    right: "A quarter of 6 times 3: [[story:x.grad[0, 0] | .1f]]."
    wrong:
      - {guess: "story:slip.grad[0, 0]", because: "The mean's *quarter* is missing."}
      - {guess: error, because: "Nothing is wrong with the call."}
///

/// live | story:slip
    predict: Which row is printed?
    answer: "story:row"
///

/// live | story:again
    predict: And a second time?
    answer: error
    right: The record is gone.
    wrong:
      - {guess: None, because: "It does not get that far."}
///

/// live | story:leaf..backward
    predict: Is `x` a leaf?
    answer: "story:'leaf' if x.is_leaf else 'result'"
    choices: [leaf, result]
    right: It was made by hand.
    wrong:
      - {guess: result, because: "No step made it."}
///

## Exercises

//// exercise | another_mean
    title: Another mean
The task.

/// hint
First help.
///

/// hint
Second help.
///

/// solution
Afterword with $x$.
///
////
"""
CONFIG = f"""\
site_name: Small
hooks: [{ROOT / "hooks" / "live_site.py"}]
theme:
  name: material
  custom_dir: {ROOT / "hooks" / "theme"}
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: custom, accent: custom}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: custom, accent: custom}}
extra: {{generator: false, livecells: {{csp: true, bundle: true}}}}
extra_css: [colour.css, page.css, print.css]
plugins: []
markdown_extensions:
  - toc: {{permalink: true}}
  - pymdownx.arithmatex: {{generic: true}}
  - pymdownx.superfences
  - pymdownx.blocks.admonition
  - pymdownx.blocks.details
  - pymdownx.inlinehilite
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a built site with one page that asks all kinds of questions."""
    site = Site(tmp_path_factory.mktemp("learn"))
    site.write("mkdocs.yml", CONFIG)
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", PAGE)
    (site.root / "snippets" / "labs").mkdir()
    lab = ROOT / "snippets" / "labs" / "another_mean.py"
    shutil.copy(lab, site.root / "snippets" / "labs")
    for name in ("js", "css"):
        for path in (ROOT / "docs" / "assets" / name).glob("*.*s"):
            shutil.copy(path, site.root / "docs")
    done = site.build()
    assert done.returncode == 0, done.stderr
    handler = functools.partial(Quiet, directory=str(site.root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Tab:
    """A page for all tests, what it complains of, and which of its questions were met."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        self.met: set[str] = set()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text))

    def open(self) -> None:
        """Open the page as a reader does who has not been here."""
        if self.page.url.startswith(self.address):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.goto(self.address)
        assert self.page.evaluate("() => localStorage.length + sessionStorage.length") == 0
        self.met.clear()


@pytest.fixture(scope="module")
def tab(chromium: Any, base: str) -> Iterator[Tab]:
    """A page for all tests."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Tab(context.new_page(), base)
    context.close()


@pytest.fixture
def page(tab: Tab) -> Iterator[Any]:
    """The page, opened by a reader who has not been here."""
    tab.faults.clear()
    tab.open()
    yield tab.page
    tab.met.add(ALL)
    assert tab.faults == []


ALL = "all questions"


@pytest.fixture
def met(tab: Tab, name: str) -> Iterator[Any]:
    """The page with the question `name` as it is first met; others may be answered."""
    tab.faults.clear()
    if not tab.met or tab.met & {name, ALL}:
        tab.open()
    tab.met.add(name)
    yield tab.page
    assert tab.faults == []


def in_turns(cases: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """One case of each question in a turn, so that the page is opened once for each turn."""
    of = defaultdict(list)
    for case in cases:
        of[case[0]].append(case)
    return [case for turn in zip_longest(*of.values()) for case in turn if case]


def question(page: Any, name: str) -> Any:
    return page.locator(f"#predict-story-{name}")


def answer(page: Any, name: str, text: str) -> str:
    """Types an answer and sends it with the Enter key; gives what is said."""
    box = question(page, name)
    box.get_by_label("Your answer").fill(text)
    status = box.get_by_role("status")
    status.evaluate("said => said.replaceChildren()")
    page.keyboard.press("Enter")
    status.filter(has_text=re.compile(".")).wait_for()  # the judge has come
    return " ".join(box.get_by_role("status").inner_text().split())


def output(page: Any, name: str) -> Any:
    return question(page, name).locator(".lc-predict-shown")


RIGHT = [
    ("leaf", ["(2, 2)", "[2,2]", "2, 2", "2x2", "2 × 2", "torch.Size([2, 2])", " (2,2,) "]),
    ("backward", ["4.5", "9/2", "4,5", "1/4 * 6 * 3", "tensor(4.5000)", "[[4.5, 4.5],[4.5, 4.5]]"]),
    (
        "slip",
        [
            "[1.33, 2, 2.67]",
            "tensor([1.3333, 2.0000, 2.6667])",
            "tensor([1.3333, 2., 2.6667], grad_fn=<MulBackward0>)",
            "4/3, 2, 8/3",
            "(4/3, 6/3, 2**3/3)",
            "[1.3333 2. 2.6667]",
        ],
    ),
    ("again", ["error", "Error", "an error", "RuntimeError"]),
]
CASES = in_turns((name, text) for name, texts in RIGHT for text in texts)
WRONG = [
    ("backward", "18", "Not 18. The mean's quarter is missing."),
    ("backward", "error", "Not error. Nothing is wrong with the call."),
    ("again", "None", "Not None. It does not get that far."),
    ("leaf", "4", "the answer is a shape"),
    ("leaf", "(4,)", "the number of axes is another"),
    ("leaf", "(2, 3)", "the number of axes is right, a size is not"),
    ("backward", "-4.5", "right but for the sign"),
    ("backward", "9", "off by a whole factor"),
    ("backward", "-1.5", "off by a whole factor, and by the sign"),
    ("backward", "4.7", "near, but not near enough"),
    ("backward", "4.46", "near, but not near enough"),
    ("backward", "[4.5, 4]", "a single number is asked for"),
    ("backward", "None", "something of another kind"),
    ("backward", "4.5 apples", "could not be read"),
    ("backward", "alert(1)", "could not be read"),
    ("slip", "2", "entries are asked for"),
    ("slip", "[4/3, 2]", "the shape (2,), and that is another"),
    ("slip", "[4/3, 2, 3]", "2 of 3 entries are right"),
    ("slip", "[4, 6, 8]", "off by a whole factor"),
    ("slip", "[-4/3, -2, -8/3]", "right but for the sign"),
    ("slip", "[5, 6, 7]", "no entry is right"),
    ("again", "4.5", "something of another kind"),
]


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_right_answer_opens_the_output_and_is_explained(met: Any, name: str, text: str) -> None:
    assert not output(met, name).is_visible()
    said = answer(met, name, text)
    assert said.startswith(f"Right: {text.strip()}.")
    assert output(met, name).is_visible()
    told = {"leaf": "Two by two.", "backward": "6 times 3: 4.5.", "again": "The record is gone."}
    assert told.get(name, "") in said
    assert met.evaluate("() => document.activeElement.getAttribute('role')") == "status"


@pytest.mark.parametrize(("name", "text", "message"), in_turns(WRONG))
def test_a_wrong_answer_is_told_what_is_off_and_may_try_again(
    met: Any, name: str, text: str, message: str
) -> None:
    said = answer(met, name, text)
    assert message in said
    assert not output(met, name).is_visible()
    assert met.evaluate("() => document.activeElement.id") == f"predict-story-{name}-answer"
    right = dict(RIGHT)[name][0]
    assert right not in said.replace(text, "")
    assert answer(met, name, right).startswith("Right")


def test_a_second_try_gets_a_second_hint(page: Any) -> None:
    said = [answer(page, "backward", text) for text in ("9", "4.7", "4.7", "5.3", "6")]
    assert "off by a whole factor" in said[0]
    assert "it is smaller than that" in said[1]
    assert said[2] == said[1]
    assert "it lies between 2 and 9" in said[3]
    assert "have the output shown" in said[4]


def test_nothing_typed_is_no_answer(page: Any) -> None:
    assert "Give an answer first" in answer(page, "leaf", "  ")


def test_choices_are_radio_buttons(page: Any) -> None:
    box = page.locator(".lc-predict").nth(4)
    box.get_by_label("result").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box.get_by_role("status").get_by_text("No step made it.").wait_for()
    assert box.get_by_role("status").inner_text().endswith("No step made it.")
    box.get_by_label("leaf").check()
    box.get_by_role("button", name="Check").press("Enter")
    box.get_by_role("status").get_by_text("Right").wait_for()
    assert box.get_by_role("status").inner_text().startswith("Right: leaf.")
    assert box.locator("pre").count() == 2


def test_reveal_reload_ask_again_and_forget(page: Any) -> None:
    box = question(page, "leaf")
    box.get_by_role("button", name="Show the output").press("Enter")
    assert output(page, "leaf").is_visible()
    assert answer(page, "backward", "9/2").startswith("Right")
    count = page.locator(".lc-predict-count")
    assert count.inner_text() == "1 of 5 predicted on this page."
    page.reload()
    assert output(page, "leaf").is_visible()
    assert question(page, "backward").get_by_role("status").inner_text().startswith("Right: 9/2.")
    assert not output(page, "slip").is_visible()
    assert count.inner_text() == "1 of 5 predicted on this page."
    box.get_by_role("button", name="Ask me again").press("Enter")
    assert not output(page, "leaf").is_visible()
    assert page.evaluate("() => document.activeElement.id") == "predict-story-leaf-answer"
    page.get_by_role("button", name="Forget my answers").press("Enter")
    assert count.inner_text() == "Forgotten, on every page."
    page.reload()
    assert count.inner_text() == "0 of 5 predicted on this page."
    assert not output(page, "backward").is_visible()


def test_an_answer_that_is_right_no_more_is_asked_again(page: Any) -> None:
    answer(page, "backward", "4.5")
    page.evaluate(
        "() => localStorage.setItem('lc-predict',"
        " localStorage.getItem('lc-predict').replace('4.5', '5.5'))"
    )
    page.reload()
    output(page, "backward").wait_for(state="hidden")


@pytest.mark.parametrize("kept", ["null", "{", '"text"', "[]"])
def test_a_damaged_store_is_no_fault(page: Any, kept: str) -> None:
    page.evaluate("kept => localStorage.setItem('lc-predict', kept)", kept)
    page.reload()
    assert answer(page, "backward", "4.5").startswith("Right")


def test_questions_are_switched_off_and_stay_off(page: Any) -> None:
    toggle = page.get_by_role("button", name="Ask me before outputs")
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.press("Enter")
    for _ in range(2):
        assert toggle.get_attribute("aria-pressed") == "false"
        assert page.locator(".lc-predict-shown:visible").count() == 5
        assert page.locator(".lc-predict-row:visible").count() == 0
        page.reload()
    toggle.press("Space")
    assert page.locator(".lc-predict-shown:visible").count() == 0


def test_the_whole_page_is_walked_with_the_keyboard(page: Any) -> None:
    """Tab alone reaches every control, in the order of the page, and leaves none."""
    seen = []
    page.locator("h1").evaluate("h1 => { h1.tabIndex = -1; h1.focus() }")
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.closest('article') ? (e.id || e.textContent.trim()) : '' }"
            )
        )
    wanted = ["Ask me before outputs", "predict-story-leaf-answer", "Check", "Show the output"]
    wanted += ["predict-story-backward-answer", "Hint 1", "Hint 2", "Solution", "Check your answer"]
    places = [seen.index(name) for name in wanted]
    assert places == sorted(places)


def test_an_exercise_has_its_parts_in_order(page: Any, base: str) -> None:
    page.goto(f"{base}#exercise-another_mean")
    section = page.locator(".lc-exercise")
    head = section.get_by_role("heading")
    assert re.sub("¶$", "", head.inner_text()).strip() == "Exercise 1: Another mean"
    assert page.locator("nav a[href='#exercise-another_mean']").count() >= 1
    text = section.inner_text()
    order = ["The task.", "# 1. Compute the mean", "Hint 1", "Hint 2", "Solution", "Check your"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    for hidden in ("First help.", "by_hand = torch.tensor([4 / 3", "Afterword", "made = globals()"):
        assert hidden not in text
    for summary in section.locator("summary").all():
        summary.press("Enter")
    text = section.inner_text()
    order = ["First help.", "Second help.", "torch.tensor([4 / 3", "tensor(12.6667", "Afterword"]
    order += ["Put these lines below your own", "made = globals()", "All checks passed."]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_without_scripts_the_output_stands_in_a_fold_under_its_question(
    chromium: Any, base: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base)
    box = question(page, "backward")
    assert box.inner_text().split("\n")[0].startswith("Predict")
    assert "What is every entry of x.grad?" in box.inner_text()
    assert "4.5000" not in box.inner_text()
    box.locator("summary").press("Enter")
    assert "tensor([[4.5000, 4.5000]" in box.inner_text()
    assert "A quarter of 6 times 3: 4.5." in box.inner_text()
    assert "is missing" not in box.inner_text()
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_print_shows_every_question_with_its_output(
    chromium: Any, base: str, scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(base)
    page.emulate_media(media="print")
    for name in ("leaf", "backward", "slip", "again"):
        box = question(page, name)
        assert box.locator(".lc-predict-output pre").first.is_visible()
        assert box.locator(".lc-predict-question").is_visible()
    context.close()


def test_copy_all_gives_the_tested_file(chromium: Any, base: str) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(base)
    page.locator("[data-snippet=story]").first.get_by_role("button", name="Copy all").click()
    page.get_by_role("button", name="Copied").wait_for()  # the file has come
    assert page.evaluate("() => navigator.clipboard.readText()") == STORY
    assert page.locator(".lc-exercise").get_by_role("button", name="Copy all").count() == 0
    block = page.locator("[data-snippet=story]").filter(has_text="print(x.grad)").first
    block.get_by_role("button", name="Copy up to here").click()
    block.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == STORY[: STORY.index("\n# %% slip")]
    context.close()


def test_no_request_leaves_the_page_and_no_script_or_style_is_inline(
    chromium: Any, base: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer(page, "backward", "18")
    answer(page, "backward", "4.5")
    # The script that judges, from the site itself; the icon comes when the browser likes.
    (judge,) = [url for url in asked if not url.startswith(f"{base}assets/images/favicon")]
    assert re.fullmatch(re.escape(base) + r"assets/judge\.[0-9a-f]{8}\.js", judge)
    assert page.locator(f"{STYLED}, .lc-predict-bar [style], .lc script").count() == 0
    context.close()


@pytest.mark.corpus(1)
@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_axe_finds_nothing_before_and_after(
    chromium: Any, base: str, scheme: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(base)
    for act in (lambda: None, lambda: answer(page, "backward", "18"), lambda: open_all(page)):
        act()
        assert violations(page, within="article") == []
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def open_all(page: Any) -> None:
    answer(page, "leaf", "2, 2")
    page.evaluate(
        "() => document.querySelectorAll('.lc-exercise details').forEach(d => d.open = true)"
    )
    for reveal in page.get_by_role("button", name="Show the output").all()[::-1]:
        reveal.click()


def test_our_scripts_are_small() -> None:
    scripts = (ROOT / "docs" / "assets" / "js").glob("*.js")
    assert sum(len(gzip.compress(Path(s).read_bytes())) for s in scripts) < 40 * 1024
