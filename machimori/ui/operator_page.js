"use strict";
// The page of one facility's staff. What is tapped is kept on the telephone, under a key made once
// per intention, until the desk has acknowledged it: sent again, it is the same report.
const said = JSON.parse(document.getElementById("said").textContent);
const words = said.words;
const shelf = `machimori-reports:${said.city}:${said.facility_id}`;
const KEPT = 8, ASK_MS = 20000, PATIENCE_MS = 15000, PIN_MS = 12 * 3600e3;
const OVER = ["altered", "foreign", "revoked", "unknown_facility"];
const $ = (id) => document.getElementById(id);
let state = said.state, memory = null, busy = false, offset = 0, failures = 0, waitUntil = 0;
let reached = true, blocked = "", change = 0, unsure = null, clockFixed = false;

// --- what the telephone keeps ---------------------------------------------------------------
function load() {
  if (memory) return memory;
  try {
    return JSON.parse(localStorage.getItem(shelf)) || { queue: [], told: [] };
  } catch {
    return (memory = { queue: [], told: [] });
  }
}
function keep(held) {
  try {
    if (!memory) localStorage.setItem(shelf, JSON.stringify(held));
  } catch {
    memory = held;
  }
}
function alter(how) {
  const held = load();
  how(held);
  held.told = held.told.slice(0, KEPT);
  keep(held);
}
const clock = () => Date.now() + offset;
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

// --- reporting ------------------------------------------------------------------------------
function report(kind, fields) {
  const same = JSON.stringify([kind, fields]);
  const last = load().queue.at(-1);
  // A second tap on the same thing while the first still waits is no second intention.
  if (kind !== "increment" && last && JSON.stringify([last.kind, last.fields]) === same) return;
  alter((held) => held.queue.push({
    key: newKey(), incident: state.incident.incident_id, kind, fields, at: clock(), needs: "",
    base: state.own?.last_event_id,
  }));
  draw();
  flush();
}
async function flush() {
  if (busy || blocked) return;
  busy = true;
  try {
    while (Date.now() >= waitUntil) {
      const next = load().queue.find((one) => !one.needs && !(one.wait > Date.now()));
      if (!next || !(await send(next))) break;
    }
  } finally {
    busy = false;
    draw();
  }
}
async function call(path, options) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(`${path}?lang=${said.lang}`, {
      ...options, cache: "no-store", credentials: "omit", signal: patience.signal,
      headers: { Authorization: `Bearer ${said.token}`, "Content-Type": "application/json", ...options.headers },
    });
    const told = await answer.json();
    if (!told.now && !told.state) throw new Error("not ours");
    reached = true;
    failures = 0;
    return [answer, told];
  } catch {
    reached = false;
    failures += 1;
    waitUntil = Date.now() + Math.min(60, 2 ** failures) * 1000;
    return [null, null];
  } finally {
    clearTimeout(timer);
  }
}
async function send(one) {
  const body = {
    kind: one.kind, client_key: one.key, incident_id: one.incident, ...one.fields,
    based_on: one.base || undefined,
    observed_at: new Date(one.at).toISOString(), sent_at: new Date(clock()).toISOString(),
  };
  if (counts(one.kind)) body.pin = pin();
  const [answer, told] = await call(said.reports, { method: "POST", body: JSON.stringify(body) });
  if (!answer) return false;
  if (answer.ok) {
    state = told.state;
    finish(one, { received: told.received_at });
    return true;
  }
  if (told.error === "wrong_clock" && !clockFixed) return fixClock(told.now);
  if (OVER.includes(told.error)) {
    blocked = told.message;
    return false;
  }
  if (told.error === "pin_missing" || told.error === "pin_wrong") {
    forgetPin(told.message);
    return true;
  }
  if (told.error === "pin_wait") {
    const until = Date.now() + told.retry_after_seconds * 1000;
    alter((held) => {
      for (const each of held.queue) if (counts(each.kind)) { each.wait = until; each.why = told.message; }
    });
    return true;
  }
  if (!told.is_final) {
    waitUntil = Date.now() + (told.retry_after_seconds || 30) * 1000;
    return false;
  }
  finish(one, { refused: told.message });
  return true;
}
function finish(one, outcome) {
  alter((held) => {
    held.queue = held.queue.filter((each) => each.key !== one.key);
    held.told = held.told.filter((each) => each.key !== one.key);
    held.told.unshift({ key: one.key, kind: one.kind, fields: one.fields, at: one.at, ...outcome });
  });
  draw();
}
// The clock is off by more than a day. What waits was read off the same clock, so it moves along.
function fixClock(now) {
  const off = Date.parse(now) - clock();
  clockFixed = true;
  offset += off;
  alter((held) => { for (const each of held.queue) each.at += off; });
  return true;
}
async function ask() {
  const known = keptPin();
  const [answer, told] = await call(said.asks, { headers: known ? { "X-Facility-Pin": known } : {} });
  if (answer && answer.ok) {
    state = told;
    blocked = "";
  } else if (answer && told.error === "pin_wrong") {
    forgetPin(told.message);
  } else if (answer && OVER.includes(told.error)) {
    blocked = told.message;
  }
  draw();
  if (answer) flush();
}
const counts = (kind) => kind === "count" || kind === "increment";
function pin() {
  const typed = digits($("pin").value);
  return typed.length === 6 ? typed : keptPin();
}
function forgetPin(why) {
  alter((held) => {
    held.pin = "";
    for (const each of held.queue) if (counts(each.kind)) each.needs ||= why;
  });
}
function keptPin() {
  const held = load();
  return (held.pinAt > Date.now() - PIN_MS && held.pin) || undefined;
}
const digits = (value) => value.normalize("NFKC").replace(/\s/g, "");

