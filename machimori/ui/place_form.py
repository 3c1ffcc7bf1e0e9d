"""Adding a place nobody designated: a name and a role are enough, a press on the map places it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from machimori.domain import town_names
from machimori.domain.statement_rules import Refused
from machimori.domain.vocabulary import PositionPrecision, Role
from machimori.store.place_desk import LONGEST_NAME, LONGEST_TEXT, PlaceDesk
from machimori.store.queries.board import Incident
from machimori.store.queries.towns import towns
from machimori.ui import acting, typed
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.point_map import Point, point_map

_NAME = "add place"
_PIN, _PRESSED = "temporary_pin", "temporary_pressed"
_TEXTS = ("name", "address", "phone", "note")
_ALL = (*_TEXTS, "role", "capacity", "latitude", "longitude", "is_public")


@dataclass(frozen=True)
class Position:
    """Where the place is said to be, and how exactly."""

    longitude: float | None
    latitude: float | None
    precision: str | None


def place_desk(page: Page, incident: Incident) -> PlaceDesk:
    """The desk that adds and joins places."""
    return PlaceDesk(
        page.city,
        page.warehouse,
        acting.journal_of(page),
        incident,
        acting.reporter(page),
        page.now,
    )


def place_form(page: Page, incident: Incident) -> None:
    """Form and map side by side."""
    show(tag("h2", page.t("temporary.add"), class_="m-h3"))
    show(tag("p", page.t("temporary.add_note"), class_="m-quiet"))
    form, ground = st.columns([5, 6], gap="medium")
    with ground:
        pin = _pin(page)
    with form, st.form(acting.field(_NAME, "form"), border=False):
        _fields(page)
        st.form_submit_button(
            page.t("temporary.write"), type="primary", on_click=_add, args=(page, incident, pin)
        )


def _add(page: Page, incident: Incident, pin: Point | None) -> None:
    values = {name: st.session_state.get(acting.field(_NAME, name)) for name in _ALL}
    town = _town(page, values, pin)
    sentence = page.t("temporary.added", name=str(values["name"] or "").strip())
    if town is not None:
        sentence += page.t("temporary.placed_by_address", town=town.name)

    def add(now: Page, key: str) -> None:
        said = _said(values, _position(values, pin, town))
        place_desk(now, incident).add(str(values["role"]), said, client_key=key)

    if acting.on_press(page, _NAME, add, sentence):
        st.session_state.pop(_PIN, None)


def _pin(page: Page) -> Point | None:
    """The map; what was pressed last is the pin, until it is taken away."""
    held: Point | None = st.session_state.get(_PIN)
    show(tag("p", page.t("temporary.pin"), class_="m-quiet m-small"))
    pressed = point_map(page, title=page.t("temporary.here"), key="temporary", pin=held)
    if pressed is not None and pressed != st.session_state.get(_PRESSED):
        st.session_state[_PRESSED] = st.session_state[_PIN] = pressed
        st.rerun()
    if held is None:
        return None
    latitude, longitude = held
    with st.container(horizontal=True, vertical_alignment="center"):
        words = page.t("temporary.pinned", latitude=f"{latitude:.5f}", longitude=f"{longitude:.5f}")
        show(tag("p", words, class_="m-quiet", role="status"))
        st.button(
            page.t("temporary.unpin"),
            on_click=lambda: st.session_state.pop(_PIN, None),
            key="unpin",
        )
    return held


def _fields(page: Page) -> None:
    """Draw the fields; what is wrong with one stands under it."""
    held = acting.refused(_NAME)

    def wrong(name: str) -> None:
        if held is not None and held[0] == name:
            show(tag("p", held[1], class_="m-refused", role="alert"))

    def line(name: str, most: int) -> None:
        st.text_input(page.t(f"temporary.{name}"), max_chars=most, key=acting.field(_NAME, name))
        wrong(name)

    line("name", LONGEST_NAME)
    st.selectbox(
        page.t("temporary.role"),
        [str(one) for one in Role],
        index=[str(one) for one in Role].index(str(Role.SHELTER)),
        format_func=lambda code: page.word("role", code),
        key=acting.field(_NAME, "role"),
    )
    wrong("role")
    line("address", LONGEST_TEXT)
    wrong("position")
    for column, name in zip(st.columns(2), ("capacity", "phone"), strict=True):
        with column:
            line(name, 40)
    with st.expander(page.t("temporary.by_degrees")):
        for column, name in zip(st.columns(2), ("latitude", "longitude"), strict=True):
            with column:
                line(name, 20)
    line("note", LONGEST_TEXT)
    st.checkbox(page.t("temporary.is_public"), value=True, key=acting.field(_NAME, "is_public"))


def _town(page: Page, values: Mapping[str, Any], pin: Point | None) -> town_names.Found | None:
    """The town of the address, where nothing more exact is said."""
    address = (values["address"] or "").strip()
    if pin is not None or values["latitude"] or values["longitude"] or not address:
        return None
    return town_names.find(address, towns(page.warehouse), page.city.name)


def _position(
    values: Mapping[str, Any], pin: Point | None, town: town_names.Found | None
) -> Position:
    """Written degrees go before the pin, the pin before the address."""
    latitude = typed.degrees("latitude", values["latitude"] or "")
    longitude = typed.degrees("longitude", values["longitude"] or "")
    if latitude is not None or longitude is not None:
        return Position(longitude, latitude, str(PositionPrecision.SURVEYED))
    if pin is not None:
        return Position(pin[1], pin[0], str(PositionPrecision.SURVEYED))
    if town is not None:
        return Position(town.longitude, town.latitude, str(town.precision))
    address = (values["address"] or "").strip()
    if address:
        raise Refused("address_not_found", "address", value=address)
    return Position(None, None, None)


def _said(values: Mapping[str, Any], position: Position) -> dict[str, object]:
    said: dict[str, object] = {name: (values[name] or "").strip() or None for name in _TEXTS}
    return said | {
        "capacity": typed.whole("capacity", values["capacity"] or ""),
        "is_public": bool(values["is_public"]),
        "longitude": position.longitude,
        "latitude": position.latitude,
        "position_precision": position.precision,
    }
