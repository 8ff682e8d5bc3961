// Compares what a reader typed with the answer, by the digits that were typed. The rules are those
// of hooks/livecells/notebook/typed_values.py, and a test holds the two together.
// Nothing here touches a page.
const guesses = (() => {
  "use strict";

  const NOISE = 1e-6; // how far off a computed number may be, relative to it
  const FAR = { inf: Infinity, "-inf": -Infinity, nan: NaN };
  const LISTS = { shape: "list", entries: "list" };

  const kindOf = (one) => LISTS[one.kind] ?? one.kind;

  function number(value) {
    return typeof value === "string" ? FAR[value] : Number(value);
  }

  // Whether a number that was typed with at least two digits is the right one, rounded there.
  function rounds(right, typed, step) {
    if (!step || Math.abs(typed) < 9.5 * step) return false;
    return Math.abs(right - typed) <= (step / 2) * (1 + 1e-9) + 1e-9 * Math.abs(right);
  }

  function near(right, typed, step, tolerance) {
    if (!Number.isFinite(right) || !Number.isFinite(typed)) return Object.is(right, typed);
    if (tolerance !== undefined && tolerance !== null) {
      return Math.abs(right - typed) <= (Math.abs(right) || 1) * tolerance;
    }
    if (rounds(right, typed, step)) return true;
    if (Number.isInteger(right) && Number.isInteger(typed)) return right === typed;
    return Math.abs(right - typed) <= NOISE * Math.abs(right);
  }

  function close(right, typed, step, tolerance) {
    if (Array.isArray(right) !== Array.isArray(typed)) return false;
    if (!Array.isArray(right)) return near(number(right), number(typed), step, tolerance);
    return (
      right.length === typed.length &&
      right.every((entry, place) => close(entry, typed[place], step?.[place], tolerance))
    );
  }

  function bare(text) {
    const words = String(text).replace(/[\s'"`]+/g, " ").trim().toLowerCase();
    return words.replace(/^torch\./, "");
  }

  function same(right, other, tolerance) {
    const kind = kindOf(right);
    if (kind !== kindOf(other)) return false;
    if (kind === "text") return bare(right.value) === bare(other.value);
    return right.value === undefined || close(right.value, other.value, other.step, tolerance);
  }

  // ----- A reading beside an answer of its kind ----------------------------------------------

  const flat = (value) => [value].flat(Infinity);

  // "0.333..." stands for all numbers that go on from there.
  function steps(reading, wide) {
    if (reading.step === undefined || !wide) return undefined;
    return reading.open ? reading.step * 2 : reading.step;
  }

  // Entries may be typed without brackets, and alike ones as one: "both 0". Where every entry is
  // asked for, and one number is the answer, the whole tensor may be typed.
  function fits(answer, reading, data, wide) {
    const other = { ...reading, step: steps(reading, wide) };
    if (same(answer, other, data.tolerance)) return true;
    const lists = kindOf(answer) === "list" && answer.kind === "entries";
    const each = (right, value, step) => close(right, value, step, data.tolerance);
    if (lists && reading.kind === "list" && reading.flat) {
      return each(flat(answer.value), reading.value, other.step);
    }
    if (lists && reading.kind === "number" && reading.all) {
      return flat(answer.value).every((right) => each(right, reading.value, other.step));
    }
    if (answer.kind !== "number" || reading.kind !== "list") return false;
    const [typed, step] = [flat(reading.value), flat(other.step)];
    const allowed = typed.length === 1 || (data.every && typed.length > 1);
    return allowed && typed.every((value, place) => each(answer.value, value, step[place]));
  }

  // "What does it hold, a number or None?" may be answered in the words of the question.
  function named(data, typed) {
    const offered = /\ba number\b[^?]*\bor\b/i.test(data.asked ?? "");
    const kinds = ["number", "entries"];
    return offered && kinds.includes(data.answer.kind) && /^a number[.!]?$/i.test(typed.trim());
  }

  // Gives whether it is right, which foreseen guess it is, and else a hint: another at each try.
  function judge(data, typed, tries = 0) {
    const text = [{ kind: "text", value: typed }];
    const all = spellings.read(typed, data.answer.kind, data.asked ?? "");
    const readings = data.choices ? text : data.answer.kind === "text" ? [...text, ...all] : all;
    if (named(data, typed)) return { right: true };
    for (const wide of [false, true]) {
      if (readings.some((one) => fits(data.answer, one, data, wide))) return { right: true };
      const place = data.wrong.findIndex((wrong) =>
        readings.some((one) => fits(wrong, one, { ...data, every: data.every }, wide)),
      );
      if (place >= 0) return { right: false, place, hint: "" };
    }
    const said = hints.list(data.answer, readings, close);
    return { right: false, place: -1, hint: said[Math.min(tries, said.length - 1)] };
  }

  return { judge, same };
})();
