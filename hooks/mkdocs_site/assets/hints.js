// What is off about a guess, without the answer: for each try another, and each a little nearer.
// Every one is true of the number typed, whatever the reader had in mind.
const hints = (() => {
  "use strict";

  const LAST = "have the output shown, and ask yourself again later.";
  const ASKED = {
    number: "Type a number, such as 1.5 or 3/2.",
    shape: "Type a shape, such as (3, 4) or (3,).",
    entries: "Type entries, such as [1, 2] or [[1, 2], [3, 4]].",
    bool: "Type True or False.",
    text: "Type a name or a word.",
  };
  const ANY = "Type what comes out, such as a number, entries, True, None or error.";

  const number = (value) =>
    typeof value === "string" ? { inf: Infinity, "-inf": -Infinity, nan: NaN }[value] : Number(value);
  const isList = (kind) => kind === "shape" || kind === "entries";

  // The hints for an answer, in order: what was typed is taken as the answer's kind where it can be.
  function list(answer, readings, close) {
    const kind = isList(answer.kind) ? "list" : answer.kind;
    const guess = readings.find((one) => one.kind === kind) ?? readings[0];
    if (kind === "text") return ["try once more.", ...text(String(answer.value))];
    if (guess.kind === "text") return [`this could not be read. ${ASKED[answer.kind] ?? ANY}`];
    if (guess.kind !== kind) return [otherKind(answer, guess, close), ASKED[answer.kind] ?? elsewhere(guess), LAST];
    if (answer.kind === "shape") return [...otherShape(answer.value, guess.value.flat(Infinity)), LAST];
    if (answer.kind === "entries") return [...otherEntries(answer.value, guess, close), LAST];
    if (answer.kind === "number") return [...otherNumber(number(answer.value), guess), LAST];
    return ["try once more.", LAST];
  }

  function text(right) {
    return [`it begins with “${right[0]}”.`, `it has ${right.length} characters.`, LAST];
  }

  function elsewhere(guess) {
    return guess.kind === "number" || guess.kind === "list" ? "no number comes out here." : "try once more.";
  }

  function otherKind(answer, guess, close) {
    if (answer.kind === "shape") {
      const one = answer.value.length === 1 && guess.kind === "number" && guess.value === answer.value[0];
      if (one) return "the size is right; a shape with one axis is written with a comma, as (4,).";
      return "the answer is a shape, such as (3, 4) or (3,).";
    }
    if (answer.kind === "entries") {
      const all = answer.value.flat(Infinity);
      const right = guess.kind === "number" && all.length && all.every((one) => close(one, guess.value, guess.step));
      const first = right ? "the number is right, but the shape counts too" : "entries are asked for";
      return `${first}. Type them in brackets, as in [1, 2] or [[1, 2], [3, 4]].`;
    }
    if (answer.kind === "number") {
      return guess.kind === "list" ? "a single number is asked for." : "something of another kind comes out here, a number.";
    }
    if (answer.kind === "bool") return "the answer is True or False.";
    return "something of another kind comes out here.";
  }

  function otherShape(right, given) {
    const sorted = (sizes) => [...sizes].sort((a, b) => a - b).join();
    const product = `it holds ${right.reduce((a, b) => a * b, 1)} numbers in all.`;
    if (right.length !== given.length) {
      const axes = right.length === 1 ? "it has one axis." : `it has ${right.length} axes.`;
      return ["the number of axes is another.", axes, product];
    }
    if (sorted(right) === sorted(given)) return ["the sizes are right, their order is not."];
    const good = right.filter((size, place) => size === given[place]).length;
    const told = good ? `${good} of ${right.length} sizes ${good === 1 ? "stands" : "stand"} right.` : "no size stands right yet.";
    return ["the number of axes is right, a size is not.", told, product];
  }

  const size = (value) => (Array.isArray(value) ? [value.length, ...size(value[0])] : []);
  const shape = (sizes) => (sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`);

  function otherEntries(right, guess, close) {
    const given = guess.value;
    const [a, b, step] = [right.flat(Infinity), given.flat(Infinity), [guess.step ?? []].flat(Infinity)];
    if (size(right).join() !== size(given).join()) {
      const named = `your entries have the shape ${shape(size(given))}, and that is another`;
      const same = a.length === b.length && a.every((entry, place) => close(entry, b[place], step[place]));
      const told = same ? `the numbers are right, and so is their order, but ${named}.` : `${named}.`;
      return [told, a.length === b.length ? "the number of entries is right." : `it has ${a.length} ${a.length === 1 ? "entry" : "entries"}.`];
    }
    const good = a.map((entry, place) => close(entry, b[place], step[place]));
    const count = good.filter(Boolean).length;
    const first = good.indexOf(false);
    const off = `entry ${first + 1} is ${way(number(a[first]), b[first])}.`;
    if (count) return [`${count} of ${a.length} entries ${count === 1 ? "is" : "are"} right.`, off];
    const at = a.findIndex((entry) => number(entry) !== 0);
    const ratio = b[at] / a[at];
    const line = a.every((entry, place) => close(number(entry) * ratio, b[place])) && scaled(ratio);
    return [line || "no entry is right yet.", off];
  }

  // ----- Numbers -------------------------------------------------------------------------------

  function way(right, given) {
    if (!Number.isFinite(right)) return "no finite number";
    if (!Number.isFinite(given)) return "a finite number";
    return right > given ? "larger than that" : "smaller than that";
  }

  function otherNumber(right, guess) {
    const given = guess.value;
    const side = `it is ${way(right, given)}.`;
    return [...new Set([relation(right, given, guess.step) || side, side, range(right)])].filter(Boolean);
  }

  // The first thing to say, where there is one that is surely true.
  function relation(right, given, step) {
    if (!Number.isFinite(right) || !Number.isFinite(given)) return "";
    if (right === 0) return "";
    if (given === 0) return "it is not zero.";
    if (step && Math.abs(given) < 9.5 * step && Math.abs(right - given) <= step / 2) {
      return "that is the answer rounded to one digit. Give two or more.";
    }
    const whole = Number.isInteger(right) && Number.isInteger(given);
    if (whole && Math.abs(right) > 4 && Math.abs(right - given) === 1) return "you are off by one.";
    return scaled(given / right);
  }

  function scaled(ratio) {
    if (Math.abs(ratio + 1) < 1e-6) return "right but for the sign.";
    const factor = Math.max(Math.abs(ratio), 1 / Math.abs(ratio));
    if (factor > 1.5 && factor < 20.5 && Math.abs(factor - Math.round(factor)) < 1e-6 * factor) {
      const sign = ratio < 0 ? ", and by the sign" : "";
      return `you are off by a whole factor${sign}. Is something left out, or counted twice?`;
    }
    return ratio > 0.8 && ratio < 1.25 ? "near, but not near enough." : "";
  }

  // Two round numbers that the right one lies between.
  function range(right) {
    if (!Number.isFinite(right)) return "";
    if (right === 0) return "it lies between -1 and 1.";
    const [low, high] = [rounded(Math.abs(right) / 2, Math.floor), rounded(Math.abs(right) * 2, Math.ceil)];
    return right > 0 ? `it lies between ${low} and ${high}.` : `it lies between -${high} and -${low}.`;
  }

  function rounded(value, rule) {
    const power = Math.floor(Math.log10(value));
    return Number(`${rule(Number((value / 10 ** power).toPrecision(12)))}e${power}`);
  }

  return { list };
})();
