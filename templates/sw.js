{% autoescape off %}/* Holds the offline page of this build, for when the network fails. Never anything else. */
const HELD = "offline-{{ version }}";
const FILES = {{ files }};
const [PAGE] = FILES;

addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(HELD);
    // Past the browser's own cache for the page; names with a hash may come from there.
    await cache.addAll(FILES.map((url) => (url === PAGE ? new Request(url, { cache: "reload" }) : url)));
    await skipWaiting();
  };
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    // Not the card that a member's phone keeps (templates/loyalty/me/sw.js).
    const old = (await caches.keys()).filter((name) => name.startsWith("offline-") && name !== HELD);
    await Promise.all(old.map((name) => caches.delete(name)));
    await registration.navigationPreload?.enable();
    await clients.claim();
  };
  event.waitUntil(tidy());
});

const fallback = (url) => async (error) => {
  const held = await caches.match(url, { cacheName: HELD });
  if (held) return held;
  throw error;
};

// The browser has asked already while this worker was starting.
const fromNetwork = async (event) => (await event.preloadResponse) || fetch(event.request);

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(fromNetwork(event).catch(fallback(PAGE)));
  else if (FILES.includes(pathname)) event.respondWith(fetch(request).catch(fallback(pathname)));
});
{% endautoescape %}
