"""The pictures to move, at every position, in real Chromium: each number against torch."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.nn.functional import cross_entropy

from ..chromium import CHROMIUM
from .axe import violations
from .conftest import STATES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]
PAGES = {
    "pictures_secant": "work/pictures/",
    "pictures_jacobian": "work/pictures/",
    "pictures_bowl": "work/pictures-bowl/",
    "pictures_memory": "work/pictures-memory/",
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@pytest.fixture
def page(chromium: Any, base: str) -> Iterator[Any]:
    """A page on a phone; see `opened`."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=base)
    yield context.new_page()
    context.close()


def opened(page: Any, snippet: str) -> Any:
    """The page of a snippet, without a network once it is there."""
    page.goto(PAGES[snippet])
    page.locator(".lc-vary:not(.lc-ready)").first.wait_for(state="detached")
    page.context.set_offline(True)
    return page


def block(page: Any, snippet: str, number: int = 0) -> Any:
    """The blocks of a snippet with sliders: the picture, then the numbers."""
    return page.locator(f".lc-vary[data-of={snippet}]").nth(number)


# What the page shows of a snippet when each slider has been moved to each of its places.
WALK = """name => {
  const [picture, code] = document.querySelectorAll(`.lc-vary[data-of=${name}]`);
  const sliders = [...picture.querySelectorAll("[type=range]")];
  const text = (of, css) => of.querySelector(css).innerText;
  const look = () => ({
    told: sliders.map(slider => slider.getAttribute("aria-valuetext")),
    bold: text(picture, ".lc-vary-says strong"),
    printed: text(code, ".lc-vary-shown .lc-output"),
    code: [...code.querySelectorAll(".lc-vary-literal")].map(one => one.innerText),
    alt: picture.querySelector(".lc-vary-shown svg.lc-plot").getAttribute("aria-label"),
    points: [...picture.querySelectorAll(".lc-vary-shown use.lc-fill-7")].map(
      one => Number(one.getAttribute("x"))),
  });
  const seen = [];
  const go = rest => {
    if (!rest.length) return seen.push(look());
    for (let at = 0; at <= Number(rest[0].max); at++) {
      rest[0].value = at;
      rest[0].dispatchEvent(new Event("input", { bubbles: true }));
      go(rest.slice(1));
    }
  };
  go(sliders);
  return seen;
}"""


def positions(page: Any, snippet: str) -> list[dict[str, Any]]:
    """What the page shows at each position of a snippet's sliders; the code follows the picture."""
    found: list[dict[str, Any]] = opened(page, snippet).evaluate(WALK, snippet)
    for one in found:
        assert one["code"] == one["told"]
    return found


def numbers(text: str) -> list[float]:
    """The numbers of a text without separators."""
    return [float(found) for found in NUMBER.findall(text.replace(",", ""))]


def bold(box: Any) -> str:
    """What stands in bold in the sentence below a picture."""
    return str(box.locator(".lc-vary-says strong").inner_text())


def test_the_secant_at_each_step(page: Any) -> None:
    steps, apart = list[float](), list[float]()
    for one in positions(page, "pictures_secant"):
        h = float(one["told"][0])
        x = torch.tensor(1.0, requires_grad=True)
        (0.3 * x**2).backward()
        assert x.grad is not None
        secant = ((0.3 * (x.detach() + h) ** 2 - 0.3 * x.detach() ** 2) / h).item()
        assert numbers(one["bold"]) == [pytest.approx(secant, abs=2e-4)]
        assert numbers(one["printed"])[0] == pytest.approx(secant, abs=2e-4)
        assert numbers(one["printed"])[1] == pytest.approx(x.grad.item(), abs=1e-4)
        assert f"{1 + h:.2f}, of slope" in one["alt"]
        apart.append((one["points"][1] - one["points"][0]) / h)
        steps.append(h)
    assert len(steps) == 20
    assert steps == sorted(steps, reverse=True)
    assert apart[:18] == [pytest.approx(apart[0], rel=0.01)] * 18  # drawn to the hundredth


def test_the_steps_at_each_rate_and_momentum(page: Any) -> None:
    seen = set()
    for one in positions(page, "pictures_bowl"):
        lr, momentum = map(float, one["told"])
        last = descended(lr, momentum)
        assert numbers(one["bold"]) == [pytest.approx(last, rel=0.01)]
        assert numbers(one["printed"])[2] == pytest.approx(last, rel=0.01)
        seen.add((lr, momentum))
    assert len(seen) == 32


