"""Figures of demand and capacity, what they rest on, and the table by district."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.demand import LEVELS, Span
from machimori.domain.eligibility import ROLES_OF, Group, Reason, Supply
from machimori.store.queries.board import Incident
from machimori.store.queries.demand import Gap
from machimori.ui import states
from machimori.ui.demand_choice import Asked
from machimori.ui.demand_words import (
    district_words,
    middle_words,
    reason_counts,
    short_words,
    span_words,
)
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.tables import Column, download, records, table
from machimori.wording import numbers, tokens


def figures(
    page: Page, asked: Asked, found: Gap, places: pd.DataFrame, incident: Incident | None
) -> None:
    """Demand, seats and what lacks, each a range with its middle."""
    if incident is not None:
        newest = places["confirmed_at"].max()
        page.as_of(None if pd.isna(newest) else newest.to_pydatetime())
    persons = page.t("unit.persons")
    group = page.t(f"demand.group_{asked.wanted.group}")
    is_short = found.short.low > 0
    kpis(
        page,
        [
            Kpi(
                page.t("demand.kpi_demand"),
                span_words(page, found.demand),
                persons,
                _people_as_of(page, asked),
                _people_source(page, asked),
                note=middle_words(page, found.demand),
                definition=page.t("demand.kpi_demand_definition", group=group),
            ),
            Kpi(
                page.t("demand.kpi_seats"),
                span_words(page, found.seats) if found.places else None,
                persons,
                _seats_as_of(page, asked, places),
                page.word("source_name", "facilities"),
                note=_seats_note(page, found),
                definition=page.t("demand.kpi_seats_definition", roles=_roles(page, asked)),
            ),
            Kpi(
                page.t("demand.kpi_short"),
                short_words(page, found.short),
                persons,
                _seats_as_of(page, asked, places),
                page.t("demand.computed"),
                note=_short_note(page, found.short),
                definition=page.t("demand.kpi_short_definition"),
                mark=tokens.mark("demand.mark_short", "triangle", "alarm") if is_short else None,
            ),
        ],
        dense=True,
    )


def basis(page: Page, asked: Asked, found: Gap, places: pd.DataFrame) -> None:
    """What the figures rest on, in words a reader can check."""
    with st.expander(page.t("demand.basis"), key="demand_basis", expanded=True):
        lines = [_demand_basis(page, asked)]
        if asked.people.unknown:
            n = numbers.number(asked.people.unknown, page.lang)
            lines.append(page.t(f"demand.basis_withheld_{asked.wanted.group}", n=n))
        lines += _seats_basis(page, found, places)
        left = reason_counts(page, _of_group(places, asked)["against"])
        if left:
            lines.append(page.t("demand.basis_left_out", counts=left))
        if asked.wanted.group == Group.COMMUTERS:
            lines.append(page.t("demand.basis_support"))
        show(tag("ul", *(tag("li", line) for line in lines), class_="m-rules"))


def district_table(page: Page, asked: Asked, found: Gap) -> None:
    """One row per district: demand, seats, what lacks."""
    show(tag("h2", page.t("demand.by_district"), class_="m-h2"))
    if found.districts.empty:
        states.empty(page.lang, page.t("demand.nothing"), page.t("demand.nothing_next"))
        return
    rows = records(found.districts)
    shown = found.districts.assign(
        district=[district_words(page, one) for one in rows],
        demand=[_persons(page, one, "demand") for one in rows],
        seats=[_seats(page, one) for one in rows],
        short=[short_words(page, _span(one, "short")) for one in rows],
        open=[_places(page, one) for one in rows],
        inside=[_inside(page, one) for one in rows],
    )
    columns = [
        Column("district", page.t("demand.column_district"), is_row_heading=True),
        Column("demand", page.t("demand.column_demand"), align="right"),
        Column("seats", page.t("demand.column_seats"), align="right"),
        Column("short", page.t("demand.column_short"), align="right"),
        Column("open", page.t("demand.column_places"), align="right"),
        Column("inside", page.t("demand.column_inside"), align="right"),
    ]
    if asked.wanted.group == Group.RESIDENTS:
        columns.insert(1, Column("persons", page.t("demand.column_population"), align="right"))
        columns.insert(2, Column("elderly", page.t("demand.column_elderly"), align="right"))
    table(page, shown, columns, caption=page.t("demand.by_district"), is_caption_spoken=True)
    download(
        page,
        found.districts.drop(columns=["shape", "origins"]),
        f"demand_{asked.wanted.group}_by_district.csv",
        key="save_demand",
    )


def _of_group(places: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    return places[places["role"].isin([str(role) for role in ROLES_OF[asked.wanted.group]])]


def _roles(page: Page, asked: Asked) -> str:
    return page.t("demand.and").join(page.word("role", one) for one in ROLES_OF[asked.wanted.group])


def _people_as_of(page: Page, asked: Asked) -> str:
    if asked.wanted.group == Group.COMMUTERS:
        return _scenario_words(page, asked)
    if asked.people.as_of is None:
        return page.fetched_words(page.fetched_at("population"))
    return page.t("word.as_of", moment=numbers.day(asked.people.as_of.date(), page.lang))


def _scenario_words(page: Page, asked: Asked) -> str:
    if asked.moment is None:
        return page.t("demand.no_scenario")
    return page.t("demand.scenario_at", scenario=asked.moment.scenario, hour=asked.moment.hour)


def _people_source(page: Page, asked: Asked) -> str:
    is_resident = asked.wanted.group == Group.RESIDENTS
    return page.word("source_name", "population" if is_resident else "stations")


def _seats_as_of(page: Page, asked: Asked, places: pd.DataFrame) -> Any:
    """Confirmed when; a plan has no such time but the list's."""
    name = "master_as_of" if asked.wanted.supply == Supply.ALL else "confirmed_at"
    newest = places[name].max()
    if numbers.is_missing(newest):
        return page.fetched_words(page.fetched_at("facilities"))
    return newest.to_pydatetime()


