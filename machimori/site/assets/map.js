// The map over the lists: layers, search, and an address that holds the whole view. The library is
// fetched after the page stands. Nothing is sent to anybody; strangers' words are set as text.
(function () {
  "use strict";
  var MOST = 400;
  var MADE_AT_ONCE = 4;
  var MOST_FOUND = 20;
  var APART_PX = 30;
  var CLOSEST = 18;
  var NAMED = 15;
  var given = JSON.parse(document.getElementById("map-reading").textContent);
  var words = given.words;
  var tools = document.getElementById("map-tools");
  var field = document.getElementById("map-search");
  var hazard = document.getElementById("map-hazard");
  var told = document.getElementById("map-told");
  var results = document.getElementById("map-found");
  var boxes = Array.prototype.slice.call(tools.querySelectorAll("[type=checkbox]"));
  var held = {};
  var map = null;
  var marks = null;
  var names = null;
  var drawing = 0;
  var stations = [];

  function say(template, values) {
    return template.replace(/\{(\w+)\}/g, function (all, name) {
      return name in values ? values[name] : all;
    });
  }

  function plain(said) {
    return said.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, function (kana) {
      return String.fromCharCode(kana.charCodeAt(0) - 0x60);
    });
  }

  function element(name, said, kind) {
    var made = document.createElement(name);
    if (said) made.textContent = said;
    if (kind) made.className = kind;
    return made;
  }

  function shown() {
    return boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
  }

  // #zoom/latitude/longitude/layers/hazard/words: stays in the browser, no server sees it.
  function remember() {
    if (!map) return;
    var at = map.getCenter();
    history.replaceState(null, "", "#" + [
      map.getZoom(), at.lat.toFixed(5), at.lng.toFixed(5), shown().join(","), hazard.value,
      encodeURIComponent(field.value),
    ].join("/"));
  }

  function asked() {
    var parts = location.hash.slice(1).split("/");
    if (parts.length < 6 || parts.slice(0, 3).some(function (one) { return !isFinite(one); })) return null;
    var wanted = parts[3].split(",");
    boxes.forEach(function (box) { box.checked = wanted.indexOf(box.value) >= 0; });
    hazard.value = parts[4];
    if (hazard.selectedIndex < 0) hazard.value = "";
    try { field.value = decodeURIComponent(parts[5]); } catch (broken) { field.value = ""; }
    return { zoom: Number(parts[0]), at: [Number(parts[1]), Number(parts[2])] };
  }

  function fetched(address) {
    return fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  }

  function load(layer) {
    if (!held[layer.key]) {
      held[layer.key] = fetched(layer.key + ".json");
      // Asked again when the network is back.
      held[layer.key].catch(function () { delete held[layer.key]; });
    }
    return held[layer.key];
  }

  function popup(place, layer) {
    return tellOf([{ place: place, layer: layer }]);
  }

  // What stands at one point: a school may be a shelter and an evacuation site.
  function tellOf(group) {
    var box = element("div");
    group.forEach(function (one) { box.append(part(one.place, one.layer)); });
    return box;
  }

  function part(place, layer) {
    var box = element("div");
    box.append(element("strong", place.n), element("p", layer.title));
    if (place.a) box.append(element("p", place.a));
    if (place.h) {
      box.append(element("p", say(words.usable, {
        hazards: place.h.map(function (one) { return given.hazards[one]; }).join(words.join),
      })));
    }
    (place.d || []).forEach(function (line) { box.append(element("p", line)); });
    if (place.x) box.append(element("p", words.approximate));
    return box;
  }

  function mark(group) {
    var place = group[0].place;
    var layer = group[0].layer;
    var titles = group.map(function (one) { return one.layer.title; }).join(words.join);
    var icon = L.divIcon({
      className: "map-mark " + layer.tone + (place.x ? " about" : ""), iconSize: [28, 28],
      html: element("span", layer.sign),
    });
    var made = L.marker(place.p, { icon: icon, title: place.n, alt: place.n + " " + titles });
    return made.bindPopup(function () { return tellOf(group); }, { maxWidth: 260 });
  }

  function fits(place) {
    return place.p && (!hazard.value || !place.h || place.h.indexOf(hazard.value) >= 0);
  }

  function draw() {
    if (!map) return;
    var mine = drawing += 1;
    var wanted = shown();
    var chosen = given.layers.filter(function (one) { return wanted.indexOf(one.key) >= 0; });
    Promise.all(chosen.map(load)).then(function (found) {
      if (mine !== drawing) return;
      var around = map.getBounds().pad(0.1);
      var groups = {};
      marks.clearLayers();
      found.forEach(function (content, number) {
        var layer = chosen[number];
        if (layer.areas) {
          L.geoJSON(content, {
            pane: "depths",
            style: function (one) {
              return { stroke: false, fillColor: one.properties.c, fillOpacity: 0.55 };
            },
            onEachFeature: function (one, drawn) { drawn.bindTooltip(element("span", one.properties.n)); },
          }).addTo(marks);
          return;
        }
        content.places.filter(fits).forEach(function (place) {
          if (!around.contains(place.p)) return;
          (groups[place.p] = groups[place.p] || []).push({ place: place, layer: layer });
        });
      });
      var standing = apart(Object.keys(groups).map(function (at) { return groups[at]; }));
      var left = standing.left;
      inTurn(parts(standing.kept).map(function (some) {
        return function () {
          if (mine === drawing) some.forEach(function (group) { mark(group).addTo(marks); });
        };
      }).concat(function () { if (mine === drawing) map.getContainer().dataset.drawn = "yes"; }));
      if (!field.value) told.textContent = left ? say(words.more, { n: left }) : "";
      remember();
    }).catch(function () { told.textContent = words.failed; });
  }

  // So many marks at a time: between them the browser answers a touch.
  function parts(groups) {
    var made = [];
    for (var from = 0; from < groups.length; from += MADE_AT_ONCE) {
      made.push(groups.slice(from, from + MADE_AT_ONCE));
    }
    return made;
  }

  // Marks that would lie on one another wait for a closer look: those that stand, and how many
  // places wait.
  function apart(groups) {
    var taken = [];
    var kept = [];
    var left = 0;
    groups.forEach(function (group) {
      var at = map.latLngToLayerPoint(group[0].place.p);
      var isClose = map.getZoom() < CLOSEST && taken.some(function (other) {
        return Math.abs(other.x - at.x) < APART_PX && Math.abs(other.y - at.y) < APART_PX;
      });
      if (isClose || taken.length >= MOST) { left += group.length; return; }
      taken.push(at);
      kept.push(group);
    });
    return { kept: kept, left: left };
  }

  function go(at, made) {
    if (!map) return;
    map.setView(at, Math.max(map.getZoom(), 17), { animate: false });
    draw();
    if (made) L.popup({ maxWidth: 260 }).setLatLng(at).setContent(made).openOn(map);
    document.getElementById("map").scrollIntoView({ block: "nearest" });
  }

  function row(name, line, at, made) {
    var item = element("li");
    var button = element("button", name);
    button.type = "button";
    button.disabled = !at;
    button.onclick = function () { go(at, made); };
    item.append(button, element("span", " " + line, "quiet"));
    results.append(item);
  }

  function find() {
    var wanted = plain(field.value.trim());
    results.replaceChildren();
    if (!wanted) { told.textContent = ""; remember(); return; }
    var places = given.layers.filter(function (one) { return !one.areas; });
    Promise.all(places.map(load)).then(function (found) {
      if (plain(field.value.trim()) !== wanted) return;
      var hits = 0;
      results.replaceChildren();
      stations.forEach(function (one) {
        if (plain(one[0]).indexOf(wanted) >= 0 && (hits += 1) <= MOST_FOUND) {
          row(one[0], words.station, [one[1], one[2]], null);
        }
      });
      found.forEach(function (content, number) {
        content.places.forEach(function (place) {
          var said = plain([place.n, place.a || "", place.f || ""].join(" "));
          if (said.indexOf(wanted) >= 0 && (hits += 1) <= MOST_FOUND) {
            row(place.n, [places[number].title, place.a || ""].join(" "), place.p,
              popup(place, places[number]));
          }
        });
      });
      told.textContent = hits ? say(words.found, { n: hits }) : words.none_found;
      remember();
    }).catch(function () { told.textContent = words.failed; });
  }

  // One step after the other: between them the browser answers a touch.
  function start(ground) {
    var view = asked();
    var made = null;
    stations = ground.stations;
    inTurn([function () {
      made = L.map("map", {
        attributionControl: false, zoomControl: false, zoomSnap: 0.5, maxZoom: 19,
        zoomAnimation: false, fadeAnimation: false,
      });
    }, function () {
      L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(made);
    }, function () {
      if (view) made.setView(view.at, view.zoom); else made.fitBounds(given.bounds);
    }, function () {
      [["depths", 300], ["names", 350]].forEach(function (one) {
        made.createPane(one[0]).style.zIndex = one[1];
      });
      if (ground.corners) L.imageOverlay(given.drawing, ground.corners, { pane: "tilePane" }).addTo(made);
      marks = L.layerGroup().addTo(made);
      names = L.layerGroup().addTo(made);
      map = made;
      map.on("zoomend", labels);
      labels();
    }, function () {
      map.on("moveend", draw);
      draw();
      if (field.value) find();
    }]);
  }

  // Names are made when somebody is near enough to read them: the size of each is measured.
  function labels() {
    if (map.getZoom() < NAMED) { names.clearLayers(); return; }
    if (names.getLayers().length) return;
    stations.forEach(function (one) {
      L.tooltip([one[1], one[2]], {
        permanent: true, direction: "right", className: "map-label", pane: "names",
        content: element("span", one[0]),
      }).addTo(names);
    });
  }

  function inTurn(parts) {
    if (!parts.length) return;
    setTimeout(function () { parts[0](); inTurn(parts.slice(1)); }, 0);
  }

  function added(address) {
    return new Promise(function (done, failed) {
      var isStyle = /\.css$/.test(address);
      var made = document.createElement(isStyle ? "link" : "script");
      if (isStyle) made.rel = "stylesheet";
      made[isStyle ? "href" : "src"] = address;
      made.onload = done;
      made.onerror = failed;
      document.head.append(made);
    });
  }

  addEventListener("load", function () {
    var coming = [];
    inTurn(given.library.map(function (address) {
      return function () { coming.push(added(address)); };
    }).concat(function () {
      coming.push(fetched(given.ground));
    }, function () {
      Promise.all(coming).then(function (found) { start(found.pop()); }).catch(function () {
        told.textContent = words.failed;
        document.getElementById("map").hidden = true;
      });
    }));
  });
  boxes.forEach(function (box) { box.onchange = draw; });
  hazard.onchange = draw;
  field.oninput = find;
  document.getElementById("map-copy").onclick = function () {
    remember();
    navigator.clipboard.writeText(location.href).then(function () { told.textContent = words.copied; },
      function () { told.textContent = location.href; });
  };
})();
