"""避難者把握: the place a reception stands at, what it counted, and the counters of all places."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from machimori.domain.reception import OUTSIDE, AgeBand, Trait, Whereabouts
from machimori.domain.vocabulary import Role
from machimori.store.queries import board, reception
from machimori.store.queries.board import Incident
from machimori.store.queries.reception import INSIDE_COLUMNS, OUTSIDE_COLUMNS, PressSet
from machimori.ui import acting, filters
from machimori.ui.board_table import confirmed_html, place_mark
from machimori.ui.log_words import place_words
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.reception_pad import reception_desk
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column, download, table
from machimori.wording import numbers

_COUNTS = ("headcount", "households", "outside_headcount")


def places_of(page: Page, incident: Incident) -> pd.DataFrame:
    """Every place as it stands, with the counters somebody counted."""
    found = board.places(page.warehouse, page.city, incident, now=page.now, journal=page.journal)
    newest = found["confirmed_at"].max()
    page.as_of(incident.started_at if numbers.is_missing(newest) else newest)
    return found


def place_choice(page: Page, places: pd.DataFrame) -> Row | None:
    """The place of this reception, remembered in the address; open ones first."""
    order = places[places["role"].notna()].sort_values(
        ["last_open", "name"], ascending=[False, True]
    )
    rows = {str(row["facility_id"]): row for row in order.to_dict("records")}
    chosen = filters.one_of_many(
        "place",
        page.t("reception.place"),
        list(rows),
        page.lang,
        words=lambda one: place_words(page, rows[one]["name"], rows[one]["role"]),
        placeholder=page.t("reception.choose_place"),
    )
    return rows.get(chosen or "")


def now_there(page: Page, row: Row) -> None:
    """Who is counted at the place now: inside and outside apart."""
    show(
        tag(
            "section",
            tag("p", state_html(page, place_mark(row)), " ", confirmed_html(page, row)),
            None if row["is_open"] else tag("p", page.t("reception.not_open"), class_="m-old"),
            tag(
                "dl",
                _figure(page, "reception.headcount", row["headcount"], "unit.persons"),
                _figure(page, "reception.households", row["households"], "unit.households"),
                _figure(
                    page, "reception.outside_headcount", row["outside_headcount"], "unit.persons"
                ),
                class_="m-facts m-three",
            ),
            class_="m-panel",
        )
    )


def _figure(page: Page, key: str, value: object, unit: str) -> Html:
    number = None if numbers.is_missing(value) else int(value)  # type: ignore[call-overload]
    shown = numbers.quantity(number, page.t(unit), page.lang)
    return tag("div", tag("dt", page.t(key)), tag("dd", tag("strong", shown)))


def last_sets(page: Page, incident: Incident, facility_id: str, *, may_write: bool) -> None:
    """The newest press-sets of the place, each with the way to take it back."""
    sets = reception.last_sets(page.warehouse, page.journal, incident, facility_id)
    show(tag("h2", page.t("reception.last_sets"), class_="m-h2"))
    if not sets:
        show(tag("p", page.t("reception.no_sets"), class_="m-quiet"))
    for one in sets:
        with st.container(key=f"set_{one.event_id}", horizontal=True, gap="small"):
            words = set_words(page, one)
            show(tag("p", tag("strong", page.clock(one.observed_at), class_="m-keep"), " ", words))
            if may_write:
                _undo(page, incident, facility_id, one.event_id)


def _undo(page: Page, incident: Incident, facility_id: str, event_id: str) -> None:
    name = f"undo_{event_id}"
    acting.button(
        page,
        page.t("reception.undo"),
        name,
        lambda now, key: reception_desk(now, incident).undo(facility_id, event_id, client_key=key),
        page.t("reception.undone"),
        key=name,
    )


def set_words(page: Page, one: PressSet) -> str:
    """``＋4人（中）・大人 2 …``: who came or left, where they stay."""
    counters = {name.removeprefix(OUTSIDE): n for name, n in one.counters.items()}
    where = next((place for place in Whereabouts if counters.get(place)), Whereabouts.INSIDE)
    parts = [
        page.t("reception.counted", word=page.t(f"reception.{name}"), n=abs(counters[name]))
        for name in (*AgeBand, *Trait, "pets")
        if counters.get(name)
    ]
    persons = one.persons or one.outside
    return page.t(
        "reception.set",
        n=numbers.signed(persons, page.lang),
        where=page.t(f"reception.{where}"),
        counts=page.t("orders.and").join(parts),
        by=one.reporter,
    )


def count_form(page: Page, incident: Incident, facility_id: str) -> None:
    """Everybody counted anew: from then on what comes and goes adds up on these numbers."""
    name = "count"

    def count(now: Page, key: str) -> None:
        fields = {part: acting.typed(name, part) for part in _COUNTS}
        reception_desk(now, incident).count(facility_id, fields, client_key=key)

    with (
        st.expander(page.t("reception.count_anew")),
        st.form(acting.field(name, "form"), border=False),
    ):
        show(tag("p", page.t("reception.count_note"), class_="m-quiet"))
        for part in _COUNTS:
            st.number_input(
                page.t(f"reception.{part}"), min_value=0, max_value=100_000, value=None, step=1,
                placeholder=page.t("reception.not_counted"), key=acting.field(name, part),
            )  # fmt: skip
        acting.button(
            page,
            page.t("reception.count_now"),
            name,
            count,
            page.t("reception.was_counted"),
            in_form=True,
            type="primary",
        )


def counter_tables(page: Page, incident: Incident, places: pd.DataFrame) -> None:
    """Counters per place and their sum per role; people inside and outside in two tables."""
    frame = reception.counted(places)
    there = set(frame["role"].dropna())
    roles = [str(role) for role in Role if role in there]
    if not roles:
        show(tag("p", page.t("reception.nobody_counted"), class_="m-quiet"))
        return
    role = filters.choice(
        "role", page.t("reception.role"), roles, words=lambda code: page.word("role", code)
    )
    mine = frame[frame["role"] == role].sort_values(["name", "facility_id"])
    for key, columns in (
        ("reception.inside_table", INSIDE_COLUMNS),
        ("reception.outside_table", OUTSIDE_COLUMNS),
    ):
        used = [name for name in columns if mine[name].notna().any()]
        counted = mine[mine[used].notna().any(axis=1)] if used else mine.iloc[:0]
        if len(counted):
            _table(page, counted, role, used, page.t(key, role=page.word("role", role)))
    download(
        page,
        _as_file(page, mine),
        f"reception_{incident.incident_id}_{role}.csv",
        key="reception_csv",
    )


def _table(page: Page, mine: pd.DataFrame, role: str, columns: Sequence[str], caption: str) -> None:
    total = reception.role_sum(mine, role, columns)
    rows = [
        {"name": row["name"], "confirmed": confirmed_html(page, row)}
        | {name: row[name] for name in columns}
        for row in mine.to_dict("records")
    ]
    rows.append({"name": page.t("reception.sum"), "confirmed": ""} | total)
    shown = [Column("name", page.t("reception.name"), is_row_heading=True)]
    shown += [
        Column(name, page.t(_heading(name)), align="right", show=lambda value: _cell(page, value))
        for name in columns
    ]
    shown.append(Column("confirmed", page.t("reception.confirmed"), show=join))
    table(page, pd.DataFrame(rows, dtype=object), shown, caption=caption)


def _heading(name: str) -> str:
    """An age band is called the same outside; only the three totals have names of their own."""
    if name in ("outside_headcount", "outside_households"):
        return f"reception.{name}"
    return f"reception.{name.removeprefix(OUTSIDE)}"


def _cell(page: Page, value: object) -> str:
    if numbers.is_missing(value):
        return "–"
    return numbers.number(int(value), page.lang)  # type: ignore[call-overload]


def _as_file(page: Page, mine: pd.DataFrame) -> pd.DataFrame:
    columns = ["facility_id", "name", "role", *INSIDE_COLUMNS, *OUTSIDE_COLUMNS, "confirmed_at"]
    return mine[columns]
