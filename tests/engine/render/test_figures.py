"""matplotlib figures as parts of a page."""

import re
from xml.etree import ElementTree

import pytest

from livecells.notebook.percent import parse
from livecells.render.figures import CYCLE, for_page, page_svg
from livecells.run.execute import execute

from ..typeset.test_svg_path import points

PLOT = '''"""A plot."""
# %% plot
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4, 3), layout="constrained")
axes.plot([0, 1, 2], [0, 1, 4], "o-", label="squares")
axes.plot([0, 1, 2], [0, 1, 2])
axes.legend()
axes.grid(True)
axes.set_xlabel("step")
plt.show()
# %% words
print("no figure")
'''


@pytest.fixture(scope="module")
def cells():
    run, _ = execute(parse(PLOT, "plot.py", "snippets/plot.py"))
    assert run.failure is None
    return {name: run.cell(name) for name in run.names()}


@pytest.fixture
def svg(cells):
    (output,) = for_page(cells["plot"], "two lines", "one")["outputs"]
    return output["data"]["image/svg+xml"]


def test_figure_has_a_name_and_a_size(svg):
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "two lines"
    _, _, width, height = map(float, root.get("viewBox").split())
    assert float(root.get("width")) == pytest.approx(width * 96 / 72, abs=1)
    assert float(root.get("height")) == pytest.approx(height * 96 / 72, abs=1)


def test_figure_brings_no_style_and_no_file_data(svg):
    assert "style" not in svg
    assert "<metadata" not in svg
    assert "ns0:" not in svg
    assert "xlink" not in svg


def test_figure_takes_the_colours_of_the_theme(svg):
    for name in ("lc-stroke-0", "lc-stroke-1", "lc-stroke-faint", "lc-stroke-ink"):
        assert name in svg
    assert not set(re.findall(r"#[0-9a-f]{6}", svg)) & {*CYCLE, "#000000", "#ffffff"}


def test_every_class_has_its_rule(svg):
    with open("hooks/mkdocs_site/assets/figure.css", encoding="utf-8") as file:
        rules = file.read()
    for name in set(re.findall(r"lc-(?:fill|stroke)-\w+", svg)):
        assert f".{name} " in rules


def test_text_stays_text(svg):
    assert ">step</text>" in svg
    assert "DejaVu" not in svg


def test_ids_of_two_figures_differ_and_every_reference_is_met(cells):
    text = "".join(cells["plot"]["outputs"][0]["data"]["image/svg+xml"])
    one, two = (page_svg(text, "x", ident) for ident in ("a", "b"))
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', one)) <= ids[0]


def test_shapes_are_those_of_the_file_to_a_hundredth_of_a_point(cells, svg):
    text = "".join(cells["plot"]["outputs"][0]["data"]["image/svg+xml"])
    mine, theirs = (re.findall(r'<path[^>]*\bd="([^"]*)"', shown) for shown in (svg, text))
    assert len(mine) == len(theirs) > 0
    for one, other in zip(mine, theirs, strict=True):
        pairs = zip(points(one), points(other), strict=True)
        assert all(x == y or near(x[1], y[1]) for x, y in pairs), (one, other)


def near(ones, others):
    return all(abs(x - y) <= 0.0101 for x, y in zip(ones, others, strict=True))


def test_small_enough(svg):
    assert len(svg) < 25_000


@pytest.mark.parametrize("alt", [None, "", "  "])
def test_figure_without_words_is_refused(cells, alt):
    with pytest.raises(ValueError, match="alt"):
        for_page(cells["plot"], alt, "one")


def test_two_figures_in_one_cell_are_refused(cells):
    twice = {**cells["plot"], "outputs": cells["plot"]["outputs"] * 2}
    with pytest.raises(ValueError, match="more than one figure"):
        for_page(twice, "x", "one")


def test_cell_without_a_figure_is_left_alone(cells):
    assert for_page(cells["words"], None, "one") is cells["words"]


def test_pixels_get_the_words_too():
    output = {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": "<F>"}}
    (made,) = for_page({"outputs": [output]}, "a photo", "one")["outputs"]
    assert made["data"]["text/plain"] == "a photo"


def test_words_are_escaped(cells):
    (output,) = for_page(cells["plot"], 'a "b" < c', "one")["outputs"]
    assert 'aria-label="a &quot;b&quot; &lt; c"' in output["data"]["image/svg+xml"]
