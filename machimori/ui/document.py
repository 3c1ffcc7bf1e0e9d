"""Tell the browser which language the document speaks (Streamlit fixes it to English)."""

from __future__ import annotations

import streamlit as st

from machimori.wording.languages import bcp47

_SPEAK = """
export default function ({ data }) {
  if (document.documentElement.lang !== data.lang) document.documentElement.lang = data.lang;
}
"""


def speak(lang: str) -> None:
    """Set ``<html lang>``, which screen readers choose their voice by."""
    st.components.v2.component("machimori_document", js=_SPEAK)(
        data={"lang": bcp47(lang)}, key="document"
    )
