"""A graph to fill in, in real Chromium: what is typed is judged by the numbers of torch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch

from ..chromium import CHROMIUM
from .axe import violations
from .conftest import PLAIN, Site, served
from .test_sliders import MATERIAL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(2),
]
STORY = '''\
r"""A product that is used twice."""
# %% all
import torch

a = torch.tensor(1.5, requires_grad=True)
b = torch.tensor(-0.7, requires_grad=True)
s = a * b
t = s + a
out = s * t
out.backward()
row = torch.tensor([1.0, 2.0], requires_grad=True)
square = row * row
total = square.sum()
total.backward()
'''
FAR = "\n\n".join(f"Line {number}." for number in range(150))
PAGE = f"""\
# Home

{FAR}

/// graph | story:out
    fill: true
    caption: "From `a` and `b`."
///

/// graph | story:total
    fill: true
///
"""
SHIFTS = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => done(moved), 100));
})"""
SEEN = """graph => [...graph.querySelectorAll(".lc-drawing .lc-node .lc-back .lc-gradient")]
  .filter(text => getComputedStyle(text).visibility === "visible").map(text => text.textContent)"""


@pytest.fixture(scope="module", params=[MATERIAL, PLAIN], ids=["material", "mkdocs"])
def base(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site, in two themes."""
    site = Site(tmp_path_factory.mktemp("fill"))
    site.write("mkdocs.yml", request.param)
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", PAGE)
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    with served() as serve:
        yield serve(site.root / "site")


@pytest.fixture
def page(chromium: Any, base: str) -> Iterator[Any]:
    """The page on a phone, far above its graphs; `page.asked` are the scripts asked for."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.asked = []
    made.on("request", lambda request: made.asked.append(request.url.rpartition("/")[2]))
    made.goto(base, wait_until="networkidle")
    yield made
    assert [fault for fault in faults if "reading 'backdrop'" not in fault] == []
    context.close()


def graph(page: Any, number: int = 0) -> Any:
    found = page.locator(".lc-fill").nth(number)
    found.locator(".lc-stage").scroll_into_view_if_needed()
    found.get_by_role("textbox").wait_for()
    return found


def slopes() -> dict[str, float]:
    """The gradients by another route: each is a slope along its own name, from differences."""

    def out(a: float, b: float, s: float = 0.0, t: float = 0.0) -> float:
        product = a * b + s
        return product * (product + a + t)

    def along(name: str, h: float = 1e-5) -> float:
        at = {"a": 1.5, "b": -0.7, "s": 0.0, "t": 0.0}
        return (out(**{**at, name: at[name] + h}) - out(**{**at, name: at[name] - h})) / (2 * h)

    return {"out": 1.0, **{name: along(name) for name in ("a", "b", "s", "t")}}


def asked(of: Any) -> str:
    """The name of the tensor whose gradient is asked for."""
    return str(of.locator(".lc-fill-ask code").inner_text()).partition("(")[2].rstrip(")")


def said(of: Any) -> str:
    return str(of.locator(".lc-fill-say").inner_text())


def test_right_answers_fill_the_picture_with_keys_alone(page: Any) -> None:
    one, right = graph(page), slopes()
    field = one.get_by_role("textbox")
    field.focus()
    found = []
    for number in range(5):
        found.append(asked(one))
        assert len(one.evaluate(SEEN)) == number
        page.keyboard.type(f"{right[found[-1]]:.6g}")
        page.keyboard.press("Enter")
        one.locator(".lc-fill-say", has_text="Right:").wait_for()
        one.locator(".lc-node.lc-given").nth(number).wait_for()
    assert found[:3] == ["out", "t", "s"]
    assert sorted(found[3:]) == ["a", "b"]
    assert sorted(map(float, one.evaluate(SEEN))) == pytest.approx(sorted(right.values()), abs=1e-4)
    assert said(one).endswith("5 of 5 found by you.")
    assert one.locator(".lc-fill-say").evaluate("say => say === document.activeElement")
    rows = one.locator(".lc-fill-values tbody tr").evaluate_all(
        "rows => rows.map(row => row.children[3].textContent)"
    )
    assert "–" not in rows
    one.get_by_role("button", name="Start again").click()
    assert (asked(one), one.evaluate(SEEN)) == ("out", [])


def answer(of: Any, text: str) -> str:
    """What is said to an answer."""
    before = said(of)
    of.get_by_role("textbox").fill(text)
    of.get_by_role("button", name="Check").click()
    of.page.wait_for_function(
        "([say, before]) => say.innerText !== before",
        arg=[of.locator(".lc-fill-say").element_handle(), before],
    )
    return said(of)


def test_wrong_answers_are_told_what_is_missing_and_never_the_answer_at_first(page: Any) -> None:
    one = graph(page)
    answer(one, "1")
    assert asked(one) == "t"
    assert "The local slope of that step is missing." in answer(one, "1")  # upstream alone
    told = answer(one, "4")
    assert "its upstream gradient times its local slope" not in told  # a second hint
    assert one.locator(".lc-fill-say .lc-rule").count() == 1
    assert one.evaluate(SEEN) == ["1"]
    one.get_by_role("button", name="Show this one").click()
    assert said(one).startswith("It is -1.05 at AddBackward0 (t).")
    assert asked(one) == "s"
    first = answer(one, "77")
    assert first.startswith("Not 77:")
    assert "Two ways lead here" in first
    assert "-0.6" not in first
    assert "one way, from AddBackward0 (t)" in answer(one, "-1.05")
    assert "could not be read" in answer(one, "pears")
    assert answer(one, "").startswith("Give an answer first")
    assert asked(one) == "s"


def test_tensors_are_typed_as_tensors(page: Any) -> None:
    row = torch.tensor([1.0, 2.0], requires_grad=True)
    (right,) = torch.autograd.grad(torch.sum(row**2), row)
    one = graph(page, 1)
    answer(one, "1")
    assert answer(one, "all 1").startswith("Right: 1 in every entry")
    told = answer(one, "[1, 1]")
    assert "Two ways" not in told.partition(".")[0]
    assert answer(one, str(right.tolist())).startswith("Right: [2, 4] at AccumulateGrad (row).")


def test_scripts_come_when_they_are_wanted_and_nothing_moves(page: Any) -> None:
    assert not [name for name in page.asked if name.startswith(("fill.", "judge."))]
    panel = page.locator(".lc-fill-panel").first
    before = panel.bounding_box()["height"]
    one = graph(page)
    assert panel.bounding_box()["height"] == before
    assert not [name for name in page.asked if name.startswith("judge.")]
    for text in ("1", "4", "5", "6"):
        answer(one, text)
        assert panel.bounding_box()["height"] == before
    assert page.evaluate(SHIFTS) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card = one.locator(".lc-node.lc-asked").bounding_box()
    box = one.locator(".lc-stage > .lc-scroll").bounding_box()
    assert box["y"] <= card["y"]
    assert card["y"] + card["height"] <= box["y"] + box["height"]
    assert len([name for name in page.asked if name.startswith("judge.")]) == 1
    one.get_by_role("button", name="Show this one").click()
    assert violations(page, within=".lc-fill") == []


def test_without_scripts_the_steps_are_in_a_fold(chromium: Any, base: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base)
    one = page.locator(".lc-fill").first
    gradient = one.locator(".lc-drawing .lc-gradient").first
    assert gradient.is_hidden()
    assert one.locator(".lc-blank").count() == 5
    assert one.locator(".lc-steps").is_hidden()
    one.locator(".lc-after > summary").click()
    assert one.locator(".lc-steps").is_visible()
    assert gradient.is_visible()
    context.close()
