// Predict, then reveal: asks for a guess before an output is shown, and says what is off.
// The answer and the foreseen wrong guesses stand in the page, as `data-predict`; nothing leaves the
// device. guesses.js judges what was typed.
(() => {
  "use strict";

  const KEY = "lc-predict";
  const later = new URL("__JUDGE__", document.currentScript.src).href; // it judges what is typed

  let coming = null;

  // The judge comes when a reader turns to a question, once for the page.
  function judging() {
    coming ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = later;
      script.onload = () => resolve(guesses.judge);
      script.onerror = () => {
        coming = null; // offline perhaps; the next try may do
        reject(new Error("the judge did not load"));
      };
      document.head.append(script);
    });
    return coming;
  }
  window.lcJudging = judging; // for graphs to fill in

  // ----- What is kept on the device --------------------------------------------------------

  const kept = { off: false, answers: {} };
  try {
    Object.assign(kept, JSON.parse(localStorage.getItem(KEY)) ?? {});
  } catch {
    // Nothing can be kept here, or what was kept cannot be read: begin afresh.
  }

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // The page works all the same; it only forgets.
    }
  }

  // ----- The page --------------------------------------------------------------------------

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

  class Question {
    constructor(box) {
      this.box = box;
      this.data = JSON.parse(box.dataset.predict);
      this.name = `${location.pathname}#${box.id}`;
      this.shown = box.querySelector(".lc-predict-shown");
      this.why = [...box.querySelectorAll("template")].map((one) => one.content);
      this.build();
      this.data.asked = this.ask.textContent;
      this.tried = [];
      this.restore();
    }

    get state() {
      return kept.answers[this.name];
    }

    build() {
      const fold = this.box.querySelector("details");
      this.form = make("form", "lc-predict-form", "", { autocomplete: "off" });
      this.ask = this.form.appendChild(make("p", "lc-predict-ask", "", { id: `${this.box.id}-q` }));
      this.ask.append(...fold.querySelector("summary").childNodes);
      this.row = this.form.appendChild(make("div", "lc-predict-row"));
      this.field = this.data.choices ? this.choices() : this.input();
      this.row.append(button("lc-predict-check", "Check"));
      this.row.append(button("", "Show the output", () => this.reveal()));
      this.say = make("div", "lc-predict-say", "", { role: "status", tabindex: "-1" });
      this.again = button("lc-predict-again", "Ask me again", () => this.restart());
      this.form.addEventListener("submit", (event) => this.submit(event));
      this.form.addEventListener("focusin", () => judging().catch(() => {}));
      fold.replaceWith(this.form, this.say, this.shown, this.again);
    }

    input() {
      const id = `${this.box.id}-answer`;
      this.row.append(make("label", "", "Your answer", { for: id }));
      const field = make("input", "", "", {
        id, type: "text", spellcheck: "false", autocapitalize: "off",
        "aria-describedby": this.ask.id,
      });
      this.row.append(field);
      return field;
    }

    choices() {
      const set = make("fieldset", "", "", { "aria-describedby": this.ask.id });
      set.append(make("legend", "", "Your answer"));
      const lines = this.box.previousElementSibling?.querySelector("code")?.textContent.split("\n") ?? [];
      for (const choice of this.data.choices) {
        const label = set.appendChild(make("label"));
        const radio = make("input", "", "", { type: "radio", name: this.box.id, value: choice });
        const isCode = lines.some((line) => line.trim() === choice);
        label.append(radio, make(isCode ? "code" : "span", "", choice));
      }
      this.row.append(set);
      return set;
    }

    get typed() {
      const from = this.data.choices ? this.field.querySelector(":checked") : this.field;
      return from ? from.value.trim() : "";
    }

    set typed(text) {
      if (!this.data.choices) this.field.value = text;
      else for (const radio of this.field.querySelectorAll("input")) radio.checked = radio.value === text;
    }

    restore() {
      const state = this.state;
      if (state) this.typed = state.text;
      this.show();
      if (state && !state.shown) this.verify(state).catch(() => {}); // offline: as it was
    }

    // An answer that was right may be right no more: the page has another one now.
    async verify(state) {
      const judge = await judging();
      if (state.text && judge(this.data, state.text).right) return;
      delete kept.answers[this.name];
      this.show();
      bar.count();
    }

    // One of three: still asking, answered or revealed, or not asked at all.
    show() {
      const done = Boolean(this.state);
      const asking = !kept.off && !done;
      this.row.hidden = !asking;
      this.shown.hidden = asking;
      this.again.hidden = kept.off || !done;
      this.say.hidden = kept.off;
      this.box.classList.toggle("lc-predict-done", !asking);
      const right = done && !kept.off && !this.state.shown;
      const reason = this.shown.querySelector(".lc-predict-right");
      if (reason) reason.hidden = right; // it stands in what is said
      if (right) this.tell("lc-good", `Right: ${this.state.text.replace(/[.!]+$/, "")}.`, reason);
      else this.tell("", done ? "This is what the run gave." : "");
    }

    tell(className, text, reason) {
      this.say.className = `lc-predict-say ${className}`;
      this.say.replaceChildren();
      if (text) this.say.append(make("p", "", text));
      if (!reason) return;
      const more = reason.cloneNode(true);
      if (more.nodeType === Node.ELEMENT_NODE) more.hidden = false;
      this.say.append(more);
    }

    async submit(event) {
      event.preventDefault();
      const typed = this.typed;
      const focus = this.data.choices ? this.field.querySelector("input") : this.field;
      if (!typed) {
        this.tell("lc-bad", "Give an answer first, or have the output shown.");
        focus.focus();
        return;
      }
      let judge;
      try {
        judge = await judging();
      } catch {
        this.tell("lc-bad", "There is no network to check this with. Have the output shown, or try again.");
        return;
      }
      if (this.typed !== typed) return; // the reader has gone on
      const earlier = this.tried.filter((one) => one !== typed).length;
      const verdict = judge(this.data, typed, earlier);
      if (verdict.right) {
        this.finish({ text: typed });
        return;
      }
      if (!this.tried.includes(typed)) this.tried.push(typed);
      const said = this.data.choices ? `Not “${typed}”.` : `Not ${typed}: ${verdict.hint}`;
      if (verdict.place < 0) this.tell("lc-bad", said);
      else this.tell("lc-bad", `Not ${typed}.`, this.why[verdict.place]);
      (this.data.choices ? this.field.querySelector(":checked") : focus).focus();
    }

    reveal() {
      this.finish({ text: this.typed, shown: true });
    }

    finish(state) {
      kept.answers[this.name] = state;
      keep();
      this.show();
      document.dispatchEvent(new Event("lc-answers"));
      this.say.focus(); // the button that had the focus is gone
      bar.count();
    }

    restart() {
      this.forget();
      keep();
      bar.count();
      (this.data.choices ? this.field.querySelector("input") : this.field).focus();
    }

    forget() {
      this.tried = [];
      delete kept.answers[this.name];
      this.typed = "";
      this.show();
    }
  }

  // What stands above the first question of a page: on or off, how far, and forgetting.
  class Bar {
    constructor(first) {
      const box = make("div", "lc-predict-bar", "", { role: "group", "aria-label": "Predictions" });
      this.toggle = button("lc-predict-toggle", "Ask me before outputs", () => this.turn());
      this.told = make("span", "lc-predict-count", "", { role: "status" });
      this.forget = button("", "Forget my answers", () => this.clear());
      box.append(this.toggle, this.told, this.forget);
      first.closest(".lc-live-block").before(box);
    }

    turn() {
      kept.off = !kept.off;
      keep();
      for (const question of questions) question.show();
      this.count();
    }

    clear() {
      kept.answers = {};
      keep();
      for (const question of questions) question.forget();
      this.count();
      this.told.textContent = "Forgotten, on every page.";
      this.toggle.focus();
    }

    count() {
      const right = questions.filter((one) => one.state && !one.state.shown).length;
      this.toggle.setAttribute("aria-pressed", String(!kept.off));
      this.told.textContent = kept.off
        ? "Off: outputs stand open."
        : `${right} of ${questions.length} predicted on this page.`;
      this.forget.hidden = Object.keys(kept.answers).length === 0;
    }
  }

  const boxes = [...document.querySelectorAll(".lc-predict[data-predict]")];
  const judged = boxes.length > 0 || document.querySelector(".lc-fill");
  if (judged) document.documentElement.dataset.lcLater = later; // for those who keep the page
  if (boxes.length === 0) return;
  const bar = new Bar(boxes[0]);
  const questions = boxes.map((box) => new Question(box));
  bar.count();
})();
