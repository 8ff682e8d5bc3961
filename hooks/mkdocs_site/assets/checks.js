// One sign for the checked formulas of a page. What was checked of each, and its number, are shown
// when the reader asks for them; a formula that failed is never hidden. Without scripts all stand
// open.
(() => {
  "use strict";

  const marks = [...document.querySelectorAll(".lc-equation .lc-verdict:not(.lc-wrong)")];
  const first = marks[0]?.closest(".lc-equation");
  if (!first || marks.length < 2) return;

  const checked = marks.filter((one) => one.classList.contains("lc-is-checked")).length;
  const sign = document.createElement("p");
  const button = document.createElement("button");
  sign.className = "lc-checks";
  button.type = "button";
  const tick = first.querySelector(".lc-tick") ?? document.querySelector(".lc-equation .lc-tick");
  if (tick) button.append(tick.cloneNode(true));
  button.append(checked === 1 ? "1 formula on this page is checked" : `${checked} formulas on this page are checked`);
  button.title = "Show what each was compared with";

  const show = (on) => {
    button.ariaPressed = String(on);
    document.documentElement.classList.toggle("lc-checks-hidden", !on);
  };
  button.addEventListener("click", () => show(button.ariaPressed !== "true"));
  // Whoever comes by a link to one formula sees what that link is about.
  show(Boolean(document.getElementById(location.hash.slice(1))?.closest(".lc-equation")));
  sign.append(button);
  first.before(sign);
})();
