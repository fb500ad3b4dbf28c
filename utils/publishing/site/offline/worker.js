// Keeps the pages on a device: a service worker, which the script of the pages registers (offline.js) where they come
// from a web server over HTTPS, or from this computer itself. offline/__init__.py fills in the files of the site.
//
// An edition is all of its files, each with its hash, and has a cache of its own, named by the digest of that list. It is
// fetched whole, each file is checked against its hash, and only when the last one is kept can the edition be used. While
// any page of the older edition is open, all pages come from that one: nothing here hurries the browser, which starts the
// newer worker when the last page is closed. So no reader ever meets two editions at once.
"use strict";
const FILES = {}; // name of a file → its hash, as in an integrity attribute
const EDITION = "";
const HOME = new URL(registration.scope).pathname;
const KEPT = `mbc-course ${HOME} `; // the caches of this course; another course of the same server has another home
const OWN = KEPT + EDITION;

// One file into the cache. What an attempt that was cut off has brought is there already, and was checked.
async function bring(cache, name) {
  if (await cache.match(name)) return;
  const answer = await fetch(name, { cache: "no-cache", integrity: FILES[name] });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const headers = new Headers(answer.headers);
  headers.delete("Vary"); // the same bytes, no matter who asks
  await cache.put(name, new Response(await answer.blob(), { headers })); // a new one: no redirect is kept
}

const bringAll = (cache) => Promise.all(Object.keys(FILES).map((name) => bring(cache, name)));

addEventListener("install", (event) => event.waitUntil(caches.open(OWN).then(bringAll)));

// No page of an older edition is open now.
addEventListener("activate", (event) => event.waitUntil((async () => {
  const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== OWN);
  await Promise.all(others.map((name) => caches.delete(name)));
})()));

// The file of the edition that an address means, if any: some servers leave ".html" out.
function fileOf({ origin, pathname }) {
  if (origin !== location.origin || !pathname.startsWith(HOME)) return undefined;
  const name = pathname.slice(HOME.length) || "index.html";
  return [name, `${name}.html`].find((each) => Object.hasOwn(FILES, each));
}

// A file that the browser lost is brought again, and with it all that may be missing. If the server has another edition by
// now, this one is given up: the server answers for all pages, and they begin to be kept anew. Without a signal, what is
// left stays.
async function answer(event, name) {
  const cache = await caches.open(OWN);
  const kept = await cache.match(name);
  if (kept) return kept;
  try {
    await bring(cache, name);
    event.waitUntil(bringAll(cache).catch(() => {}));
    return await cache.match(name);
  } catch {
    const given = await fetch(event.request);
    await Promise.all([caches.delete(OWN), registration.unregister()]);
    return given;
  }
}

addEventListener("fetch", (event) => {
  const name = event.request.method === "GET" ? fileOf(new URL(event.request.url)) : undefined;
  if (name !== undefined) event.respondWith(answer(event, name));
});
