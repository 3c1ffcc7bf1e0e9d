export default function ({ data, setTriggerValue }) {
  const began = Date.now();
  let known = data.pulse;
  let drawn = began;
  let timer = 0;
  let over = false; // another run has begun: its own call of this function goes on
  let asked = false; // for another run
  let settles = 0; // when the page is run again for what stands in its parts already
  // Streamlit calls this again with each run's data and ends the call before by itself only when
  // the page is left: one that went on would bring back what it knew.
  window.mLiveEnds?.();
  const ends = () => { over = true; clearTimeout(timer); };
  window.mLiveEnds = ends;
  // A press that is on its way is not overtaken: a run it begins must not be broken off.
  if (window.mPressed === undefined) {
    window.mPressed = 0;
    const pressed = (event) => {
      if (event.type !== 'keydown' || event.key === 'Enter') window.mPressed = Date.now();
    };
    for (const kind of ['pointerdown', 'keydown']) {
      window.addEventListener(kind, pressed, { passive: true, capture: true });
    }
  }
  const isBusy = () => Date.now() - window.mPressed < 1500
    || document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running';
  const again = () => {
    if (!over) timer = setTimeout(ask, document.hidden ? data.hidden_ms : data.every_ms);
  };
  const runAgain = (pulse, aged) => {
    asked = true;
    setTriggerValue('news', pulse + (aged ? ` ${drawn}` : ''));
    // Should that be lost with the connection, it is asked again.
    timer = setTimeout(() => { asked = false; again(); }, 15000);
  };
  // Into a slot: what was unfolded in it stays unfolded.
  const redraw = (slot, html) => {
    if (!slot || slot.innerHTML === html) return;
    const open = [...slot.querySelectorAll('details')].map((one) => one.open);
    slot.innerHTML = html;
    slot.querySelectorAll('details').forEach((one, place) => { one.open = Boolean(open[place]); });
  };
  const put = (made) => {
    for (const [name, html] of Object.entries(made.html)) {
      redraw(document.querySelector(`[data-live="${name}"]`), html);
    }
    for (const [name, html] of Object.entries(made.tables)) {
      document.querySelector(`.m-pick[data-table="${name}"]`)?.mDraw(html);
    }
    const frame = document.querySelector(`.st-key-map_${made.map.key} iframe`);
    frame?.contentWindow?.mUpdateMarks?.(made.map.marks, made.map.looks);
    known = made.pulse;
    drawn = Date.now();
    if (made.newest !== data.parts.newest && !settles) {
      settles = drawn + data.settles_ms * (1 + Math.random());
    }
  };
  // True where the parts could be put in place; the page is run again otherwise.
  async function fetched() {
    if (!data.parts || Date.now() - began >= data.run_holds_ms) return false;
    const answer = await fetch(data.parts.address, { cache: 'no-store' });
    if (!answer.ok) return false;
    const made = await answer.json();
    if (made.shape !== data.parts.shape) return false;
    if (!over && !isBusy()) put(made);
    return true; // or it is put in at the next question
  }
  async function ask() {
    try {
      const said = await fetch(data.address, { cache: 'no-store' });
      const { pulse } = await said.json();
      const aged = data.ages_hold_ms && Date.now() - drawn >= data.ages_hold_ms;
      const settled = settles && Date.now() >= settles;
      if (!over && !asked && ((pulse && pulse !== known) || aged || settled) && !isBusy()
          && (settled || !(await fetched())) && !over) {
        runAgain(pulse, aged || settled);
        return;
      }
    } catch (problem) {
      // The server can't be reached; Streamlit says so, and the next question may go through.
    }
    again();
  }
  again();
  return ends;
}