// --- what is shown --------------------------------------------------------------------------
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
function time(moment) {
  const day = { timeZone: said.zone, year: "numeric", month: "numeric", day: "numeric" };
  const at = new Date(moment);
  const today = at.toLocaleDateString("ja", day) === new Date(clock()).toLocaleDateString("ja", day);
  const shown = { timeZone: said.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return at.toLocaleString("ja", today ? shown : { month: "numeric", day: "numeric", ...shown });
}
const signed = (n) => (n > 0 ? `+${n}` : `−${-n}`);
function spoken(one) {
  const fields = one.fields;
  if (one.kind === "confirm") return words.confirm;
  if (one.kind === "increment") return fill(words.changed, { n: signed(fields.headcount_delta) });
  if (one.kind === "count") {
    const outside = fields.outside_headcount;
    return fill(words.counted, { n: fields.headcount })
      + (outside == null ? "" : ` ・ ${fill(words.counted_outside, { n: outside })}`);
  }
  const parts = [said.openings[fields.opening], (said.crowdings[fields.crowding] || [])[0], fields.note];
  return parts.filter(Boolean).join(" ・ ");
}
function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
function draw() {
  const held = load();
  const on = state.is_accepting && !blocked;
  const drill = on && state.incident.mode === "training";
  $("drill").hidden = !drill;
  if (drill) $("drill-text").textContent = fill(words.drill, { name: state.incident.name });
  $("incident").textContent = on ? `${state.incident.name}（${words[state.incident.mode]}）` : "";
  $("closed").hidden = on;
  $("closed").textContent = blocked || words.closed;
  $("form").hidden = !on;
  drawOwn();
  drawConnection(held);
  drawLog(held);
  const needs = held.queue.find((one) => one.needs || one.wait > Date.now());
  $("pin-problem").textContent = needs ? needs.needs || needs.why : "";
  $("pin-known").hidden = !keptPin();
  $("pin-row").hidden = !!keptPin();
  $("pin-again").hidden = !held.queue.some((one) => one.needs);
  $("change").textContent = change ? fill(words.changed, { n: signed(change) }) : "±0";
  $("send-change").disabled = $("clear-change").disabled = !change;
  $("sure").hidden = !unsure;
  if (unsure) $("sure-text").textContent = fill(words.sure, { word: said.openings[unsure] });
}
function drawOwn() {
  const own = state.own || {};
  const [crowding, glyph, colour] = said.crowdings[own.crowding] || [];
  const parts = [said.openings[own.opening], crowding && `${glyph} ${crowding}`];
  if (own.headcount != null) parts.push(fill(words.counted, { n: own.headcount }));
  $("own").textContent = parts.filter(Boolean).join(" ・ ") || words.own_none;
  $("own").style.color = crowding ? colour : "";
  $("own-at").textContent = own.confirmed_at ? fill(words.own_at, { clock: time(own.confirmed_at) }) : "";
  const legal = own.openings || [];
  for (const button of document.querySelectorAll("[data-opening]")) {
    button.hidden = !legal.includes(button.dataset.opening);
    button.setAttribute("aria-pressed", button.dataset.opening === own.opening);
  }
  for (const button of document.querySelectorAll("[data-crowding]")) {
    button.setAttribute("aria-pressed", button.dataset.crowding === own.crowding);
  }
}
function drawConnection(held) {
  const waiting = held.queue.length;
  const last = held.told.find((one) => one.received);
  const shown = $("connection");
  shown.className = waiting ? "waits" : "arrived";
  shown.textContent = waiting ? `◌ ${fill(words.waiting_n, { n: waiting })}`
    : last ? `✓ ${fill(words.arrived, { clock: time(last.received) })}` : words.nothing_sent;
  $("offline").hidden = reached;
  $("unkept").hidden = !memory;
}
function drawLog(held) {
  const rows = [...held.queue].reverse().map((one) => row(one, words.waiting, "waits"));
  for (const one of held.told) {
    rows.push(one.received ? row(one, fill(words.arrived, { clock: time(one.received) }), "arrived")
      : row(one, `${words.refused} ${one.refused}`, "refused"));
  }
  $("log").replaceChildren(...rows);
  $("log-part").hidden = !rows.length;
}
function row(one, outcome, kind) {
  const made = document.createElement("li");
  made.append(element("span", time(one.at), "at"), element("span", spoken(one), "what"), element("span", outcome, kind));
  return made;
}

// --- taps -----------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const given = button.dataset;
  if (given.opening) unsure = given.opening;
  else if (given.crowding) report("status", { crowding: given.crowding });
  else if (given.add) change = Math.max(-1000, Math.min(1000, change + Number(given.add)));
  else taps[button.id]?.();
  draw();
  if (given.opening) $("yes").focus();
});
const taps = {
  "confirm": () => report("confirm", {}),
  "yes": () => { const opening = unsure; unsure = null; report("status", { opening }); },
  "no": () => { unsure = null; },
  "clear-change": () => { change = 0; },
  "send-change": () => {
    if (!mayCount()) return;
    const headcount_delta = change;
    change = 0;
    report("increment", { headcount_delta });
  },
  "send-count": () => {
    const inside = number("headcount"), outside = number("outside");
    if (inside == null || outside === undefined || !mayCount()) return;
    report("count", outside == null ? { headcount: inside } : { headcount: inside, outside_headcount: outside });
    $("headcount").value = $("outside").value = "";
  },
  "send-note": () => {
    const note = $("note").value.trim();
    if (note) report("status", { note });
    $("note").value = "";
  },
  "forget-pin": () => alter((held) => { held.pin = ""; }),
  "pin-again": () => {
    if (!mayCount()) return;
    alter((held) => { for (const each of held.queue) { each.needs = ""; } });
    flush();
  },
};
// null where nothing was typed, undefined where it is no number (and the field says so).
function number(id) {
  const field = $(id), typed = digits(field.value);
  const good = /^\d{1,6}$/.test(typed) && Number(typed) <= 100000;
  const wrong = typed ? !good : id === "headcount";
  field.setAttribute("aria-invalid", wrong);
  if (wrong) field.focus();
  return !typed ? null : good ? Number(typed) : undefined;
}
function mayCount() {
  const given = pin() || "";
  const good = /^\d{6}$/.test(given);
  $("pin").setAttribute("aria-invalid", !good);
  if (!good) { $("pin-row").hidden = false; $("pin").focus(); return false; }
  // Kept before it is known to be right: what waits has to outlive the page. A wrong one goes.
  alter((held) => { held.pin = given; held.pinAt = Date.now(); });
  $("pin").value = "";
  return true;
}

// --- without a network ----------------------------------------------------------------------
// Only a page that came over TLS (or from this machine) may be kept by the browser for later.
$("no-tls").hidden = window.isSecureContext;
if (window.isSecureContext && navigator.serviceWorker) {
  navigator.serviceWorker.register(said.worker, { scope: "/r/" })
    .then(() => navigator.serviceWorker.ready)
    .then(() => caches.open("operators"))
    .then((kept) => kept.add(location.href))
    .then(() => { $("kept").hidden = false; })
    .catch(() => {});
}
window.addEventListener("online", () => { waitUntil = 0; ask(); });
window.addEventListener("offline", () => { reached = false; draw(); });
window.addEventListener("storage", draw);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
setInterval(() => { if (!document.hidden) ask(); }, ASK_MS);
setInterval(() => { if (load().queue.length) flush(); }, 2000);
draw();
ask();
