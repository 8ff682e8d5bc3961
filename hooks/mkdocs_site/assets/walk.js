// Walk through backward: step through the nodes of a drawn graph in the order torch ran them.
// The steps are the <ol class="lc-steps"> that stands in the page anyway; nothing else is read.
(() => {
  "use strict";

  const PAUSE = 1800; // milliseconds a step stays while playing

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  class Walk {
    constructor(figure, svg, list) {
      this.figure = figure;
      this.svg = svg;
      this.box = svg.closest(".lc-scroll");
      this.steps = [...list.children];
      this.at = -1; // -1: the whole graph
      this.timer = 0;
      this.build();
      this.reveal(svg.querySelector(".lc-node"), false);
      this.show();
    }

    build() {
      const panel = (this.panel = make("div", "lc-walk"));
      panel.setAttribute("role", "group");
      panel.setAttribute("aria-label", "Walk through backward");
      const buttons = panel.appendChild(make("div", "lc-walk-buttons"));
      this.first = this.button(buttons, "First", () => this.go(0));
      this.back = this.button(buttons, "Back", () => this.go(this.at - 1));
      this.forward = this.button(buttons, "Forward", () => this.go(this.at + 1));
      this.play = this.button(buttons, "Play", () => (this.timer ? this.stop() : this.start()));
      this.count = buttons.appendChild(make("span", "lc-walk-count"));
      this.say = panel.appendChild(make("p", "lc-walk-say"));
      this.say.setAttribute("role", "status");
      this.rule = panel.appendChild(make("div", "lc-walk-rule"));
      this.rule.setAttribute("role", "group");
      this.rule.setAttribute("aria-label", "Local rule");
      panel.addEventListener("keydown", (event) => this.key(event));
      this.figure.querySelector(".lc-key").after(panel);
    }

    button(parent, text, act) {
      const button = parent.appendChild(make("button", "", text));
      button.type = "button";
      button.addEventListener("click", () => {
        if (button !== this.play) this.stop();
        act();
      });
      return button;
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const last = this.steps.length - 1;
      const target = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: 0, End: last };
      if (!(event.key in target)) return;
      event.preventDefault();
      this.stop();
      this.go(target[event.key]);
    }

    go(step) {
      this.at = Math.max(-1, Math.min(step, this.steps.length - 1));
      this.show();
    }

    start() {
      if (this.at === this.steps.length - 1) this.at = -1;
      this.play.textContent = "Pause";
      this.timer = setInterval(() => this.tick(), PAUSE);
      this.go(this.at + 1);
    }

    tick() {
      this.go(this.at + 1);
      if (this.at === this.steps.length - 1) this.stop();
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.play.textContent = "Play";
    }

    show() {
      const item = this.steps[this.at];
      const total = this.steps.length;
      for (const part of [this.svg, this.panel]) {
        part.classList.toggle("lc-walking", Boolean(item));
      }
      this.mark();
      this.count.textContent = item ? `Step ${this.at + 1} of ${total}` : `${total} steps`;
      this.say.textContent = item
        ? item.querySelector(".lc-say").textContent
        : "The whole graph, with every gradient. Forward starts the walk.";
      this.showRule(item);
      this.back.setAttribute("aria-disabled", String(!item));
      this.forward.setAttribute("aria-disabled", String(this.at === total - 1));
      if (item) this.reveal(document.getElementById(item.dataset.node));
    }

    showRule(item) {
      const rule = item && item.querySelector(".lc-rule");
      this.rule.replaceChildren(...(rule ? [rule.cloneNode(true)] : []));
      this.rule.tabIndex = this.rule.scrollWidth > this.rule.clientWidth ? 0 : -1; // scrolls by key
    }

    // Parts up to the current step are "done" or "now"; a wire belongs to the step of its reader.
    mark() {
      const state = new Map();
      this.steps.forEach((item, step) => {
        item.toggleAttribute("aria-current", false);
        if (step > this.at) return;
        const name = item.dataset.node.slice(this.svg.dataset.ident.length + 1);
        state.set(name, step === this.at ? "lc-now" : "lc-done");
      });
      if (this.steps[this.at]) this.steps[this.at].setAttribute("aria-current", "step");
      for (const part of this.svg.querySelectorAll("[data-node], [data-to]")) {
        const now = state.get(part.dataset.node || part.dataset.to);
        part.classList.toggle("lc-now", now === "lc-now");
        part.classList.toggle("lc-done", now === "lc-done");
      }
    }

    // Scrolls the box of the picture, never the page; at first only sideways, to the result.
    reveal(node, down = true) {
      const box = this.box.getBoundingClientRect();
      const card = node.getBoundingClientRect();
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.box.scrollBy({
        left: card.left + card.width / 2 - box.left - box.width / 2,
        top: down ? card.top + card.height / 2 - box.top - box.height / 2 : 0,
        behavior: still || !down ? "auto" : "smooth",
      });
    }
  }

  function begin() {
    for (const figure of document.querySelectorAll(".lc-graph")) {
      const svg = figure.querySelector(".lc-drawing");
      const list = figure.querySelector(".lc-steps");
      if (svg && list && !figure.querySelector(".lc-walk")) new Walk(figure, svg, list);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
