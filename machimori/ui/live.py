"""A page that keeps up: the browser asks every second whether anything is new, and for no more.

The question goes to a route of our own (``/api/pulse``) and costs the server well under a
millisecond; sixty open screens that asked through Streamlit would take a processor. The page is
drawn again only when the answer moved, or when its ages are a minute old. Filters, picks, a form
half filled in and the position of the map stay, since they live in the address, in the session
and in the browser.
"""

from __future__ import annotations

import streamlit as st

from machimori.store.clock import is_clock_standing
from machimori.ui.page import Page

ADDRESS = "/api/pulse"
EVERY_MS = 1_000
#: A tab nobody looks at may be later.
HIDDEN_MS = 5_000
#: The public is many: a screen of theirs is drawn at most so often, whatever happens.
PUBLIC_MS = 8_000
#: Ages are told in minutes.
AGES_HOLD_MS = 60_000

_JS = """
export default function ({ data, setTriggerValue }) {
  const drawn = Date.now();
  let timer = 0;
  let over = false;
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
  async function ask() {
    try {
      const said = await fetch(data.address, { cache: 'no-store' });
      const { pulse } = await said.json();
      const aged = data.ages_hold_ms && Date.now() - drawn >= data.ages_hold_ms;
      if (!over && ((pulse && pulse !== data.pulse) || aged) && !isBusy()) {
        over = true;
        setTriggerValue('news', pulse + (aged ? ` ${drawn}` : ''));
        // Should that be lost with the connection, it is asked again.
        timer = setTimeout(() => { over = false; again(); }, 15000);
        return;
      }
    } catch (problem) {
      // The server can't be reached; Streamlit says so, and the next question may go through.
    }
    again();
  }
  again();
  return () => { over = true; clearTimeout(timer); };
}
"""


def keep_up(page: Page, *, every_ms: int = EVERY_MS) -> None:
    """Watch for news from here on; the past has none."""
    if page.past is not None:
        return
    standing = is_clock_standing(page.warehouse, page.journal)
    st.components.v2.component("machimori_live", js=_JS)(
        data={
            "address": ADDRESS,
            "pulse": page.beat,
            "every_ms": every_ms,
            "hidden_ms": max(HIDDEN_MS, every_ms),
            "ages_hold_ms": 0 if standing else AGES_HOLD_MS,
            # Another run of the page begins another count of its age.
            "drawn_at": page.now.isoformat(),
        },
        key="live",
        on_news_change=lambda: None,
    )
