"""A page that keeps up: the browser asks every second whether anything is new, and for no more.

The question goes to a route of our own (``/api/pulse``) and costs the server well under a
millisecond; sixty open screens that asked through Streamlit would take a processor. The page is
drawn again only when the answer moved, or when its ages are a minute old: its parts in place
where nobody is at work on it (``machimori.ui.living``), else by running it again. Filters,
picks, a form half filled in and the position of the map stay, since they live in the address, in
the session and in the browser.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

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

#: A page whose parts are redrawn in place is run again so often: its bands have ages too.
RUN_HOLDS_MS = 600_000

#: A page with another ``Parts.newest`` is run again after one to two of these.
SETTLES_MS = 10_000

_JS = (Path(__file__).parent / "live.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Parts:
    """Where the parts of a page are fetched that news redraws in place.

    ``shape`` is what they can't change; with another one the page is run again. With another
    ``newest`` it is run again too, but later: what it says stands in the parts already, and sixty
    screens must not run in the same second.
    """

    address: str
    shape: str
    newest: str = ""


def keep_up(page: Page, *, every_ms: int = EVERY_MS, parts: Parts | None = None) -> None:
    """Watch for news from here on; the past has none.

    Args:
        page: the page.
        every_ms: how often the browser asks.
        parts: what news redraws in place; None runs the page again.
    """
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
            "run_holds_ms": RUN_HOLDS_MS,
            "settles_ms": SETTLES_MS,
            "parts": None if parts is None else asdict(parts),
            # Another run of the page begins another count of its age.
            "drawn_at": page.now.isoformat(),
        },
        key="live",
        on_news_change=lambda: None,
    )
