// What a reader has begun and done, over all pages, on this device alone: marks in the list of
// pages and on the first page, where to go on, labs that are ticked, questions to look at again.
// It is kept for this site's own path. Nothing is kept where the reader has switched it off.
(() => {
  "use strict";

  const list = document.querySelector(".md-nav--primary");
  const logo = document.querySelector(".md-header a.md-logo, .md-nav a.md-logo");
  if (!list || !logo || !/^https?:$/.test(location.protocol)) return;

  const root = new URL(logo.getAttribute("href"), location).pathname.replace(/index\.html$/, "");
  const KEY = `lc-progress:${root}`;
  const ANSWERS = "lc-predict"; // predict.js keeps them, for all sites of this origin
  const clean = (path) => path.replace(/index\.html$/, "");
  const inside = (url) => clean(new URL(url, location).pathname).slice(root.length);
  const here = inside(location.href);

  // ----- What is kept --------------------------------------------------------------------------

  const EMPTY = { off: false, pages: {}, labs: {}, review: {}, last: null };
  const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null; // it was damaged
    }
  }

  function stored(key) {
    try {
      return parsed(localStorage.getItem(key));
    } catch {
      return null; // this browser keeps nothing
    }
  }

  // Only what has the right form is taken, from the store or from a file.
  function checked(data) {
    const made = structuredClone(EMPTY);
    if (!isMap(data)) return made;
    made.off = data.off === true;
    for (const part of ["pages", "labs", "review"]) if (isMap(data[part])) Object.assign(made[part], data[part]);
    if (isMap(data.last) && typeof data.last.path === "string") made.last = data.last;
    return made;
  }

  let kept = checked(stored(KEY));

  function put(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // The page works all the same; it only forgets.
    }
  }

  function keep() {
    put(KEY, kept.off ? { off: true } : kept);
  }

  // The answers to questions of this site, by the address below its root.
  function answers() {
    const all = stored(ANSWERS)?.answers;
    const found = {};
    if (!isMap(all)) return found;
    for (const [name, state] of Object.entries(all)) {
      if (name.startsWith(root)) found[clean(name.slice(root.length).replace("index.html#", "#"))] = state;
    }
    return found;
  }

  // ----- Elements ------------------------------------------------------------------------------

  function make(tag, className, text, attributes = {}) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function button(text, act, attributes = {}) {
    const made = make("button", "lc-progress-button", text, { type: "button", ...attributes });
    made.addEventListener("click", act);
    return made;
  }

  function toggle(text, isOn, change) {
    const made = button(text, () => {
      change(!isOn());
      keep();
      show();
    });
    made.classList.add("lc-toggle");
    made.update = () => {
      made.ariaPressed = String(isOn());
      made.hidden = kept.off;
    };
    parts.push(made);
    return made;
  }

  const parts = []; // what must be brought up to date when something changes
  const links = [...document.querySelectorAll(".md-nav--primary .md-nav__link[href], article [data-lc-pages] a[href]")];

  // ----- Marks ---------------------------------------------------------------------------------

  const WORDS = { done: ["✓", "done"], begun: ["◐", "begun"] };

  function stateOf(path) {
    if (kept.off) return "";
    if (kept.pages[path]?.done || kept.labs[path]) return "done";
    const asked = Object.keys(answers()).some((name) => name.startsWith(`${path}#`));
    return kept.pages[path] || asked ? "begun" : "";
  }

  function mark(link) {
    const path = inside(link.href);
    const state = path ? stateOf(path) : "";
    link.querySelector(".lc-state")?.remove();
    if (!state) return;
    const made = make("span", `lc-state lc-state-${state}`);
    made.append(make("span", "", WORDS[state][0], { "aria-hidden": "true" }));
    made.append(make("span", "lc-unseen", ` (${WORDS[state][1]})`));
    link.append(made);
  }

  // ----- This page -----------------------------------------------------------------------------

  const article = document.querySelector("article");
  const isPage = Boolean(document.querySelector("meta[name=lc-lesson]"));
  const isLab = Boolean(article?.querySelector(".lc-lab"));
  const title = article?.querySelector("h1")?.firstChild?.textContent.trim() ?? document.title;

  function begin() {
    if (kept.off || !isPage || kept.pages[here]) return;
    kept.pages[here] = {};
    keep();
    show();
  }

  function leave() {
    if (kept.off || !isPage || scrollY < 200) return;
    const above = [...article.querySelectorAll("h2[id], h3[id]")].filter((one) => one.getBoundingClientRect().top < 120);
    const at = above.at(-1);
    kept.last = { path: here, title, at: at?.id ?? "", part: at?.firstChild?.textContent.trim() ?? "" };
    begin();
    keep();
  }

  let waiting = 0;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(leave, 400);
  }, { passive: true });
  document.addEventListener("lc-answers", () => (begin(), show()));

  // Done is what the reader says is done.
  function ending() {
    if (!article || (!isPage && !isLab)) return;
    const at = isLab ? kept.labs : kept.pages;
    const words = isLab ? "I have done this lab" : "I have read this page";
    const made = toggle(words, () => Boolean(isLab ? kept.labs[here] : kept.pages[here]?.done), (on) => {
      if (isLab) on ? (kept.labs[here] = true) : delete kept.labs[here];
      else kept.pages[here] = on ? { done: true } : {};
    });
    const place = make("p", "lc-progress-end");
    place.append(made);
    const foot = article.querySelector(".lc-home");
    if (foot && !isLab) foot.before(place);
    else article.append(place);
    return at;
  }

  function reviews() {
    for (const box of document.querySelectorAll(".lc-predict[id]")) {
      const name = `${here}#${box.id}`;
      const asked = box.querySelector(".lc-predict-question")?.textContent.trim() ?? "";
      const made = toggle("Review later", () => Boolean(kept.review[name]), (on) => {
        if (on) kept.review[name] = { question: asked.slice(0, 300), page: title };
        else delete kept.review[name];
      });
      made.classList.add("lc-review");
      box.append(made);
    }
  }

  // Each lab of the list is ticked in its place.
  function ticks() {
    if (here !== "labs/") return;
    for (const link of document.querySelectorAll("article li > a:first-child[href]")) {
      const path = inside(link.href);
      if (!/^labs\/[^/]+\/$/.test(path)) continue;
      const box = make("input", "lc-done-box", "", { type: "checkbox", "aria-label": `Done: ${link.textContent}` });
      box.addEventListener("change", () => {
        if (box.checked) kept.labs[path] = true;
        else delete kept.labs[path];
        keep();
        show();
      });
      box.update = () => {
        box.checked = Boolean(kept.labs[path]);
        box.hidden = kept.off;
      };
      parts.push(box);
      link.before(box, " ");
    }
  }

  // ----- The first page: where to go on ----------------------------------------------------------

  function goOn() {
    const place = document.querySelector("[data-lc-continue]");
    if (!place) return;
    const again = () => {
      place.replaceChildren();
      const { last } = kept;
      place.hidden = kept.off || !last;
      if (place.hidden) return;
      // Without its host: an address that begins with one is marked as another site.
      const aim = new URL(`${root}${last.path}${last.at ? `#${last.at}` : ""}`, location);
      const link = make("a", "lc-continue-link", `Continue: ${last.title}`, { href: aim.pathname + aim.hash });
      place.append(link);
      if (last.part) place.append(make("span", "lc-continue-part", last.part));
    };
    parts.push({ update: again });
  }

  // The page "Your progress" has a script of its own.
  window.lcProgress = {
    get kept() {
      return kept;
    },
    change(next) {
      kept = checked(next);
      keep();
      show();
    },
    onShow: (update) => parts.push({ update }),
    answers, button, checked, inside, isMap, links, make, parsed, put, root, stateOf, stored, show, ANSWERS,
  };

  function show() {
    links.forEach(mark);
    for (const part of parts) part.update();
  }

  ending();
  reviews();
  ticks();
  goOn();
  show();
})();
