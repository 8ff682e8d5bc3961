// Buttons on each code block: one copies its code, one the whole file that it is a part of.
// Material's own puts every button into a landmark without a name, and screen readers then list
// them all. The file is the site's own download, asked for when the button is pressed.
(() => {
  "use strict";

  // This script stands in a folder of the site's root.
  const root = location.protocol === "file:" ? null : new URL("..", document.currentScript.src);

  async function whole(name) {
    const answer = await fetch(new URL(`downloads/${name}.py`, root));
    if (!answer.ok) throw new Error(`${name}.py: ${answer.status}`);
    return answer.text();
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
      await navigator.clipboard.writeText(await text());
      made.textContent = "Copied";
    } catch {
      // Without permission, or a network, the code is selected, one key press from the clipboard.
      getSelection().selectAllChildren(code);
      made.textContent = "Selected";
    }
    setTimeout(() => (made.textContent = label), 2000);
  }

  for (const code of document.querySelectorAll(".highlight > pre > code")) {
    const box = document.createElement("div");
    box.className = "lc-copies";
    box.append(button("Copy", () => code.textContent, code));
    const name = code.closest("[data-snippet]")?.dataset.snippet;
    if (name && root) {
      box.append(button("Copy all", () => whole(name), code, `Copy the whole file ${name}.py`));
    }
    code.parentElement.parentElement.append(box);
  }
})();
