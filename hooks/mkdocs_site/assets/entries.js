// Entries that are folded: one to which a link leads opens, also when the reader has closed it and
// takes the same link again. Links into the rest of an entry, and what is found in the page, open
// it without any script.
(() => {
  "use strict";

  if (!document.querySelector(".lc-entry")) return;

  function open() {
    let aim = null;
    try {
      aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // a hash that is no text
    }
    const entry = aim?.closest(".lc-entry");
    if (!entry || entry.open) return;
    entry.open = true;
    aim.scrollIntoView();
  }

  addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href]")?.href === location.href) setTimeout(open);
  });
  open();
})();
