"""Outputs as people make them, on Material in a browser and in each of the copies."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import CHROMIUM, CONFIG, ROOT, Site, small

SHEETS = ("colour", "page", "print")  # those of the site itself; the plugin brings the others
THEME = """\
theme:
  name: material
  font: false
  palette: {scheme: SCHEME}
extra_css: [CSS]
"""
COLOURS = """
for fg in (None, *range(30, 38), *range(90, 98)):
    for bg in (None, *range(40, 48), *range(100, 108)):
        both = f"{fg or 39};{bg or 49}"
        print(f"\\x1b[{both}mx\\x1b[0m\\x1b[{both};7my\\x1b[0m", end="")
"""
STORY = f'''\
"""A story."""
# %% colours
{COLOURS}
# %% again
import sys
print(f"\\x1b[31mred\\x1b[0m and \\x1b[1mbold\\x1b[0m", file=sys.stderr)
# %% bar
for step in range(0, 101, 10):
    print(f"\\r{{step}}%", end="")
print("\\x1b]8;;https://example.org\\x07 done\\x1b]8;;\\x07")
# %% long
for number in range(1000):
    print("line", number)
# %% words
from IPython.display import HTML, JSON, Markdown, Math, display

words = "# Not a heading\\n\\n**strong** and $x_1$\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |"
display(Markdown(words))
# %% table
HTML('<table border="1" class="dataframe"><tr style="text-align: right;"><th>n</th><th>m</th></tr>'
     "<tr><td>11</td><td>22</td></tr></table>")
# %% formula
Math(r"\\frac{{1}}{{2}}")
# %% data
JSON({{"key": [1, 2]}})
# %% tensors
import torch

x = torch.ones(2, requires_grad=True)
y = x * 2
print(y)
'''
PAGE = "# Home\n\n/// live | story\n///\n\n/// tensors | story: x, y\n///\n"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(3),
]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    """The same site in the light and in the dark scheme; the second's run is from the store."""
    site = small(tmp_path_factory.mktemp("outputs"))
    site.write("snippets/story.py", STORY)
    site.write("docs/index.md", PAGE)
    made = {}
    for scheme in ("default", "slate"):
        for name in SHEETS:
            shutil.copy(ROOT / f"docs/assets/css/{name}.css", site.root / "docs")
        sheets = ", ".join(f"{name}.css" for name in SHEETS)
        plain = CONFIG.replace("theme: {name: mkdocs, highlightjs: false}\n", "")
        theme = THEME.replace("SCHEME", scheme).replace("CSS", sheets)
        site.write("mkdocs.yml", plain.replace("plugins: []", "plugins: [search]") + theme)
        done = site.build("--strict", "-d", scheme)
        assert done.returncode == 0, done.stdout + done.stderr
        made[scheme] = Site(site.root / scheme)
    return made


@pytest.fixture(params=["default", "slate"])
def page(request: Any, sites: dict[str, Site], chromium: Any) -> Iterator[Any]:
    """The page in a browser."""
    opened = chromium.new_page()
    opened.goto((sites[request.param].root / "index.html").as_uri())
    yield opened
    opened.close()


CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (...layers) => {
    for (const layer of layers) { canvas.fillStyle = layer; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const part = (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = colour.map((v) => part(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => getComputedStyle(node).backgroundColor;
  const grounds = (node) => node ? [...grounds(node.parentElement), ground(node)] : [];
  const words = ".lc-text span, .lc-more summary, .lc-html :is(th, td, p)";
  return [...document.querySelectorAll(words)].map((node) => {
    const below = grounds(node);
    const [a, b] = [light(rgb(...below)), light(rgb(...below, getComputedStyle(node).color))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.className || node.tagName];
  });
}"""


def test_every_colour_can_be_read_on_every_ground(page: Any) -> None:
    found = page.evaluate(CONTRASTS)
    assert len(found) > 2 * 17 * 17 - 10
    assert min(found)[0] >= 4.5, sorted(found)[:5]


def test_a_colour_is_another_than_the_text(page: Any) -> None:
    plain, red, ground, tint = page.evaluate(
        """() => [["", "color"], [" .lc-fg-1", "color"],
          ["", "backgroundColor"], [" .lc-bg-2", "backgroundColor"]].map(([one, name]) =>
            getComputedStyle(document.querySelector(".lc-stdout" + one))[name])"""
    )
    assert plain != red
    assert ground != tint


def test_columns_of_tables_stand_apart(page: Any) -> None:
    """Between the texts of two neighbours in a row is room, in every table of an output."""
    gaps = page.evaluate(
        """() => [...document.querySelectorAll("table tr")].flatMap((row) => {
          const ends = [...row.cells].map((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return range.getBoundingClientRect();
          });
          return ends.slice(1).map((next, n) => next.left - ends[n].right);
        })"""
    )
    assert len(gaps) > 20
    assert min(gaps) >= 10
    padding = page.evaluate(
        """() => [...document.querySelectorAll(".lc-tensors td, .dataframe td")].map(
          (cell) => parseFloat(getComputedStyle(cell).paddingLeft))"""
    )
    assert min(padding) >= 5


def test_the_rest_of_a_long_output_opens_by_keyboard(page: Any) -> None:
    fold = page.locator(".lc-more")
    assert fold.locator("summary").inner_text() == "970 more lines"
    assert not fold.locator("pre").is_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.locator("pre").is_visible()
    assert fold.locator("pre").inner_text().endswith("line 999")


def test_rich_outputs_are_drawn_and_own_nothing_of_the_page(page: Any) -> None:
    assert page.locator(".lc-html strong").inner_text() == "strong"
    assert page.locator("h1").all_inner_texts() == ["Home"]
    assert page.locator(".lc-output .lc-math, .lc-output .lc-math-display").count() == 2
    assert "done" in page.locator(".lc-text", has_text="100%").inner_text()
    assert page.locator(".lc-output [style]").count() == 0


def test_each_copy_has_them_in_its_own_way(sites: dict[str, Site]) -> None:
    site = sites["default"].root
    words = (site / "index.md").read_text("utf-8")
    assert "\x1b" not in words
    assert "\r" not in words
    assert "```text\n100% done\n```" in words
    assert "> **strong** and $x_1$" in words
    assert '"key": [' in words
    assert "IPython.core.display" not in words
    assert "line 999" in words
    found = json.loads((site / "search/search_index.json").read_text("utf-8"))
    text = " ".join(entry["text"] for entry in found["docs"])
    assert [entry["title"] for entry in found["docs"]] == ["Home"]
    assert "100% done" in text
    assert "line 29" in text
    assert "line 999" not in text
    assert "\x1b" not in text


def test_the_notebook_keeps_what_ran(site: Site) -> None:
    site.write("snippets/index.py", '"""S."""\n# %% a\nprint("\\x1b[31mred\\x1b[0m")\n')
    site.write("docs/index.md", "# Home\n\n/// live | index:a\n///\n")
    assert site.build().returncode == 0
    (file,) = Path(site.root / "site").rglob("index.ipynb")
    outputs = [o for c in json.loads(file.read_text())["cells"] for o in c.get("outputs", ())]
    assert "\x1b[31mred\x1b[0m\n" in ["".join(o.get("text", "")) for o in outputs]