def _seats_note(page: Page, found: Gap) -> str:
    parts = [page.t("demand.places", n=numbers.number(found.places, page.lang))]
    if found.capacity_unknown:
        n = numbers.number(found.capacity_unknown, page.lang)
        parts.append(page.t("demand.capacity_unknown", n=n))
    return page.t("demand.and").join(parts)


def _short_note(page: Page, short: Span) -> str:
    key = "demand.middle_short" if short.mid > 0 else "demand.middle_spare"
    return page.t(key, n=numbers.number(abs(short.mid), page.lang))


def _demand_basis(page: Page, asked: Asked) -> str:
    low, mid, high = (
        page.city.demand.resident_share
        if asked.wanted.group == Group.RESIDENTS
        else page.city.demand.commuter_spread
    )
    percent = {
        name: numbers.quantity(100 * value, page.t("unit.percent"), page.lang, digits=0)
        for name, value in zip(LEVELS, (low, mid, high), strict=True)
    }
    whole = numbers.number(int(asked.people.frame["persons"].sum()), page.lang)
    if asked.wanted.group == Group.RESIDENTS:
        return page.t("demand.basis_residents", n=whole, **percent)
    if asked.people.is_spread_evenly:
        return page.t("demand.basis_total", n=whole, **percent)
    scenario = _scenario_words(page, asked)
    return page.t("demand.basis_commuters", n=whole, scenario=scenario, **percent)


def _seats_basis(page: Page, found: Gap, places: pd.DataFrame) -> list[str]:
    tight, roomy = page.city.demand.area_per_person_m2
    used = places[places["against"] == Reason.ELIGIBLE]
    stated = used.loc[used["seats_basis"] == "stated", "capacity_basis"]
    counts = stated.fillna(page.t("demand.basis_unstated")).value_counts()
    named = page.t("demand.and").join(
        page.t("demand.basis_of", basis=str(words), n=numbers.number(int(count), page.lang))
        for words, count in counts.items()
    )
    lines = [page.t("demand.basis_stated", counts=named)] if named else []
    by_area = {
        "n": numbers.number(found.by_area, page.lang),
        "tight": numbers.number(tight, page.lang),
        "roomy": numbers.number(roomy, page.lang),
    }
    lines.append(page.t("demand.basis_area", **by_area))
    if found.capacity_unknown:
        n = numbers.number(found.capacity_unknown, page.lang)
        lines.append(page.t("demand.basis_unknown", n=n))
    return lines


def _span(row: dict[str, Any], name: str) -> Span:
    return Span(*(int(row[f"{name}_{level}"]) for level in LEVELS))


def _persons(page: Page, row: dict[str, Any], name: str) -> str:
    words = span_words(page, _span(row, name))
    if not row["origins_unknown"]:
        return words
    n = numbers.number(int(row["origins_unknown"]), page.lang)
    return page.t("demand.without_unknown", persons=words, n=n)


def _seats(page: Page, row: dict[str, Any]) -> str:
    if not row["places"]:
        return page.t("demand.no_place")
    return span_words(page, _span(row, "seats"))


def _inside(page: Page, row: dict[str, Any]) -> str:
    return numbers.number(row["inside"], page.lang) if row["places"] else "–"


def _places(page: Page, row: dict[str, Any]) -> str:
    shown = numbers.number(int(row["places"]), page.lang)
    if not row["capacity_unknown"]:
        return shown
    n = numbers.number(int(row["capacity_unknown"]), page.lang)
    return page.t("demand.places_and_unknown", places=shown, n=n)
