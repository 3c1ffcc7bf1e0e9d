"""The round in words: what it serves, how good it is, its stops in order, what stays undone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.crew_round import Bound
from machimori.store.queries import crew_round
from machimori.store.queries.crew_round import Asked, Plan
from machimori.ui import in_address, round_choice, states
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.pick_table import act_button, pick_table
from machimori.ui.report_marks import stated
from machimori.ui.tables import Column, records
from machimori.wording import numbers

_PICKED = "post"


def plan_of(page: Page, asked: Asked) -> Plan:
    """The round, found while the reader is told so."""
    with st.spinner(page.t("round.searching")):
        return crew_round.plan(page.warehouse, page.journal, page.city, asked, now=page.now)


def picked() -> str | None:
    """Id of the stop in the address."""
    return in_address.value(_PICKED)


def figures(page: Page, plan: Plan) -> None:
    """How many stops, when the crew is back, how long it drives and works."""
    found, source = plan.round, page.word("source_name", "road_reports")
    as_of = page.t("round.made_for", day=numbers.day(plan.asked.day, page.lang))
    others = int((plan.outside["reason"] == "other_owner").sum())
    whole = len(plan.stops) + len(plan.outside) - others
    note = page.t("round.stops_note", n=whole)
    if others:
        note += page.t("round.stops_others", n=others)
    back = f"{plan.at(found.back_s):%H:%M}" if found.visits else page.t("round.no_time_word")
    kpis(
        page,
        [
            Kpi(
                page.t("round.stops"),
                len(found.visits),
                page.t("round.places"),
                as_of,
                source,
                note=note,
            ),
            Kpi(
                page.t("round.back" if plan.has_base else "round.last"),
                back,
                "",
                as_of,
                source,
                note=page.t("round.back_note", end=f"{plan.asked.ends:%H:%M}"),
            ),
            Kpi(page.t("round.drive"), _minutes(page, found.drive_s), "", as_of, source),
            Kpi(page.t("round.work"), _minutes(page, found.work_s), "", as_of, source),
            Kpi(
                page.t("round.weight"),
                found.weight,
                page.t("round.points"),
                as_of,
                source,
                definition=page.t("round.weight_definition"),
            ),
        ],
        dense=True,
    )


def quality(page: Page, plan: Plan) -> None:
    """How far the round is from what nothing can pass, and which bound that is."""
    show(tag("p", bound_words(page, plan.bound), class_="m-quiet"))


def bound_words(page: Page, bound: Bound) -> str:
    """The bound in one sentence."""
    shown = {
        "weight": {"best": f"{bound.best:,}", "limit": f"{bound.limit:,}"},
        "drive": {"best": _minutes(page, bound.best), "limit": _minutes(page, bound.limit)},
    }[bound.of]
    key = f"round.bound_{bound.of}" + ("" if bound.gap else "_proven")
    return page.t(key, gap=f"{100 * bound.gap:.1f}", **shown)


def stops(page: Page, plan: Plan) -> None:
    """The numbered list; each row can be pinned, freed or taken out."""
    rows = plan.visited()
    if rows.empty:
        states.notice(page.t("round.none"), page.t("round.none_text"))
        return
    shown = pd.DataFrame(
        {
            "report_id": rows["report_id"],
            "what": [_what(page, plan, row) for row in records(rows)],
            "when": [_when(page, row) for row in records(rows)],
            "place": [place_words(page, row) for row in records(rows)],
            "weight": [weight_html(page, row) for row in records(rows)],
            "acts": [_acts(page, plan, row) for row in records(rows)],
        },
        dtype=object,
    )
    pick_table(
        page,
        shown,
        [
            Column("what", page.t("round.column_stop")),
            Column("when", page.t("round.column_when")),
            Column("place", page.t("round.column_place")),
            Column("weight", page.t("round.column_weight"), align="right"),
            Column("acts", page.t("round.column_change")),
        ],
        key="report_id",
        caption=page.t("round.list", n=len(rows)),
        picked=picked(),
        on_pick=lambda row: in_address.put(_PICKED, row),
        on_act=round_choice.on_act,
        name="round_stops",
    )


def dropped(page: Page, plan: Plan) -> None:
    """What stays undone and why; each can be put first, or allowed again."""
    rows = plan.dropped()
    show(tag("h2", page.t("round.dropped"), class_="m-h2"))
    if rows.empty:
        show(tag("p", page.t("round.nothing_dropped"), class_="m-quiet"))
        return
    shown = pd.DataFrame(
        {
            "report_id": rows["report_id"],
            "what": [_what(page, plan, row) for row in records(rows)],
            "reason": [reason_words(page, row) for row in records(rows)],
            "place": [place_words(page, row) for row in records(rows)],
            "weight": [weight_html(page, row) for row in records(rows)],
            "acts": [_dropped_acts(page, row) for row in records(rows)],
        },
        dtype=object,
    )
    pick_table(
        page,
        shown,
        [
            Column("what", page.t("round.column_stop")),
            Column("reason", page.t("round.column_why")),
            Column("place", page.t("round.column_place")),
            Column("weight", page.t("round.column_weight"), align="right"),
            Column("acts", page.t("round.column_change")),
        ],
        key="report_id",
        caption=page.t("round.dropped"),
        picked=picked(),
        on_pick=lambda row: in_address.put(_PICKED, row),
        on_act=round_choice.on_act,
        name="round_dropped",
    )


def basis(page: Page, plan: Plan) -> None:
    """What the round rests on: the network, what it does not know, closures, the weights."""
    said = [
        page.t("round.basis_roads")
        if plan.has_roads
        else page.t("round.basis_straight", factor=f"{page.city.road_crews.detour_factor:g}")
    ]
    if plan.has_roads and plan.straight:
        said.append(page.t("round.basis_off_road", n=plan.straight))
    if not plan.has_base:
        said.append(page.t("round.basis_no_base"))
    if plan.closed_roads:
        said.append(page.t("round.basis_closed", n=plan.closed_roads))
    by_dates = int((~plan.stops["is_scored"].astype(bool)).sum())
    if by_dates:
        said.append(page.t("round.basis_dates", n=by_dates))
    said += [page.t("round.basis_service"), page.t("round.basis_windows")]
    show(
        tag(
            "details",
            tag("summary", page.t("round.basis")),
            tag("ul", *(tag("li", one) for one in said)),
        )
    )


def place_words(page: Page, row: dict[str, Any]) -> str:
    """Address as published, else the town."""
    for name in ("address", "town"):
        if isinstance(row[name], str) and row[name]:
            return str(row[name])
    return page.t("triage.no_address")


def reason_words(page: Page, row: dict[str, Any]) -> str:
    """Why a stop is left out."""
    owner = "" if numbers.is_missing(row["owner"]) else page.word("owner", row["owner"])
    return page.t(f"round.reason_{row['reason']}", owner=owner)


def weight_html(page: Page, row: dict[str, Any]) -> Html:
    """Points; those that are of dates only are marked."""
    points = numbers.number(int(row["weight"]), page.lang)
    if row["is_scored"]:
        return join(points)
    return join(points, " ", tag("span", page.t("round.by_dates_mark"), class_="m-quiet m-small"))


def _what(page: Page, plan: Plan, row: dict[str, Any]) -> Html:
    number = row.get("number")
    several = int(row["posts"])
    return join(
        tag("span", f"{int(number)}. ") if number is not None and number == number else None,
        stated(page, row["category"]),
        tag("span", page.t("round.posts", n=several), class_="m-tag") if several > 1 else None,
        tag("span", page.t("round.pinned"), class_="m-tag")
        if row["report_id"] in plan.asked.pinned
        else None,
    )


def _when(page: Page, row: dict[str, Any]) -> Html:
    begins, leaves, arrives = row["begins_at"], row["leaves_at"], row["arrives_at"]
    wait = (begins - arrives).total_seconds() // 60
    return join(
        tag("span", f"{begins:%H:%M}–{leaves:%H:%M}", class_="m-keep"),
        " " if wait >= 1 else None,
        tag("span", page.t("round.waits", at=f"{arrives:%H:%M}"), class_="m-quiet m-small")
        if wait >= 1
        else None,
    )


def _acts(page: Page, plan: Plan, row: dict[str, Any]) -> Html:
    is_pinned = row["report_id"] in plan.asked.pinned
    first = _button(page, row, "free" if is_pinned else round_choice.PIN)
    return tag("span", first, " ", _button(page, row, round_choice.OUT), class_="m-keep")


def _dropped_acts(page: Page, row: dict[str, Any]) -> Html | str:
    if row["reason"] == "removed":
        return _button(page, row, "free")
    if row["reason"] in ("no_time", "window"):
        return _button(page, row, round_choice.PIN)
    return ""


def _button(page: Page, row: dict[str, Any], act: str) -> Html:
    label = page.t(f"round.act_{act}")
    return act_button(label, act, about=f"{label}: {stated(page, row['category'])}")


def _minutes(page: Page, seconds: int) -> str:
    return numbers.duration(seconds / 60, page.lang)
