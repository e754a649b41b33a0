// Answers a page for phones and what it is made of from what was kept while there is no connection.
"use strict";

const KEPT = "{{ kept }}";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === "{{ page }}") event.respondWith(newestOf(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(newestOf(request));
});

// What the site says now; without a connection, what it said last. A page of signing in is never kept.
async function newestOf(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(request, answer.clone());
    return answer;
  } catch (error) {
    const before = await kept.match(request, { ignoreVary: true });
    if (!before) throw error;
    return before;
  }
}
