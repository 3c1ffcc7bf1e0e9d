"""The front door: page settings, look, navigation. Run it through ``make run``."""

from __future__ import annotations

import streamlit as st

from machimori.ui import navigation, theme
from machimori.ui.page import language
from machimori.wording import text

lang = language()
st.set_page_config(
    page_title=text("app.name", lang), layout="wide", initial_sidebar_state="collapsed"
)
theme.apply()
navigation.register(lang).run()