def descended(lr: float, momentum: float) -> float:
    """The loss after 15 steps of torch's own optimizer."""
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr, momentum=momentum)
    scale = torch.tensor([0.5, 6.0])
    for _ in range(15):
        optimizer.zero_grad()
        (scale * w**2).sum().backward()
        optimizer.step()
    return float((scale * w.detach() ** 2).sum())


def test_the_product_with_each_vector(page: Any) -> None:
    seen = positions(page, "pictures_jacobian")
    for one in seen:
        x = torch.tensor([1.0, -0.5, 2.0, 0.5], requires_grad=True)
        f = torch.stack([x[0] * x[1], (x**2).sum(), x[2] - x[3] ** 3])
        f.backward(torch.tensor(literal_eval(one["told"][0])))
        assert x.grad is not None
        product = x.grad.tolist()
        assert literal_eval(one["bold"]) == pytest.approx(product)
        assert one["alt"].endswith(f"below it x.grad, {one['bold']}.")
        assert numbers(one["printed"])[-4:] == pytest.approx(product, abs=1e-4)
    assert len(seen) == 20


def test_the_saved_bytes_of_each_batch(page: Any) -> None:
    seen = positions(page, "pictures_memory")
    for one in seen:
        wanted = saved(int(one["told"][0]))
        assert numbers(one["bold"]) == [wanted]
        assert numbers(one["printed"])[0] == wanted
    assert len(seen) == 20


def saved(batch: int) -> int:
    """The bytes that the graph of the network saves, each storage once, without what is given."""
    model = torch.nn.Sequential(
        torch.nn.Linear(32, 64), torch.nn.Tanh(), torch.nn.Linear(64, 64), torch.nn.Tanh(),
        torch.nn.Linear(64, 10),
    )  # fmt: skip
    inputs, targets = torch.rand(batch, 32), torch.zeros(batch, dtype=torch.long)
    given = {t.untyped_storage().data_ptr() for t in (inputs, targets, *model.parameters())}
    found: dict[int, torch.UntypedStorage] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        found[storage.data_ptr()] = storage
        return tensor.detach()

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        cross_entropy(model(inputs), targets)
    return sum(one.nbytes() for place, one in found.items() if place not in given)


def test_the_keyboard_moves_a_slider_without_a_network(page: Any) -> None:
    box = block(opened(page, "pictures_secant"), "pictures_secant")
    slider = box.get_by_role("slider", name="h")
    slider.focus()
    told = []
    for key in ("Home", "ArrowRight", "ArrowUp", "ArrowLeft", "End"):
        page.keyboard.press(key)
        told.append((slider.get_attribute("aria-valuetext"), bold(box)))
    assert [value for value, _ in told] == ["2.0", "1.8", "1.6", "1.8", "0.01"]
    assert [slope for _, slope in told] == ["1.2000", "1.1400", "1.0800", "1.1400", "0.6030"]
    box.get_by_role("button").press("Enter")
    assert (slider.get_attribute("aria-valuetext"), bold(box)) == ("1.0", "0.9000")


@pytest.mark.corpus(1)
@pytest.mark.parametrize(("scheme", "width"), STATES[1:3])
def test_the_page_is_sound_on_any_screen(chromium: Any, base: str, scheme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    for path in sorted(set(PAGES.values())):
        made.goto(base + path)
        for slider in made.get_by_role("slider").all():
            slider.press("End")
        assert made.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        assert violations(made, within="article") == []
    context.close()
    assert faults == []


def test_without_scripts_the_own_picture_stands_above_a_table_of_all(
    chromium: Any, base: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    made = context.new_page()
    made.goto(base + PAGES["pictures_secant"])
    box = block(made, "pictures_secant")
    assert box.locator(".lc-vary-shown svg.lc-plot").is_visible()
    assert box.get_by_role("slider").count() == 0
    assert numbers(bold(box)) == [0.9]
    box.locator("summary").click()
    rows = box.locator(".lc-vary-table > tbody > tr")
    assert rows.count() == 20
    assert rows.locator("svg.lc-plot").count() == 19
    assert [float(text) for text in rows.locator("th").all_inner_texts()][-1] == 0.01
    context.close()
