// A sign: turns its slides, asks for the state, judges every age by itself.
"use strict";
(function () {
  var settings = JSON.parse(document.getElementById("settings").textContent);
  var doc = settings.state, lang = settings.tags ? Object.keys(settings.words)[0] : "ja";
  var langs = Object.keys(settings.words), slides = [], at = -1, turn = 0;
  var heard = performance.now(), skew = null, since = null;
  var MINUTE = 60000, SILENT = 60000, NEAREST = 12;

  function $(id) { return document.getElementById(id); }
  function words() { return settings.words[lang]; }
  function say(key, values) {
    return words()[key].replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }
  function put(tag, text, css) {
    var one = document.createElement(tag);
    if (text !== undefined && text !== null) one.textContent = text;
    if (css) one.className = css;
    return one;
  }
  function now() {
    // A sample's clock stands; the sign's own is put right by what the server said last.
    if (doc.clock) return Date.parse(doc.clock);
    return Date.now() + (skew || 0);
  }
  function clock(stamp) {
    if (!stamp) return "";
    var time = new Date(stamp), today = new Date(now());
    var zone = { timeZone: settings.zone };
    var tag = settings.tags[lang];
    var day = { month: "numeric", day: "numeric", timeZone: settings.zone };
    var hour = new Intl.DateTimeFormat("ja-JP", Object.assign(
      { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone)).format(time);
    var format = new Intl.DateTimeFormat(tag, day);
    return format.format(time) === format.format(today) ? hour : format.format(time) + " " + hour;
  }
  function age(stamp, role) {
    // fresh, stale or unknown; a time ahead of ours is a wrong one.
    if (!stamp) return "unknown";
    var rule = doc.ageing[role] || { stale_minutes: 30, unknown_minutes: 120 };
    var minutes = (now() - Date.parse(stamp)) / MINUTE;
    if (minutes < -5 || minutes >= rule.unknown_minutes) return "unknown";
    return minutes >= rule.stale_minutes ? "stale" : "fresh";
  }
  function seen(place) {
    // What may be said of a place now.
    var opening = place.is_initial || age(place.opening_at, place.role) !== "unknown"
      ? place.opening : "不明";
    var crowding = age(place.crowding_at, place.role) !== "unknown" ? place.crowding : null;
    var free = age(place.free_at, place.role) !== "unknown" ? Math.floor(place.free / 10) * 10 : null;
    var held = age(place.confirmed_at, place.role);
    var mark = settings.marks[(opening || "不明") + "|" + (crowding || "")]
      || settings.marks["不明|"];
    return { place: place, opening: opening, free: free, held: held, mark: mark,
      open: opening === "開設" || opening === "常設",
      lost: opening === "不明" && (place.opening === "開設" || place.opening === "常設") };
  }
  function away(place) {
    var here = settings.here;
    if (!here || place.latitude === null) return Infinity;
    var x = (place.longitude - here[0]) * Math.cos(here[1] * Math.PI / 180);
    return Math.hypot(x, place.latitude - here[1]);
  }
  function listed() {
    var all = doc.places.map(seen);
    var open = all.filter(function (one) { return one.open; });
    var lost = all.filter(function (one) { return one.lost; });
    if (!settings.here) return open.concat(lost);
    // Who stands before this sign needs the places around it; the code leads to all.
    function near(a, b) { return away(a.place) - away(b.place); }
    return open.sort(near).slice(0, NEAREST).concat(lost.sort(near).slice(0, 3));
  }
  function icon(mark) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.style.color = mark.colour;
    svg.innerHTML = settings.shapes[mark.shape];
    return svg;
  }
  function nameOf(place) { return (settings.names && settings.names[place.id] && !/^(ja|zh)/.test(
    settings.tags[lang])) ? settings.names[place.id] : place.name; }

  function row(one, number) {
    var line = put("div", null, "row " + one.held);
    line.append(put("span", number, "nr"), icon(one.mark));
    var body = put("div"), told = put("div", null, "say");
    body.append(put("div", nameOf(one.place), "name"));
    var state = put("span", words().states[one.mark.key], "state");
    state.style.color = one.mark.colour;
    told.append(state);
    if (one.open && one.free) told.append(put("span", say("signage.free", { n: one.free })));
    told.append(put("span", words().roles[one.place.role], "quiet"));
    if (one.held === "stale") {
      told.append(put("span", say("signage.stale", { clock: clock(one.place.confirmed_at) }), "quiet"));
    } else if (one.held === "fresh") {
      told.append(put("span", say("signage.confirmed", { clock: clock(one.place.confirmed_at) }), "quiet"));
    } else if (one.place.confirmed_at && !one.place.is_initial) {
      told.append(put("span", say("signage.stale", { clock: clock(one.place.confirmed_at) }), "quiet"));
    }
    body.append(told);
    line.append(body);
    return line;
  }
  function heading(text, part, parts) {
    var head = put("h1", null);
    head.append(put("span", text));
    if (parts > 1) head.append(put("span", say("signage.part", { part: part, parts: parts }), "part"));
    return head;
  }
  function ordersSlides() {
    var target = $("slide"), levels = {};
    doc.orders.forEach(function (one) {
      var area = !one.district_id ? words()["signage.whole"]
        : words().districts[one.district_id] || one.district || one.district_id;
      if (settings.levels[one.alert_level]) {
        (levels[one.alert_level] = levels[one.alert_level] || []).push(area);
      }
    });
    function draw(signs) {
      return function (into) {
        whole(true);
        into.append(heading(words()["signage.orders"], 1, 1));
        signs.forEach(function (pair) {
          var level = pair[0], look = settings.levels[level], sign = put("div", null, "order");
          sign.style.background = look.ground;
          sign.style.color = look.ink;
          sign.append(put("b", look.glyph + " " + say("alerts.level", { level: level }) + " "
            + words()["alerts.name_" + level]));
          sign.append(put("p", pair[1].join(lang === "en" || lang === "ko" ? ", " : "・"), "areas"));
          sign.append(put("p", words()["alerts.what_" + level]));
          into.append(sign);
        });
      };
    }
    function pack(signs) {  // on as many slides as they need, the highest level first
      target.textContent = "";
      draw(signs)(target);
      if (fits(target)) return [draw(signs)];
      if (signs.length > 1) return pack(signs.slice(0, 1)).concat(pack(signs.slice(1)));
      var areas = signs[0][1], half = Math.ceil(areas.length / 2);
      if (areas.length < 2) return [draw(signs)];
      return pack([[signs[0][0], areas.slice(0, half)]]).concat(pack([[signs[0][0], areas.slice(half)]]));
    }
    var signs = Object.keys(levels).sort().reverse().map(function (level) { return [level, levels[level]]; });
    return signs.length ? pack(signs) : [];
  }
  function whole(is) { document.body.className = is ? "whole" : ""; }  // without the map
  function fits(target) { return target.scrollHeight <= target.clientHeight + 1; }
  function messageSlides(message) {
    var order = { ja: ["ja", "easy", "en"], easy: ["easy", "ja", "en"], en: ["en", "easy", "ja"],
      zh: ["zh", "en", "ja"], ko: ["ko", "en", "ja"] }[lang] || ["ja"];
    var spoken = order.concat(Object.keys(message.texts)).filter(function (one) {
      return message.texts[one];
    })[0];
    if (!spoken) return [];
    var target = $("slide"), pieces = [], rest = message.texts[spoken];
    function draw(text, part, parts) {
      return function (into) {
        whole(true);
        into.append(heading(words()["signage.messages"] + "　" + clock(message.issued_at), part, parts));
        if (message.machine_translated.indexOf(spoken) >= 0) {
          into.append(put("p", words()["alerts.machine"], "quiet"));
        }
        var said = put("p", text, "message");
        said.lang = settings.tags[spoken] || spoken;
        into.append(said);
      };
    }
    while (rest) {  // as many slides as the words need at a size that is read from afar
      var low = 1, high = rest.length;
      while (low < high) {
        var middle = Math.ceil((low + high) / 2);
        target.textContent = "";
        draw(rest.slice(0, middle), 1, 2)(target);
        if (fits(target)) low = middle; else high = middle - 1;
      }
      var end = low;
      if (end < rest.length) {
        var stop = Math.max(rest.lastIndexOf("。", end - 1), rest.lastIndexOf("\n", end - 1),
          rest.lastIndexOf(". ", end - 1));
        if (stop > end / 2) end = stop + 1;
      }
      pieces.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
    return pieces.map(function (text, index) { return draw(text, index + 1, pieces.length); });
  }
  function listSlides() {
    var places = listed(), target = $("slide"), pages = [], start = 0;
    if (!places.length) {
      return [function (into) {
        whole(false);
        into.append(put("p", words()["signage.none_open"], "peace"));
      }];
    }
    function draw(from, to, part, parts) {
      return function (into) {
        whole(false);
        into.append(heading(words()["signage.open"], part, parts));
        places.slice(from, to).forEach(function (one, index) { into.append(row(one, from + index + 1)); });
        marks(places, from, to);
      };
    }
    while (start < places.length) {
      var end = start + 1;
      while (end < places.length) {
        target.textContent = "";
        draw(start, end + 1, 1, 2)(target);
        if (!fits(target)) break;
        end += 1;
      }
      pages.push([start, end]);
      start = end;
    }
    return pages.map(function (page, index) { return draw(page[0], page[1], index + 1, pages.length); });
  }
  function unitOf() {  // as --u of the style sheet, in pixels
    return window.innerWidth < window.innerHeight ? window.innerWidth * .0115 : window.innerHeight / 100;
  }
  function spot(longitude, latitude) {
    var plane = settings.plane;
    return [(longitude - plane.west) * plane.scale, (plane.north - latitude) * 111320];
  }
  function marks(places, from, to) {
    var group = $("marks"), map = $("map"), plane = settings.plane;
    var box = map.getBoundingClientRect();
    var unit = Math.max(plane.size[0] / box.width, plane.size[1] / box.height) * unitOf();
    group.textContent = "";
    function draw(tag, attributes, text, css) {
      var one = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.keys(attributes).forEach(function (name) { one.setAttribute(name, attributes[name]); });
      if (text !== undefined) one.textContent = text;
      if (css) one.setAttribute("class", css);
      group.append(one);
      return one;
    }
    if (settings.here) {
      var here = spot(settings.here[0], settings.here[1]);
      draw("circle", { cx: here[0], cy: here[1], r: unit * 1.6, "stroke-width": unit * .5 }, undefined, "here");
    }
    places.map(function (one, index) { return [one, index]; }).filter(function (pair) {
      return pair[0].place.latitude !== null;
    }).sort(function (a, b) {  // those of this page on top
      return (a[1] >= from && a[1] < to) - (b[1] >= from && b[1] < to);
    }).forEach(function (pair) {
      var one = pair[0], shown = pair[1] >= from && pair[1] < to;
      var where = spot(one.place.longitude, one.place.latitude), size = unit * (shown ? 4 : 2.4);
      var mark = draw("svg", { x: where[0] - size / 2, y: where[1] - size / 2, width: size, height: size,
        viewBox: "0 0 24 24" }, undefined, shown ? "" : "faded");
      mark.style.color = one.mark.colour;
      mark.innerHTML = settings.shapes[one.mark.shape];
      if (shown) {
        draw("text", { x: where[0] + unit * 4, y: where[1], "font-size": unit * 4.4,
          "stroke-width": unit * .9 }, String(pair[1] + 1), "number");
      }
    });
  }
  function build() {
    slides = [];
    if (!doc.incident) {
      slides.push(function (into) {
        whole(false);
        var box = put("p", words()["signage.peace"], "peace");
        box.append(put("small", words()["signage.peace_more"]));
        into.append(box);
      });
      return;
    }
    slides = ordersSlides();
    slides = slides.concat(listSlides());
    doc.messages.forEach(function (message) { slides = slides.concat(messageSlides(message)); });
  }
  function bands() {
    var box = $("bands");
    box.textContent = "";
    if (performance.now() - heard > SILENT) {
      box.append(put("p", say("signage.stopped", { clock: clock(since || doc.checked_at) }), "stopped"));
    }
    if (doc.incident && doc.incident.mode === "training") {
      box.append(put("p", words()["band.training"] + "　" + say("band.training_text",
        { name: doc.incident.name }), "training"));
    }
    if (doc.is_sample) box.append(put("p", words()["signage.sample"], "sample"));
  }
  function frame() {
    document.documentElement.lang = settings.tags[lang];
    $("place").textContent = words().place;
    $("asof").textContent = say("signage.as_of", { clock: clock(since || doc.checked_at) });
    $("qrword").textContent = words()["signage.qr"];
    bands();
  }
  function draw() {
    var target = $("slide");
    target.textContent = "";
    $("marks").textContent = "";
    slides[at % slides.length](target);
    $("count").textContent = say("signage.part", { part: at % slides.length + 1, parts: slides.length });
  }
  function next() {
    at += 1;
    if (at >= slides.length) {
      at = 0;
      if (turn > 0 || langs.length === 1) lang = langs[turn % langs.length];
      turn += 1;
    }
    frame();
    build();  // every age is judged anew
    draw();
  }
  function take(fresh) {
    var changed = fresh.revision !== doc.revision || fresh.layout !== doc.layout;
    doc = fresh;
    frame();
    if (changed) {
      build();
      if (at >= slides.length) at = 0;
      draw();
    }
  }
  function poll() {
    fetch("/signage/status.json", { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      var version = answer.headers.get("X-Signage");
      if (version && version !== settings.version) { location.reload(); return null; }
      var said = Date.parse(answer.headers.get("Date"));
      if (said) skew = said - Date.now();
      return answer.json();
    }).then(function (fresh) {
      if (!fresh) return;
      heard = performance.now();
      since = fresh.clock || new Date(now()).toISOString();
      take(fresh);
    }).catch(bands).then(function () {
      // A hundred signs do not ask in the same moment.
      setTimeout(poll, settings.poll * 1000 * (.8 + .4 * Math.random()));
    });
  }
  window.addEventListener("resize", function () { build(); draw(); });
  frame();
  build();
  next();
  setInterval(next, settings.rotate * 1000);
  setTimeout(poll, 1000);
  window.setInterval(bands, 5000);
})();
