"""The parts of the front page: one topic each, a few figures and the way to its page."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from machimori.domain.judgement import State
from machimori.domain.vocabulary import Role
from machimori.store.queries import facilities, freshness, indicators, live_figures, overview
from machimori.store.queries.facilities import Incident
from machimori.ui import food_list, navigation, shelter_list
from machimori.ui.charts import spark
from machimori.ui.maps import Marker, detail_map
from machimori.ui.markup import join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.shelter_panels import role_kpi
from machimori.ui.states import notice_html
from machimori.ui.tables import records
from machimori.wording import numbers
from machimori.wording.indicator_card import card
from machimori.wording.indicator_words import place_word

#: Roles whose places stand on the peacetime map: where people would go first.
_FIRST_PLACES = (Role.SHELTER, Role.TEMPORARY_STAY)
#: Indicators states on the front page, in this order.
_STATES = (State.MET, State.NOT_MET, State.TARGET_ONLY, State.ACTUAL_ONLY)


def _heading(page: Page, key: str) -> None:
    show(tag("h2", page.t(key), class_="m-h2"))


def _link(page: Page, target: str, key: str) -> None:
    st.page_link(navigation.entry(target).file, label=f"{page.t(key)} →")


def _nothing(page: Page) -> None:
    show(notice_html(page.t("overview.no_data"), page.t("overview.no_data_next")))


def shelters(page: Page, incident: Incident | None, places: pd.DataFrame) -> None:
    """Open places by role while an incident is on; in peacetime it says so, without zeros."""
    _heading(page, "overview.shelters")
    if not len(places):
        _nothing(page)
        return
    if incident is None:
        counts = overview.places(page.warehouse)
        show(notice_html(page.t("overview.peacetime"), page.t("overview.peacetime_text")))
        kpis(
            page,
            [
                Kpi(
                    page.t("overview.peacetime_places"),
                    counts.places,
                    page.t("unit.places"),
                    counts.as_of,
                    page.word("source_name", "facilities"),
                    fetched=page.fetched_at("facilities"),
                )
            ],
        )
        _link(page, "shelters", "overview.to_places")
        return
    totals = facilities.role_totals(places)
    if totals:
        kpis(page, [role_kpi(page, total, places) for total in totals])
    else:
        show(
            notice_html(
                page.t("shelters.none_open", name=incident.name),
                page.t("shelters.none_open_next"),
                tone="caution",
            )
        )
    _link(page, "shelters", "overview.to_shelters")


def roads(page: Page) -> None:
    """Posts lately, and what share is closed in time."""
    _heading(page, "overview.roads")
    found = overview.roads(page.warehouse, now=page.now, privacy=page.city.privacy)
    if found is None:
        _nothing(page)
        return
    source = page.word("source_name", "road_reports")
    weeks = page.t(
        "overview.roads_weeks",
        numbers="、".join(map(str, found.weeks))
        if page.lang == "ja"
        else ", ".join(map(str, found.weeks)),
    )
    kpis(
        page,
        [
            Kpi(
                page.t("overview.roads_lately"),
                found.lately,
                page.t("unit.reports"),
                found.as_of,
                source,
                note=spark(found.weeks, label=weeks) if found.weeks else "",
            ),
            _closed_in_time(page, found.as_of, source),
        ],
    )


def _closed_in_time(page: Page, as_of: datetime | None, source: str) -> Kpi:
    """The share the static site and the files of live figures tell, of the same curve."""
    figures = live_figures.roads(page.warehouse, page.city, now=page.now)
    closed = next(one for one in figures if one.key == "p_closed")
    ends = {
        name: numbers.number(end, page.lang, digits=0)
        for name, end in (("low", closed.low), ("high", closed.high))
    }
    return Kpi(
        page.t("roadfig.closed", days=overview.DONE_WITHIN_DAYS),
        closed.value,
        page.t("unit.percent"),
        as_of,
        source,
        digits=0,
        note="" if closed.value is None else page.t("figures.interval", **ends),
        definition=page.t("roadfig.closed_note"),
    )


def food_points(page: Page, points: pd.DataFrame) -> None:
    """Boxes, and how many are open at this hour."""
    _heading(page, "overview.food")
    if not len(points):
        _nothing(page)
        return
    states = [hours.is_open for hours in points["hours"]]
    unknown = states.count(None)
    source, as_of = page.word("source_name", "food_drive_points"), points["as_of"].max()
    fetched = page.fetched_at("food_drive_points")
    kpis(
        page,
        [
            Kpi(
                page.t("overview.food_points"),
                len(points),
                page.t("unit.places"),
                as_of,
                source,
                fetched=fetched,
            ),
            Kpi(
                page.t("overview.food_open"),
                states.count(True) if unknown < len(states) else None,
                page.t("unit.places"),
                page.now,
                source,
                note=page.t("overview.food_open_note", n=unknown) if unknown else "",
            ),
        ],
    )
    _link(page, "food", "overview.to_food")


def figures(page: Page) -> None:
    """How many indicators of the own municipality are in which state."""
    _heading(page, "overview.indicators")
    known = indicators.municipalities(page.warehouse)
    own = known[known["municipality_code"] == page.city.code]["municipality"]
    if not len(known):
        _nothing(page)
        return
    municipality = own.iloc[0] if len(own) else known["municipality"].iloc[0]
    counts = indicators.state_counts(page.warehouse, municipality=municipality)
    newest = indicators.newest(page.warehouse, municipality=municipality)
    kpis(
        page,
        [
            Kpi(
                page.t(f"indicators.state_{state}"),
                counts[state],
                page.t("figures.unit"),
                page.t("indicators.newest", date=numbers.day(newest, page.lang)),
                place_word(str(municipality), page.lang),
            )
            for state in _STATES
            if counts[state]
        ],
        dense=True,
    )
    front = _front(page)
    if front:
        kpis(page, front)
    _link(page, "indicators", "overview.to_indicators")


def _front(page: Page) -> list[Kpi]:
    """The indicators of the front page, as far as they have a number."""
    chosen = indicators.front(
        page.warehouse, chosen=page.city.indicators.front, code=page.city.code
    )
    cards = [card(one, page.lang) for one in chosen]
    return [
        Kpi(
            one.label,
            one.figure.number,
            f"{one.figure.spaced_unit}{one.figure.after}",
            f"{one.state} · {one.date}",
            one.place,
            qualifier=page.t("indicators.target_word") + one.figure.before
            if one.is_target
            else one.figure.before,
        )
        for one in cards
        if one.figure is not None
    ]


def data(page: Page) -> None:
    """How many sources, how many old, how new the newest."""
    _heading(page, "overview.data")
    sources = freshness.sources(page.warehouse, now=page.now)
    if not len(sources):
        _nothing(page)
        return
    newest = sources["as_of"].max()
    own = page.t("overview.source_own")
    kpis(
        page,
        [
            Kpi(
                page.t("overview.data_sources"),
                len(sources),
                page.t("unit.datasets"),
                newest,
                own,
                fetched=page.fetched_at(),
            ),
            Kpi(
                page.t("overview.data_stale"),
                int(sources["is_stale"].sum()),
                page.t("unit.datasets"),
                page.now,
                own,
                definition=page.t("data.sources_note"),
            ),
        ],
    )
    _link(page, "datasets", "overview.to_data")


def town_map(
    page: Page, incident: Incident | None, places: pd.DataFrame, points: pd.DataFrame
) -> None:
    """Open places while an incident is on, otherwise where they are and where food goes."""
    markers: list[Marker] = []
    if incident is not None:
        listed = places[facilities.is_listed_as_open(places)]
        markers = _place_markers(page, listed, with_state=True)
    else:
        first = places[places["role"].isin(_FIRST_PLACES)]
        markers = _place_markers(page, first, with_state=False)
        markers += [
            food_list.marker(page, point, selected=None)
            for point in records(points[points["latitude"].notna()])
        ]
    title = page.t("overview.map_incident" if incident else "overview.map_peacetime")
    show(join(tag("h2", title, class_="m-h2")))
    detail_map(page, markers, title=title, key="overview", height=460)


def _place_markers(page: Page, places: pd.DataFrame, *, with_state: bool) -> list[Marker]:
    rows = records(places[places["latitude"].notna()])
    return [
        shelter_list.marker(
            page,
            place,
            shelter_list.mark_of(place) if with_state else shelter_list.designated_mark(),
            selected=None,
        )
        for place in rows
    ]
