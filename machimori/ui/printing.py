"""Printing a page: the browser's own way, with what is only for the screen left out."""

from __future__ import annotations

import streamlit as st

from machimori.ui.page import Page

_JS = """
export default function ({ parentElement, data }) {
  let button = parentElement.querySelector('button');
  if (!button) {
    button = document.createElement('button');
    button.type = 'button';
    button.className = 'm-button';
    parentElement.appendChild(button);
  }
  button.textContent = data.label;
  button.onclick = () => window.print();
}
"""


def print_button(page: Page) -> None:
    """A button that opens the browser's print dialogue."""
    mount = st.components.v2.component("machimori_print", js=_JS, isolate_styles=False)
    mount(data={"label": page.t("log.print")}, key="print_button")
