// Keeps the pages of this site for reading offline. Made in the build: VERSION and FILES (the path
// and a digest of each file) are those of one publication.
"use strict";

const FILES = __FILES__;
const PATIENCE = 4000; // milliseconds before a page comes from what is kept

const scope = new URL(self.registration.scope);
// Other releases of the site may lie beside this one: each keeps and clears its own.
const OWN = `__NAME__:${scope.pathname}:`;
const VERSION = `${OWN}__VERSION__`;
const keyOf = (path) => new URL(`${path}?${FILES[path]}`, scope).href;

function pathOf(url) {
  if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return undefined;
  const path = decodeURIComponent(url.pathname.slice(scope.pathname.length));
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return Object.hasOwn(FILES, file) ? file : undefined;
}

// What has not changed is taken from the publication before.
async function keep(cache, path) {
  const key = keyOf(path);
  const same = await caches.match(key);
  const address = new URL(path.replace(/(^|\/)index\.html$/, "$1"), scope);
  const found = same ?? (await fetch(address, { cache: "no-cache" }));
  if (found.ok) await cache.put(key, found);
}

async function fill() {
  const cache = await caches.open(VERSION);
  const paths = Object.keys(FILES);
  for (let at = 0; at < paths.length; at += 4) {
    await Promise.all(paths.slice(at, at + 4).map((path) => keep(cache, path)));
  }
}

async function clear() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== VERSION) await caches.delete(name);
  }
  await self.clients.claim();
}

async function kept(path) {
  return (await caches.open(VERSION)).match(keyOf(path));
}

// A page comes fresh where the network gives it in time; its parts have digests in their names.
async function page(request, path) {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("late")), PATIENCE));
  try {
    return await Promise.race([fetch(request), late]);
  } catch (error) {
    const found = await kept(path);
    if (found) return found;
    return fetch(request);
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fill());
});
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const path = event.request.method === "GET" ? pathOf(new URL(event.request.url)) : undefined;
  if (path === undefined) return;
  const answer =
    event.request.mode === "navigate"
      ? page(event.request, path)
      : kept(path).then((found) => found ?? fetch(event.request));
  event.respondWith(answer);
});
