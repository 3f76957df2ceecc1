{% autoescape off %}/* Keeps the card of who is signed in: number, codes, first name. Nothing else of `/me/`, never a balance. */
const HELD = "member-card";
const { card, files, ends } = {{ addresses }};

// Only a card that was answered as one: signed out, the address leads to the login page.
const keep = async () => {
  const answer = await fetch(card, { cache: "reload" });
  if (!answer.ok || answer.redirected) return forget();
  const cache = await caches.open(HELD);
  await cache.put(card, answer);
  await Promise.all(files.map((url) => cache.add(url)));
};
const forget = () => caches.delete(HELD);

addEventListener("install", (event) => event.waitUntil(skipWaiting()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(event.data === "keep" ? keep().catch(() => {}) : forget()));

const held = async (url, error) => {
  const answer = await caches.match(url, { cacheName: HELD });
  if (answer) return answer;
  throw error;
};

const page = async (request) => {
  const answer = await fetch(request);
  const { pathname } = new URL(answer.url || request.url);
  if (ends.includes(pathname)) await forget();
  return answer;
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (ends.includes(pathname)) event.waitUntil(forget());
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(page(request).catch((error) => held(card, error)));
  else if (files.includes(pathname)) event.respondWith(fetch(request).catch((error) => held(pathname, error)));
});
{% endautoescape %}
