// Reads what a reader types as a guess, compares it with the answer, and says what is off.
// Nothing here touches a page: the rules are those of hooks/livecells/notebook/typed_values.py, and
// a test holds the two together.
const guesses = (() => {
  "use strict";

  const WHOLE = 1e-5; // how far off a whole number may be, relative to it
  const OTHER = 1e-2; // and any other number
  // ----- What a reader types ---------------------------------------------------------------

  const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/i;
  const WORD = /^(?:true|false|inf(?:inity)?|nan)\b/i;

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
      return { t: 1, f: 0, i: Infinity, n: NaN }[found[0][0].toLowerCase()];
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
    const plain = text.trim().replace(/^`+|`+$/g, "").replace(/[−–]/g, "-").replace(/∞/g, "inf").trim();
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
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
    return Math.abs(a - b) <= room(a, tolerance);
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

  return { judge, same };
})();
