// Keeps the pages that are read here for readers who are offline, and the whole site where they ask
// for it: see the page "Read offline". Nothing is kept where the reader has said no, and saying no
// clears what was kept.
(() => {
  "use strict";

  const worker = document.currentScript.dataset.worker;
  if (!worker || !("serviceWorker" in navigator) || !isSecureContext) return;

  const REFUSED = "lc-offline-refused";
  const address = new URL(worker, location);
  const root = new URL(".", address);
  const own = `autograd-live:${root.pathname}:`;

  function refused() {
    try {
      return localStorage.getItem(REFUSED) === "yes";
    } catch {
      return true; // no storage: the reader keeps nothing, so neither do we
    }
  }

  async function clear() {
    for (const one of await navigator.serviceWorker.getRegistrations()) {
      const script = (one.active ?? one.installing ?? one.waiting)?.scriptURL;
      if (script === address.href) await one.unregister();
    }
    for (const name of await caches.keys()) {
      if (name.startsWith(own)) await caches.delete(name);
    }
  }

  async function keep() {
    const first = !navigator.serviceWorker.controller;
    await navigator.serviceWorker.register(worker);
    // What has come since the worker is here it has seen; what the page may want later, it has not.
    const later = document.documentElement.dataset.lcLater;
    const read = later ? [later] : [];
    if (first) read.push(location.href, ...performance.getEntriesByType("resource").map((one) => one.name));
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ read });
  }

  // A refusal in one release of the site holds for those beside it.
  addEventListener("load", () => (refused() ? clear() : keep()).catch(() => {}));

  window.lcOffline = { REFUSED, refused, keep, clear, root, own }; // for the page "Read offline"
})();
