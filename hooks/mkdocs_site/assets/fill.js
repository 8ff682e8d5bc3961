// A graph whose gradients a reader fills in, node by node, in the order of backward. What is asked,
// and what is said to wrong answers, stands in the page, as `data-fill`; guesses.js judges.
(() => {
  "use strict";

  function make(tag, className, text, attributes = {}) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function button(className, text, act) {
    const made = make("button", className, text, { type: act ? "button" : "submit" });
    if (act) made.addEventListener("click", act);
    return made;
  }

  class Fill {
    constructor(root) {
      this.root = root;
      this.blanks = JSON.parse(root.dataset.fill);
      this.svg = root.querySelector(".lc-drawing");
      this.scroll = this.svg.closest(".lc-scroll");
      this.rows = root.querySelectorAll(".lc-fill-values tbody tr");
      this.build(root.querySelector(".lc-fill-panel"));
      this.restart();
    }

    build(panel) {
      panel.setAttribute("role", "group");
      panel.setAttribute("aria-label", "Fill in the gradients");
      this.panel = panel;
      this.form = make("form", "", "", { autocomplete: "off" });
      const id = `${this.root.id}-answer`;
      this.ask = make("p", "lc-fill-ask", "", { id: `${id}-q` });
      this.field = make("input", "", "", {
        id, type: "text", spellcheck: "false", autocapitalize: "off", "aria-describedby": this.ask.id,
      });
      const row = make("div", "lc-predict-row");
      row.append(
        make("label", "", "Gradient", { for: id }), this.field,
        button("lc-predict-check", "Check"), button("", "Show this one", () => this.reveal()),
      );
      this.form.append(this.ask, row);
      this.form.addEventListener("submit", (event) => this.submit(event));
      this.form.addEventListener("focusin", () => window.lcJudging().catch(() => {}));
      this.again = button("", "Start again", () => {
        this.restart();
        this.field.focus({ preventScroll: true });
      });
      this.say = make("div", "lc-fill-say", "", { role: "status", tabindex: "-1" });
      panel.replaceChildren(this.form, this.say, this.again);
    }

    restart() {
      this.at = 0;
      this.right = 0;
      for (const blank of this.blanks) this.mark(blank, "lc-given", false);
      this.blanks.forEach((blank) => this.note(blank, "–"));
      this.tell("");
      this.show();
    }

    get blank() {
      return this.blanks[this.at];
    }

    // The card of a node, and the wires on which its gradient comes.
    parts({ node }) {
      return this.svg.querySelectorAll(`[data-node="${node}"], [data-from="${node}"]`);
    }

    mark(blank, name, on) {
      for (const part of this.parts(blank)) part.classList.toggle(name, on);
    }

    // For those who do not see the picture.
    note(blank, text) {
      this.rows[blank.row].children[3].textContent = text;
    }

    show() {
      this.tried = [];
      this.field.value = "";
      for (const part of this.svg.querySelectorAll(".lc-asked")) part.classList.remove("lc-asked");
      const done = !this.blank;
      this.form.hidden = done;
      this.again.hidden = !done;
      if (done) return;
      const step = `Step ${this.at + 1} of ${this.blanks.length}: `;
      this.ask.replaceChildren(step, "which gradient arrives at ", make("code", "", this.blank.title), "?");
      this.mark(this.blank, "lc-asked", true);
      this.bring(this.svg.querySelector(`.lc-node[data-node="${this.blank.node}"]`));
    }

    // Into the box around the picture, which scrolls; the page stands still.
    bring(card) {
      const [box, seen] = [this.scroll.getBoundingClientRect(), card.getBoundingClientRect()];
      this.scroll.scrollBy({
        left: seen.left - box.left - Math.max(8, (box.width - seen.width) / 2),
        top: seen.top - box.top - Math.max(8, (box.height - seen.height) / 2),
      });
    }

    tell(text, rules = []) {
      this.say.replaceChildren();
      if (text) this.say.append(make("p", "", text));
      for (const rule of rules) this.say.append(rule.cloneNode(true));
    }

    async submit(event) {
      event.preventDefault();
      const [typed, blank] = [this.field.value.trim(), this.blank];
      this.field.focus({ preventScroll: true });
      if (!typed) return this.tell("Give an answer first, or have this one shown.");
      let judge;
      try {
        judge = await window.lcJudging();
      } catch {
        return this.tell("There is no network to check this with. Try again later, or have it shown.");
      }
      if (this.blank !== blank || this.field.value.trim() !== typed) return; // the reader has gone on
      const earlier = this.tried.filter((one) => one !== typed).length;
      const data = { answer: blank.answer, wrong: blank.wrong.map((one) => one.guess) };
      const verdict = judge(data, typed, earlier);
      if (!this.tried.includes(typed)) this.tried.push(typed);
      if (!verdict.right) return this.hint(blank, typed, verdict, earlier);
      this.right += 1;
      this.next(`Right: ${blank.told} at ${blank.title}.`);
    }

    // What is foreseen says which factor is missing; the first hint never has more than that.
    hint(blank, typed, { place, hint }, earlier) {
      const number = Math.min(earlier, blank.hints.length - 1);
      const told = place < 0 ? `Not ${typed}: ${hint}` : `Not ${typed}. ${blank.wrong[place].because}`;
      const more = place < 0 || earlier > 0 ? ` ${blank.hints[number]}` : "";
      this.tell(told + more, number === 1 && more ? this.rules(blank) : []);
    }

    // The local rules of the nodes that use this one stand with the steps.
    rules(blank) {
      const items = [...this.root.querySelectorAll(".lc-after .lc-steps > li")];
      const wanted = [...new Set(blank.rules)].map((node) => `${this.svg.dataset.ident}-${node}`);
      const found = items.filter((item) => wanted.includes(item.dataset.node));
      return found.map((item) => item.querySelector(".lc-rule")).filter(Boolean);
    }

    reveal() {
      const { told, title, hints } = this.blank;
      this.field.focus({ preventScroll: true });
      this.next(`It is ${told} at ${title}. ${hints[2] ?? hints[0]}`);
    }

    next(said) {
      const blank = this.blank;
      this.mark(blank, "lc-given", true);
      this.note(blank, blank.told);
      this.at += 1;
      this.show();
      if (this.blank) return this.tell(said);
      this.tell(`${said} That was the last: ${this.right} of ${this.blanks.length} found by you.`);
      this.say.focus({ preventScroll: true }); // the field is gone
    }
  }

  function begin() {
    for (const root of document.querySelectorAll(".lc-fill:not(.lc-ready)")) {
      root.classList.add("lc-ready");
      new Fill(root);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
