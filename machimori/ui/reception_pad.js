// The reception's counter: it counts in the browser, keeps what could not be sent, and sends it
// again until it is told that it arrived. A number a desk pressed is never lost by a lost line.
export default function ({ parentElement, data, setStateValue }) {
  const store = `machimori_reception_${data.scope}`;
  const words = data.words;
  let pad = parentElement.querySelector('.m-pad');
  if (!pad) {
    pad = document.createElement('div');
    pad.className = 'm-pad';
    parentElement.appendChild(pad);
    pad.state = { where: 'inside', counts: {}, households: true, queue: kept(store), refused: [] };
  }
  const state = pad.state;
  pad.latest = { data, setStateValue };

  // What has arrived, and what was refused, is forgotten here.
  const arrived = new Set(data.arrived);
  const before = state.queue.length;
  for (const item of state.queue) {
    if (data.refused[item.key]) state.refused.unshift({ item, why: data.refused[item.key] });
  }
  state.queue = state.queue.filter((item) => !arrived.has(item.key) && !data.refused[item.key]);
  if (state.queue.length !== before) keep(store, state.queue);

  function kept(name) {
    try {
      const found = JSON.parse(localStorage.getItem(name) || '[]');
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }
  function keep(name, queue) {
    try {
      localStorage.setItem(name, JSON.stringify(queue));
    } catch {
      // A private window without storage: the queue lives as long as the page.
    }
  }
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');
  }
  function send() {
    if (!state.queue.length) return;
    const now = Date.now();
    const sets = state.queue.slice(0, 100).map(({ at, ...item }) => ({
      ...item,
      age_ms: Math.max(0, now - at),
    }));
    pad.latest.setStateValue('sets', sets);
  }
  function size() {
    return data.bands.reduce((sum, name) => sum + (state.counts[name] || 0), 0);
  }
  function add(name, by) {
    state.counts[name] = Math.max(0, (state.counts[name] || 0) + by);
    draw();
  }
  function clear() {
    state.counts = {};
    state.households = true;
    draw();
  }
  function record(leaves) {
    const counts = {};
    for (const [name, number] of Object.entries(state.counts)) if (number) counts[name] = number;
    state.queue.push({
      key: newKey(),
      place: pad.latest.data.place,
      where: state.where,
      counts,
      households: state.households ? 1 : 0,
      leaves,
      at: Date.now(),
    });
    keep(store, state.queue);
    clear();
    send();
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function button(className, text, act, { label, pressed, disabled } = {}) {
    const made = element('button', className, text);
    made.type = 'button';
    if (label) made.setAttribute('aria-label', label);
    if (pressed !== undefined) made.setAttribute('aria-pressed', String(pressed));
    made.disabled = Boolean(disabled);
    made.onclick = act;
    return made;
  }
  function counter(name, kind) {
    const number = state.counts[name] || 0;
    const word = words[name];
    const box = element('div', `m-count-box ${kind}${number ? ' m-counted' : ''}`);
    const plus = button('m-plus', '', () => add(name, 1), { label: `${words.add} ${word}` });
    plus.dataset.add = name;
    plus.append(element('span', 'm-plus-word', `＋${word}`), element('span', 'm-plus-number', String(number)));
    const minus = button('m-minus', '−', () => add(name, -1), {
      label: `${words.remove} ${word}`,
      disabled: !number,
    });
    box.append(plus, minus);
    return box;
  }
  function draw() {
    const focused = pad.contains(document.activeElement) ? document.activeElement.dataset.add : null;
    const persons = size();
    const pets = state.counts.pets || 0;
    const where = element('div', 'm-where');
    where.setAttribute('role', 'group');
    where.setAttribute('aria-label', words.where);
    for (const one of data.where) {
      const chosen = one === state.where;
      where.append(button(`m-where-button${chosen ? ' m-chosen' : ''}`, words[one], () => {
        state.where = one;
        draw();
      }, { pressed: chosen }));
    }
    const bands = element('div', 'm-bands');
    for (const name of data.bands) bands.append(counter(name, 'm-band-count'));
    const traits = element('div', 'm-traits');
    for (const name of data.traits) traits.append(counter(name, 'm-trait-count'));
    const household = element('label', 'm-household');
    const box = element('input');
    box.type = 'checkbox';
    box.checked = state.households;
    box.onchange = () => {
      state.households = box.checked;
    };
    household.append(box, element('span', '', words.household));
    const act = element('div', 'm-act');
    const empty = !persons && !pets;
    act.append(
      button('m-come', words.come.replace('{n}', persons), () => record(false), { disabled: empty }),
      button('m-leave', words.leave.replace('{n}', persons), () => record(true), { disabled: empty }),
      button('m-clear', words.clear, clear, { disabled: !Object.values(state.counts).some(Boolean) }),
    );
    const waiting = state.queue.length;
    const status = element(
      'p',
      waiting ? 'm-pad-status m-waiting' : 'm-pad-status',
      waiting ? words.waiting.replace('{n}', waiting) : words.sent,
    );
    status.setAttribute('role', 'status');
    const parts = [where, bands, element('p', 'm-pad-heading', words.traits), traits, household, act, status];
    for (const { item, why } of state.refused.slice(0, 3)) {
      const line = Object.entries(item.counts).map(([name, n]) => `${words[name] || name} ${n}`);
      parts.push(element('p', 'm-pad-refused', `${words.refused} ${why} (${line.join(', ')})`));
    }
    pad.replaceChildren(...parts);
    if (focused) pad.querySelector(`[data-add="${focused}"]`)?.focus();
  }

  // Streamlit covers the page with an English sentence when the line is lost; here that would stop
  // the count. What waits is told under the buttons.
  function uncover() {
    for (const dialog of document.querySelectorAll('.stDialog [role=dialog]')) {
      if (dialog.querySelector('h2')?.textContent === 'Connection error') {
        dialog.querySelector('button[aria-label="Close"]')?.click();
      }
    }
  }

  draw();
  if (!pad.covered) {
    pad.covered = new MutationObserver(() => (pad.isConnected ? uncover() : pad.covered.disconnect()));
    pad.covered.observe(document.body, { childList: true });
  }
  if (state.queue.length && state.queue.length !== before) send();
  if (!pad.timer) {
    send();
    pad.timer = setInterval(() => {
      if (!pad.isConnected) clearInterval(pad.timer);
      else send();
    }, 5000);
  }
}
