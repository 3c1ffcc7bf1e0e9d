"""Where the reader stands: a station or town chosen, or the device's position on request.

The chosen place is in the URL, so the view can be passed on; a device's position never is, and
is kept in the open screen only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from machimori.store.queries import food
from machimori.ui import filters
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import records

_ASK = """
export default function ({ parentElement, data, setStateValue }) {
  let button = parentElement.querySelector('button');
  if (!button) {
    button = document.createElement('button');
    button.type = 'button';
    button.className = 'm-button';
    parentElement.appendChild(button);
  }
  button.textContent = data.label;
  button.onclick = () => {
    if (!navigator.geolocation) { setStateValue('answer', { denied: true }); return; }
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        button.disabled = false;
        setStateValue('answer', {
          latitude: Number(found.coords.latitude.toFixed(4)),
          longitude: Number(found.coords.longitude.toFixed(4)),
        });
      },
      () => { button.disabled = false; setStateValue('answer', { denied: true }); },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  };
}
"""


@dataclass(frozen=True)
class Position:
    """A point to measure from; ``is_device`` where the reader's own device gave it."""

    latitude: float
    longitude: float
    is_device: bool

    @property
    def point(self) -> tuple[float, float]:
        """``(latitude, longitude)``."""
        return self.latitude, self.longitude


def ask(page: Page) -> Position | None:
    """Draw the choice of a station or town and the position button; what was chosen, or None."""
    starts = food.starts(page.warehouse)
    names = {record["start_id"]: _name(page, record) for record in records(starts)}
    with st.container(key="position", horizontal=True, vertical_alignment="bottom"):
        chosen = None
        if names:
            chosen = filters.one_of_many(
                "near",
                page.t("near.label"),
                list(names),
                page.lang,
                words=lambda start: names.get(start, start),
                placeholder=page.t("near.placeholder"),
            )
        mount = st.components.v2.component("machimori_position", js=_ASK, isolate_styles=False)
        answer = mount(
            data={"label": page.t("near.button")},
            key="device_position",
            width="content",
            on_answer_change=_forget_start,
        ).get("answer")
    if chosen is not None:
        row = starts[starts["start_id"] == chosen].iloc[0]
        return Position(float(row["latitude"]), float(row["longitude"]), is_device=False)
    if answer and answer.get("denied"):
        show(
            tag(
                "p",
                page.t("near.denied" if names else "near.denied_alone"),
                class_="m-quiet",
                role="status",
            )
        )
        return None
    if answer:
        position = Position(answer["latitude"], answer["longitude"], is_device=True)
        show(tag("p", _said(page, position), class_="m-quiet m-small"))
        return position
    return None


def _forget_start() -> None:
    """A position asked for goes before a place chosen earlier."""
    st.session_state["near"] = None


def _name(page: Page, record: dict[str, Any]) -> str:
    name = str(record["name"])
    if page.lang != "ja" and isinstance(record["name_en"], str):
        name = record["name_en"]
    return page.t("near.station", name=name) if record["kind"] == "station" else name


def _said(page: Page, position: Position) -> str:
    privacy = page.t("near.privacy")
    if page.city.bbox:
        west, south, east, north = page.city.bbox
        if not (west <= position.longitude <= east and south <= position.latitude <= north):
            return f"{page.t('near.outside', place=page.place)} {privacy}"
    return f"{page.t('near.straight')} {privacy}"
