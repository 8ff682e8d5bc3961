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

  // `needs` has the libraries beside PyTorch that the copy asks for, as the build found them.
  function button(label, text, code, title, needs = "") {
    const libraries = needs && `needs ${needs.split(" ").join(" and ")}`;
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lc-copy";
    const say = (said, name) => {
      made.textContent = said;
      made.ariaLabel = name;
    };
    const rest = () => say(label, label === "Copy" ? null : `Copy ${label}`);
    rest();
    if (title) made.title = libraries ? `${title} (${libraries})` : title;
    made.addEventListener("click", async () => {
      const done = await copy(text, code);
      say(libraries ? `${done}: ${libraries}` : done, null);
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
    const given = code.closest("[data-snippet]")?.dataset ?? {};
    const { snippet: name, upto, needs, fileNeeds } = given;
    if (name && root) {
      const before = async () => (await whole(name)).split("\n").slice(0, upto).join("\n") + "\n";
      box.append(button("up to here", before, code, "Copy all code up to here: it runs", needs));
      const title = `Copy the whole file ${name}.py`;
      box.append(button("all", () => whole(name), code, title, fileNeeds));
    }
    code.parentElement.parentElement.append(box);
  }
})();
