"""The front door: page settings, look, navigation. Run it through ``make run``."""

from __future__ import annotations

import streamlit as st

from machimori.ui import navigation, theme
from machimori.ui.page import first_language

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
theme.apply()
navigation.register(first_language()).run()
