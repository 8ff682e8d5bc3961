// Predict, then reveal: asks for a guess before an output is shown, and says what is off.
// The answer and the foreseen wrong guesses stand in the page, as `data-predict`; nothing is
// requested and nothing leaves the device. The rules of comparison are those of guesses.py.
(() => {
  "use strict";

  const WHOLE = 1e-5; // how far off a whole number may be, relative to it
  const OTHER = 1e-2; // and any other number
  const KEY = "lc-predict";

  // ----- What a reader types ---------------------------------------------------------------

  const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/i;
  const WORD = /^(?:true|false|inf|nan)\b/i;

  // Numbers, arithmetic and nested brackets; gives undefined where the text is none.
  class Reading {
    constructor(text) {
      this.rest = text.trim();
    }

    whole() {
      let value = this.sum();
      if (this.rest.startsWith(",")) value = this.items(value, "");
      return this.rest === "" ? value : undefined;
    }

    take(...marks) {
      const mark = marks.find((one) => this.rest.startsWith(one));
      if (mark !== undefined) this.rest = this.rest.slice(mark.length).trimStart();
      return mark;
    }

    sum() {
      let value = this.product();
      for (let sign; (sign = this.take("+", "-")); ) {
        const other = this.product();
        value = both(value, other, sign === "+" ? (a, b) => a + b : (a, b) => a - b);
      }
      return value;
    }

    product() {
      let value = this.power();
      for (let sign; !this.rest.startsWith("**") && (sign = this.take("*", "/", "·", "×")); ) {
        const other = this.power();
        value = both(value, other, sign === "/" ? (a, b) => a / b : (a, b) => a * b);
      }
      return value;
    }

    power() {
      const sign = this.take("-", "+");
      let value = sign ? this.power() : this.one();
      if (!sign && this.take("**", "^")) value = both(value, this.power(), (a, b) => a ** b);
      return sign === "-" ? both(0, value, (a, b) => a - b) : value;
    }

    one() {
      const open = this.take("(", "[");
      if (open) {
        const close = open === "(" ? ")" : "]";
        if (this.take(close)) return [];
        const first = this.sum();
        if (open === "(" && this.take(close)) return first;
        const list = this.items(first, close);
        return this.take(close) ? list : undefined;
      }
      const word = WORD.exec(this.rest);
      const found = word || NUMBER.exec(this.rest);
      if (!found) return undefined;
      this.take(found[0]);
      if (!word) return Number(found[0]);
      return { true: 1, false: 0, inf: Infinity, nan: NaN }[found[0].toLowerCase()];
    }

    items(first, close) {
      const list = [first];
      while (this.take(",", ";")) {
        if (this.rest === "" || (close && this.rest.startsWith(close))) break;
        list.push(this.sum());
      }
      return list.includes(undefined) ? undefined : list;
    }
  }

  function both(a, b, rule) {
    return typeof a === "number" && typeof b === "number" ? rule(a, b) : undefined;
  }

  // `tensor([1., 2.], requires_grad=True)` and its kin without their wrapping.
  function unwrapped(text) {
    const match = /^(?:torch\.|np\.)?(?:tensor|size|array)\s*\((.*)\)$/is.exec(text);
    if (!match) return text;
    return match[1].replace(/,\s*(?:requires_grad|dtype|grad_fn|device)\s*=.*$/is, "");
  }

  function read(text) {
    const plain = text.trim().replace(/^`+|`+$/g, "").replace(/[−–]/g, "-").trim();
    const word = plain.toLowerCase();
    if (/^(an? )?error$/.test(word) || /^\w*(error|exception)$/.test(word)) {
      return { kind: "error" };
    }
    if (word === "none") return { kind: "none" };
    if (/^(true|yes)$/.test(word)) return { kind: "bool", value: true };
    if (/^(false|no)$/.test(word)) return { kind: "bool", value: false };
    if (/^\d+(\s*[x×]\s*\d+)+$/.test(word)) {
      return { kind: "list", value: word.split(/[x×]/).map(Number) };
    }
    const inner = unwrapped(plain);
    let value = new Reading(inner).whole();
    if (value === undefined && /^[[(]/.test(inner)) {
      value = new Reading(inner.replace(/([\d.\])])\s+(?=[-\d.[(])/g, "$1, ")).whole();
    }
    if (typeof value === "number") return { kind: "number", value };
    return Array.isArray(value) ? { kind: "list", value } : { kind: "text", value: plain };
  }

  // ----- Comparing -------------------------------------------------------------------------

  function room(right, tolerance) {
    const near = Math.round(right);
    const whole = right === 0 || (near !== 0 && Math.abs(right - near) <= WHOLE * Math.abs(right));
    return (Math.abs(right) || 1) * (tolerance ?? (whole ? WHOLE : OTHER));
  }

  const FAR = { inf: Infinity, "-inf": -Infinity, nan: NaN };

  function number(value) {
    return typeof value === "string" ? FAR[value] : Number(value);
  }

  function close(right, other, tolerance) {
    if (Array.isArray(right) !== Array.isArray(other)) return false;
    if (Array.isArray(right)) {
      return (
        right.length === other.length &&
        right.every((entry, place) => close(entry, other[place], tolerance))
      );
    }
    const [a, b] = [number(right), number(other)];
    return Object.is(a, b) || Math.abs(a - b) <= room(a, tolerance);
  }

  function bare(text) {
    const words = String(text).replace(/[\s'"`]+/g, " ").trim().toLowerCase();
    return words.replace(/^torch\./, "");
  }

  const LISTS = { shape: "list", entries: "list" };

  function same(right, other, tolerance) {
    const kind = LISTS[right.kind] ?? right.kind;
    if (kind !== (LISTS[other.kind] ?? other.kind)) return false;
    if (kind === "text") return bare(right.value) === bare(other.value);
    return right.value === undefined || close(right.value, other.value, tolerance);
  }

  // The guess as the answer's kind would have it: "4,5" is a number in many countries.
  function fitted(guess, answer, typed) {
    if (answer.kind === "number" && /^\s*[-−]?\d+,\d+\s*$/.test(typed)) {
      return { kind: "number", value: Number(typed.replace(",", ".").replace("−", "-")) };
    }
    return answer.kind === "text" ? { kind: "text", value: typed } : guess;
  }

  // ----- What is off, without the answer ---------------------------------------------------

  function size(value) {
    return Array.isArray(value) ? [value.length, ...size(value[0])] : [];
  }

  function hint(answer, guess) {
    const wants = LISTS[answer.kind] ?? answer.kind;
    if (guess.kind === "text" && wants !== "text") {
      return "this could not be read. Type a number (1.5 or 3/2), a shape (2, 2), " +
        "entries [[1, 2], [3, 4]], True, False, None or error.";
    }
    if (wants !== guess.kind) return otherKind(answer, guess);
    if (answer.kind === "shape") return otherShape(answer.value, guess.value.flat(Infinity));
    if (answer.kind === "entries") return otherEntries(answer.value, guess.value);
    if (answer.kind === "number") return otherNumber(number(answer.value), guess.value);
    return "try once more.";
  }

  function otherKind(answer, guess) {
    if (answer.kind === "shape") return "the answer is a shape, such as (3, 4) or (3,).";
    if (answer.kind === "entries") {
      const all = answer.value.flat(Infinity);
      const right = guess.kind === "number" && all.length && all.every((v) => close(v, guess.value));
      const first = right ? "the number is right, but the shape counts too" : "entries are asked for";
      return `${first}. Type them in brackets, as in [1, 2] or [[1, 2], [3, 4]].`;
    }
    if (answer.kind === "number" && guess.kind === "list") return "a single number is asked for.";
    if (answer.kind === "bool") return "the answer is True or False.";
    return "something of another kind comes out here.";
  }

  function otherShape(right, given) {
    if (right.length !== given.length) return "the number of axes is another.";
    const sorted = (list) => [...list].sort((a, b) => a - b);
    if (close(sorted(right), sorted(given))) return "the sizes are right, their order is not.";
    return "the number of axes is right, a size is not.";
  }

  function otherEntries(right, given) {
    if (!close(size(right), size(given))) {
      return `your entries have the shape (${size(given).join(", ")}), and that is another.`;
    }
    const [a, b] = [right.flat(Infinity), given.flat(Infinity)];
    const good = a.filter((entry, place) => close(entry, b[place])).length;
    if (good) return `${good} of ${a.length} entries ${good === 1 ? "is" : "are"} right.`;
    const at = a.findIndex((entry) => number(entry) !== 0);
    const ratio = b[at] / a[at];
    return a.every((entry, place) => close(entry * ratio, b[place]))
      ? scaled(ratio)
      : "no entry is right yet.";
  }

  function otherNumber(right, given) {
    return right === 0 || given === 0 ? "try once more." : scaled(given / right);
  }

  function scaled(ratio) {
    if (Math.abs(ratio + 1) < 1e-3) return "right but for the sign.";
    const factor = Math.max(Math.abs(ratio), 1 / Math.abs(ratio));
    if (Math.abs(factor - Math.round(factor)) < 1e-3 * factor && factor < 20.5) {
      const sign = ratio < 0 ? ", and by the sign" : "";
      return `you are off by a whole factor${sign}: something is left out or counted twice.`;
    }
    const near = ratio > 0.8 && ratio < 1.25;
    return near ? "near, but not near enough." : "try once more, or look at the output.";
  }

  function judge(data, typed) {
    const guess = fitted(read(typed), data.answer, typed);
    if (same(data.answer, guess, data.tolerance)) return { right: true };
    const place = data.wrong.findIndex((wrong) =>
      same(wrong, fitted(read(typed), wrong, typed), data.tolerance),
    );
    return { right: false, place, hint: place < 0 ? hint(data.answer, guess) : "" };
  }

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
      for (const choice of this.data.choices) {
        const label = set.appendChild(make("label"));
        const radio = make("input", "", "", { type: "radio", name: this.box.id, value: choice });
        label.append(radio, ` ${choice}`);
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
      const right = Boolean(state && state.text && judge(this.data, state.text).right);
      if (state && !right && !state.shown) delete kept.answers[this.name]; // another answer now
      if (state) this.typed = state.text;
      this.show();
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
      if (right) this.tell("lc-good", `Right: ${this.state.text}.`, reason);
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

    submit(event) {
      event.preventDefault();
      const typed = this.typed;
      const focus = this.data.choices ? this.field.querySelector("input") : this.field;
      if (!typed) {
        this.tell("lc-bad", "Give an answer first, or have the output shown.");
        focus.focus();
        return;
      }
      const verdict = judge(this.data, typed);
      if (verdict.right) {
        this.finish({ text: typed });
        return;
      }
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
  if (boxes.length === 0) return;
  const bar = new Bar(boxes[0]);
  const questions = boxes.map((box) => new Question(box));
  bar.count();
})();
