// The page judges by itself how old each statement is, and takes up status.json when it changes.
// Nothing is sent to anybody: a position asked for stays in this window.
(function () {
  "use strict";
  var POLL_MS = 5000;
  var STOPPED_MINUTES = 5;
  var CLOCKS_DIFFER = -5;
  var ANEW_MS = 30000;
  var block = document.getElementById("reading");
  if (!block) return;
  var reading = JSON.parse(block.textContent);
  var words = reading.words;
  var status = null;
  var etag = null;
  var failedSince = null;
  var lastGood = null;
  var fetchedAnew = Date.now();
  var here = null;
  var asking = null;
  var isAsking = false;
  var stateFile = new URL("../status.json", location.href);

  function say(template, values) {
    return template.replace(/\{(\w+)\}/g, function (all, name) {
      return name in values ? values[name] : all;
    });
  }

  function now() {
    return status && status.clock ? Date.parse(status.clock) : Date.now();
  }

  function minutesSince(stamp) {
    return stamp ? (now() - Date.parse(stamp)) / 60000 : null;
  }

  // fresh, stale, unknown: as machimori/domain/ageing.py has it.
  function freshness(stamp, role) {
    var age = minutesSince(stamp);
    var rule = status.ageing[role];
    if (age === null || age < CLOCKS_DIFFER || age >= rule.unknown_minutes) return "unknown";
    return age >= rule.stale_minutes ? "stale" : "fresh";
  }

  // The hour by arithmetic: to make a format takes a slow phone longer than to draw the list, and
  // the municipality's time is one the whole year.
  function there(stamp) {
    return new Date(new Date(stamp).getTime() + reading.offset * 60000);
  }

  var days = null;

  function clock(stamp) {
    var local = there(stamp).toISOString();
    var time = local.slice(11, 16);
    if (local.slice(0, 10) === there(now()).toISOString().slice(0, 10)) return time;
    days = days || new Intl.DateTimeFormat(reading.lang,
      { timeZone: reading.zone, month: "numeric", day: "numeric", weekday: "short" });
    return days.format(new Date(stamp)) + " " + time;
  }

  function grouped(number) {
    return String(number).replace(/(\d)(?=(\d{3})+$)/g, "$1,");
  }

  function duration(minutes) {
    var whole = Math.max(0, Math.floor(minutes));
    if (whole < 60) return say(words.minutes, { n: whole });
    var hours = Math.floor(whole / 60);
    if (whole >= 1440) return say(words.days, { n: Math.floor(whole / 1440) });
    var said = say(words.hours, { n: hours });
    if (whole % 60 && hours < 6) {
      said += say(words.and, { rest: say(words.minutes, { n: whole % 60 }) });
    }
    return said;
  }

  function ago(minutes) {
    return minutes < 1 ? words.now : say(words.ago, { duration: duration(minutes) });
  }

  function distance(metres) {
    return metres < 995 ? Math.round(metres / 10) * 10 + " m" : (metres / 1000).toFixed(1) + " km";
  }

  function between(one, other) {
    var rad = Math.PI / 180;
    var half = Math.pow(Math.sin(((one[0] - other[0]) * rad) / 2), 2) +
      Math.cos(one[0] * rad) * Math.cos(other[0] * rad) *
      Math.pow(Math.sin(((one[1] - other[1]) * rad) / 2), 2);
    return 2 * 6371008.8 * Math.asin(Math.sqrt(half));
  }

  // What may be shown of a place now: each part ages by its own confirmation.
  function judged(place) {
    var opening = place.is_initial || freshness(place.opening_at, place.role) !== "unknown"
      ? place.opening : "不明";
    var isOpen = opening === "開設" || opening === "常設";
    var counted = freshness(place.free_at, place.role) !== "unknown";
    var crowding = place.crowding && freshness(place.crowding_at, place.role) !== "unknown"
      ? place.crowding : "不明";
    if (isOpen && crowding === "不明" && counted) crowding = place.crowding_by_count || "不明";
    return {
      place: place,
      opening: opening,
      isOpen: isOpen,
      crowding: crowding,
      freshness: freshness(place.confirmed_at, place.role),
      free: isOpen && counted ? place.free : null,
      point: place.latitude === null ? null : [place.latitude, place.longitude],
    };
  }

  function markOf(one) {
    var marks = reading.marks;
    if (!one.isOpen) return marks["opening " + one.opening] || marks["opening 不明"];
    return one.crowding === "不明" ? marks.open : marks[one.crowding];
  }

  function text(element, value) {
    if (element && element.textContent !== value) element.textContent = value;
  }

  // Only what is another one: every change is laid out anew.
  function dress(mark, looks, more) {
    var kind = "mark " + looks[2] + more;
    var shape = mark.querySelector("use");
    if (mark.className !== kind) mark.className = kind;
    if (shape.getAttribute("href") !== "#i-" + looks[1]) shape.setAttribute("href", "#i-" + looks[1]);
    text(mark.querySelector("span"), looks[0]);
  }

  function draw(item, one, all) {
    var mark = item.querySelector(".mark");
    if (!mark) return;
    var looks = markOf(one);
    dress(mark, looks, one.freshness === "stale" ? " stale" : "");
    // In tens: a count some minutes old is no more exact.
    var tens = Math.floor((one.free || 0) / 10) * 10;
    var tells = tens && one.crowding !== "定員一杯" && one.crowding !== "不明";
    text(item.querySelector(".free"), tells
      ? say(words.free, { n: grouped(tens) }) : "");
    var age = minutesSince(one.place.confirmed_at);
    var when = item.querySelector(".when");
    text(when, age === null ? words.never : say(
      one.freshness === "unknown" ? words.old : words.confirmed,
      { clock: clock(one.place.confirmed_at), age: ago(age) }
    ));
    var refuge = item.querySelector(".refuge");
    var tight = one.isOpen && (one.crowding === "定員一杯" || one.crowding === "混雑");
    if (tight && !refuge) {
      refuge = document.createElement("p");
      refuge.className = "refuge";
      item.querySelector(".state").after(refuge);
    }
    if (refuge) {
      refuge.hidden = !tight;
      if (tight) text(refuge, whereElse(one, all));
    }
  }

  function whereElse(one, all) {
    var best = null;
    all.forEach(function (other) {
      if (!one.point || !other.point || other.place.role !== one.place.role || !other.isOpen) return;
      if (other.place.id === one.place.id) return;
      if (other.crowding !== "空き" && other.crowding !== "やや混雑") return;
      var metres = between(one.point, other.point);
      if (!best || metres < best.metres) best = { metres: metres, id: other.place.id };
    });
    var item = best && document.querySelector('[data-id="' + CSS.escape(best.id) + '"] h2');
    var name = item ? nameOf(item) : best && all.filter(function (other) {
      return other.place.id === best.id;
    })[0].place.name;
    return best ? say(words.refuge, { name: name, distance: distance(best.metres) }) : words.no_refuge;
  }

  function nameOf(heading) {
    var copy = heading.cloneNode(true);
    copy.querySelectorAll("rt, rp").forEach(function (one) { one.remove(); });
    return copy.textContent;
  }

  // As wording/numbers.room_told.
  function roomTold(free) { return free >= 10 ? Math.floor(free / 10) * 10 : free; }

  function totals(all) {
    document.querySelectorAll("[data-total]").forEach(function (line) {
      var role = line.dataset.total;
      var open = all.filter(function (one) { return one.isOpen && one.place.role === role; });
      var known = open.filter(function (one) { return one.free !== null; });
      var room = known.reduce(function (sum, one) { return sum + one.free; }, 0);
      var isUnknown = !open.length && all.some(function (one) {
        return one.place.role === role && one.opening === "不明";
      });
      text(line.querySelector("strong"), say(isUnknown ? words.total_unknown : words.total, {
        role: reading.roles[role], n: grouped(open.length),
      }));
      if (role === "support_station") return;
      var leftOut = known.length < open.length
        ? say(words.left_out, { n: open.length - known.length }) : "";
      text(line.querySelector("span"), !known.length ? words.unknown
        : (room ? say(words.left, { n: grouped(roomTold(room)) }) : words.full) + leftOut);
    });
  }

  function drawAll() {
    if (!status) return;
    var all = status.places.map(judged);
    var items = {};
    document.querySelectorAll("[data-id]").forEach(function (item) { items[item.dataset.id] = item; });
    all.forEach(function (one) {
      var item = items[one.place.id];
      if (item) draw(item, one, all);
    });
    totals(all);
    trouble();
  }

  function trouble() {
    var line = document.getElementById("trouble");
    var checked = minutesSince(status.checked_at);
    var said = "";
    if (failedSince !== null) {
      said = say(words.offline, { clock: clock(new Date(lastGood || failedSince).toISOString()) });
    } else if (checked !== null && checked >= STOPPED_MINUTES) {
      said = say(words.stopped, { clock: clock(status.checked_at) });
    }
    text(line, said);
    line.hidden = !said;
  }

  // Other places, orders or messages: the page itself is fetched again, not oftener than needed.
  function anew() {
    if (Date.now() - fetchedAnew < ANEW_MS) return;
    fetchedAnew = Date.now() + Math.random() * 5000;
    fetch(location.href, { cache: "no-cache" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (page) {
      var fresh = new DOMParser().parseFromString(page, "text/html").getElementById("live");
      var live = document.getElementById("live");
      if (!fresh || fresh.dataset.layout === live.dataset.layout) return;
      live.replaceWith(document.adoptNode(fresh));
      order();
      find();
      drawAll();
    }).catch(function () { /* the next poll says that nothing comes */ });
  }

  function poll() {
    if (document.hidden) return;
    isAsking = true;
    fetch(stateFile, { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      var kept = answer.headers.get("Machimori-Kept");
      if (kept !== null) {  // from the device: nothing came
        failedSince = failedSince === null ? Date.now() : failedSince;
        lastGood = lastGood || Date.parse(kept) || null;
        return status ? null : answer.json();
      }
      lastGood = Date.now();
      failedSince = null;
      var tagged = answer.headers.get("ETag") || answer.headers.get("Last-Modified");
      if (tagged && tagged === etag) return null;
      etag = tagged;
      return answer.json();
    }).then(function (found) {
      if (found) status = found;
      if (status && status.layout !== document.getElementById("live").dataset.layout) anew();
      drawAll();
    }).catch(function () {
      failedSince = failedSince === null ? Date.now() : failedSince;
      drawAll();
    }).finally(function () {
      isAsking = false;
      asking = setTimeout(poll, POLL_MS);
    });
  }

  // A page nobody looks at asks for nothing: the battery may have to last until morning.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden || isAsking) return;
    clearTimeout(asking);
    poll();
  });

  // Near me, and by name. Both work on what is in the page.
  function order() {
    var list = document.querySelector("ol.places");
    if (!list || !here) return;
    var items = Array.prototype.slice.call(list.children);
    items.forEach(function (item) {
      var point = item.dataset.at ? item.dataset.at.split(",").map(Number) : null;
      item.metres = point ? between(here, point) : Infinity;
      text(item.querySelector(".far"), point ? distance(item.metres) : "");
    });
    items.sort(function (one, other) { return one.metres - other.metres; });
    items.forEach(function (item) { list.appendChild(item); });
  }

  function plain(words) {
    return words.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, function (kana) {
      return String.fromCharCode(kana.charCodeAt(0) - 0x60);
    });
  }

  // By the words typed and the kind of place pressed; says how many are left.
  function find() {
    var field = document.querySelector("#tools input");
    var pressed = document.querySelector("#tools [aria-pressed=true]");
    var wanted = field ? plain(field.value.trim()) : "";
    var role = pressed ? pressed.dataset.only : "";
    var shown = 0;
    document.querySelectorAll("ol.places > li").forEach(function (item) {
      var isLeft = !role || item.dataset.role === role;
      if (isLeft && wanted) {
        isLeft = plain(item.textContent + " " + (item.dataset.find || "")).indexOf(wanted) >= 0;
      }
      item.hidden = !isLeft;
      shown += isLeft ? 1 : 0;
    });
    if (!wanted && !role) return "";
    return shown ? say(words.count, { n: shown }) : words.none_found;
  }

  function tools() {
    var box = document.getElementById("tools");
    if (!box) return;
    var button = box.querySelector("button");
    var field = box.querySelector("input");
    var answer = box.querySelector("p");
    button.onclick = function () {
      if (!navigator.geolocation) { answer.textContent = words.denied; return; }
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (found) {
        button.disabled = false;
        here = [found.coords.latitude, found.coords.longitude];
        answer.textContent = words.straight + " " + words.privacy;
        order();
      }, function () {
        button.disabled = false;
        answer.textContent = words.denied;
      }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
    };
    field.oninput = function () { answer.textContent = find(); };
    var kinds = box.querySelectorAll("[data-only]");
    kinds.forEach(function (kind) {
      kind.onclick = function () {
        var isOn = kind.getAttribute("aria-pressed") === "true";
        kinds.forEach(function (one) { one.setAttribute("aria-pressed", "false"); });
        kind.setAttribute("aria-pressed", String(!isOn));
        answer.textContent = find();
      };
    });
  }

  tools();
  poll();
  setInterval(function () { if (!document.hidden) drawAll(); }, 10000);
})();
