{% load paper %}/* Keeps the latest issue readable without a network. The network always goes first: what was corrected or
   withdrawn shows at once, and what answers 404 or 410 is forgotten. Staff pages are none of its business. */
const KEPT = {{ kept|json_data }};
const SHELL = "shell-{{ kept|fingerprint }}";
const ISSUE = "issue";
const PATIENCE = 5000;
// The same page is sent to everybody, however compressed.
const ANY = { ignoreVary: true };

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(KEPT)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const forget = (names) => names.filter((name) => name !== SHELL && name !== ISSUE).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(forget(names))).then(() => clients.claim()));
});

addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keepLatest());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || /^\/(admin|filing|photos)\//.test(pathname)) return;
  if (pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

async function fromShell(request) {
  return (await caches.match(request)) || fetch(request);
}

async function page(request) {
  const cache = await caches.open(ISSUE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 404 || answer.status === 410) await cache.delete(request, ANY);
    else if (answer.ok && (await cache.match(request, ANY))) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request, ANY)) || (await caches.match("{% url "offline" %}"));
  }
}

/* One after the other, so that nothing the reader waits for is held up. */
async function keepLatest() {
  const answer = await fetch("{% url "offline-latest" %}");
  if (!answer.ok) return;
  const { addresses } = await answer.json();
  const cache = await caches.open(ISSUE);
  const wanted = new Set(addresses.map((address) => new URL(address, location.origin).href));
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  for (const url of wanted) {
    if (await cache.match(url, ANY)) continue;
    const found = await fetch(url);
    if (found.ok) await cache.put(url, found);
  }
}
