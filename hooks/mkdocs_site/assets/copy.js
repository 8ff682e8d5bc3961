// Buttons on each code block: one copies its code, one the file that it is a part of up to its end,
// which runs as it stands, and one the whole file.
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
    const say = (said, name) => {
      made.textContent = said;
      made.ariaLabel = name;
    };
    const rest = () => say(label, label === "Copy" ? null : `Copy ${label}`);
    rest();
    if (title) made.title = title;
    made.addEventListener("click", async () => {
      say(await copy(text, code), null);
      setTimeout(rest, 2000);
    });
    return made;
  }

  async function copy(text, code) {
    try {
      await navigator.clipboard.writeText(await text());
      return "Copied";
    } catch {
      // Without permission, or a network, the code is selected, one key press from the clipboard.
      getSelection().selectAllChildren(code);
      return "Selected";
    }
  }

  for (const code of document.querySelectorAll(".highlight > pre > code")) {
    const box = document.createElement("div");
    box.className = "lc-copies";
    box.append(button("Copy", () => code.textContent, code));
    const { snippet: name, upto } = code.closest("[data-snippet]")?.dataset ?? {};
    if (name && root) {
      const before = async () => (await whole(name)).split("\n").slice(0, upto).join("\n") + "\n";
      box.append(button("up to here", before, code, "Copy all code up to here: it runs"));
      box.append(button("all", () => whole(name), code, `Copy the whole file ${name}.py`));
    }
    code.parentElement.parentElement.append(box);
  }
})();
