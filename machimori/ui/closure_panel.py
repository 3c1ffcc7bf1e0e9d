"""Closed roads: which are, until when and why; closing one, and opening it again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.closure_desk import ClosureDesk
from machimori.store.queries import closures
from machimori.store.queries.assignment import Answer
from machimori.store.queries.board import Incident
from machimori.ui import acting, filters
from machimori.ui.maps import Line, Marker, detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import records
from machimori.wording import numbers, tokens
from machimori.wording.tokens import COLOURS

#: How long a road stays closed: hours offered.
HOURS = (3, 6, 12, 24, 72)
#: What the field of segments is to hold in the next run, after a click on the map.
_NEXT = "closure_segments_next"
#: How many closures this form has written: each begins with fields of its own, empty ones. What a
#: browser has not heard of yet it would send again otherwise.
_CLOSE = "close_road"
_SEGMENT = tokens.mark("closure.mark_segment", "disc", "brand")
_CHOSEN = tokens.mark("closure.mark_chosen", "square", "alarm")


def closures_in_force(page: Page, incident: Incident | None, found: Answer) -> None:
    """The closures that were walked round, each with the way to lift it."""
    show(tag("h2", page.t("closure.in_force"), class_="m-h2"))
    if found.closed.empty:
        show(tag("p", page.t("closure.none"), class_="m-quiet"))
        return
    may_write = incident is not None and page.staff is not None and page.staff.may("shelter")
    for row in records(found.closed):
        with st.container(key=f"closure_{row['closure_id']}", horizontal=True, gap="small"):
            show(tag("p", tag("strong", _full_name(page, row)), " ", _words(page, row)))
            if may_write and incident is not None:
                _lift(page, incident, row)


def closure_form(page: Page, incident: Incident) -> None:
    """Choose segments on the map of a town block, say why and until when."""
    with st.expander(page.t("closure.close"), key="closure_form"):
        if not acting.may_write_in(page, incident):
            return
        block = _block(page)
        if block is None:
            show(tag("p", page.t("closure.choose_block"), class_="m-quiet"))
            return
        found = closures.segments(page.warehouse, block)
        if found.empty:
            show(tag("p", page.t("closure.no_segment"), class_="m-quiet"))
            return
        chosen = _segments(page, found)
        st.text_input(page.t("closure.reason"), key=_field("reason"), max_chars=200)
        st.text_input(page.t("closure.source"), key=_field("source"), max_chars=100)
        hours = int(
            filters.choice(
                "closed_for",
                page.t("closure.until"),
                [str(one) for one in HOURS],
                words=lambda code: page.t("closure.hours", n=int(code)),
            )
        )
        ends_at = page.now + timedelta(hours=hours)
        n = numbers.number(len(chosen), page.lang)
        will = page.t("closure.will", n=n, moment=page.moment(ends_at))
        if chosen:
            show(tag("p", tag("strong", will), class_="m-summary"))
        else:
            show(tag("p", page.t("closure.choose_segment"), class_="m-quiet"))
        acting.button(
            page,
            page.t("closure.now"),
            _CLOSE,
            lambda now, key: _desk(now, incident).close(
                chosen,
                ends_at,
                acting.typed(_CLOSE, "reason"),
                client_key=key,
                source=acting.typed(_CLOSE, "source"),
            ),
            page.t("closure.closed", n=n, moment=page.moment(ends_at)),
            type="primary",
            key="close_now",
            disabled=not chosen,
        )


def _lift(page: Page, incident: Incident, row: dict[str, Any]) -> None:
    name = f"lift_{row['closure_id']}"
    with st.popover(page.t("closure.lift"), width="content"):
        show(tag("p", page.t("closure.lift_what", name=_full_name(page, row))))
        acting.button(
            page,
            page.t("closure.lift_now"),
            name,
            lambda now, key: _desk(now, incident).lift(str(row["closure_id"]), client_key=key),
            page.t("closure.lifted", name=_full_name(page, row)),
            key=name,
            type="primary",
        )


def _desk(page: Page, incident: Incident) -> ClosureDesk:
    return ClosureDesk(
        page.warehouse, acting.journal_of(page), incident, acting.reporter(page), page.now
    )


def _block(page: Page) -> str | None:
    blocks = closures.blocks(page.warehouse)
    names = {str(one["town_block_id"]): _named(page, one) for one in records(blocks)}
    return filters.one_of_many(
        "near", page.t("closure.block"), list(names), page.lang, words=lambda code: names[code]
    )


def _segments(page: Page, found: pd.DataFrame) -> list[str]:
    """The segments chosen, by number in the list or by a click on their mark."""
    rows = records(found)
    numbered = {str(one["road_id"]): place for place, one in enumerate(rows, 1)}
    field = _field("segments")
    wanted = st.session_state.pop(_NEXT, st.session_state.get(field, []))
    held = [one for one in wanted if one in numbered]
    st.session_state[field] = held
    clicked = detail_map(
        page,
        [_marker(page, one, numbered, held) for one in rows],
        title=page.t("closure.map"),
        key="closures",
        height=320,
        lines=[line for one in rows for line in _lines(page, one, numbered, held)],
        legend_marks=(_SEGMENT, _CHOSEN),
    )
    if clicked is not None and clicked != st.session_state.get("closure_clicked"):
        st.session_state["closure_clicked"] = clicked
        if clicked not in held:
            st.session_state[_NEXT] = [*held, clicked]
            st.rerun()
    chosen: list[str] = st.multiselect(
        page.t("closure.segments"),
        list(numbered),
        format_func=lambda code: _label(page, rows[numbered[code] - 1], numbered),
        key=field,
        placeholder=page.t("closure.segments_placeholder"),
        select_all=False,  # its words are English, and Enter would close every road that matches
        filter_mode="contains",
    )
    return chosen


def _field(name: str) -> str:
    return acting.field(_CLOSE, name)


def _label(page: Page, row: dict[str, Any], numbered: dict[str, int]) -> str:
    return page.t(
        "closure.segment",
        number=numbered[str(row["road_id"])],
        name=_name(page, row),
        length=numbers.distance(row["length_m"], page.lang),
    )


def _marker(page: Page, row: dict[str, Any], numbered: dict[str, int], held: list[str]) -> Marker:
    return Marker(
        key=str(row["road_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=_label(page, row, numbered),
        mark=_CHOSEN if row["road_id"] in held else _SEGMENT,
    )


def _lines(
    page: Page, row: dict[str, Any], numbered: dict[str, int], held: list[str]
) -> list[Line]:
    shape = json.loads(row["shape"])
    colour = COLOURS["alarm"] if row["road_id"] in held else COLOURS["brand"]
    points = tuple((y, x) for x, y, *_ in shape["coordinates"])
    return [Line(points, colour, 4, _label(page, row, numbered))]


def _name(page: Page, row: dict[str, Any]) -> str:
    return row["road_name"] if isinstance(row["road_name"], str) else page.t("closure.nameless")


def _full_name(page: Page, row: dict[str, Any]) -> str:
    """With the town block: most roads have no name."""
    english = row["block_en"]
    block = english if page.lang == "en" and isinstance(english, str) else row["block"]
    if not isinstance(block, str):
        return _name(page, row)
    return page.t("closure.name_in", name=_name(page, row), block=block)


def _named(page: Page, row: dict[str, Any]) -> str:
    english = row["name_en"]
    return english if page.lang == "en" and isinstance(english, str) else str(row["name"])


def _words(page: Page, row: dict[str, Any]) -> str:
    parts = [str(row["reason"] or "")]
    if numbers.is_missing(row["ended_at"]):
        parts.append(page.t("closure.open_end"))
    else:
        parts.append(page.t("closure.ends", moment=page.moment(row["ended_at"])))
    if not row["is_known_road"]:
        parts.append(page.t("closure.unknown_road", road=row["road_id"]))
    return page.t("demand.and").join(part for part in parts if part)
