// Scripts of what stands only here and there in a page: each comes as the first of its elements
// comes near the window.
(() => {
  "use strict";

  const NEAR = "100% 0px"; // a window's height above and below
  const parts = __NEARBY__; // from selectors to scripts
  const from = document.currentScript.src;

  function load(name, again) {
    const script = document.createElement("script");
    script.src = new URL(name, from).href;
    script.onerror = again; // offline perhaps; it is tried when an element comes near again
    document.head.append(script);
  }

  function whenNear(selector, name) {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      load(name, watch);
    }, { rootMargin: NEAR });
    const watch = () => document.querySelectorAll(selector).forEach((element) => seen.observe(element));
    watch();
  }

  function begin() {
    for (const [selector, name] of Object.entries(parts)) whenNear(selector, name);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
