"""Filters that stand in the URL, so that a view can be passed on and comes back on reload.

The URL holds codes, never words, so a link means the same in every language (Streamlit's own
``bind`` would put the translated words there). What is at its default is left out. Streamlit's
English words never show: each field has a label and a placeholder of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from machimori.wording import text


def choice(
    key: str,
    label: str,
    options: Sequence[str],
    *,
    words: Callable[[str], str] = str,
    default: str | None = None,
    label_visibility: Any = "visible",
) -> str:
    """One of a few, as a row of buttons; ``key`` is the name in the URL."""
    codes = [str(one) for one in options]
    first = default if default is not None and default in codes else codes[0]
    _take_one(key, codes, first)
    chosen = st.segmented_control(
        label,
        codes,
        required=True,
        format_func=words,
        key=key,
        label_visibility=label_visibility,
    )
    found = chosen or first
    _put(key, [] if found == first else [found])
    return found


def several(
    key: str, label: str, options: Sequence[str], *, words: Callable[[str], str] = str
) -> list[str]:
    """Any number of a few, as pills; none chosen means no filter."""
    codes = [str(one) for one in options]
    if not codes:
        return []
    if key not in st.session_state:
        st.session_state[key] = [one for one in st.query_params.get_all(key) if one in codes]
    else:
        st.session_state[key] = [one for one in st.session_state[key] if one in codes]
    chosen = st.pills(label, codes, selection_mode="multi", format_func=words, key=key)
    found = [str(one) for one in chosen or []]
    _put(key, found)
    return found


def one_of_many(
    key: str,
    label: str,
    options: Sequence[str],
    lang: str,
    *,
    words: Callable[[str], str] = str,
    default: str | None = None,
    placeholder: str = "",
) -> str | None:
    """One of many, as a list to open; None while nothing is chosen."""
    codes = [str(one) for one in options]
    first = default if default in codes else None
    _take_one(key, codes, first)
    chosen: str | None = st.selectbox(
        label,
        codes,
        index=None,
        format_func=words,
        key=key,
        placeholder=placeholder or text("filter.placeholder", lang),
    )
    _put(key, [] if chosen in (None, first) else [str(chosen)])
    return chosen


def search(key: str, label: str, *, placeholder: str = "") -> str:
    """Free words, trimmed."""
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(key, "")
    typed = (st.text_input(label, key=key, placeholder=placeholder) or "").strip()
    _put(key, [typed] if typed else [])
    return typed


def _take_one(key: str, codes: Sequence[str], default: str | None) -> None:
    """Give the field its value from the URL the first time; a code that is gone, its default."""
    held = st.session_state.get(key, st.query_params.get(key))
    if key not in st.session_state or (held is not None and held not in codes):
        st.session_state[key] = held if held in codes else default


def _put(key: str, values: Sequence[str]) -> None:
    """Write what is in force into the URL, where it differs from what stands there."""
    if list(values) == st.query_params.get_all(key):
        return
    if values:
        st.query_params[key] = list(values)
    else:
        del st.query_params[key]
