export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  let slot = parentElement.querySelector(".m-pick");
  if (!slot) {
    slot = document.createElement("div");
    slot.className = "m-pick";
    slot.dataset.table = data.name;
    parentElement.appendChild(slot);
  }
  const rows = () => [...slot.querySelectorAll("[data-row]")];
  const draw = (html) => {
    const box = slot.querySelector(".m-table");
    const top = box ? box.scrollTop : 0, left = box ? box.scrollLeft : 0;
    const focused = slot.contains(document.activeElement) ? document.activeElement : null;
    const focus = focused && focused.closest("[data-row]")?.dataset.row;
    const wasAct = focused && focused.dataset.act;
    const before = new Map(rows().map((row) => [row.dataset.row, row.dataset.stamp]));
    const ticked = new Set(rows().filter((row) => row.querySelector("[data-choose]")?.checked)
      .map((row) => row.dataset.row));
    slot.innerHTML = html;
    for (const row of rows()) {
      const box = row.querySelector("[data-choose]");
      if (box) box.checked = ticked.has(row.dataset.row);
    }
    const fresh = slot.querySelector(".m-table");
    if (fresh) { fresh.scrollTop = top; fresh.scrollLeft = left; }
    for (const row of rows()) {
      const was = before.get(row.dataset.row);
      if (was !== undefined && was !== row.dataset.stamp) row.classList.add("m-glow");
    }
    if (focus) {
      const row = slot.querySelector(`[data-row="${CSS.escape(focus)}"]`);
      ((wasAct && row?.querySelector(`[data-act="${wasAct}"]`)) || row?.querySelector("button"))?.focus();
    }
  };
  // A row that is drawn anew between press and release gets no click: it waits for the release.
  // What stands above may still grow meanwhile: the release is then over something else, and the
  // click is given to what was pressed.
  if (!slot.mWatched) {
    slot.mWatched = true;
    slot.addEventListener("pointerdown", (event) => {
      slot.mHeld = true;
      slot.mPress = { on: event.target, x: event.clientX, y: event.clientY };
    });
    const released = () => setTimeout(() => {
      slot.mHeld = false;
      const act = slot.mLater;
      slot.mLater = null;
      act?.();
    });
    const clicked = (event) => {
      const press = slot.mPress;
      slot.mPress = null;
      if (!press?.on.isConnected) return;
      const isMoved = Math.hypot(event.clientX - press.x, event.clientY - press.y) > 8;
      const row = press.on.closest("[data-row]");
      if (isMoved || !row || event.target.closest?.("[data-row]") === row) return;
      event.stopPropagation();
      press.on.click();
    };
    for (const [kind, heard] of [["pointerup", released], ["pointercancel", released], ["click", clicked]]) {
      window.addEventListener(kind, heard, true);
    }
    slot.addEventListener("pointercancel", () => { slot.mPress = null; });
  }
  const whenReleased = (act) => { if (slot.mHeld) slot.mLater = act; else act(); };
  const chosen = new Set(data.chosen);
  const markPicked = () => {
    for (const row of rows()) {
      const isPicked = row.dataset.row === data.picked;
      row.classList.toggle("m-picked", isPicked);
      row.querySelector("button")?.setAttribute("aria-pressed", isPicked ? "true" : "false");
    }
  };
  const mark = () => {
    markPicked();
    for (const row of rows()) {
      const box = row.querySelector("[data-choose]");
      if (box) box.checked = chosen.has(row.dataset.row);
      row.querySelectorAll("[data-act]").forEach((button) => { button.disabled = false; });
    }
    const all = slot.querySelector("[data-choose-all]");
    if (all) all.checked = rows().length > 0 && chosen.size >= rows().length;
  };
  // News draws newer rows by itself; the same data given again must not bring the older ones back.
  slot.mDraw = (html) => whenReleased(() => { draw(html); markPicked(); });
  if (slot.dataset.stamp !== data.stamp) {
    slot.dataset.stamp = data.stamp;
    whenReleased(() => { draw(data.html); mark(); });
  }
  mark();
  const told = () => setStateValue(
    "chosen", rows().filter((row) => row.querySelector("[data-choose]")?.checked).map((row) => row.dataset.row),
  );
  // A row that opens stays where the eye is, though another one closes above it.
  const keepInSight = (name) => {
    const find = () => document.querySelector(`tr[data-row="${CSS.escape(name)}"]`);
    const scroller = document.querySelector("[data-testid=stMain]");
    const at = find()?.getBoundingClientRect().top;
    if (at === undefined || !scroller) return;
    const until = performance.now() + 1500;
    const stop = () => { window.mKeeping = null; };
    window.mKeeping = name;
    for (const kind of ["wheel", "pointerdown", "keydown"]) {
      window.addEventListener(kind, stop, { once: true, passive: true });
    }
    const step = () => {
      if (window.mKeeping !== name || performance.now() > until) return;
      const row = find();
      if (row) {
        const moved = row.getBoundingClientRect().top - at;
        if (Math.abs(moved) > 1) scroller.scrollTop += moved;
        if (document.activeElement === document.body) row.querySelector("button")?.focus({ preventScroll: true });
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  slot.onclick = (event) => {
    if (event.target.closest("[data-choose-all]")) {
      const on = event.target.checked;
      slot.querySelectorAll("[data-choose]").forEach((box) => { box.checked = on; });
      told();
      return;
    }
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (event.target.closest("[data-choose]")) { told(); return; }
    const act = event.target.closest("[data-act]");
    if (act) {
      act.disabled = true; // one press is one statement
      setTriggerValue("acted", { row: row.dataset.row, act: act.dataset.act, seen: act.dataset.seen || "" });
      return;
    }
    if (event.target.closest("a, summary, details")) return;
    keepInSight(row.dataset.row);
    setStateValue("picked", row.dataset.row);
  };
  slot.onkeydown = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = rows().map((row) => row.querySelector("button:not([data-act])")).filter(Boolean);
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at >= 0 && next) { event.preventDefault(); next.focus(); }
  };
}
