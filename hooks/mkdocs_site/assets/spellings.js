// Reads what a reader types: numbers, entries, shapes and words, in the many ways they are written.
// A text may mean more than one thing: "2,000" is a number with a mark for thousands, a number with
// a decimal comma, and two entries. All readings are given, and the answer picks among them.
// Nothing here touches a page.
const spellings = (() => {
  "use strict";

  // ----- Numbers as arithmetic -------------------------------------------------------------

  const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/i;
  const NAME = /^(?:(?:math|torch|np|numpy)\.)?([a-z]\w*)/i;
  const CONSTANTS = { true: 1, false: 0, inf: Infinity, infinity: Infinity, nan: NaN, pi: Math.PI, e: Math.E };
  const FUNCTIONS = {
    sqrt: Math.sqrt, exp: Math.exp, log: Math.log, ln: Math.log, abs: Math.abs, sin: Math.sin,
    cos: Math.cos, tan: Math.tan, tanh: Math.tanh, log2: Math.log2, log10: Math.log10,
  };

  // A number typed in digits is known to one unit of its last digit, which is its step; what comes
  // out of arithmetic is exact, and its step is 0.
  const exact = (value) => ({ value, step: 0 });

  function digits(text) {
    const [, places, power] = /^\d*\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text);
    return { value: Number(text), step: 10 ** (Number(power ?? 0) - places.length) };
  }

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
      for (let sign; !this.rest.startsWith("**") && (sign = this.take("*", "/")); ) {
        const other = this.power();
        value = both(value, other, sign === "/" ? (a, b) => a / b : (a, b) => a * b);
      }
      return value;
    }

    power() {
      const sign = this.take("-", "+");
      let value = sign ? this.power() : this.one();
      if (!sign && this.take("**", "^")) value = both(value, this.power(), (a, b) => a ** b);
      return sign === "-" ? negative(value) : value;
    }

    one() {
      const open = this.take("(", "[");
      if (open) return this.bracket(open === "(" ? ")" : "]");
      const found = NUMBER.exec(this.rest);
      if (found) {
        this.take(found[0]);
        const { value, step } = digits(found[0]);
        return this.take("%") ? { value: value / 100, step: step / 100 } : { value, step };
      }
      return this.named();
    }

    bracket(close) {
      if (this.take(close)) return [];
      const first = this.sum();
      if (close === ")" && this.take(close)) return first;
      const list = this.items(first, close);
      return this.take(close) ? list : undefined;
    }

    named() {
      const found = NAME.exec(this.rest);
      if (!found) return undefined;
      const name = found[1].toLowerCase();
      const rule = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : null;
      if (!rule && !Object.hasOwn(CONSTANTS, name)) return undefined;
      this.take(found[0]);
      return rule ? both(this.power(), exact(0), rule) : exact(CONSTANTS[name]);
    }

    items(first, close) {
      const list = [first];
      while (this.take(",")) {
        if (this.rest === "" || (close && this.rest.startsWith(close))) break;
        list.push(this.sum());
      }
      return list.includes(undefined) ? undefined : list;
    }
  }

  const plain = (one) => one !== undefined && !Array.isArray(one);

  function both(a, b, rule) {
    return plain(a) && plain(b) ? exact(rule(a.value, b.value)) : undefined;
  }

  function negative(one) {
    return plain(one) ? { value: -one.value, step: one.step } : undefined;
  }

  // ----- Signs and words as arithmetic -----------------------------------------------------

  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  // Signs that are written in more ways than one, in one way.
  function signs(text) {
    return text
      .replace(/[⁺⁻⁰¹²³⁴-⁹]+/g, (raised) =>
        `^${[...raised].map((one) => ({ "⁺": "+", "⁻": "-" })[one] ?? RAISED.indexOf(one)).join("")}`)
      .replace(/[¼-¾⅐-⅞]/g, (one) => ` ${one.normalize("NFKC")} `)
      .normalize("NFKC")
      .replace(/\\(?:frac|dfrac)\{([^{}]*)\}\{([^{}]*)\}/g, "($1)/($2)")
      .replace(/\\(?:cdot|times)\b/g, "*")
      .replace(/[−–—‐‑]/g, "-")
      .replace(/⁄|÷|∕/g, "/")
      .replace(/∞/g, "inf")
      .replace(/π/g, "pi")
      .replace(/√/g, "sqrt ")
      .replace(/[·⋅∗∙]/g, "*")
      .replace(/[“”„«»‘]/g, '"')
      .replace(/’/g, "'")
      .replace(/\s+/g, " ");
  }

  const UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen " +
    "fourteen fifteen sixteen seventeen eighteen nineteen").split(" ");
  const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
  const PARTS = { half: 2, halves: 2, third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, eighth: 8, ninth: 9, tenth: 10 };
  const unit = UNITS.join("|");
  const part = Object.keys(PARTS).join("|");
  const over = (name) => PARTS[name.replace(/s$/, "")] ?? PARTS[name];

  // Number words as digits: "four and a half", "two thirds", "minus three", "two thousand".
  function worded(text) {
    if (!/[a-z]{3}/i.test(text)) return text;
    return text
      .replace(/\b(?:minus|negative)\b/gi, "-")
      .replace(/\bplus\b/gi, "+")
      .replace(/\b(?:over|divided by)\b/gi, "/")
      .replace(/\bnot a number\b/gi, "nan")
      .replace(/\binfinite\b/gi, "inf")
      .replace(new RegExp(`\\b(${TENS.join("|")})(?:[ -](${unit}))?\\b`, "gi"), (_, ten, one) =>
        String(10 * (TENS.indexOf(ten.toLowerCase()) + 2) + (one ? UNITS.indexOf(one.toLowerCase()) : 0)))
      .replace(new RegExp(`\\b(?:${unit})\\b`, "gi"), (one) => String(UNITS.indexOf(one.toLowerCase())))
      .replace(/\b(?:(\d+) |an? )?(hundred|thousand|million)\b(?: and)?(?: (\d+)\b)?/gi, (_, many, size, rest) =>
        String(Number(many ?? 1) * { h: 100, t: 1000, m: 1e6 }[size[0].toLowerCase()] + Number(rest ?? 0)))
      .replace(new RegExp(`\\band (?:an? |1 )?(${part})\\b`, "gi"), (_, name) => `+ (1/${over(name.toLowerCase())})`)
      .replace(new RegExp(`(?:\\b(\\d+)[ -]|\\ban? )?\\b(${part})s?\\b`, "gi"), (_, many, name) =>
        `(${many ?? 1}/${over(name.toLowerCase())})`);
  }

  const BEFORE = new RegExp(
    "^(?:(?:it|that|this|they|(?:the )?(?:answer|result|value|gradient|slope|loss|shape|size))" +
      "(?:'s| is| are| stays| remains| becomes| will be| equals)?|is|are|be|stays|remains|still|about|" +
      "approximately|approx\\.?|around|roughly|nearly|exactly|just|only|at|ca\\.?|equals|shape|size|" +
      "[≈~=:→]|[a-z_][\\w.[\\]]*\\s*=(?!=))(?=[\\s\\d.([{+-]|$)\\s*", "i");
  const ALL = /^(?:both|all|each|every)(?: (?:entry|entries|one|of (?:it|them)))?(?: (?:is|are|holds?))?\s+/i;
  const AFTER = /\s*\b(?:times|calls?|nodes?|steps?|entries|entry|elements?|numbers?|passes|runs?|rounds?|leaves|axes|tensors?|bytes|units?|of them|each|everywhere|in (?:total|all))$/i;
  const COUNTED = /\s+([a-z]{3,})$/i;
  const WRAPPED = /\b(?:torch\.|np\.|numpy\.)?(?:tensor|size|array|parameter|floattensor|float|int)\s*\(/gi;

  // `tensor([1., 2.], requires_grad=True)` and its kin without their wrapping.
  function unwrapped(text) {
    const bare = text.replace(/^parameter containing:\s*/i, "");
    if (!/\(/.test(bare)) return bare;
    return bare
      .replace(/,\s*(?:requires_grad|dtype|grad_fn|device)\s*=\s*(?:<[^<>]*>|'[^']*'|"[^"]*"|[\w.]+)/gi, "")
      .replace(WRAPPED, "(")
      .replace(/\(\s*["']([^"']*)["']\s*\)/g, "($1)");
  }

  function stripped(text) {
    let now = text.trim();
    for (let before; before !== now; ) {
      before = now;
      now = now.replace(/^[`'"$\s]+|[`'"$\s]+$/g, "").replace(/(?:[!?;]|(?<!\.)\.)$/, "");
    }
    return now;
  }

  // Takes the words around an answer away; `asked` has the words of the question.
  function core(text, asked) {
    let now = text;
    let all = false;
    for (let before; before !== now; ) {
      before = now;
      now = now.replace(BEFORE, "").replace(AFTER, "");
      if (ALL.test(now)) [now, all] = [now.replace(ALL, ""), true];
    }
    const unitWord = COUNTED.exec(now)?.[1].toLowerCase();
    if (unitWord && /\d/.test(now) && asked.includes(unitWord)) now = now.replace(COUNTED, "");
    if (/^\d+ ?[x×]$/i.test(now)) now = now.slice(0, -1);
    return { text: now.trim(), all };
  }

  // ----- Readings ----------------------------------------------------------------------------

  const THOUSANDS = /^[-+]? ?\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*(?:\.\d+)?$/;

  // Each way in which a text may be arithmetic or a list, the likelier first.
  function* forms(text) {
    if (THOUSANDS.test(text)) yield text.replace(/[, ']/g, "");
    if (/^[-+]? ?\d*,\d+(?:e[-+]?\d+)?%?$/i.test(text)) yield text.replace(",", ".");
    if (/^[-+]? ?\d+ \d+ ?\/ ?\d+$/.test(text)) yield text.replace(/(\d) (\d+ ?\/)/, "$1 + $2").replace(/^(-.*?)\+/, "$1-");
    yield text;
    const times = text.replace(/([\d)]) ?[x×] ?(?=[\d(])/gi, "$1*").replace(/\) ?\(/g, ")*(");
    if (times !== text) yield times;
    const named = text.replace(/(^|[,; ])[a-z]\w*(?:\.grad)? ?[=:] ?/gi, "$1");
    const listed = named.replace(/\]\s*\[/g, "], [").replace(/,?\s+and\s+|,? *& *|\s*\|\s*/gi, ", ");
    if (/;/.test(listed) && /\d,\d/.test(listed)) yield listed.replace(/(\d),(\d)/g, "$1.$2").replace(/;/g, ",");
    const rows = listed.replace(/^\[([^[\]]*)\]$/, "$1").split(";").map(spaced);
    if (rows.length > 1 && !/[[(]/.test(rows.join("")) && rows.every((row) => row.includes(","))) {
      yield rows.map((row) => `[${row}]`).join(", ");
    }
    yield spaced(listed.replace(/;/g, ","));
  }

  // Entries that only space divides, with commas.
  function spaced(text) {
    return text.trim().replace(/([\d.\])a-z]) +(?=[-+]?[\d.([]|[-+]?(?:inf|nan|true|false)\b)/gi, "$1, ");
  }

  const values = (one) => (Array.isArray(one) ? one.map(values) : one.value);
  const steps = (one) => (Array.isArray(one) ? one.map(steps) : one.step);

  function reading(text, { open, all, bracketed }) {
    const found = new Reading(text).whole();
    if (found === undefined || /^(?:true|false)$/i.test(text)) return null;
    const read = { value: values(found), step: steps(found), open, all };
    if (!Array.isArray(found)) return Number.isNaN(read.value) && !/nan/i.test(text) ? null : { kind: "number", ...read };
    return { kind: "list", ...read, flat: !bracketed && !read.value.some(Array.isArray) };
  }

  const NONE = /^(?:(?:it|that|this|x\.grad)?(?: is|'s| stays| remains| holds)?\s*)?(?:still |just |simply )?(?:none|nothing|null|nil|no grad(?:ient)?(?: at all)?)(?:,? ?(?:\+|with|and|plus|but)?,? ?(?:an? |the )?warning)?$/i;
  const ERROR = /^(?:(?:it|this|that|torch) )?(?:will )?(?:an? |gives? (?:an? )?|is (?:an? )?|raises? ?(?:an? )?|throws? ?(?:an? )?)?(?:\w*error|\w*exception|raises?|throws?|fails|crash(?:es)?)$/i;
  const DOES = "(?:[,.]? (?:it|that|this) (?:does|is|will|can|do|records?)| it (?:does|is|will))?";
  const YES = new RegExp(`^(?:(?:yes|yep|yeah|true|y|t|1)${DOES}|it (?:does|is|will)(?: record)?)$`, "i");
  const NO = new RegExp(`^(?:(?:no|nope|false|n|f|0)(?:[,.]? (?:it|that|this) (?:doesn't|isn't|won't|does not|is not|will not))?|(?:it )?(?:doesn't|isn't|won't|does not|is not|will not)(?: record)?|not true)$`, "i");
  const WORDS = /^(?:yes|yep|yeah|no|nope|true|false|y|n|t|f)\b/i;

  // The words that are answers by themselves. "1" is True only where that is asked for.
  function word(text, wants) {
    if (NONE.test(text)) return { kind: "none" };
    if (ERROR.test(text) && !/^no\b/i.test(text)) return { kind: "error" };
    if (wants !== "bool" && !WORDS.test(text)) return null;
    if (YES.test(text)) return { kind: "bool", value: true };
    return NO.test(text) ? { kind: "bool", value: false } : null;
  }

  function sizes(text) {
    const bare = text.replace(/^[([]\s*|\s*[)\]]$/g, "");
    if (/^(?:a )?scalar$|^no axes$/i.test(bare)) return { kind: "list", value: [] };
    if (!/^\d+(?:\s*(?:[x×*]|by)\s*\d+)+$/i.test(bare)) return null;
    return { kind: "list", value: bare.split(/[x×*]|by/i).map(Number) };
  }

  // Every reading of what was typed, the likelier first; the last is the bare text.
  function read(typed, wants = "", asked = "") {
    const text = stripped(signs(typed));
    const open = /\.\.$/.test(text);
    const bare = stripped(unwrapped(text.replace(/\.{2,}$/, "").replace(/(\d)_(?=\d)/g, "$1")));
    const found = [word(text, wants), word(bare.replace(/^\((.*)\)$/, "$1"), wants)];
    if (wants === "shape" || /[x×]|by/i.test(bare)) found.push(sizes(core(bare, asked).text));
    const full = /^(?:torch\.|np\.)?(zeros|ones)(?:_like)?(?:\(.*\))?$|^(zeroe?s|ones)$/i.exec(bare);
    if (full) found.push({ kind: "number", value: /^z/i.test(full[1] ?? full[2]) ? 0 : 1, step: 0, all: true });
    const inner = core(worded(bare), asked.toLowerCase());
    const scaled = inner.text.replace(/\bln(?=\d)/gi, "ln ").replace(/(\d) ?(?:\*|[x×]) ?10 ?(?:\^|\*\*) ?\(?([-+]?\d+)\)?$/i, "$1e$2");
    const set = scaled.replace(/[{}]/g, (one) => (one === "{" ? "[" : "]")).replace(/ ?(?:percent|%)$/i, "%");
    const bracketed = /[[(]/.test(set[0] ?? "");
    for (const form of forms(set)) found.push(reading(form, { open, all: inner.all, bracketed }));
    const named = text.replace(/^<(\w+)(?: object at .*)?>$/, "$1");
    return [...found.filter(Boolean), { kind: "text", value: named }];
  }

  return { read };
})();
