"""The tokens as CSS, and our style sheet on top of Streamlit's look."""

from __future__ import annotations

import functools
from pathlib import Path

import streamlit as st

from machimori.wording.tokens import css_variables

STYLE_SHEET = Path(__file__).parent / "theme.css"


def variables() -> str:
    """Tokens as CSS custom properties of the document."""
    return css_variables()


@functools.cache
def style() -> str:
    """The whole style sheet in its element."""
    return f"<style>{variables()}{STYLE_SHEET.read_text(encoding='utf-8')}</style>"


def apply() -> None:
    """Dress the page. Comes first in every run, so that nothing flashes undressed."""
    st.html(style())
