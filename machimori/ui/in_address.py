"""What was picked on a page, kept in its address: a view that can be passed on and reloaded.

A run begins at the address the browser had when it asked for the run. Where a press and another
message (the map's part in sight, news) are on their way together, that is the address from before
the press, and Streamlit breaks the press's own run off at the first word it sends, the new address
itself. So what was put here is held in the session first, and goes before the address until the
reader goes back in the browser's history or to another page. Filters need none of this: their
fields hold them (``machimori.ui.filters``).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_HELD = "m_in_address"


def value(name: str) -> str | None:
    """The one value of a name, None without any."""
    found = values(name)
    return found[-1] if found else None


def values(name: str) -> list[str]:
    """All values of a name."""
    held, is_back = _held()
    stands = st.query_params.get_all(name)
    if is_back or name not in held:
        held[name] = stands
    elif held[name] != stands:
        _write(name, held[name])
    return list(held[name])


def put(name: str, *wanted: str) -> None:
    """Put values into the address; none takes the name out of it."""
    held, _ = _held()
    held[name] = list(wanted)
    _write(name, wanted)


def _write(name: str, wanted: Sequence[str]) -> None:
    if wanted:
        st.query_params[name] = list(wanted)
    else:
        st.query_params.pop(name, None)


def _held() -> tuple[dict[str, list[str]], bool]:
    """What this page holds, and whether the reader has just gone back or forward to it."""
    run = get_script_run_ctx()
    shown = "" if run is None else run.page_script_hash
    page, held = st.session_state.get(_HELD, (shown, {}))
    if page != shown:
        held = {}
    st.session_state[_HELD] = (shown, held)
    return held, run is not None and run.is_history_navigation
