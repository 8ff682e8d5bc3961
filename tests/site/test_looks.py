"""How the site looks, as far as a machine can say: widths, high contrast, keyboard, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ..chromium import CHROMIUM, SHOWN

# One page of each kind: home, a lesson, the error gallery, tables, formulas, a lab, plain text.
PAGES = [
    "",
    "tutorial/chain-rule/",
    "tutorial/gradients-accumulate/",
    "errors/messages/",
    "reference/cheat-sheet/",
    "reference/api/",
    "about/checked/",
    "about/design/",
    "labs/another_mean/",
]
LESSON = "tutorial/chain-rule/"
LONG = "tutorial/tensors-that-record/"  # with a box, and with paragraphs of several lines
SHEETS = rb"/Type\s*/Page\b"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.turns(4),
]


@pytest.fixture
def reader(chromium: Any) -> Iterator[Any]:
    """Opens pages in contexts with the given settings; closes them all at the end."""
    contexts = []

    def opened(address: str, width: int = 1280, height: int = 900, **settings: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, service_workers="block", **settings
        )
        contexts.append(context)
        page = context.new_page()
        answer = page.goto(address)
        assert answer.ok, address
        if settings.get("java_script_enabled", True):  # no frame calls anything without
            page.evaluate(SHOWN)
        return page

    yield opened
    for context in contexts:
        context.close()


def unfold(page: Any) -> None:
    """Open all folds, and let the page be shown so."""
    page.evaluate("() => document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.evaluate(SHOWN)


def style(page: Any, selector: str, *names: str) -> list[str]:
    """Computed styles of the first element that matches."""
    found: list[str] = page.eval_on_selector(
        selector, "(e, names) => names.map(name => getComputedStyle(e)[name])", list(names)
    )
    return found


# ----- What goes on beyond its box -----

SCROLLED = ".highlight > pre > code, .lc-text, .lc-math-display, .lc-scroll, table"
# The boxes that are seen: how much lies beyond each end, and what the box says of it.
ENDS = """boxes => boxes.filter(box => box.checkVisibility() && box.clientWidth).map(box => [
  box.scrollLeft, box.scrollWidth - box.clientWidth - box.scrollLeft,
  box.hasAttribute("data-before"), box.hasAttribute("data-after"),
  getComputedStyle(box).maskImage !== "none", box.className || box.tagName])"""


@pytest.mark.parametrize("name", ["tutorial/build-your-own-engine/", "work/pictures/"])
def test_a_box_that_goes_on_fades_at_that_edge(reader: Any, base: str, name: str) -> None:
    page = reader(base + name, 390)
    unfold(page)
    cut = 0
    for left, right, before, after, fades, kind in page.eval_on_selector_all(SCROLLED, ENDS):
        assert (before, after) == (left > 4, right > 4), kind
        assert fades or not (before or after), kind
        cut += after
    assert cut
    box = page.query_selector(":is(.highlight > pre > code, .lc-text)[data-after]")
    box.evaluate("box => box.scrollLeft = box.scrollWidth")
    page.wait_for_function("box => !box.hasAttribute('data-after')", arg=box)
    assert box.get_attribute("data-before") is not None


# Of each line of code or text that is seen: how far in it begins, in characters, and how far it
# should; how far in what goes on below it begins; and whether its box still scrolls.
LINES = r"""boxes => boxes.filter(box => box.clientWidth).flatMap(box => {
  const probe = document.createElement("span");
  probe.textContent = "0".repeat(100);
  probe.style.cssText = "position: absolute; text-indent: 0; white-space: pre";
  box.append(probe);
  const wide = probe.getBoundingClientRect().width / 100;
  probe.remove();
  const style = getComputedStyle(box);
  const left = box.getBoundingClientRect().left + parseFloat(style.paddingLeft);
  const lines = [], walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  let line = {text: "", tops: new Map()};
  for (let node; (node = walker.nextNode()); ) for (let at = 0; at < node.length; at++) {
    const sign = node.data[at];
    if (sign === "\n") { lines.push(line); line = {text: "", tops: new Map()}; continue; }
    line.text += sign;
    if (sign === " ") continue;
    const range = document.createRange();
    range.setStart(node, at); range.setEnd(node, at + 1);
    const {top, left: x} = range.getBoundingClientRect();
    if (![...line.tops.keys()].some(known => Math.abs(known - top) < 4))
      line.tops.set(top, (x - left) / wide);
  }
  return [...lines, line].filter(({text}) => text.trim()).map(({text, tops}) => {
    const [first, ...below] = tops.values();
    return [text, first, text.search(/\S/), below, box.scrollWidth - box.clientWidth];
  });
})"""


@pytest.mark.parametrize("name", [LESSON, "tutorial/vector-outputs/", "tutorial/fit-a-line/"])
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_long_lines_go_on_below_themselves(
    reader: Any, base: str, name: str, width: int
) -> None:
    page = reader(base + name, width)
    boxes = ".highlight > pre > code, .lc-stdout:not(.lc-rows)"
    went_on = 0
    for text, begins, indent, below, beyond in page.eval_on_selector_all(boxes, LINES):
        # A word as long as the box leaves the spaces before it alone, and goes on below them.
        places = [indent, 5] if indent else [0]
        assert any(begins == pytest.approx(place, abs=0.3) for place in places), text
        assert all(place == pytest.approx(5, abs=0.3) for place in below), (text, below)
        assert beyond <= 1, text
        went_on += bool(below)
    assert went_on > 10
    assert page.locator(".hll:visible").count() or name == LESSON


def test_rows_of_numbers_stay_below_each_other_on_a_phone(reader: Any, base: str) -> None:
    page = reader(f"{base}work/pictures/", 390)
    rows = page.eval_on_selector_all(".lc-rows", LINES)
    assert any(beyond > 20 for *_, beyond in rows)
    for text, begins, indent, below, _ in rows:
        assert (below, begins) == ([], pytest.approx(indent, abs=0.3)), text


@pytest.mark.parametrize("width", [390, 1280])
def test_a_graph_is_as_large_as_it_can_be_seen_whole(reader: Any, base: str, width: int) -> None:
    page = reader(f"{base}tutorial/switching-it-off/", width)
    unfold(page)
    parts = page.eval_on_selector_all(
        ".lc-stage .lc-drawing",
        """all => all.map(svg => {
          const drawn = svg.getBoundingClientRect(), box = svg.parentElement;
          const natural = svg.viewBox.baseVal.width;
          return [drawn.width, drawn.height, box.clientWidth, box.clientHeight, natural];
        })""",
    )
    assert parts
    for drawn, high, room, room_high, natural in parts:
        assert drawn <= room + 1
        assert high <= room_high + 1
        limit = page.evaluate("() => innerHeight") * 0.5
        assert drawn > min(natural, room) - 2 or room_high > limit, "no smaller than it must be"


def test_the_way_up_covers_nothing_at_the_end_of_a_page(reader: Any, base: str) -> None:
    page = reader(base + LESSON, 390)
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    up = page.get_by_role("link", name="Contents", exact=True)
    up.wait_for()
    onward = page.locator(".md-footer__link--next").bounding_box()
    assert onward["y"] + onward["height"] <= up.bounding_box()["y"]


def test_the_list_of_pages_shows_where_the_reader_is(reader: Any, base: str) -> None:
    page = reader(f"{base}about/performance/", 1280, 700)
    link = page.locator(".md-sidebar--primary a.md-nav__link--active")
    assert link.inner_text() == "Performance"
    place, room = link.bounding_box(), page.viewport_size
    assert 0 < place["y"] < room["height"] - place["height"]


def test_words_of_a_search_are_marked_where_words_begin(reader: Any, base: str) -> None:
    words = "mean%20retain_grad%20%3Cimg%3E%20("
    page = reader(f"{base}{LESSON}?h={words}")
    marked = {text.lower() for text in page.locator("article mark").all_text_contents()}
    assert marked >= {"mean", "retain_grad"}
    assert marked <= {"mean", "retain_grad", "("}
    plain = page.locator("article").inner_text()
    page.goto(base + LESSON)
    assert page.locator("article mark").count() == 0
    assert page.locator("article").inner_text() == plain


# ----- Widths -----


WIDTHS = (1920, 1280, 768, 390, 320)  # at the last one boxes scroll most
# With what moves to its new place there already, such as the field for words to search for.
OVER = """() => {
  document.getAnimations().filter(a => a instanceof CSSTransition).forEach(a => a.finish());
  return document.documentElement.scrollWidth - innerWidth;
}"""
WIDE = """() => [...document.querySelectorAll('.md-content *')].filter(e =>
  e.clientWidth && e.scrollWidth > e.clientWidth + 1
  && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
  && e.tabIndex < 0).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.corpus(3)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window_and_what_scrolls_is_reached_by_keyboard(
    reader: Any, base: str, name: str
) -> None:
    """The page is opened once; its window gets each width, as one that a reader draws does."""
    page = reader(base + name, 640, 450, device_scale_factor=2)
    over = {"twice the size": page.evaluate(OVER)}
    unfold(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over[str(width)] = page.evaluate(OVER)
    assert {width: by for width, by in over.items() if by > 0} == {}
    page.wait_for_timeout(100)
    assert page.evaluate(WIDE) == []


@pytest.mark.parametrize(("width", "least", "most"), [(1280, 60, 80), (1920, 60, 80)])
def test_lines_have_a_length_that_is_good_to_read(
    reader: Any, base: str, width: int, least: int, most: int
) -> None:
    """Characters of a full line: those of the paragraph over its number of lines."""
    page = reader(base + LONG, width)
    lengths = page.evaluate(
        """() => [...document.querySelectorAll('.md-content__inner > p')]
          .filter(p => !p.querySelector('.lc-math'))
          .map(p => [p.textContent.length, Math.round(p.clientHeight /
                     parseFloat(getComputedStyle(p).lineHeight))])
          .filter(([, lines]) => lines > 2).map(([length, lines]) => length / (lines - 0.5))"""
    )
    assert lengths
    assert least <= sum(lengths) / len(lengths) <= most


def test_what_does_not_scroll_is_no_stop_for_tab(reader: Any, base: str) -> None:
    page = reader(base + LESSON)
    stops = page.evaluate(
        """() => [...document.querySelectorAll('.lc-text[tabindex], .lc-math-display[tabindex]')]
          .filter(e => e.checkVisibility() && e.scrollWidth <= e.clientWidth
                       && e.scrollHeight <= e.clientHeight + 1).length"""
    )
    assert stops == 0


# ----- Colours -----

MEANINGS = {
    "--lc-forward": (".lc-drawing .lc-value", "fill"),
    "--lc-gradient": (".lc-drawing .lc-gradient", "fill"),
    "--lc-leaf": (".lc-drawing .lc-accumulate .lc-tag", "fill"),
    "--lc-saved": (".lc-drawing .lc-saved", "fill"),
}
CONTRAST = """([name, ground]) => {
  const probe = document.body.appendChild(document.createElement('i'));
  const light = name => {
    probe.style.color = `var(${name})`;
    const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(name), light(ground)].sort((x, y) => y - x);
  probe.remove();
  return (a + 0.05) / (b + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_meaning_has_one_colour_that_can_be_read(reader: Any, base: str, scheme: str) -> None:
    page = reader(base + LESSON, color_scheme=scheme)
    used = set()
    for name, (selector, attribute) in MEANINGS.items():
        page.evaluate(
            "name => { const i = document.createElement('i'); i.id = name;"
            " i.style.color = `var(${name})`; document.body.append(i); }",
            name,
        )
        (colour,) = style(page, f'[id="{name}"]', "color")
        assert style(page, selector, attribute) == [colour], name
        key = f".lc-key-{name.removeprefix('--lc-')}"
        drawn = page.eval_on_selector(key, "e => getComputedStyle(e, '::before').backgroundColor")
        assert drawn == colour, name
        used.add(colour)
        for ground in ("--md-default-bg-color", "--lc-card", "--lc-ground"):
            assert page.evaluate(CONTRAST, [name, ground]) >= 4.5, (name, ground)
    assert len(used) == len(MEANINGS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawn_colours_of_plots_are_those_of_graphs(
    reader: Any, base: str, scheme: str
) -> None:
    page = reader(base + "tutorial/gradients-accumulate/", color_scheme=scheme)
    series = {0: "forward", 1: "gradient", 2: "leaf", 4: "view", 6: "custom", 8: "saved"}
    for number, name in series.items():
        same = page.evaluate(
            """([number, name]) => {
              const plot = document.createElement('div'); plot.className = 'lc-plot';
              const line = document.createElement('i'); line.className = `lc-stroke-${number}`;
              const other = document.createElement('i'); other.style.stroke = `var(--lc-${name})`;
              plot.append(line, other); document.body.append(plot);
              const [a, b] = [line, other].map(e => getComputedStyle(e).stroke);
              plot.remove();
              return a === b || a === 'none'; }""",  # a class that no page uses has no rule
            [number, name],
        )
        assert same, name


BOXES = [".lc-cell", ".lc-predict", ".lc-exercise", ".admonition", ".lc-stage",
         ".md-header", ".lc-walk"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_every_box_has_an_edge(reader: Any, base: str, scheme: str) -> None:
    page = reader(base + LONG, forced_colors="active", color_scheme=scheme)
    ground, ink = style(page, "body", "backgroundColor", "color")
    assert ground != ink
    for box in BOXES:
        edge, width, colour = style(
            page, box, "borderBottomStyle", "borderBottomWidth", "borderBottomColor"
        )
        if box == ".lc-cell":  # the first may be joined to its question below
            edge, width, colour = style(
                page, box, "borderTopStyle", "borderTopWidth", "borderTopColor"
            )
        assert (edge, width) == ("solid", "1px"), box
        assert colour != ground, box
    for shape in (".lc-card", ".lc-wire .lc-line"):
        (stroke,) = style(page, f".lc-drawing {shape}", "stroke")
        assert stroke not in ("none", ground), shape
    pressed = page.eval_on_selector(
        ".lc-predict-toggle", "e => getComputedStyle(e, '::before').backgroundColor"
    )
    page.locator(".lc-predict-toggle").click()
    raised = page.eval_on_selector(
        ".lc-predict-toggle", "e => getComputedStyle(e, '::before').backgroundColor"
    )
    assert pressed != raised


def test_nothing_moves_for_those_who_asked_for_less(reader: Any, base: str) -> None:
    page = reader(base + LESSON, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('.md-content [class*=lc-]')].filter(e => {
          const s = getComputedStyle(e);
          const long = s.transitionDuration.split(',').some(time => time.trim() !== '0s');
          return long || s.animationName !== 'none';
        }).map(e => e.getAttribute('class'))"""
    )
    assert moving == []


