// Elements, and what a run printed as the site shows outputs.
function make(tag, className, text, attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function button(text, act, attributes = {}) {
  const made = make("button", "", text, { type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
}

const SHOWN = 6000; // characters of a text that stand open

// Numbers below each other, in the rows of a matrix or a table: as the build tells them.
function standsInRows(text) {
  const lines = text.split("\n");
  const tabular = lines.filter((line) => (line.match(/\S {2,}(?=\S)/g) || []).length > 1);
  return lines.slice(1).some((line) => line.startsWith(" ")) || tabular.length > 1;
}

function output({ kind, text }) {
  const shown = text.replace(/\n$/, "");
  if (standsInRows(shown)) kind += " lc-rows";
  const pre = make("pre", `lc-text lc-${kind}`, shown.slice(0, SHOWN), { tabindex: "0" });
  if (shown.length <= SHOWN) return [pre];
  const rest = make("details", "lc-more");
  rest.append(make("summary", "", `${(shown.length - SHOWN).toLocaleString("en")} more characters`));
  rest.append(make("pre", `lc-text lc-${kind}`, shown.slice(SHOWN), { tabindex: "0" }));
  return [pre, rest];
}

function outputs(list, label) {
  const box = make("div", "lc-output lc-run-output", "", { role: "group", "aria-label": label });
  box.append(...list.flatMap(output));
  return box;
}

const printed = (made, kind) => made.outputs.filter((one) => one.kind === kind).map((one) => one.text).join("");

// Where a page of the site can be left with the code: what it can be downloaded as.
function waysOn(snippet) {
  const made = make("span", "lc-run-ways", " ");
  const home = document.querySelector(".lc-home");
  if (snippet.file) made.append(make("a", "", "Download the file", { href: snippet.file, download: "" }));
  if (home) {
    home.id ||= "take-home";
    if (snippet.file) made.append(", or ");
    made.append(make("a", "", "take the page home", { href: `#${home.id}` }));
  }
  if (made.children.length) made.append(", to run it with PyTorch.");
  return made;
}
