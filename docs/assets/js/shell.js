// What a page of this theme needs before anybody searches: the colour scheme, the contents list
// that follows the reader, what a keyboard must reach, and a handout with its solutions. The theme's
// own script is three times the size of all of ours; it is loaded when the reader turns to the search.
(() => {
  "use strict";

  const root = document.documentElement;
  const own = document.currentScript;
  let asked = null; // the promise of the theme's script, once it is wanted

  root.classList.replace("no-js", "js");

  // ----- Colour scheme -----------------------------------------------------------------------

  const inputs = [...document.querySelectorAll("input[name=__palette]")];
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try {
      return __md_get("__palette");
    } catch {
      return null; // storage is off, or holds what is not ours
    }
  }

  function paint(input) {
    for (const name of input.getAttributeNames()) {
      if (name.startsWith("data-md-color-")) {
        document.body.setAttribute(name, input.getAttribute(name));
      }
    }
    input.checked = true;
    for (const other of inputs) {
      const label = other.nextElementSibling;
      if (label) label.hidden = other !== input;
    }
  }

  function keep(input, index) {
    const color = {};
    for (const name of ["media", "scheme", "primary", "accent"]) {
      color[name] = input.getAttribute(`data-md-color-${name}`);
    }
    __md_set("__palette", { index, color });
  }

  function preferred() {
    const chosen = stored()?.index;
    return inputs[chosen] ?? inputs[dark.matches ? 1 : 0];
  }

  if (inputs.length) {
    paint(preferred());
    dark.addEventListener("change", () => asked || stored() || paint(preferred()));
    inputs.forEach((input, index) =>
      input.addEventListener("change", () => {
        if (asked) return; // the theme's script does it now
        paint(input);
        keep(input, index);
      }),
    );
  }

  // ----- The theme's own script ----------------------------------------------------------------

  function load() {
    asked ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = own.dataset.theme;
      script.onload = resolve;
      script.onerror = () => {
        asked = null; // offline perhaps; the next try may do
        reject(new Error("the search did not load"));
      };
      document.body.append(script);
    });
    return asked;
  }

  const query = document.querySelector("[data-md-component=search-query]");
  const toggle = document.querySelector("#__search");

  async function search() {
    if (asked || !own.dataset.theme) return;
    try {
      await load();
    } catch {
      return;
    }
    if (document.activeElement !== query && !toggle.checked) return; // the reader has gone on
    // The script listens for what has happened already, so it happens once more.
    const text = query.value;
    query.blur();
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change"));
    query.focus();
    if (text) query.dispatchEvent(new Event("keyup"));
  }

  if (query) {
    query.addEventListener("focus", search);
    toggle.addEventListener("change", () => toggle.checked && search());
    addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (asked || typing || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "/" || event.key === "s" || event.key === "f") {
        event.preventDefault();
        query.focus();
      }
    });
    if (new URLSearchParams(location.search).has("q")) search();
  }

  // ----- Words that led here -------------------------------------------------------------------

  // A result of the search carries its words along; the theme's script would mark them, but comes
  // too late. A word is marked where another begins, as it was found.
  function mark(words) {
    const found = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const wanted = new RegExp(`(^|[^\\p{L}\\p{N}_])(${found.join("|")})`, "giu");
    const left = "script, style, svg, math, button, textarea, mark, .headerlink";
    const walk = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    for (const text of texts) {
      if (text.parentElement.closest(left)) continue;
      for (const match of [...text.data.matchAll(wanted)].reverse()) {
        const made = document.createElement("mark");
        const word = text.splitText(match.index + match[1].length);
        word.splitText(match[2].length);
        word.replaceWith(made);
        made.append(word);
      }
    }
  }

  const words = new URLSearchParams(location.search).get("h")?.match(/\S+/g);
  if (words) mark(words);

  // ----- Reached by keyboard -----------------------------------------------------------------------

  const BOXES =
    ".md-typeset :is(.highlight > pre > code, .lc-text, .lc-math-display, .lc-scroll, .lc-figure, table)";

  const LEAST = 0.75; // how small a formula may become to fit, of its own size

  const folded = (box) => box.closest("details:not([open])"); // to measure there would lay out the fold

  // A formula that is a little too wide is drawn a little smaller. All is measured before anything
  // is set: to measure after each change would lay the page out as often.
  function fit() {
    const formulas = [...document.querySelectorAll(".lc-math-display > .lc-svg")].filter((svg) => !folded(svg));
    const boxes = formulas.map((svg) => svg.parentElement);
    for (const box of boxes) if (box.style.fontSize) box.style.fontSize = "";
    const sizes = formulas.map((svg, index) => {
      const style = getComputedStyle(boxes[index]);
      const room = boxes[index].clientWidth - parseFloat(style.paddingInlineStart) - 1;
      const part = room / svg.getBoundingClientRect().width; // no number in what is not shown
      return part < 1 && part >= LEAST ? `${parseFloat(style.fontSize) * part}px` : "";
    });
    boxes.forEach((box, index) => sizes[index] && (box.style.fontSize = sizes[index]));
  }

  // Where a box goes on beyond what it shows, and by how much.
  function beyond(box) {
    const before = box.scrollLeft;
    const after = box.scrollWidth - box.clientWidth - before;
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    return { before, after, below };
  }

  function tell(box, { before, after, below }) {
    box.toggleAttribute("data-before", before > 4);
    box.toggleAttribute("data-after", after > 4);
    box.toggleAttribute("data-below", below > 4);
  }

  // A box that scrolls is a stop for Tab; one that shows all it holds is none.
  function reach() {
    fit();
    const seen = [...document.querySelectorAll(BOXES)].filter((box) => !folded(box) && box.clientWidth);
    const wide = seen.map(
      (box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1,
    );
    const ends = seen.map(beyond);
    seen.forEach((box, index) => {
      if (wide[index]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      tell(box, ends[index]);
    });
  }

  // What measures waits for the next frame, when the page is laid out in any case: while scripts
  // still change it, each look would lay all of it out once more.
  function inFrame(task) {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        task();
      });
    };
  }

  const scrolled = (event) => event.target.matches?.(BOXES) && tell(event.target, beyond(event.target));

  const reachSoon = inFrame(reach);
  addEventListener("resize", reachSoon);
  document.addEventListener("toggle", reachSoon, true);
  document.addEventListener("scroll", scrolled, { capture: true, passive: true });

  // The drawer of a narrow window opens by a label, which no key reaches: a button takes its place.
  const drawer = document.querySelector("#__drawer");
  const label = document.querySelector(".md-header label[for=__drawer]");

  if (label) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = `${label.className} lc-pages`;
    handle.ariaLabel = "Pages";
    handle.append(...label.children);
    label.replaceWith(handle);

    const tell = () => (handle.ariaExpanded = String(drawer.checked));
    const open = (shown) => {
      drawer.checked = shown;
      tell();
    };
    open(drawer.checked);
    drawer.addEventListener("change", tell);
    handle.addEventListener("click", (event) => {
      open(!drawer.checked);
      const first = document.querySelector(".md-nav--primary .md-nav__list a");
      if (drawer.checked && !event.detail) setTimeout(() => first.focus(), 300); // by key
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.checked) return;
      open(false);
      handle.focus();
    });
  }

  // ----- Finding the way -----------------------------------------------------------------------------

  // Far down a page on a phone, a link leads up to its contents.
  const up = document.querySelector(".lc-up");
  if (up) {
    const far = () => up.classList.toggle("lc-up-shown", scrollY > 900);
    addEventListener("scroll", far, { passive: true });
    requestAnimationFrame(far);
  }

  // The pages about the site itself are for those who ask: their list opens when it is asked for.
  function foldAbout(section) {
    const label = section.querySelector(":scope > label");
    const pages = section.querySelector(":scope > nav");
    if (!label || !pages) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lc-about-fold";
    button.append(...label.cloneNode(true).childNodes);
    const turn = (open) => {
      button.ariaExpanded = String(open);
      pages.hidden = !open;
    };
    button.addEventListener("click", () => turn(pages.hidden));
    label.before(button);
    label.hidden = true;
    turn(section.classList.contains("md-nav__item--active"));
  }

  const sections = [...document.querySelectorAll(".md-nav--primary > .md-nav__list > .md-nav__item--section")];
  const about = sections.at(-1);
  if (about && matchMedia("(min-width: 76.25em)").matches && about.textContent.trim().startsWith("About")) foldAbout(about);

  // ----- On paper ------------------------------------------------------------------------------------

  const always = new URLSearchParams(location.search).has("solutions");
  const exercise = document.querySelector(".lc-exercise");
  root.classList.toggle("lc-solutions", always);

  if (exercise) {
    const paper = document.createElement("p");
    const button = document.createElement("button");
    paper.className = "lc-paper";
    button.type = "button";
    button.textContent = "Print with solutions";
    button.addEventListener("click", () => {
      root.classList.add("lc-solutions");
      print();
    });
    addEventListener("afterprint", () => root.classList.toggle("lc-solutions", always));
    paper.append(button);
    exercise.before(paper);
  }

  // ----- The contents list -------------------------------------------------------------------------

  const entries = new Map();
  for (const link of document.querySelectorAll(".md-sidebar--secondary .md-nav__link[href^='#']")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) entries.set(heading, link);
  }

  // A list beside the page shows the entry that it marks.
  function show(link) {
    const list = link.closest(".md-sidebar__scrollwrap");
    if (!list) return;
    const [all, one] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    if (one.top < all.top || one.bottom > all.bottom) {
      list.scrollTop += one.top - all.top - all.height / 2;
    }
  }

  // The theme's script does not do this: it waits for the page to load, which has been long ago.
  function follow() {
    let current = null;
    for (const [heading, link] of entries) {
      const passed = heading.getBoundingClientRect().top < 96;
      link.classList.toggle("md-nav__link--passed", passed);
      if (passed) current = link;
    }
    for (const link of entries.values()) {
      link.classList.toggle("md-nav__link--active", link === current);
    }
    if (current) show(current);
  }

  if (entries.size) addEventListener("scroll", inFrame(follow), { passive: true });

  const here = document.querySelector(".md-sidebar--primary .md-nav__link--active:not(label)");
  requestAnimationFrame(() => {
    if (here) show(here);
    follow();
    reach(); // last: it changes what the others look at
  });
})();
