// Which boxes are open now, and which are near. The list is whole without this; a position that is
// asked for stays in this window.
(function () {
  "use strict";
  var block = document.getElementById("boxes");
  var list = document.querySelector("ol.places");
  if (!block || !list) return;
  var told = JSON.parse(block.textContent);
  var words = told.words;
  var DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
  var box = document.getElementById("tools");
  var near = box.querySelector("button");
  var only = box.querySelector("[aria-pressed]");
  var field = box.querySelector("input");
  var lines = box.querySelectorAll("p");
  var count = lines[0];
  var answer = lines[1];
  var none = lines[2];
  var onlyOpen = false;
  var here = null;
  var asked = null;

  function say(template, values) {
    return template.replace(/\{(\w+)\}/g, function (all, name) {
      return name in values ? values[name] : all;
    });
  }

  function now() {
    return told.clock ? new Date(told.clock) : new Date();
  }

  // The day and minute of the municipality, wherever the reader is: its time is one the whole year.
  function local(moment) {
    var there = new Date(moment.getTime() + told.offset * 60000);
    return {
      day: there.toISOString().slice(0, 10),
      minute: there.getUTCHours() * 60 + there.getUTCMinutes(),
    };
  }

  function shifted(day, days) {
    var moment = new Date(day + "T12:00:00Z");
    moment.setUTCDate(moment.getUTCDate() + days);
    return moment.toISOString().slice(0, 10);
  }

  function minutes(clock) {
    return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  }

  function isDay(days, day) {
    if (told.holidays.indexOf(day) >= 0) return days.indexOf("holiday") >= 0;
    return days.indexOf(DAYS[new Date(day + "T12:00:00Z").getUTCDay()]) >= 0;
  }

  // As machimori/domain/opening_hours.py has it: closing is exclusive, and may be the next day.
  function judged(hours, at) {
    if (!hours || at.day > told.until) return null;
    var parts = hours.split(" ");
    var days = parts[0].split(",");
    var opens = minutes(parts[1]);
    var closes = minutes(parts[2]);
    var late = closes <= opens;
    if (isDay(days, at.day) && at.minute >= opens && (late || at.minute < closes)) return true;
    return late && isDay(days, shifted(at.day, -1)) && at.minute < closes;
  }

  function text(element, value) {
    if (element && element.textContent !== value) element.textContent = value;
  }

  function items() {
    return Array.prototype.slice.call(list.children);
  }

  function drawAll() {
    var at = local(now());
    var open = 0;
    items().forEach(function (item) {
      var isOpen = judged(item.dataset.hours, at);
      var looks = words[isOpen === null ? "unknown" : isOpen ? "open" : "closed"];
      var mark = item.querySelector(".mark");
      if (item.isOpen !== isOpen) {  // only what is another one: every change is laid out anew
        mark.hidden = false;
        mark.className = "mark " + looks[2];
        mark.querySelector("use").setAttribute("href", "#i-" + looks[1]);
        text(mark.querySelector("span"), looks[0]);
      }
      item.isOpen = isOpen;
      open += isOpen ? 1 : 0;
    });
    text(count, at.day > told.until ? words.past : say(words.count, { n: open }));
    var old = document.getElementById("stale");
    if (old && told.staleAt && now() > new Date(told.staleAt)) old.hidden = false;
    find();
  }

  function plain(said) {
    return said.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, function (kana) {
      return String.fromCharCode(kana.charCodeAt(0) - 0x60);
    });
  }

  function find() {
    var wanted = plain(field.value.trim());
    var shown = 0;
    items().forEach(function (item) {
      var said = plain(item.textContent + " " + (item.dataset.find || ""));
      item.hidden = (onlyOpen && !item.isOpen) || (Boolean(wanted) && said.indexOf(wanted) < 0);
      shown += item.hidden ? 0 : 1;
    });
    text(none, shown ? "" : words.none_found);
  }

  function between(one, other) {
    var rad = Math.PI / 180;
    var half = Math.pow(Math.sin(((one[0] - other[0]) * rad) / 2), 2) +
      Math.cos(one[0] * rad) * Math.cos(other[0] * rad) *
      Math.pow(Math.sin(((one[1] - other[1]) * rad) / 2), 2);
    return 2 * 6371008.8 * Math.asin(Math.sqrt(half));
  }

  function distance(metres) {
    return metres < 995 ? Math.round(metres / 10) * 10 + " m" : (metres / 1000).toFixed(1) + " km";
  }

  function order() {
    if (!here) return;
    var all = items();
    all.forEach(function (item) {
      var point = item.dataset.at ? item.dataset.at.split(",").map(Number) : null;
      item.metres = point ? between(here, point) : Infinity;
      text(item.querySelector(".far"), point ? distance(item.metres) : "");
    });
    all.sort(function (one, other) { return one.metres - other.metres; });
    all.forEach(function (item) { list.appendChild(item); });
  }

  // A list in parts is put together before it is searched: the nearest may stand in another part.
  function whole() {
    asked = asked || Promise.all(told.parts.map(function (part) {
      return fetch(part).then(function (answer) { return answer.text(); });
    })).then(function (pages) {
      pages.forEach(function (page) {
        var other = new DOMParser().parseFromString(page, "text/html");
        other.querySelectorAll("ol.places > li").forEach(function (item) {
          list.appendChild(document.adoptNode(item));
        });
      });
      var pager = document.querySelector(".pager");
      if (pager && told.parts.length) pager.hidden = true;
    }).catch(function () { asked = null; });
    return asked.then(function () { order(); drawAll(); });
  }

  near.onclick = function () {
    if (!navigator.geolocation) { answer.textContent = words.denied; return; }
    near.disabled = true;
    navigator.geolocation.getCurrentPosition(function (found) {
      near.disabled = false;
      here = [found.coords.latitude, found.coords.longitude];
      answer.textContent = words.straight + " " + words.privacy;
      whole();
    }, function () {
      near.disabled = false;
      answer.textContent = words.denied;
    }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
  };
  only.onclick = function () {
    onlyOpen = !onlyOpen;
    only.setAttribute("aria-pressed", String(onlyOpen));
    whole();
  };
  field.oninput = function () { find(); };
  field.onfocus = function () { whole(); };
  drawAll();
  setInterval(drawAll, 30000);
})();
