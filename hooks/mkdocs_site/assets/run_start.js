// Buttons on code that a reader may change and run in the page. All else, the script that they need
// and Python itself, is loaded when the first is pressed.
(() => {
  "use strict";

  const later = new URL("__RUN__", document.currentScript.src).href;
  let coming = null;

  function runner() {
    coming ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = later;
      script.onload = () => resolve(window.lcRun);
      script.onerror = () => {
        coming = null; // offline perhaps; the next try may do
        reject(new Error("it did not load: is there a network?"));
      };
      document.head.append(script);
    });
    return coming;
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lc-copy lc-run-first";
    made.textContent = text;
    made.addEventListener("click", async () => {
      made.setAttribute("aria-busy", "true");
      try {
        await act(await runner(), made);
      } catch (error) {
        made.title = made.textContent = `Not possible: ${error.message}`;
      }
      made.removeAttribute("aria-busy");
    });
    return made;
  }

  for (const cell of document.querySelectorAll("[data-run] .lc-cell:has(> .highlight)")) {
    const run = button("Run", (runs) => runs.open(cell, "run"));
    const edit = button("Edit", (runs) => runs.open(cell, "edit"));
    cell.querySelector(".lc-copies").prepend(run, edit);
  }
  for (const exercise of document.querySelectorAll("[data-run-lab]")) {
    const place = document.createElement("p");
    place.className = "lc-run-lab";
    const made = button("Work on it here", (runs) => runs.lab(exercise, place));
    place.append(made);
    exercise.querySelector(".lc-live-block").after(place);
  }
})();
