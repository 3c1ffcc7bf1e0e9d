// Goes on in the language of the address (?lang=), else of the device; Japanese where neither is ours.
(function () {
  "use strict";
  var links = document.querySelectorAll("a[data-lang]");
  var ours = {};
  links.forEach(function (link) { ours[link.dataset.lang] = link; });
  var asked = new URLSearchParams(location.search).get("lang");
  var wanted = [asked].concat(navigator.languages || [navigator.language]);
  for (var at = 0; at < wanted.length; at += 1) {
    var code = String(wanted[at] || "").toLowerCase().split("-")[0];
    if (ours[code]) { location.replace(ours[code].href); return; }
  }
  if (ours.ja) location.replace(ours.ja.href);
})();
