// The page "Read offline": whether pages are kept here, and the whole site where that is asked.
(() => {
  "use strict";

  const place = document.querySelector("[data-lc-offline]");
  if (!window.lcOffline || !place) return;
  const { REFUSED, refused, keep, clear, root, own } = window.lcOffline;
  const saving = Boolean(navigator.connection?.saveData);

  const listed = new URL("offline.json", root);

  function button(act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "md-button";
    made.addEventListener("click", act);
    return made;
  }

  const consent = button(turn);
  const whole = button(keepWhole);
  const status = document.createElement("p");
  const told = document.createElement("p");
  for (const one of [status, told]) one.setAttribute("role", "status");
  const cache = () => caches.open(`${own}read`);

  // The files that differ from those that were kept when the whole site was kept last.
  async function wanted() {
    const files = await (await fetch(listed, { cache: "no-cache" })).json();
    const before = await (await (await cache()).match(listed))?.json();
    const paths = Object.keys(files).filter((path) => before?.[path]?.[0] !== files[path][0]);
    return { files, paths, before: Boolean(before) };
  }

  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  async function show() {
    const off = refused();
    consent.textContent = off ? "Keep pages that I read" : "Do not keep this site";
    status.textContent = off
      ? "Nothing of this site is kept on this device."
      : "Pages that you read are kept on this device, and shown from there when you are offline.";
    whole.hidden = off;
    told.textContent = "";
    if (off) return;
    whole.textContent = "Keep the whole site on this device";
    whole.disabled = saving;
    try {
      const { files, paths, before } = await wanted();
      const bytes = paths.reduce((sum, path) => sum + files[path][1], 0);
      if (paths.length) whole.textContent = `${before ? "Bring it up to date" : "Keep the whole site on this device"} (${size(bytes)})`;
      whole.hidden = !paths.length;
      if (!paths.length) told.textContent = "The whole site is kept on this device.";
      else if (saving) told.textContent = "Your browser asks to save data, so the whole site is not fetched.";
    } catch {
      whole.hidden = true; // no network: what is kept is there all the same
    }
  }

  async function keepWhole() {
    whole.disabled = true;
    try {
      const { files, paths } = await wanted();
      const store = await cache();
      for (let at = 0; at < paths.length; at += 4) {
        if (refused()) return;
        told.textContent = `${at} of ${paths.length} files are kept.`;
        await Promise.all(paths.slice(at, at + 4).map((path) => take(store, path)));
      }
      await store.put(listed, new Response(JSON.stringify(files)));
      await show();
    } catch {
      whole.disabled = false;
      told.textContent = "The network was lost. What has come is kept; try again later.";
    }
  }

  async function take(store, path) {
    const at = new URL(path.replace(/(^|\/)index\.html$/, "$1"), root);
    const answer = await fetch(at, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await store.put(at, answer);
  }

  async function turn() {
    try {
      if (refused()) {
        localStorage.removeItem(REFUSED);
        await keep();
      } else {
        localStorage.setItem(REFUSED, "yes");
        await clear();
      }
    } finally {
      await show();
    }
  }

  place.replaceChildren(status, consent, whole, told);
  show();
})();
