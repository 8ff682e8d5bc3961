// Keeps the pages of this site that were read here, for reading without a network. It asks for
// nothing by itself: what it keeps has come for the reader. All of the site is kept only where the
// reader asks for it, and then the page does that.
"use strict";

const PATIENCE = 4000; // milliseconds before a page comes from what is kept
// A name that changes with what the file holds.
const HASHED = /\.[0-9a-f]{8,}(\.min)?\.(css|js|bin)$|\/assets\/run\/python-[0-9a-f]{8,}\//;
// Where Python for pages is; of its releases only the newest is kept.
const PYTHON = /^.*\/assets\/run\/python-[0-9a-f]+\//;
const LEFT = /\.(zip|gz|ipynb|map|md)$|\/offline\.json$/;

const scope = new URL(self.registration.scope);
// Other releases of the site may lie beside this one: each keeps and clears its own.
const OWN = `__NAME__:${scope.pathname}:`;
const KEPT = `${OWN}read`;

function isOurs(url) {
  const inside = url.origin === scope.origin && url.pathname.startsWith(scope.pathname);
  return inside && !LEFT.test(url.pathname);
}

// The address that a file is kept under: without words that were searched for.
const keyOf = (address) => new URL(new URL(address).pathname, scope).href;

const kept = async (address) => (await caches.open(KEPT)).match(keyOf(address));

async function store(address, answer) {
  if (answer.ok && answer.status === 200 && !answer.redirected) {
    const all = await caches.open(KEPT);
    await all.put(keyOf(address), answer);
    await forgetOlder(all, keyOf(address).match(PYTHON)?.[0]);
  }
}

async function forgetOlder(all, python) {
  if (!python) return;
  for (const { url } of await all.keys()) {
    const found = url.match(PYTHON)?.[0];
    if (found && found !== python) await all.delete(url);
  }
}

async function fresh(request, event) {
  const answer = await fetch(request);
  event.waitUntil(store(request.url, answer.clone()).catch(() => {}));
  return answer;
}

// What is there comes fresh where the network gives it in time, and else from what is kept.
async function newest(request, event) {
  const coming = fresh(request, event);
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("late")), PATIENCE));
  try {
    return await Promise.race([coming, late]);
  } catch {
    const found = await kept(request.url);
    if (found) return found;
    if (request.mode !== "navigate") return coming;
    return coming.catch(missing);
  }
}

async function missing() {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Not kept on this device</title>
<h1>This page is not kept on this device</h1>
<p>There is no network, and only pages that you have read here before can be shown.</p>
<p><a href="${scope.pathname}">The first page of the site</a></p>`;
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html" } });
}

async function hashed(request, event) {
  return (await kept(request.url)) ?? fresh(request, event);
}

// The page that was there before this worker was: it has come already, and comes from the browser's
// own store once more.
async function keepRead(addresses) {
  for (const address of addresses) {
    if (!isOurs(new URL(address)) || (await kept(address))) continue;
    const request = new Request(keyOf(address), { cache: "force-cache" });
    await fetch(request).then((answer) => store(address, answer)).catch(() => {});
  }
}

async function clear() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== KEPT) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.read)) event.waitUntil(keepRead(event.data.read));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !isOurs(new URL(request.url))) return;
  const way = HASHED.test(new URL(request.url).pathname) ? hashed : newest;
  event.respondWith(way(request, event));
});
