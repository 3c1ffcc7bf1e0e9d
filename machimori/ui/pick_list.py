"""A list of our own markup whose items can be picked, so that list and map share the selection."""

from __future__ import annotations

import streamlit as st

from machimori.ui.markup import Html

# The markup is made by machimori.ui.markup, which escapes every value; nothing else comes here.
_SHOW = """
export default function ({ parentElement, data, setStateValue }) {
  let box = parentElement.querySelector('div.m-pick');
  if (!box) {
    box = document.createElement('div');
    box.className = 'm-pick';
    parentElement.appendChild(box);
  }
  // Which one is selected is not in the markup: replacing it would take the focus away.
  if (box.dataset.shown !== data.html) {
    box.innerHTML = data.html;
    box.dataset.shown = data.html;
  }
  box.querySelectorAll('[data-item]').forEach((item) => {
    const chosen = item.dataset.item === data.selected;
    item.classList.toggle('m-selected', chosen);
    const button = item.querySelector('button[data-pick]');
    if (button) button.setAttribute('aria-pressed', String(chosen));
    if (chosen && data.fromMap && box.dataset.seen !== data.selected) {
      item.scrollIntoView({ block: 'nearest' });
    }
  });
  box.dataset.seen = data.selected || '';
  box.onclick = (event) => {
    const button = event.target.closest('button[data-pick]');
    if (button) setStateValue('picked', button.dataset.pick);
  };
}
"""


def pick_list(html: Html, *, key: str, selected: str | None, from_map: bool = False) -> str | None:
    """Draw the list; returns the key of the item last picked in it, or None.

    An item is an element with ``data-item``; inside it ``<button data-pick>`` picks it.
    """
    mount = st.components.v2.component("machimori_pick_list", js=_SHOW, isolate_styles=False)
    answer = mount(
        data={"html": str(html), "selected": selected or "", "fromMap": from_map},
        key=key,
        on_picked_change=lambda: None,
    )
    picked: str | None = answer.get("picked")
    return picked or None


def shared_selection(key: str, clicked: str | None) -> tuple[str | None, bool]:
    """What is selected: the newest of a click on the map and a pick in the list.

    Returns the item's key and whether the map spoke last. ``clicked`` is the map's last click.
    """
    memory = st.session_state.setdefault(f"selection_{key}", {"map": None, "list": None})
    picked = (st.session_state.get(f"{key}_list") or {}).get("picked")
    if clicked is not None and clicked != memory["map"]:
        memory.update(map=clicked, now=clicked, by="map")
    if picked is not None and picked != memory["list"]:
        memory.update(list=picked, now=picked, by="list")
    return memory.get("now"), memory.get("by") == "map"
