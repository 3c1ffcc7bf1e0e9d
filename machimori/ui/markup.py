"""Markup of our own making on a Streamlit page."""

from __future__ import annotations

import streamlit as st

from machimori.wording.markup import Html, icon, is_address, join, safe, tag

__all__ = ["Html", "icon", "is_address", "join", "safe", "show", "tag"]


def show(html: Html) -> None:
    """Put markup on the page."""
    st.html(str(html))
