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
]
PAGE = "work/pictures/"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@pytest.fixture
def page(chromium: Any, base: str) -> Iterator[Any]:
    """The page on a phone, without a network once it is there."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    made = context.new_page()
    made.goto(base + PAGE)
    context.set_offline(True)
    yield made
    context.close()


def block(page: Any, snippet: str, number: int = 0) -> Any:
    """The blocks of a snippet with sliders: the picture, then the numbers."""
    return page.locator(f".lc-vary[data-of={snippet}]").nth(number)


def positions(page: Any, box: Any, slider: int = 0) -> Iterator[str]:
    """Go through all positions of a slider with the keyboard; gives what it says of each."""
    held = box.get_by_role("slider").nth(slider)
    held.focus()
    page.keyboard.press("Home")
    for number in range(int(held.get_attribute("max")) + 1):
        if number:
            page.keyboard.press("ArrowRight")
        yield held.get_attribute("aria-valuetext")


def numbers(text: str) -> list[float]:
    """The numbers of a text without separators."""
    return [float(found) for found in NUMBER.findall(text.replace(",", ""))]


def bold(box: Any) -> str:
    """What stands in bold in the sentence below a picture."""
    return str(box.locator(".lc-vary-says strong").inner_text())


def printed(page: Any, snippet: str) -> str:
    """What the code below the picture prints at this position."""
    return str(block(page, snippet, 1).locator(".lc-vary-shown .lc-output").inner_text())


def literals(page: Any, snippet: str) -> list[str]:
    """The values in the code below the picture."""
    found = page.locator(f"[data-snippet={snippet}] .lc-vary-literal").all_inner_texts()
    return [str(text) for text in found]


def test_the_secant_at_each_step(page: Any) -> None:
    box, seen, apart = block(page, "secant_and_tangent"), list[float](), list[float]()
    for told in positions(page, box):
        h = float(told)
        x = torch.tensor(1.0, requires_grad=True)
        (0.3 * x**2).backward()
        secant = ((0.3 * (x + h) ** 2 - 0.3 * x**2) / h).item()
        assert x.grad is not None
        assert numbers(bold(box)) == [pytest.approx(secant, abs=2e-4)]
        assert numbers(printed(page, "secant_and_tangent")) == [
            pytest.approx(secant, abs=2e-4), pytest.approx(x.grad.item(), abs=1e-4)
        ]  # fmt: skip
        assert literals(page, "secant_and_tangent") == [told]
        picture = box.locator(".lc-vary-shown svg.lc-plot")
        assert f"{1 + h:.2f}, of slope" in picture.get_attribute("aria-label")
        places = [float(one.get_attribute("x")) for one in picture.locator("use.lc-fill-7").all()]
        apart.append((places[1] - places[0]) / h)
        seen.append(h)
    assert len(seen) == 20
    assert seen == sorted(seen, reverse=True)
    assert apart[:18] == [pytest.approx(apart[0], rel=0.01)] * 18  # drawn to the hundredth


def test_the_steps_at_each_rate_and_momentum(page: Any) -> None:
    box, seen = block(page, "loss_surface"), set[tuple[float, float]]()
    for first in positions(page, box):
        for second in positions(page, box, 1):
            lr, momentum = float(first), float(second)
            last = descended(lr, momentum)
            assert numbers(bold(box)) == [pytest.approx(last, rel=0.01)]
            assert numbers(printed(page, "loss_surface"))[2] == pytest.approx(last, rel=0.01)
            seen.add((lr, momentum))
            box.get_by_role("slider").first.focus()
    assert literals(page, "loss_surface") == [first, second]
    assert len(seen) == 40


def descended(lr: float, momentum: float) -> float:
    """The loss after 25 steps of torch's own optimizer."""
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr, momentum=momentum)
    scale = torch.tensor([0.5, 6.0])
    for _ in range(25):
        optimizer.zero_grad()
        (scale * w**2).sum().backward()
        optimizer.step()
    return float((scale * w**2).sum())


def test_the_product_with_each_vector(page: Any) -> None:
    box, seen = block(page, "jacobian_rows"), 0
    for told in positions(page, box):
        x = torch.tensor([1.0, -0.5, 2.0, 0.5], requires_grad=True)
        f = torch.stack([x[0] * x[1], (x**2).sum(), x[2] - x[3] ** 3])
        f.backward(torch.tensor(literal_eval(told)))
        assert x.grad is not None
        assert literal_eval(bold(box)) == pytest.approx(x.grad.tolist())
        texts = box.locator(".lc-vary-shown svg.lc-plot").get_attribute("aria-label")
        assert texts.endswith(f"below it x.grad, {x.grad.tolist()}.")
        assert numbers(printed(page, "jacobian_rows"))[-4:] == pytest.approx(
            x.grad.tolist(), abs=1e-4
        )
        seen += 1
    assert seen == 20


def test_the_saved_bytes_of_each_batch(page: Any) -> None:
    box, seen = block(page, "memory_of_a_step"), 0
    for told in positions(page, box):
        assert numbers(bold(box)) == [saved(int(told))]
        assert numbers(printed(page, "memory_of_a_step"))[0] == saved(int(told))
        seen += 1
    assert seen == 20


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


@pytest.mark.parametrize(("scheme", "width"), STATES)
def test_the_page_is_sound_on_any_screen(chromium: Any, base: str, scheme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.goto(base + PAGE)
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
    made.goto(base + PAGE)
    box = block(made, "secant_and_tangent")
    assert box.locator(".lc-vary-shown svg.lc-plot").is_visible()
    assert box.get_by_role("slider").count() == 0
    assert numbers(bold(box)) == [0.9]
    box.locator("summary").click()
    rows = box.locator(".lc-vary-table > tbody > tr")
    assert rows.count() == 20
    assert rows.locator("svg.lc-plot").count() == 19
    assert [float(text) for text in rows.locator("th").all_inner_texts()][-1] == 0.01
    context.close()
