"""A reader's way through the published site in real Chromium: progress, doors, contents, labs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..chromium import CHROMIUM
from ..conftest import Drawn
from .axe import violations, violations_after_a_switch
from .test_browser import set_colours

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]

LESSON = "tutorial/chain-rule/"
SOME = 8  # lessons whose place among the others is looked at, where not all are
# Whether an element has come to a place near the top of the window.
PLACED = """([selector, most]) =>
  Math.abs(document.querySelector(selector)?.getBoundingClientRect().top) < most"""
MARKED = (LESSON, "", "labs/", "labs/sheet/", "labs/another_mean/", "reference/progress/")


@pytest.fixture
def context(chromium: Any) -> Iterator[Any]:
    """A reader who has not been here."""
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def tab(context: Any) -> Iterator[Any]:
    """A page of that reader; it must complain of nothing."""
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda message: faults.append(message.text))
    yield made
    assert faults == []


def menu(tab: Any, page: str) -> str:
    """What the list of pages says of a page, as a screen reader says it."""
    link = tab.locator(f'.md-nav--primary a.md-nav__link[href$="{page}"]').first
    return " ".join(link.text_content().replace("✓", "").replace("◐", "").split())


UNDRAWN = """() => [...document.querySelectorAll("svg use")].map(use => use.getAttribute("href"))
  .filter(name => !document.querySelector(name))"""  # signs that stand nowhere


def marks(link: Any) -> str:
    """What stands behind a link; an arrow says that it leads to another site."""
    return str(link.evaluate("link => getComputedStyle(link, '::after').content"))


def lesson_number(tab: Any) -> int:
    """The number of the lesson that is open, as its page says."""
    return int(tab.locator(".lc-place").inner_text().split()[1])


# ----- Progress -----


def test_begun_and_done_are_marked_in_words_and_last(tab: Any, base: str) -> None:
    tab.goto(base + LESSON)
    assert "(begun)" not in menu(tab, "./")
    question = tab.locator(".lc-predict").first
    question.get_by_role("button", name="Show the output").press("Enter")
    assert menu(tab, "./").endswith("(begun)")
    tab.get_by_role("button", name="I have read this page").press("Enter")
    assert menu(tab, "./").endswith("(done)")
    tab.goto(base)
    assert menu(tab, LESSON).endswith("(done)")
    listed = tab.locator("[data-lc-pages] li").filter(has_text="The chain rule")
    assert "(done)" in listed.text_content()
    tab.goto(base + LESSON)
    done = tab.get_by_role("button", name="I have read this page")
    assert done.get_attribute("aria-pressed") == "true"
    done.press("Enter")
    assert menu(tab, "./").endswith("(begun)")


def test_the_first_page_leads_to_where_one_was(tab: Any, base: str) -> None:
    tab.goto(base)
    assert not tab.locator("[data-lc-continue]").is_visible()
    tab.goto(base + LESSON)
    place = tab.locator("article h2[id]").nth(2)
    name = place.get_attribute("id")
    place.evaluate("h2 => scrollTo(0, h2.getBoundingClientRect().top + scrollY - 60)")
    tab.wait_for_function(
        "() => Object.entries(localStorage).some(([k, v]) => k.startsWith('lc-progress') "
        "&& JSON.parse(v).last)"
    )
    tab.goto(base)
    link = tab.get_by_role("link", name="Continue: The chain rule")
    assert marks(link) == "none"
    assert link.evaluate("link => getComputedStyle(link).borderTopWidth") == "1px"
    link.click()
    tab.wait_for_url(f"**/{LESSON}#{name}")


def test_questions_are_marked_for_later_listed_and_removed(tab: Any, base: str) -> None:
    tab.goto(base + LESSON)
    second = tab.locator(".lc-predict").nth(1)
    words = second.locator(".lc-predict-question").inner_text()
    second.get_by_role("button", name="Review later").press("Enter")
    tab.goto(f"{base}reference/progress/")
    entry = tab.locator(".lc-review-list li")
    assert words in entry.inner_text()
    assert marks(entry.get_by_role("link")) == "none"
    entry.get_by_role("link").click()
    tab.wait_for_url(f"**/{LESSON}#predict-*")
    tab.goto(f"{base}reference/progress/")
    tab.get_by_role("button", name="Remove:").press("Enter")
    assert entry.inner_text() == "None is marked."


def test_progress_is_saved_forgotten_and_brought_back(tab: Any, base: str, tmp_path: Path) -> None:
    tab.goto(base + LESSON)
    tab.get_by_role("textbox", name="Your answer").first.fill("[[4.5, 3], [0, 9]]")
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="I have read this page").click()
    tab.goto(f"{base}labs/another_mean/")
    tab.get_by_role("button", name="I have done this lab").click()
    tab.goto(f"{base}reference/progress/")
    text = tab.locator("[data-lc-progress]")
    assert "Pages done: 1, begun: 0. Labs ticked: 1. Questions answered: 1." in text.inner_text()
    with tab.expect_download() as coming:
        tab.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "kept.json"
    coming.value.save_as(file)
    data = json.loads(file.read_text("utf-8"))
    assert data["pages"] == {LESSON: {"done": True}}
    assert [name.split("#")[0] for name in data["answers"]] == [LESSON]
    tab.get_by_role("button", name="Forget all of it").press("Enter")
    assert "Pages done: 0, begun: 0. Labs ticked: 0. Questions answered: 0." in text.inner_text()
    tab.goto(base + LESSON)
    assert tab.locator(".lc-predict-row").first.is_visible()
    tab.goto(f"{base}reference/progress/")
    tab.get_by_label("Add a saved file").set_input_files(file)
    tab.get_by_text("The file has been added").wait_for()
    assert "Pages done: 1, begun: 0. Labs ticked: 1. Questions answered: 1." in text.inner_text()
    wrong = tmp_path / "wrong.json"
    for kept in ("{", "[]", '{"pages": 3}', ""):
        wrong.write_text(kept, encoding="utf-8")
        tab.get_by_label("Add a saved file").set_input_files(wrong)
        tab.get_by_text("This is no file of progress").wait_for()
    assert "Pages done: 1" in text.inner_text()


def test_progress_that_is_refused_is_not_kept(tab: Any, base: str) -> None:
    tab.goto(f"{base}reference/progress/")
    tab.get_by_role("button", name="Keep my progress on this device").press("Enter")
    tab.goto(base + LESSON)
    tab.mouse.wheel(0, 3000)
    tab.wait_for_timeout(600)
    assert tab.get_by_role("button", name="I have read this page").count() == 0
    kept = tab.evaluate("() => Object.entries(localStorage)")
    assert [json.loads(value) for key, value in kept if key.startswith("lc-progress")] == [
        {"off": True}
    ]
    assert tab.locator(".lc-state").count() == 0


@pytest.mark.parametrize("kept", ["null", "{", '"text"', "[]", '{"pages": [], "last": 3}'])
def test_damaged_progress_is_no_fault(tab: Any, base: str, kept: str) -> None:
    tab.goto(base)
    tab.evaluate("kept => localStorage.setItem('lc-progress:/', kept)", kept)
    tab.goto(base + LESSON)
    tab.get_by_role("button", name="I have read this page").press("Enter")
    assert menu(tab, "./").endswith("(done)")


def test_labs_are_ticked_in_their_list_and_on_their_page(tab: Any, base: str) -> None:
    tab.goto(f"{base}labs/")
    boxes = tab.get_by_role("checkbox", name=re.compile("^Done: "))
    assert boxes.count() == tab.get_by_role("link", name="hints and solution").count()
    tab.get_by_role("checkbox", name="Done: Another mean").check()
    tab.get_by_role("link", name="Another mean", exact=True).click()
    done = tab.get_by_role("button", name="I have done this lab")
    assert done.get_attribute("aria-pressed") == "true"


# ----- Finding the way -----


@pytest.mark.parametrize("width", [1280, 390])
def test_home_has_three_doors_and_the_first_page_in_sight(tab: Any, base: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto(base)
    doors = tab.locator(".lc-doors > li")
    assert [door.inner_text().split("\n")[0] for door in doors.all()] == ["Learn", "Fix", "Look up"]
    for door in doors.all():
        box = door.bounding_box()
        assert box["y"] + box["height"] <= 844
    first = doors.first.get_by_role("link", name=re.compile("^Page 1: "))
    title = first.inner_text().removeprefix("Page 1: ")
    first.click()
    assert lesson_number(tab) == 1
    assert title in tab.locator("h1").inner_text()


def test_each_part_of_the_lessons_is_numbered_in_the_order_of_the_navigation(
    tab: Any, base: str, drawn: Drawn
) -> None:
    tab.goto(base)
    numbers = tab.locator(".md-nav--primary .lc-page-number").all_inner_texts()
    lists = tab.locator("[data-lc-pages]")
    counts = [part.locator("a").count() for part in lists.all()]
    places = [(number, count) for count in counts for number in range(1, count + 1)]
    assert numbers == [str(number) for number, _ in places]
    assert counts[0] == 14
    titles = [
        part.evaluate("list => list.previousElementSibling.innerText") for part in lists.all()
    ]
    assert titles == ["Tutorial", "At work"]
    lessons = lists.locator("a").evaluate_all("links => links.map(link => link.href)")
    for step in drawn("places of lessons", range(len(places)), SOME):
        number, count = places[step]
        tab.goto(lessons[step])
        title = titles[0] if step < counts[0] else titles[1]
        place = tab.locator(".lc-place > span").inner_text()
        assert place == f"Page {number} of {count} · {title}"
        onward = tab.locator(".lc-place-next").evaluate_all("links => links.map(link => link.href)")
        assert onward == lessons[step + 1 : step + 2]


def test_a_phone_has_a_list_of_contents_and_a_way_up(tab: Any, base: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(base + LESSON)
    up = tab.get_by_role("link", name="Contents", exact=True)
    assert not up.is_visible()
    tab.mouse.wheel(0, 5000)
    up.wait_for()
    up.click()
    listed = tab.locator(".lc-contents li a")
    listed.first.wait_for()  # a fold opens after the click that leads to it
    tab.wait_for_function(PLACED, arg=[".lc-contents", 400])
    aim = listed.last.get_attribute("href")
    listed.last.click()
    tab.wait_for_function(PLACED, arg=[aim, 844])
    tab.set_viewport_size({"width": 1280, "height": 844})
    assert not tab.locator(".lc-contents").is_visible()


def test_pages_about_the_site_are_listed_for_those_who_ask(tab: Any, base: str) -> None:
    tab.goto(base)
    design = tab.locator('.md-nav--primary a[href$="about/design/"]')
    assert not design.is_visible()
    about = tab.get_by_role("button", name="About")
    about.press("Enter")
    assert about.get_attribute("aria-expanded") == "true"
    design.click()
    here = tab.locator('.md-nav--primary a[href$="./"]').first
    here.wait_for()  # the click does not wait until the new page is laid out


def test_checked_formulas_have_one_sign_and_their_marks_on_demand(tab: Any, base: str) -> None:
    tab.goto(base + LESSON)
    marks = tab.locator(".lc-equation .lc-verdict")
    assert marks.count() > 5
    assert not any(mark.is_visible() for mark in marks.all())
    sign = tab.get_by_role("button", name="formulas on this page are checked")
    checked = tab.locator(".lc-equation .lc-is-checked").count()
    assert sign.inner_text().startswith(str(checked))
    sign.press("Enter")
    marks.first.wait_for()
    name = tab.locator(".lc-equation[id]").first.get_attribute("id")
    tab.goto("about:blank")
    tab.goto(f"{base}{LESSON}#{name}")
    marks.first.wait_for()


# ----- For teachers -----


def test_a_lab_has_its_name_level_neighbours_and_a_closed_check(tab: Any, base: str) -> None:
    tab.goto(f"{base}labs/another_mean/")
    assert tab.locator("h1").inner_text().startswith("Another mean")
    text = tab.locator(".lc-lab").inner_text()
    assert "Core, about 8 minutes." in text
    assert "assert " not in text
    tab.get_by_text("The code of the check").click()
    assert "assert " in tab.locator(".lc-lab").inner_text()
    ends = tab.get_by_role("navigation", name="Labs before and after")
    assert re.search(r"Previous lab: .+Next lab: ", ends.inner_text(), re.DOTALL)
    with tab.expect_download() as coming:
        tab.get_by_role("link", name="one with other numbers").click()
    made = json.loads(Path(coming.value.path()).read_text("utf-8"))
    assert "[1.0, 2.0, 4.0]" in made["cells"][1]["source"]
    tab.goto(f"{base}tutorial/chain-rule/#exercise-another_mean")
    assert "Exercise 1: Another mean" in tab.locator("#exercise-another_mean").inner_text()
    assert tab.locator(".lc-exercise .lc-level").first.inner_text() == "Core, about 8 minutes."


def test_a_sheet_of_labs_has_their_tasks_and_no_solution(tab: Any, base: str) -> None:
    tab.goto(f"{base}labs/sheet/")
    tab.get_by_role("button", name="Make the sheet").press("Enter")
    tab.get_by_text("Choose a lab first.").wait_for()
    tab.get_by_role("checkbox", name="On the sheet: Another mean").check()
    tab.get_by_role("checkbox", name="On the sheet: Weights to order").check()
    tab.get_by_role("button", name="Make the sheet").press("Enter")
    tab.get_by_text("The sheet has 2 labs.").wait_for()
    tab.emulate_media(media="print")
    text = tab.locator("article").inner_text()
    assert re.findall(r"^(?:Another mean|Weights to order)$", text, re.MULTILINE) == [
        "Another mean",
        "Weights to order",
    ]
    assert "Find the three slopes on paper" in text
    assert "# TODO: v = ..." in text
    for hidden in ("assert", "Hints and", "Choose labs", "torch.tensor([2.0, 3.0])", "Run this"):
        assert hidden not in text
    assert tab.locator(".lc-sheet .lc-svg").count() >= 2
    assert tab.evaluate(UNDRAWN) == []


@pytest.mark.corpus(1)
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_where_progress_is_marked_in_both_colours(
    chromium: Any, base: str, drawn: Drawn, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme="light")
    tab = context.new_page()
    tab.goto(base + LESSON)
    tab.get_by_role("button", name="Review later").first.click()
    tab.get_by_role("button", name="I have read this page").click()
    for page in drawn(f"pages with progress at {width}", MARKED, 3):
        tab.emulate_media(color_scheme="light")
        tab.goto(base + page)
        assert violations(tab) == [], page
        assert tab.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, page
        set_colours(tab, "dark")
        assert violations_after_a_switch(tab) == [], page
    context.close()
