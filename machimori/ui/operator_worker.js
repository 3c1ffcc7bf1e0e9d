"use strict";
// Keeps the operators' page for when there is no network. It never answers for the reports: those
// wait in the page itself. A link that no longer holds is not kept.
const SHELF = "operators", PATIENCE_MS = 5000;
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(newest(event.request));
});
async function newest(request) {
  const shelf = await caches.open(SHELF);
  try {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    const answer = await fetch(request, { signal: patience.signal });
    clearTimeout(timer);
    if (answer.ok) await shelf.put(request, answer.clone());
    else if (answer.status === 403 || answer.status === 410) await shelf.delete(request, { ignoreSearch: true });
    return answer;
  } catch {
    return (await shelf.match(request)) || (await shelf.match(request, { ignoreSearch: true })) || Response.error();
  }
}
