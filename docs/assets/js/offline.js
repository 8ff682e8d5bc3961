// Keeps the site for readers who are offline, if they let it: see the page "Read offline".
// Nothing is kept where the reader has said no, and saying no clears what was kept.
(() => {
  "use strict";

  const worker = document.currentScript.dataset.worker;
  if (!worker || !("serviceWorker" in navigator) || !isSecureContext) return;

  const REFUSED = "lc-offline-refused";
  const address = new URL(worker, location);
  const own = `autograd-live:${new URL(".", address).pathname}:`;

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

  const keep = () => navigator.serviceWorker.register(worker).catch(() => {});

  // A refusal in one release of the site holds for those beside it.
  addEventListener("load", () => (refused() ? clear().catch(() => {}) : keep()));

  const place = document.querySelector("[data-lc-offline]");
  if (!place) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "md-button";
  const status = document.createElement("p");
  status.setAttribute("role", "status");

  function show() {
    button.textContent = refused() ? "Keep this site for offline reading" : "Do not keep this site";
    status.textContent = refused()
      ? "Nothing of this site is kept on this device."
      : "This site is kept on this device, and read from there when you are offline.";
  }

  button.addEventListener("click", async () => {
    try {
      if (refused()) {
        localStorage.removeItem(REFUSED);
        await keep();
      } else {
        localStorage.setItem(REFUSED, "yes");
        await clear();
      }
    } finally {
      show();
    }
  });
  show();
  place.replaceChildren(button, status);
})();
