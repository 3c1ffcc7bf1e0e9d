// Lets the site open without a network, and says on a page that came from the device since when.
(function () {
  "use strict";
  var workers = navigator.serviceWorker;
  if (!workers) return;
  var root = new URL("../", document.currentScript.src);
  var line = document.getElementById("kept");

  function moment(stamp) {
    return new Intl.DateTimeFormat(document.documentElement.lang, {
      timeZone: line.dataset.zone, month: "long", day: "numeric",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).format(new Date(stamp));
  }

  workers.addEventListener("message", function (event) {
    if (!line || !event.data.kept) return;
    line.textContent = line.dataset.words.replace("{clock}", moment(event.data.kept));
    line.hidden = false;
  });
  workers.startMessages();
  if (workers.controller) workers.controller.postMessage({ ask: true });

  // What the reader came for goes first, a map and its places too; then the pages are kept.
  var AFTER_MS = 2000;
  addEventListener("load", function () { setTimeout(keep, AFTER_MS); });

  function keep() {
    workers.register(new URL("sw.js", root)).catch(function () { /* the site works without */ });
    workers.ready.then(function (found) {
      var pages = [location.href.split(/[?#]/)[0]];
      var saves = navigator.connection && navigator.connection.saveData;
      document.querySelectorAll(saves ? "nothing" : "nav.pages a").forEach(function (link) {
        pages.push(link.href.split(/[?#]/)[0]);
      });
      found.active.postMessage({ keep: pages });
    });
  }
})();
