// A sheet of the labs that a teacher chooses: their tasks and starts, for paper. The pages of the
// labs are fetched when the sheet is made.
(() => {
  "use strict";

  const place = document.querySelector("[data-lc-sheet]");
  if (!place || location.protocol === "file:") return;

  const LEFT = ".lc-home, .lc-check, .lc-copies, .headerlink, #cell-your-code, h2";
  const boxes = [...document.querySelectorAll("article li > a:first-child[href]")].map((link) => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "lc-done-box";
    box.ariaLabel = `On the sheet: ${link.textContent}`;
    link.before(box, " ");
    return { box, link, words: link.parentElement.textContent };
  });

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lc-progress-button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const sheet = document.createElement("section");
  sheet.className = "lc-sheet";
  sheet.setAttribute("aria-label", "The sheet");

  async function task(link) {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`${link.href}: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const lab = page.querySelector(".lc-lab");
    lab.querySelector(".lc-check")?.previousElementSibling?.remove(); // it speaks of the check
    for (const one of lab.querySelectorAll(LEFT)) one.remove();
    const head = document.createElement("h2");
    head.className = "lc-sheet-head";
    head.textContent = lab.querySelector("h1").textContent.trim();
    lab.querySelector("h1").replaceWith(head);
    lab.lastElementChild.remove(); // where the solution stands
    for (const one of lab.querySelectorAll("p a[href]")) one.replaceWith(...one.childNodes);
    // The signs of its formulas stand at the end of its page.
    lab.append(...page.querySelectorAll(".lc-outlines"));
    return document.adoptNode(lab);
  }

  async function make() {
    const chosen = boxes.filter(({ box }) => box.checked);
    if (!chosen.length) return (status.textContent = "Choose a lab first.");
    status.textContent = "The sheet is being made.";
    try {
      sheet.replaceChildren(...(await Promise.all(chosen.map(({ link }) => task(link)))));
      status.textContent = `The sheet has ${chosen.length} ${chosen.length === 1 ? "lab" : "labs"}. It stands below.`;
      out.hidden = false;
    } catch {
      status.textContent = "A lab did not come: there may be no network.";
    }
  }

  const core = button("Choose all core labs", () => {
    for (const { box, words } of boxes) box.checked = words.includes("(core");
  });
  const out = button("Print the sheet", () => print());
  out.hidden = true;
  const row = document.createElement("p");
  row.className = "lc-progress-row";
  row.append(core, button("Make the sheet", make), out);
  place.replaceChildren(row, status);
  place.after(sheet);
})();
