{% load paper %}/* Keeps the latest issue readable without a network. The network always goes first: what was corrected or
   withdrawn shows at once, and what answers 404 or 410 is forgotten. Staff pages are none of its business. */
const KEPT = {{ kept|json_data }};
const SHELL = "shell-{{ kept|fingerprint }}";
const ISSUE = "issue";
const LATEST = "{% url "offline-latest" %}";
// So long the network may let us wait for the first byte, where there is a kept copy; without one, for ever.
const PATIENCE = 5000;
// So long what is kept is not asked about again.
const FRESH = 300000;
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
  else if (request.mode === "navigate") event.respondWith(page(event));
});

async function fromShell(request) {
  return (await caches.match(request)) || fetch(request);
}

async function page(event) {
  const { request } = event;
  const cache = await caches.open(ISSUE);
  const kept = await cache.match(request, ANY);
  const stop = new AbortController();
  const timer = kept && setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    clearTimeout(timer);
    if (answer.status === 404 || answer.status === 410) event.waitUntil(cache.delete(request, ANY));
    else if (answer.ok && kept) event.waitUntil(cache.put(request, answer.clone()).catch(() => null));
    return answer;
  } catch {
    return kept || (await caches.match("{% url "offline" %}"));
  }
}

/* What is new or has changed since, one after the other, so that nothing the reader waits for is held up. */
async function keepLatest() {
  const cache = await caches.open(ISSUE);
  const before = await cache.match(LATEST);
  if (before && Date.now() - Date.parse(before.headers.get("Date")) < FRESH) return;
  const answer = await fetch(LATEST);
  if (!answer.ok) return;
  const { states } = await answer.clone().json();
  const known = before ? (await before.json()).states : {};
  const wanted = new Set([LATEST, ...Object.keys(states)].map((address) => new URL(address, location.origin).href));
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  for (const [address, state] of Object.entries(states)) {
    if (known[address] === state && (await cache.match(address, ANY))) continue;
    const found = await fetch(address);
    if (found.ok) await cache.put(address, found);
  }
  await cache.put(LATEST, answer);
}
