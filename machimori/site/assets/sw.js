"use strict";
// Keeps the last state of the site on the device. What comes from here is never passed off as new:
// status.json carries Machimori-Kept, and a page that asks is told the time it was received.
var CACHE = "machimori-{version}";
var FILES = {files};
var WAIT_MS = 6000;
var MOST = 80;
var root = self.registration.scope;
var keptFor = new Map();
var tag = null;

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(CACHE).then(function (cache) {
    return cache.addAll(FILES);
  }).then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("machimori-") === 0 && name !== CACHE;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function put(request, answer) {
  return caches.open(CACHE).then(function (cache) {
    return cache.put(request, answer).then(function () { return cache.keys(); });
  }).then(function (held) {
    if (held.length <= FILES.length + MOST) return null;
    return caches.open(CACHE).then(function (cache) { return cache.delete(held[FILES.length]); });
  });
}

function held(request) {
  return caches.open(CACHE).then(function (cache) {
    return cache.match(request, { ignoreSearch: true, ignoreVary: true });
  });
}

function lasting(request) {
  return held(request).then(function (found) { return found || fetch(request); });
}

// The network first, past the browser's own cache, whose answers look new; what is held where it
// fails or is very slow.
function newest(event, isState) {
  var asked = fetch(event.request, { cache: "no-cache" }).then(function (answer) {
    var seen = answer.headers.get("ETag") || answer.headers.get("Last-Modified");
    if (answer.ok && !answer.redirected && !(isState && seen && seen === tag)) {
      if (isState) tag = seen;
      event.waitUntil(put(event.request.url.split("?")[0], answer.clone()));
    }
    return answer;
  });
  var late = new Promise(function (done) { setTimeout(done, WAIT_MS); });
  return Promise.race([asked, late]).catch(function () { return null; }).then(function (answer) {
    if (answer) return answer;
    return held(event.request).then(function (found) {
      return found ? old(event, found, isState) : asked;
    });
  });
}

function old(event, found, isState) {
  var received = found.headers.get("Date") || "";
  if (!isState) {
    keptFor.set(event.resultingClientId, received);
    return found;
  }
  var headers = new Headers(found.headers);
  headers.set("Machimori-Kept", received);
  return new Response(found.body, { status: 200, headers: headers });
}

self.addEventListener("fetch", function (event) {
  var url = event.request.url;
  if (event.request.method !== "GET" || url.indexOf(root) !== 0) return;
  var path = url.slice(root.length).split(/[?#]/)[0];
  var isState = path === "status.json";
  if (path.indexOf("assets/") === 0) event.respondWith(lasting(event.request));
  else if (isState || event.request.mode === "navigate") event.respondWith(newest(event, isState));
});

self.addEventListener("message", function (event) {
  var said = event.data || {};
  if (said.ask && keptFor.has(event.source.id)) {
    event.source.postMessage({ kept: keptFor.get(event.source.id) });
  }
  if (said.keep) event.waitUntil(keep(said.keep));
});

// Pages a reader is likely to want next, one after the other, where none is held yet.
function keep(pages) {
  return pages.reduce(function (before, url) {
    return before.then(function () { return held(url); }).then(function (found) {
      if (found || url.indexOf(root) !== 0) return null;
      return fetch(url).then(function (answer) {
        return answer.ok && !answer.redirected ? put(url, answer) : null;
      });
    }).catch(function () { return null; });
  }, Promise.resolve());
}
