// A button on each code block that copies its code. Material's own puts every button into a
// landmark without a name, and screen readers then list them all.
(() => {
  "use strict";

  function button(code) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lc-copy";
    made.textContent = "Copy";
    made.addEventListener("click", () => copy(code, made));
    return made;
  }

  async function copy(code, made) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      made.textContent = "Copied";
    } catch {
      // Without permission the code is selected, one key press from the clipboard.
      getSelection().selectAllChildren(code);
      made.textContent = "Selected";
    }
    setTimeout(() => (made.textContent = "Copy"), 2000);
  }

  for (const code of document.querySelectorAll(".md-typeset .highlight > pre > code")) {
    code.parentElement.parentElement.append(button(code));
  }
})();
