// Buttons on each code block: one copies its code, one the whole file that it is a part of.
// Material's own puts every button into a landmark without a name, and screen readers then list
// them all. The files stand in the page, in `template` elements, so nothing is requested.
(() => {
  "use strict";

  const files = new Map();
  for (const file of document.querySelectorAll("template.lc-file")) {
    files.set(file.dataset.snippet, file.content.textContent);
  }

  function button(label, text, code, title) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lc-copy";
    made.textContent = label;
    if (title) made.title = title;
    made.addEventListener("click", () => copy(text, code, made, label));
    return made;
  }

  async function copy(text, code, made, label) {
    try {
      await navigator.clipboard.writeText(text);
      made.textContent = "Copied";
    } catch {
      // Without permission the code is selected, one key press from the clipboard.
      getSelection().selectAllChildren(code);
      made.textContent = "Selected";
    }
    setTimeout(() => (made.textContent = label), 2000);
  }

  for (const code of document.querySelectorAll(".md-typeset .highlight > pre > code")) {
    const box = document.createElement("div");
    box.className = "lc-copies";
    box.append(button("Copy", code.textContent, code));
    const name = code.closest("[data-snippet]")?.dataset.snippet;
    if (files.has(name)) {
      box.append(button("Copy all", files.get(name), code, `Copy the whole file ${name}.py`));
    }
    code.parentElement.parentElement.append(box);
  }
})();
