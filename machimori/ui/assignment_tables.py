"""The assignment as tables: places and their load, districts, and every block's answer."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.eligibility import Group, Reason
from machimori.store.queries import assignment, demand
from machimori.store.queries.assignment import Answer
from machimori.ui import paging, states
from machimori.ui.demand_choice import Asked
from machimori.ui.demand_words import district_words
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, records, table
from machimori.wording import numbers


def place_table(page: Page, asked: Asked, found: Answer) -> None:
    """One row per place people are sent to: how many, and how full it is then."""
    show(tag("h2", page.t("assignment.by_place"), class_="m-h2"))
    used = found.places[found.places["against"] == Reason.ELIGIBLE]
    used = used.sort_values(["load", "facility_id"], ascending=[False, True])
    if used.empty:
        states.empty(page.lang, page.t("assignment.no_place"), page.t("assignment.no_place_next"))
        return
    listed = paging.part(used, key="assigned", item="facility_id", picked=None)
    rows = records(listed)
    shown = listed.assign(
        role_word=[page.word("role", one["role"]) for one in rows],
        then=[_then(page, one) for one in rows],
        mean=[numbers.distance(one["mean_m"], page.lang) if one["load"] else "–" for one in rows],
        p95=[numbers.distance(one["p95_m"], page.lang) if one["load"] else "–" for one in rows],
    )
    table(
        page,
        shown,
        [
            Column("name", page.t("assignment.column_place"), is_row_heading=True),
            Column("role_word", page.t("assignment.column_role")),
            Column("inside", page.t("demand.column_inside"), align="right"),
            Column("load", page.t("assignment.column_load"), align="right"),
            Column("then", page.t("assignment.column_then"), align="right"),
            Column("mean", page.t("assignment.column_mean"), align="right"),
            Column("p95", page.t("assignment.column_p95"), align="right"),
        ],
        caption=page.t("assignment.by_place"),
        is_caption_spoken=True,
    )
    paging.more(page, key="assigned", shown=len(listed), whole=len(used))
    kept = ["facility_id", "name", "role", "seats_low", "inside", "free", "load", "mean_m", "p95_m"]
    with st.container(key="assignment_files", horizontal=True, gap="small"):
        download(page, used[kept], f"assignment_{asked.wanted.group}_places.csv", key="save_places")
        download(
            page,
            found.flows[["origin_id", "origin", "facility_id", "place", "persons", "metres"]],
            f"assignment_{asked.wanted.group}_flows.csv",
            key="save_flows",
            label=page.t("assignment.download_flows"),
        )


def district_table(page: Page, found: Answer) -> None:
    """One row per district the people come from."""
    show(tag("h2", page.t("assignment.by_district"), class_="m-h2"))
    names = demand.districts(page.warehouse)[["district_id", "name", "name_en"]]
    rows = assignment.of_districts(found).merge(names, on="district_id", how="left")
    every = records(rows)
    shown = rows.assign(
        district=[district_words(page, one) for one in every],
        mean=[
            numbers.distance(one["mean_m"], page.lang) if one["placed"] else "–" for one in every
        ],
        p95=[numbers.distance(one["p95_m"], page.lang) if one["placed"] else "–" for one in every],
    )
    table(
        page,
        shown,
        [
            Column("district", page.t("demand.column_district"), is_row_heading=True),
            Column("persons", page.t("assignment.column_persons"), align="right"),
            Column("placed", page.t("assignment.column_placed"), align="right"),
            Column("left_out", page.t("assignment.column_left_out"), "right", _alarming(page)),
            Column("mean", page.t("assignment.column_mean"), align="right"),
            Column("p95", page.t("assignment.column_p95"), align="right"),
        ],
        caption=page.t("assignment.by_district"),
        is_caption_spoken=True,
    )


def origin_table(page: Page, asked: Asked, found: Answer) -> None:
    """Every block or station: how many, how many without, and why not the nearest place."""
    is_resident = asked.wanted.group == Group.RESIDENTS
    heading = page.t("assignment.by_block" if is_resident else "assignment.by_station")
    rows = found.origins[found.origins["persons"] > 0]
    rows = rows.sort_values(["left_out", "persons", "origin_id"], ascending=[False, False, True])
    with st.expander(heading, key="assignment_origins"):
        show(tag("p", page.t("assignment.nearest_note"), class_="m-quiet m-small"))
        listed = paging.part(rows, key="origins", item="origin_id", picked=None)
        every = records(listed)
        shown = listed.assign(
            place_name=[_origin_name(page, one) for one in every],
            near=[_nearest(page, one) for one in every],
            reason=[_reason(page, one) for one in every],
        )
        table(
            page,
            shown,
            [
                Column(
                    "place_name",
                    page.t(
                        "assignment.column_block" if is_resident else "assignment.column_station"
                    ),
                    is_row_heading=True,
                ),
                Column("persons", page.t("assignment.column_persons"), align="right"),
                Column("placed", page.t("assignment.column_placed"), align="right"),
                Column("left_out", page.t("assignment.column_left_out"), "right", _alarming(page)),
                Column("near", page.t("assignment.column_nearest")),
                Column("reason", page.t("assignment.column_why")),
            ],
            caption=heading,
            is_caption_spoken=True,
        )
        paging.more(page, key="origins", shown=len(listed), whole=len(rows))
        download(
            page,
            rows.drop(columns=["latitude", "longitude"]),
            f"assignment_{asked.wanted.group}_origins.csv",
            key="save_origins",
        )


def _then(page: Page, row: dict[str, Any]) -> str:
    """``470/550``: inside and sent there, of the seats."""
    there = int(row["load"]) + (0 if numbers.is_missing(row["inside"]) else int(row["inside"]))
    seats = numbers.number(int(row["seats_low"]), page.lang)
    return f"{numbers.number(there, page.lang)}/{seats}"


def _alarming(page: Page) -> Any:
    def shown(value: Any) -> str | Html:
        words = numbers.number(value, page.lang)
        return tag("strong", words, class_="m-alarm") if value else words

    return shown


def _origin_name(page: Page, row: dict[str, Any]) -> str:
    english = row["name_en"]
    name = english if page.lang == "en" and isinstance(english, str) else str(row["name"])
    return page.t("assignment.straight_origin", name=name) if row["is_straight"] else name


def _nearest(page: Page, row: dict[str, Any]) -> str:
    if not isinstance(row["nearest"], str):
        return "–"
    return f"{row['nearest']} {numbers.distance(row['nearest_m'], page.lang)}"


def _reason(page: Page, row: dict[str, Any]) -> str:
    if not row["why"]:
        return page.t("assignment.why_none")
    return page.t(f"assignment.why_{row['why']}")


def whole_flows(found: Answer) -> pd.DataFrame:
    """Flows, the largest first."""
    return found.flows.sort_values(["persons", "origin_id"], ascending=[False, True])
