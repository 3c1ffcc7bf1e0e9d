"""Filters that stand in the URL, so that a view can be passed on and comes back on reload.

Streamlit's own English words never show: each field has a label and a placeholder of ours.
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
    first = default if default is not None and default in options else options[0]
    chosen = st.segmented_control(
        label,
        list(options),
        default=first,
        required=True,
        format_func=words,
        key=key,
        bind="query-params",
        label_visibility=label_visibility,
    )
    return first if chosen is None else str(chosen)


def several(
    key: str, label: str, options: Sequence[str], *, words: Callable[[str], str] = str
) -> list[str]:
    """Any number of a few, as pills; none chosen means no filter."""
    if not options:
        return []
    chosen = st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=words,
        key=key,
        bind="query-params",
    )
    return [str(one) for one in chosen or []]


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
    known = default is not None and default in options
    index = list(options).index(str(default)) if known else None
    chosen: str | None = st.selectbox(
        label,
        list(options),
        index=index,
        format_func=words,
        key=key,
        bind="query-params",
        placeholder=placeholder or text("filter.placeholder", lang),
    )
    return chosen


def search(key: str, label: str, *, placeholder: str = "") -> str:
    """Free words, trimmed."""
    typed = st.text_input(label, key=key, bind="query-params", placeholder=placeholder)
    return (typed or "").strip()