def test_more_contrast_makes_quiet_text_plain(reader: Any, base: str) -> None:
    page = reader(base + LESSON, contrast="more")
    assert style(page, ".md-typeset .lc-number", "color") == style(page, "body", "color")


# ----- Keyboard -----

STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.met ??= new Set();
  const again = window.met.has(e);
  window.met.add(e);
  // A radio button of the theme is shown by its label.
  const shown = e.matches('.md-option') ? e.nextElementSibling : e;
  const box = shown.getBoundingClientRect(), s = getComputedStyle(shown);
  return {
    what: e.outerHTML.slice(0, 100), again,
    ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth,
    content: Boolean(e.closest('.md-content')),
    place: window.last ? window.last.compareDocumentPosition(e) : 4,
    set: window.last = e,
  };
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_every_stop_of_tab_can_be_seen_and_comes_in_reading_order(
    reader: Any, base: str, width: int
) -> None:
    page = reader(base + LESSON, width)
    stops = 0
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP.replace("set: window.last = e,", "set: (window.last = e, 0),"))
        if stop is None or stop["again"]:
            break
        if "md-skip" not in stop["what"]:
            assert stop["ring"], stop
        assert stop["seen"], stop
        assert stop["place"] & 4, f"out of order: {stop}"
        stops += 1
    assert stops > 60


