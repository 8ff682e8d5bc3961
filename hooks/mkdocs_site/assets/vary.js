// Sliders for values that vary: what real torch gave at each position stands in the page's table,
// and moves from there to where the block shows it. Nothing is computed here and nothing requested.
(() => {
  "use strict";

  const MOVED = "lc-vary-moved"; // other blocks of the same snippet follow

  function make(tag, className, text, attributes = {}) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  // Where outputs go: into each cell, or into the whole place where there are no cells.
  const slots = (place) => {
    const cells = [...place.querySelectorAll(".lc-cell")];
    return cells.length ? cells : [place];
  };

  const held = (slot) => [...slot.children].filter((child) =>
    slot.matches(".lc-cell") ? child.matches(".lc-output") : !child.matches(".lc-vary-note"));

  class Vary {
    constructor(box) {
      this.box = box;
      Object.assign(this, JSON.parse(box.dataset.vary)); // names, values, own, code
      this.at = [...this.own];
      this.shown = box.querySelector(":scope > .lc-vary-shown");
      this.says = box.querySelector(":scope > .lc-vary-says");
      this.rows = [...box.querySelectorAll(":scope > .lc-vary-rest .lc-vary-table > tbody > tr")];
      this.note = box.querySelector(".lc-vary-note");
      this.literals = this.code.map((span) => span && this.literal(span));
      this.build();
      this.seal = box.closest(".lc-predict-shown");
      if (this.seal) this.keepSealed();
      document.addEventListener(MOVED, (event) => this.follow(event.detail));
    }

    build() {
      const controls = this.box.querySelector(".lc-vary-controls");
      controls.setAttribute("role", "group");
      controls.setAttribute("aria-label", `Values of ${this.names.join(" and ")}`);
      this.sliders = this.names.map((name, n) => this.slider(controls.children[n], name, n));
      const foot = controls.querySelector(".lc-vary-foot");
      foot.replaceChildren(this.back = make("button", "lc-vary-back", "Reset", {
        type: "button", "aria-label": "Reset to the values in the code of this page",
      }));
      this.back.addEventListener("click", () => this.moveTo(this.own));
      if (this.says) this.says.setAttribute("aria-live", "polite");
      this.tell();
    }

    slider(row, name, n) {
      const label = make("label", "", "", { for: `${this.box.id}-${n}` });
      row.querySelector("code").replaceWith(label);
      label.append(make("code", "", name));
      const input = make("input", "", "", {
        id: `${this.box.id}-${n}`, type: "range", min: 0, max: this.values[n].length - 1, step: 1,
        autocomplete: "off",
      });
      input.value = this.own[n];
      input.addEventListener("input", () => {
        this.moveTo(this.at.map((old, name) => (name === n ? Number(input.value) : old)));
      });
      label.after(input);
      return input;
    }

    // The literal in the code becomes an element of its own, so that it can follow.
    literal([cell, row, start, length]) {
      const block = this.box.closest(".lc-live-block");
      const code = block && block.querySelectorAll(".lc-cell .highlight code")[cell];
      if (!code) return null;
      const lines = code.textContent.split("\n");
      const from = lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, start);
      const range = document.createRange();
      range.setStart(...this.point(code, from, false));
      range.setEnd(...this.point(code, from + length, true));
      const element = make("span", "lc-vary-literal mf");
      element.append(range.extractContents());
      range.insertNode(element);
      return element;
    }

    // The text node at an offset: the one that begins there, or the one that ends there.
    point(code, offset, end) {
      const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      let left = offset;
      while (walker.nextNode()) {
        const size = walker.currentNode.length;
        if (left < size || (end && left === size)) return [walker.currentNode, left];
        left -= size;
      }
      return [code, code.childNodes.length];
    }

    row(at) {
      const number = at.reduce((sum, n, name) => sum * this.values[name].length + n, 0);
      return this.rows[number];
    }

    moveTo(at) {
      this.go(at);
      const values = this.names.map((name, n) => [name, this.values[n][this.at[n]]]);
      const detail = { from: this, of: this.box.dataset.of, values };
      document.dispatchEvent(new CustomEvent(MOVED, { detail }));
    }

    // A question is about the page's own values, as long as it is asked.
    keepSealed() {
      const watch = new MutationObserver(() => this.seal.hidden && this.go(this.own));
      watch.observe(this.seal, { attributeFilter: ["hidden"] });
    }

    follow({ from, of, values }) {
      if (from === this || (this.seal && this.seal.hidden) || of !== this.box.dataset.of) return;
      const said = new Map(values);
      const at = this.at.map((n, name) => {
        const found = this.values[name].indexOf(said.get(this.names[name]));
        return found < 0 ? n : found;
      });
      this.go(at);
    }

    go(at) {
      const [old, next] = [this.row(this.at), this.row(at)];
      this.at = [...at];
      if (old !== next) this.swap(old.lastElementChild, next.lastElementChild);
      this.tell();
    }

    // What is shown goes back to its row of the table, and what is there now comes.
    swap(old, next) {
      const places = slots(this.shown);
      if (!old.querySelector(".lc-cell") && places[0] !== this.shown) {
        old.append(...places.map(() => make("div", "lc-cell")));
      }
      const [from, to] = [slots(next), slots(old)];
      places.forEach((place, n) => {
        const leaving = held(place);
        place.append(...held(from[n]));
        to[n].append(...leaving);
      });
      next.prepend(this.note);
      this.shown.dispatchEvent(new Event("toggle")); // as a fold: boxes in it may have to scroll
    }

    tell() {
      const values = this.at.map((n, name) => this.values[name][n]);
      const row = this.row(this.at);
      values.forEach((value, n) => {
        this.sliders[n].value = this.at[n];
        this.sliders[n].setAttribute("aria-valuetext", value);
        this.sliders[n].parentElement.querySelector(".lc-vary-at").textContent = value;
        if (this.literals[n]) this.literals[n].textContent = value;
      });
      const told = row.querySelectorAll(":scope > .lc-vary-value");
      for (const [n, span] of this.spans().entries()) span.textContent = told[n].textContent;
      this.back.disabled = this.at.every((n, name) => n === this.own[name]);
    }

    spans() {
      return this.says ? [...this.says.querySelectorAll(".lc-vary-value")] : [];
    }
  }

  function begin() {
    for (const box of document.querySelectorAll(".lc-vary:not(.lc-ready)")) {
      box.classList.add("lc-ready");
      new Vary(box);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
