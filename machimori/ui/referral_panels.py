"""Posts on others' roads in figures and lists: by addressee, handed over, of unknown owner."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from machimori.store.queries import referrals
from machimori.store.queries.referrals import Totals
from machimori.ui import filters, navigation, road_words, states
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.report_marks import age_html, stated, status_html
from machimori.ui.staff_frame import minute
from machimori.ui.tables import Column, records, table
from machimori.wording import numbers

MOST = 200


def figures(page: Page) -> Totals:
    """What waits, what was handed over, what is unknown, and 対象外 apart from all of them."""
    ours = [str(one) for one in page.city.road_owners.ours]
    found = referrals.totals(page.warehouse, ours, sure_from=page.city.road_owners.sure_from)
    unit, source = page.t("unit.reports"), page.word("source_name", "road_reports")
    as_of = page.fetched_words(page.fetched_at("road_reports"))
    handed_note = ""
    if found.oldest_handed_at is not None:
        handed_note = page.t("referrals.handed_note", age=page.age(found.oldest_handed_at))
    kpis(
        page,
        [
            Kpi(
                page.t("referrals.waiting"),
                sum(found.waiting.values()),
                unit,
                as_of,
                source,
                note=page.t("referrals.unsure_note", n=numbers.number(found.unsure, page.lang)),
            ),
            Kpi(page.t("referrals.handed"), found.handed, unit, as_of, source, note=handed_note),
            Kpi(
                page.t("referrals.unknown"),
                found.unknown,
                unit,
                as_of,
                source,
                note=page.t("referrals.unknown_note"),
            ),
            Kpi(
                page.t("referrals.out_of_scope"),
                found.out_of_scope,
                unit,
                as_of,
                source,
                note=page.t("referrals.out_of_scope_note"),
            ),
        ],
        dense=True,
    )
    return found


def owner_choice(page: Page, found: Totals) -> str | None:
    """Whose roads to look at: one of those with posts waiting; None where nothing waits."""
    if not found.waiting:
        states.notice(page.t("referrals.none"), page.t("referrals.none_here"))
        return None
    return filters.choice(
        "owner",
        page.t("referrals.owner"),
        list(found.waiting),
        words=lambda code: _owner_label(page, code, found.waiting[code]),
    )


def _owner_label(page: Page, code: str, posts: int) -> str:
    return f"{road_words.owner(page, code)} {numbers.number(posts, page.lang)}"


def waiting(page: Page, owner: str, found: Totals) -> pd.DataFrame:
    """The open posts on that owner's roads, the oldest first; returns the rows."""
    rows = referrals.waiting(page.warehouse, owner, now=minute(page.now), most=MOST)
    n = numbers.number(found.waiting[owner], page.lang)
    show(tag("p", addressee_words(page, owner)))
    shown = pd.DataFrame(
        [
            {
                "number": _number(page, row),
                "what": stated(page, row["category"]),
                "state": status_html(page, row["status"]),
                "age": age_html(page, row["age_days"]),
                "place": _place(page, row),
                "road": _road(page, row),
                "sure": _sure(page, row),
            }
            for row in records(rows)
        ],
        dtype=object,
    )
    table(
        page,
        shown,
        [
            Column("number", page.t("triage.fact.number"), is_row_heading=True),
            Column("what", page.t("triage.column.what")),
            Column("state", page.t("triage.column.status")),
            Column("age", page.t("triage.column.age"), align="right"),
            Column("place", page.t("triage.column.place")),
            Column("road", page.t("referrals.column.road")),
            Column("sure", page.t("referrals.column.sure")),
        ],
        caption=page.t("referrals.queue", owner=road_words.owner(page, owner), n=n),
    )
    _say_part(page, len(rows), found.waiting[owner])
    return rows


def handed(page: Page, found: Totals) -> None:
    """What was handed over, and to whom."""
    if not found.handed:
        return
    rows = referrals.handed(page.warehouse, now=minute(page.now), most=MOST)
    with st.expander(page.t("referrals.handed_list"), key="referrals_handed"):
        shown = pd.DataFrame(
            [
                {
                    "number": _number(page, row),
                    "what": stated(page, row["category"]),
                    "owner": road_words.owner(page, row["owner"]),
                    "to": stated(page, row["referred_to"]),
                    "since": page.moment(row["closed_at"])
                    if not numbers.is_missing(row["closed_at"])
                    else page.t("word.not_stated"),
                    "place": _place(page, row),
                }
                for row in records(rows)
            ],
            dtype=object,
        )
        table(
            page,
            shown,
            [
                Column("number", page.t("triage.fact.number"), is_row_heading=True),
                Column("what", page.t("triage.column.what")),
                Column("owner", page.t("referrals.owner")),
                Column("to", page.t("referrals.to")),
                Column("since", page.t("referrals.since")),
                Column("place", page.t("triage.column.place")),
            ],
            caption=page.t("referrals.handed_list"),
            is_caption_spoken=True,
        )
        _say_part(page, len(rows), found.handed)


def _number(page: Page, row: dict[str, Any]) -> Html:
    """The published number, as a link to the post in the queue."""
    words = row["source_report_id"]
    words = str(row["report_id"]) if numbers.is_missing(words) else str(words)
    address = f"{navigation.entry('triage').url_path}?post={quote(str(row['report_id']))}"
    return tag("a", words, href=address, target="_self", title=page.t("referrals.detail"))


def _place(page: Page, row: dict[str, Any]) -> str:
    for name in ("address", "town"):
        if not numbers.is_missing(row[name]):
            return str(row[name])
    return page.t("triage.no_address")


def _road(page: Page, row: dict[str, Any]) -> str:
    if numbers.is_missing(row["owner_distance_m"]):
        return page.t("word.not_stated")
    name = row["road_name"]
    return page.t(
        "referrals.distance",
        road=page.t("referrals.nameless") if numbers.is_missing(name) else str(name),
        metres=_metres(page, row["owner_distance_m"]),
    )


def _sure(page: Page, row: dict[str, Any]) -> Html:
    """How sure the owner is, and what makes it unsure."""
    confidence = row["owner_confidence"]
    if numbers.is_missing(confidence):
        return join(page.t("referrals.by_staff"))
    percent = page.t("referrals.confidence", n=round(100 * float(confidence)))
    other = row["other_distance_m"]
    if not road_words.is_unsure(page, confidence) or numbers.is_missing(other):
        return join(percent)
    near = page.t("referrals.other_near", metres=_metres(page, other))
    unsure = page.t("owners.unsure", owner=road_words.owner(page, row["owner"]))
    quiet = tag("span", near, class_="m-quiet")
    return tag("span", tag("strong", unsure), " ", percent, " ", quiet)


def _metres(page: Page, distance_m: Any) -> str:
    """To the metre: between two roads ten of them matter."""
    return f"{numbers.number(round(float(distance_m)), page.lang)} m"


def _say_part(page: Page, shown: int, whole: int) -> None:
    if whole > shown:
        words = page.t("referrals.shown", n=numbers.number(shown, page.lang))
        show(tag("p", words, class_="m-quiet"))


def addressee(page: Page, owner: str) -> str:
    """Who takes posts about that owner's roads; empty where nobody is configured."""
    return {str(one): name for one, name in page.city.road_owners.addressees.items()}.get(owner, "")


def addressee_words(page: Page, owner: str) -> str:
    """The addressee, or that none is configured."""
    name = addressee(page, owner)
    return page.t("referrals.addressee", name=name) if name else page.t("referrals.no_addressee")
