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
    const closed = [...document.querySelectorAll("details:not([open])")].filter((fold) => fold.contains(target));
    for (const fold of closed) fold.open = true;
    if (closed[0]) target.scrollIntoView();
  }

  addEventListener("hashchange", unfold);
  addEventListener("click", ({ target }) => target.closest?.("a")?.href === location.href && setTimeout(unfold));
  unfold();
})();
