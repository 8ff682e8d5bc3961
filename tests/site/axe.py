"""What axe finds on a page, in one colour scheme and then in the other.

Two rules take most of axe's time, since they compute for each text what lies under it: the contrast
of texts and of links. Their answer depends on the look of a text alone: its colour, size and
weight, and the grounds of the boxes that it stands in. `violations` has them look at every text but
those within a line that look like one before them in the same block, or, where that is asked for,
at one text of each look.

`violations_after_a_switch` is for a page on which `violations` was asked for before its colours
were switched: the same texts stand at the same places. The two rules look at one text of each look,
and all others at the elements of which anything but a colour has changed.
"""

from __future__ import annotations

from typing import Any

import pytest

# axe reads the same few colours thousands of times, and reading one takes it long.
REMEMBER = """() => {
  const {Color} = axe.commons.color, read = Color.prototype.parseString, known = new Map();
  Color.prototype.parseString = function (text) {
    const before = known.get(text);
    if (before) return Object.assign(this, before);
    read.call(this, text);
    const {r, g, b, alpha} = this;
    known.set(text, {r, g, b, alpha});
    return this;
  };
}"""
RUN = """async ([within, switched, colours]) => {
  const moving = document.getAnimations().filter(a => a instanceof CSSTransition);
  await Promise.allSettled(moving.map(a => a.finished));  // colours on their way are no colours
  const COLOURS = ["color-contrast", "link-in-text-block"];
  const root = within ? document.querySelector(within) : document.documentElement;
  const options = {reporter: "no-passes", resultTypes: ["violations"]};
  const off = Object.fromEntries(COLOURS.map(name => [name, {enabled: false}]));

  const grounds = new Map();
  const ground = element => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const s = getComputedStyle(element);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.mixBlendMode, s.filter,
                   s.position === "static" ? "" : element.className].join(";");
      const same = own === "rgba(0, 0, 0, 0);none;1;normal;none;";
      grounds.set(element, ground(element.parentElement) + (same ? "" : `|${own}`));
    }
    return grounds.get(element);
  };
  const style = element => {
    const s = getComputedStyle(element);
    return [s.color, s.fontSize, s.fontWeight, s.textShadow, s.textDecorationLine,
            s.textTransform, s.display, s.visibility].join(";");
  };
  let count = 0;
  const marks = new Map();
  const mark = element => marks.get(element) ?? marks.set(element, ++count).get(element);
  const blockOf = element =>
    getComputedStyle(element).display === "inline" ? blockOf(element.parentElement) : element;
  const look = element => {
    if (element.closest("svg, input, select, textarea")) return mark(element);
    const seen = [element.localName, ground(element), style(element),
                  style(element.parentElement)].join("/");
    if (switched || colours === "looks") return seen;
    const block = element.closest("math") ?? blockOf(element);
    return block === element ? mark(element) : `${mark(block)} ${seen}`;
  };
  const has = element => [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const chosen = new Map();
  for (const element of root.querySelectorAll("*"))
    if (has(element) || element.matches("a[href], input, select, textarea, button")) {
      const key = look(element);
      if (!chosen.has(key)) chosen.set(key, element);
    }

  // All that the other rules may read of an element.
  const state = element => {
    const s = getComputedStyle(element);
    const given = [...element.attributes].filter(a => !a.name.startsWith("data-md-color-"));
    return [...given.map(a => `${a.name}=${a.value}`), element.clientWidth, element.clientHeight,
            s.display, s.visibility, s.overflowX, s.overflowY, s.position].join(";");
  };
  const all = [...document.querySelectorAll("*")];
  const changed = all.filter(element => state(element) !== window.states?.get(element));
  window.states = new Map(all.map(element => [element, state(element)]));

  const found = [];
  const look_at = async (what, which) => {
    const {violations} = await axe.run(what, {...options, ...which});
    for (const rule of violations)
      for (const {target, html} of rule.nodes) found.push(`${rule.id}: ${target} ${html}`);
  };
  if (!switched) await look_at(within ?? document, {rules: off});
  else if (changed.length) await look_at({include: changed}, {rules: off});
  if (colours !== "none") await look_at({include: [...chosen.values()]}, {runOnly: COLOURS});
  return found;
}"""


def violations(page: Any, within: str | None = None, *, colours: str = "texts") -> list[str]:
    """Every violation on the page, or in the first element that `within` selects.

    `colours` says what the two rules about them look at: all `texts`, one of each of the `looks`,
    or `none`.
    """
    library = pytest.importorskip("axe_playwright_python.base")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(library.AXE_SCRIPT)
        page.evaluate(REMEMBER)
    found: list[str] = page.evaluate(RUN, [within, False, colours])
    return found


def violations_after_a_switch(page: Any) -> list[str]:
    """Every violation on a page whose colours were switched since `violations` looked at it."""
    found: list[str] = page.evaluate(RUN, [None, True, "looks"])
    return found
