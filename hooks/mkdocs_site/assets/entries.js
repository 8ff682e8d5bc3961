// Folds open where a link leads to them, or into them; also where the reader has closed one, and
// takes the same link again. Most of it a browser does by itself, but not for the title of a fold.
(() => {
  "use strict";

  function unfold() {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // a hash that is no text
    }
    let closed = false;
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === "DETAILS" && !at.open) closed = at.open = true;
    }
    if (closed) target.scrollIntoView();
  }

  addEventListener("hashchange", unfold);
  addEventListener("click", ({ target }) => target.closest?.("a")?.href === location.href && setTimeout(unfold));
  unfold();
})();
