// A drawn graph: step through backward in the order torch ran the nodes, open groups, zoom, find.
// The steps are the <ol class="lc-steps"> that stands in the page anyway. Opened groups stand in a
// template, or in a file beside the page that is loaded when the first one is opened.
(() => {
  "use strict";

  const PAUSE = 1800; // milliseconds a step stays while playing
  const LEGIBLE = 0.75; // below this part of its size a card is made larger when a step comes to it

  function make(parent, tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return parent.appendChild(element);
  }

  function button(parent, text, act, label) {
    const made = make(parent, "button", "", text);
    made.type = "button";
    if (label) made.ariaLabel = label;
    made.addEventListener("click", act);
    return made;
  }

  // What is seen at a time: the whole graph, or a group, opened.
  class View {
    constructor(svg, list, table, section) {
      const { view = "", around = null, title = "Whole graph" } = section?.dataset ?? {};
      Object.assign(this, { svg, list, table, view, around, title });
      this.steps = list ? [...list.children] : [];
      this.at = -1; // no step yet: values only
      const prefix = svg.dataset.ident.length + 1;
      this.places = new Map(this.steps.map((item, step) => [item.dataset.node.slice(prefix), step]));
      const after = (card) => this.stepOf(card) ?? Infinity;
      this.cards = [...svg.querySelectorAll(".lc-node")].sort((one, two) => after(one) - after(two) || 0);
      this.cards.forEach((card) => this.prepare(card));
      if (this.cards.length) svg.setAttribute("role", "group");
      svg.classList.toggle("lc-walking", this.steps.length > 0);
      const { width, height } = svg.viewBox.baseVal;
      Object.assign(this, { width, height, scale: 0 });
    }

    // A card is a link to its group, or becomes a button.
    prepare(card) {
      const link = card.querySelector("a");
      const words = [...card.querySelectorAll(".lc-title, .lc-tag")].map((text) => text.textContent);
      const target = link ?? card;
      target.setAttribute("tabindex", "-1");
      target.setAttribute("aria-label", words.join(" "));
      if (!link) card.setAttribute("role", "button");
    }

    stepOf(card) {
      return card.classList.contains("lc-outside") ? undefined : this.places.get(card.dataset.node);
    }

    card(id) {
      return this.cards.find((card) => card.dataset.node === id && !card.classList.contains("lc-outside"));
    }

    // Parts up to the current step are "done" or "now"; a wire belongs to the step of its reader.
    mark() {
      this.steps.forEach((item, step) => {
        item.toggleAttribute("aria-current", false);
        if (step === this.at) item.setAttribute("aria-current", "step");
      });
      for (const part of this.svg.querySelectorAll("[data-node], [data-to]")) {
        const outside = part.classList.contains("lc-outside");
        const step = outside ? undefined : this.places.get(part.dataset.node || part.dataset.to);
        part.classList.toggle("lc-now", step === this.at);
        part.classList.toggle("lc-done", step < this.at);
      }
    }
  }

  class Graph {
    constructor(root) {
      this.root = root;
      this.stage = root.querySelector(".lc-stage");
      this.box = this.stage.querySelector(".lc-scroll");
      const whole = new View(
        this.box.querySelector(".lc-drawing"),
        root.querySelector(".lc-steps"),
        root.querySelector(".lc-table"),
      );
      this.views = new Map([["", whole]]);
      this.view = whole;
      this.holds = root.querySelector(".lc-groups, .lc-more a");
      this.timer = 0;
      this.fitted = true; // until a reader zooms
      this.build();
      this.show();
      requestAnimationFrame(() => this.fit()); // to measure here would lay out the page once more
      new ResizeObserver(() => this.fitted && this.fit()).observe(this.stage);
    }

    // ----- What stands above the picture -----

    build() {
      const panel = (this.panel = make(this.stage, "div", "lc-walk"));
      panel.setAttribute("role", "group");
      panel.ariaLabel = "Walk through backward";
      this.stage.prepend(panel);
      const bar = make(panel, "div", "lc-walk-buttons");
      this.walks = this.view.steps.length > 0;
      if (this.walks) {
        this.back = button(bar, "Previous step", () => this.stop() || this.go(this.view.at - 1));
        this.forward = button(bar, "Next step", () => this.stop() || this.go(this.view.at + 1));
        this.play = button(bar, "Play", () => (this.timer ? this.stop() : this.start()));
        this.count = make(bar, "span", "lc-walk-count");
      }
      this.tools(bar);
      this.way = make(panel, "div", "lc-walk-way");
      this.way.setAttribute("role", "group");
      this.way.ariaLabel = "Groups around this one";
      this.say = make(panel, "p", "lc-walk-say");
      this.say.setAttribute("role", "status");
      this.rule = make(panel, "div", "lc-walk-rule");
      this.rule.setAttribute("role", "group");
      this.rule.ariaLabel = "Local rule";
      this.stage.addEventListener("keydown", (event) => this.key(event));
      this.box.addEventListener("click", (event) => this.click(event));
    }

    tools(bar) {
      const tools = make(bar, "span", "lc-walk-tools");
      button(tools, "−", () => this.zoom(this.view.scale / 1.4), "Zoom out");
      button(tools, "+", () => this.zoom(this.view.scale * 1.4), "Zoom in");
      button(tools, "Fit", () => this.fit());
      if (!this.holds && this.view.cards.length < 9) return; // nothing to look for
      const find = make(tools, "input", "lc-walk-find");
      find.type = "search";
      find.ariaLabel = find.placeholder = "Find a node";
      find.addEventListener("input", () => (this.found = null));
      find.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Enter") this.find(find.value.trim().toLowerCase());
      });
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const card = event.target.closest(".lc-node");
      if (card && (event.key === " " || (event.key === "Enter" && event.target === card))) {
        event.preventDefault();
        return void this.choose(card);
      }
      if (event.key === "Escape" && this.view.around !== null) return void this.open(this.view.around);
      const { cards, steps, at } = this.view;
      const from = card ? cards.indexOf(card) : at;
      const last = (card || !steps.length ? cards : steps).length - 1;
      const next = { ArrowRight: from + 1, ArrowDown: from + 1, ArrowLeft: from - 1, ArrowUp: from - 1, Home: 0, End: last };
      if (!(event.key in next) || (!card && !steps.length)) return;
      event.preventDefault();
      this.stop();
      if (!card) return void this.go(next[event.key]);
      this.choose(cards[Math.max(0, Math.min(next[event.key], last))], false);
      this.focus();
    }

    click(event) {
      const card = event.target.closest(".lc-node");
      if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.stop();
      this.choose(card);
    }

    // Go to the step of a card; open it where it is a group, or go to the view that it is of.
    async choose(card, opens = true) {
      const group = card.querySelector("[data-open]")?.dataset.open;
      if (card.classList.contains("lc-outside")) return opens && this.outside(card.dataset.node);
      if (group && opens) return this.open(group);
      const step = this.view.stepOf(card);
      if (step !== undefined) return this.go(step);
      this.point(card, `${this.titleOf(card)} did not run in this pass.`);
    }

    async outside(id) {
      for (let at = this.view.around; at !== null; at = this.views.get(at).around) {
        const card = this.views.get(at).card(id);
        if (!card) continue;
        await this.open(at);
        return this.choose(card, false);
      }
    }

    titleOf(card) {
      return (card.querySelector("a") ?? card).getAttribute("aria-label");
    }

    // ----- Groups -----

    async load() {
      if (this.views.size > 1 || !this.holds) return true;
      let source = this.holds.content;
      if (!source) {
        const answer = await fetch(this.holds.href).catch(() => null);
        if (!answer?.ok) return false;
        source = new DOMParser().parseFromString(await answer.text(), "text/html");
      }
      // Letters of formulas are drawn once a file; those of the file are wanted here too.
      for (const drawn of source.querySelectorAll(".lc-outlines")) this.root.append(document.adoptNode(drawn));
      for (const section of source.querySelectorAll(".lc-inside")) {
        const [svg, list, table] = [".lc-drawing", ".lc-steps", ".lc-table"].map((part) =>
          section.querySelector(part),
        );
        for (const part of [svg, list, table]) if (part) document.adoptNode(part);
        this.views.set(section.dataset.view, new View(svg, list, table, section));
      }
      return true;
    }

    async open(name) {
      this.stop();
      if (!(await this.load())) {
        location.href = `${this.holds.href}#${this.root.id}-${name}`; // no server: the file itself
        return;
      }
      const [before, next] = [this.view, this.views.get(name)];
      const inside = next.around === before.view; // not where a reader goes back
      const passed = before.places.get(name) < before.at;
      if (inside) next.at = passed ? next.steps.length - 1 : -1;
      before.svg.replaceWith(next.svg);
      if (before.list && next.list) before.list.replaceWith(next.list);
      before.table.replaceWith(next.table);
      const focused = this.stage.contains(document.activeElement) || document.activeElement === document.body;
      this.view = next;
      this.show();
      this.fit();
      this.stage.scrollIntoView({ block: "nearest", behavior: "auto" });
      if (focused && !this.panel.contains(document.activeElement)) this.focus(next.card(before.view));
    }

    focus(card = this.current()) {
      if (card) (card.querySelector("a") ?? card).focus({ preventScroll: true });
    }

    current() {
      const { cards, at } = this.view;
      return this.pointed ?? cards.find((card) => at >= 0 && this.view.stepOf(card) === at) ?? cards[0];
    }

    showWay() {
      const way = [];
      for (let at = this.view.around; at !== null; at = this.views.get(at).around) way.unshift(at);
      this.way.replaceChildren();
      for (const name of way) {
        button(this.way, this.views.get(name).title, () => this.open(name));
        this.way.append(" › ");
      }
      if (way.length) make(this.way, "b", "", this.view.title);
    }

    async find(words) {
      if (!words || !(await this.load())) return;
      if (!this.found) {
        this.found = [...this.views.values()].flatMap((view) =>
          view.cards
            .filter((card) => !card.classList.contains("lc-outside"))
            .filter((card) => this.titleOf(card).toLowerCase().includes(words))
            .map((card) => ({ view: view.view, card })),
        );
        this.next = 0;
      }
      const total = this.found.length;
      if (!total) return void this.tellWords("No node is called so.");
      const place = this.next++ % total;
      const { view, card } = this.found[place];
      if (view !== this.view.view) await this.open(view);
      this.point(card, `${place + 1} of ${total}: ${this.titleOf(card)}. Enter goes on.`);
    }

    point(card, words) {
      const step = this.view.stepOf(card);
      if (step !== undefined) this.view.at = Math.max(step, this.view.at);
      this.show(card);
      this.tellWords(words);
    }

    // ----- Steps -----

    go(step) {
      const { steps, around, view } = this.view;
      if (step >= steps.length && around !== null) {
        return void this.open(around).then(() => this.go((this.view.places.get(view) ?? -2) + 1));
      }
      this.view.at = Math.max(-1, Math.min(step, steps.length - 1));
      this.show();
    }

    start() {
      if (this.view.at === this.view.steps.length - 1) this.view.at = -1;
      this.play.textContent = "Pause";
      this.timer = setInterval(() => this.tick(), PAUSE);
      this.tick();
    }

    tick() {
      this.go(this.view.at + 1);
      if (this.view.at === this.view.steps.length - 1) this.stop();
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      if (this.play) this.play.textContent = "Play";
    }

    show(pointed) {
      const { steps, at, cards } = this.view;
      const item = steps[at];
      this.pointed = pointed;
      this.view.mark();
      cards.forEach((card) => card.classList.toggle("lc-found", card === pointed));
      this.showWay();
      if (this.walks) this.tell(item, at, steps.length);
      const current = this.current();
      for (const card of cards) {
        (card.querySelector("a") ?? card).setAttribute("tabindex", card === current ? "0" : "-1");
      }
      if (item || pointed) this.reveal(current);
    }

    tellWords(words) {
      this.say.textContent = words;
      requestAnimationFrame(() => this.reach()); // to measure here would lay out the page
    }

    // What scrolls must be reached by a key.
    reach() {
      const { say, rule } = this;
      const [high, wide] = [say.scrollHeight > say.clientHeight, rule.scrollWidth > rule.clientWidth];
      if (high) say.tabIndex = 0;
      else say.removeAttribute("tabindex");
      rule.tabIndex = wide ? 0 : -1;
    }

    tell(item, at, total) {
      this.count.textContent = item ? `Step ${at + 1} of ${total}` : `${total} ${total === 1 ? "step" : "steps"}`;
      const begin = total
        ? "Values only, as computed forward. Next step begins backward."
        : "Nothing here ran in this backward pass.";
      this.tellWords(item ? item.querySelector(".lc-say").textContent : begin);
      const rule = item && item.querySelector(".lc-rule");
      this.rule.replaceChildren(...(rule ? [rule.cloneNode(true)] : []));
      this.back.setAttribute("aria-disabled", String(!item));
      this.forward.setAttribute("aria-disabled", String(at === total - 1 && this.view.around === null));
    }

    // ----- The picture in its box -----

    fit() {
      const room = this.box.clientWidth;
      if (!room) return; // in a fold that is closed
      const high = parseFloat(getComputedStyle(this.stage).maxHeight) - this.panel.offsetHeight - 8;
      const { width, height } = this.view;
      this.resize(Math.min(1, room / width, Math.max(high, 200) / height));
      this.fitted = true;
      this.box.scrollTo(0, 0);
    }

    resize(scale) {
      const { svg, width } = this.view;
      this.view.scale = Math.max(0.05, Math.min(scale, 3));
      svg.setAttribute("data-zoom", ""); // on paper it has its own size
      svg.style.setProperty("--lc-width", `${width * this.view.scale}px`);
      this.box.dispatchEvent(new Event("toggle")); // it may go on beyond its box now, or no more
    }

    zoom(scale) {
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.box;
      const grown = scale / this.view.scale;
      this.resize(scale);
      this.fitted = false;
      this.box.scrollTo(
        (scrollLeft + clientWidth / 2) * grown - clientWidth / 2,
        (scrollTop + clientHeight / 2) * grown - clientHeight / 2,
      );
    }

    // Brings a card into the box, and the box with what is said into the window.
    reveal(card) {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (this.fitted && this.view.scale < LEGIBLE) {
        this.resize(Math.max(this.view.scale, Math.min(1, (this.box.clientWidth - 16) / card.getBBox().width)));
        this.fitted = false;
      }
      this.stage.scrollIntoView({ block: "nearest", behavior: "auto" });
      const [box, seen] = [this.box.getBoundingClientRect(), card.getBoundingClientRect()];
      const { left, top } = { left: seen.left - box.left, top: seen.top - box.top };
      this.box.scrollBy({
        left: left - Math.max(8, (box.width - seen.width) / 2), // of a card that is too wide the title
        top: top - Math.max(8, (box.height - seen.height) / 2),
        behavior: still ? "auto" : "smooth",
      });
    }
  }

  function begin() {
    for (const root of document.querySelectorAll(".lc-graph:not(.lc-fill)")) {
      if (root.querySelector(".lc-stage .lc-drawing") && !root.querySelector(".lc-walk")) new Graph(root);
    }
  }

  document.addEventListener("lc-graphs", begin); // one was drawn anew
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