def test_the_drawer_opens_and_closes_by_keyboard(reader: Any, base: str) -> None:
    page = reader(base + LESSON, 390)
    handle = page.get_by_role("button", name="Pages")
    link = page.locator(".md-nav--primary").get_by_role("link", name="Vector outputs")
    assert not link.is_visible()
    handle.focus()
    page.keyboard.press("Enter")
    link.wait_for()
    assert handle.get_attribute("aria-expanded") == "true"
    page.wait_for_function("() => document.activeElement.closest('.md-nav--primary')")
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")
    assert page.evaluate("() => document.activeElement.ariaLabel") == "Pages"


# ----- Without the theme's script, and without any -----


def test_a_long_list_of_pages_scrolls_in_its_own_box(reader: Any, base: str) -> None:
    page = reader(base + LESSON, 1280, 500)
    box = ".md-sidebar--primary .md-sidebar__scrollwrap"
    bottom, inner, outer = page.eval_on_selector(
        box, "e => [e.getBoundingClientRect().bottom, e.scrollHeight, e.clientHeight]"
    )
    assert bottom <= 500
    assert inner > outer
    page.evaluate("() => scrollTo(0, 3000)")
    assert page.eval_on_selector(".md-header", "e => e.getBoundingClientRect().top") == 0


def test_after_a_search_contents_and_colours_still_follow(reader: Any, base: str) -> None:
    page = reader(base + LESSON, color_scheme="light")
    page.locator(".md-search__input").click()
    page.wait_for_function("() => document.querySelector('script[src*=bundle]')")
    page.wait_for_timeout(800)
    page.keyboard.press("Escape")
    page.locator("#exercises").scroll_into_view_if_needed()
    page.mouse.move(640, 500)
    page.mouse.wheel(0, 600)
    page.locator(".md-sidebar--secondary .md-nav__link--active").wait_for()
    page.get_by_title("Switch to dark mode").click()
    page.wait_for_function("() => document.body.dataset.mdColorScheme === 'slate'")


