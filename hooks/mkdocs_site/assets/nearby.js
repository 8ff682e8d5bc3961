// Scripts of what stands only here and there in a page: each comes as the first of its elements
// comes near the window, and else when the page has long been there, so that it is kept for reading
// without a network.
(() => {
  "use strict";

  const NEAR = "100% 0px"; // a window's height above and below
  const LATER = 2000; // milliseconds after all that the page itself asks for
  const parts = __NEARBY__; // from selectors to scripts
  const from = document.currentScript.src;

  function load(name, again) {
    const script = document.createElement("script");
    script.src = new URL(name, from).href;
    script.onerror = () => addEventListener("online", again, { once: true });
    document.head.append(script);
  }

  function whenNear(selector, name) {
    const elements = [...document.querySelectorAll(selector)];
    if (!elements.length) return;
    let asked = false;
    const come = () => {
      if (asked) return;
      asked = true;
      seen.disconnect();
      load(name, watch);
    };
    const seen = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && come(),
      { rootMargin: NEAR },
    );
    const watch = () => {
      asked = false;
      elements.forEach((element) => seen.observe(element));
    };
    watch();
    const later = () => setTimeout(come, LATER);
    if (document.readyState === "complete") later();
    else addEventListener("load", later);
  }

  function begin() {
    for (const [selector, name] of Object.entries(parts)) whenNear(selector, name);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