def test_without_scripts_nothing_dead_is_shown(reader: Any, base: str) -> None:
    page = reader(base + LESSON, java_script_enabled=False)
    for dead in (".md-search", "[data-md-component=palette]", ".lc-copy", ".lc-walk", ".lc-paper"):
        assert page.locator(f"{dead}:visible").count() == 0, dead
    assert page.locator("button:visible").count() == 0
    phone = reader(base + LESSON, 390, java_script_enabled=False)
    assert phone.locator("button:visible").count() == 0
    assert phone.locator(".md-header__button:visible").count() == 1  # the drawer, a checkbox
    phone.locator(".md-header__button:visible").click()
    phone.get_by_role("link", name="Vector outputs").first.wait_for()


# ----- Paper -----

GONE = [".md-header", ".md-sidebar", ".md-footer", ".lc-copy", ".lc-walk", ".lc-predict-bar",
        ".lc-predict-row", ".lc-paper", ".lc-home", ".lc-made", ".headerlink"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_prints_black_on_white_and_without_what_cannot_be_pressed(
    reader: Any, base: str, scheme: str
) -> None:
    page = reader(base + LESSON, color_scheme=scheme)
    page.emulate_media(media="print")
    for selector in GONE:
        assert page.locator(f"{selector}:visible").count() == 0, selector
    assert style(page, "body", "backgroundColor") == ["rgb(255, 255, 255)"]
    assert style(page, ".md-content p", "color") == ["rgb(0, 0, 0)"]
    assert page.locator(".lc-predict-output:visible").count() > 0
    addresses = page.evaluate(
        """() => [...document.querySelectorAll('.md-typeset a')]
          .map(a => getComputedStyle(a, '::after').content).filter(c => c !== 'none')"""
    )
    assert addresses == []


@contextmanager
def printing(page: Any) -> Iterator[None]:
    page.emulate_media(media="print")
    yield
    page.emulate_media(media="screen")


def solutions(page: Any) -> tuple[int, int]:
    """How many titles of solutions are seen, and how many solutions."""
    return (
        page.locator(".lc-solution > summary:visible").count(),
        sum(box.is_visible() for box in page.locator(".lc-solution .lc-cell").all()),
    )


def test_solutions_are_printed_by_choice(reader: Any, base: str) -> None:
    page = reader(base + LESSON)
    page.evaluate("() => { window.print = () => { window.asked = true; }; }")
    page.evaluate("() => document.querySelector('.lc-solution').open = true")  # seen, not chosen
    with printing(page):
        assert solutions(page) == (2, 0)
    page.get_by_role("button", name="Print with solutions").click()
    assert page.evaluate("() => window.asked")
    with printing(page):
        assert solutions(page) == (2, 2)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    with printing(page):
        assert solutions(page) == (2, 0)


def test_an_address_can_ask_for_solutions(reader: Any, base: str) -> None:
    page = reader(f"{base}{LESSON}?solutions")
    with printing(page):
        assert solutions(page) == (2, 2)


def test_without_scripts_solutions_print_as_titles(reader: Any, base: str) -> None:
    page = reader(base + LESSON, java_script_enabled=False)
    with printing(page):
        assert solutions(page) == (2, 0)
        assert page.locator(".lc-predict-output:visible").count() > 0


def sheets(page: Any) -> int:
    return len(re.findall(SHEETS, page.pdf(format="A4", prefer_css_page_size=True)))


def test_the_cheat_sheet_is_one_sheet(reader: Any, base: str) -> None:
    assert sheets(reader(f"{base}reference/cheat-sheet/", color_scheme="dark")) == 1


def test_solutions_make_a_handout_longer(reader: Any, base: str) -> None:
    short, long = sheets(reader(base + LESSON)), sheets(reader(f"{base}{LESSON}?solutions"))
    assert 4 < short < long < 20
