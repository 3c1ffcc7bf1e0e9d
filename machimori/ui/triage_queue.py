"""The queue of posts: one line each, page by page, picked by click or keyboard; and as a file."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from machimori.store.queries import triage_file
from machimori.store.queries.triage import TriageFilter
from machimori.ui import states, triage_data
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.pick_table import pick_table
from machimori.ui.report_marks import age_html, stated, status_html
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column, csv_bytes
from machimori.wording import numbers

_POST = "post"
_PAGE = "page"


def picked_post() -> str | None:
    """Id of the post in the address."""
    return st.query_params.get(_POST)


def pick_post(report_id: str) -> None:
    """Put a post into the address."""
    st.query_params[_POST] = report_id


def queue(page: Page, chosen: TriageFilter, *, sort: str, posts: int) -> pd.DataFrame:
    """Draw the page of the queue that the address names; returns its rows."""
    last = max(1, math.ceil(posts / triage_data.PAGE_ROWS))
    number = min(max(_page_number(), 1), last)
    rows = triage_data.queue(page, chosen, sort=sort, number=number)
    if rows.empty:
        states.notice(page.t("triage.none"), page.t("filter.none_found"))
        return rows
    pick_table(
        page,
        _shown(page, rows),
        _columns(page),
        key="report_id",
        caption=page.t("triage.queue_caption", n=numbers.number(posts, page.lang)),
        picked=picked_post(),
        on_pick=pick_post,
        name="triage_queue",
    )
    _pager(page, number, last, posts)
    return rows


def save(page: Page, chosen: TriageFilter, posts: int) -> None:
    """The filtered posts as CSV, made when asked for; too many are said before."""
    if posts > triage_file.MAX_EXPORT_ROWS:
        most = numbers.number(triage_file.MAX_EXPORT_ROWS, page.lang)
        show(tag("p", page.t("triage.csv_too_many", most=most), class_="m-quiet"))
        return
    st.download_button(
        page.t("triage.csv", n=numbers.number(posts, page.lang)),
        lambda: csv_bytes(triage_file.rows(page.warehouse, chosen, now=page.now)),
        file_name="road_reports.csv",
        mime="text/csv",
        key="triage_csv",
        on_click="ignore",
        disabled=posts == 0,
    )


def _columns(page: Page) -> list[Column]:
    return [
        Column("what", page.t("triage.column.what")),
        Column("state", page.t("triage.column.status")),
        Column("age", page.t("triage.column.age"), align="right"),
        Column("place", page.t("triage.column.place")),
        Column("crowd", page.t("triage.column.at_mesh"), align="right"),
        Column("due", page.t("triage.column.due")),
    ]


def _shown(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in words and marks."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "report_id": rows["report_id"],
            "what": [stated(page, row["category"]) for row in records],
            "state": [status_html(page, row["status"]) for row in records],
            "age": [age_html(page, row["age_days"]) for row in records],
            "place": [_place(page, row) for row in records],
            "crowd": [_crowd(page, row["open_posts_at_mesh"]) for row in records],
            "due": [_due(page, row["due_at"]) for row in records],
        },
        dtype=object,
    )


def _place(page: Page, row: Row) -> Html:
    """Address as published, else the town; what has no position says so."""
    town = None if numbers.is_missing(row["town"]) else str(row["town"])
    address = None if numbers.is_missing(row["address"]) else str(row["address"])
    words = address or town or page.t("triage.no_address")
    if numbers.is_missing(row["latitude"]):
        return join(words, " ", tag("span", page.t("triage.no_position"), class_="m-quiet"))
    return join(words)


def _crowd(page: Page, posts: object) -> Html:
    if numbers.is_missing(posts):
        return tag("span", "–", class_="m-quiet")
    return join(page.t("triage.posts", n=numbers.number(int(str(posts)), page.lang)))


def _due(page: Page, due_at: object) -> Html:
    if not isinstance(due_at, pd.Timestamp) or numbers.is_missing(due_at):
        return tag("span", page.t("word.not_stated"), class_="m-quiet m-keep")
    day = tag("span", numbers.day(numbers.local(due_at, page.zone), page.lang), class_="m-keep")
    if (numbers.minutes_between(due_at, page.now) or 0) > 0:
        return join(tag("strong", page.t("triage.late"), class_="m-alarm"), " ", day)
    return day


def _page_number() -> int:
    given = st.query_params.get(_PAGE, "1")
    return int(given) if given.isascii() and given.isdigit() else 1


def _turn(number: int) -> None:
    if number == 1:
        st.query_params.pop(_PAGE, None)
    else:
        st.query_params[_PAGE] = str(number)


def _pager(page: Page, number: int, last: int, posts: int) -> None:
    first = (number - 1) * triage_data.PAGE_ROWS + 1
    with st.container(
        horizontal=True, key="triage_pager", vertical_alignment="center", gap="small"
    ):
        if last > 1:
            st.button(
                page.t("triage.previous"),
                key="triage_previous",
                disabled=number == 1,
                on_click=_turn,
                args=(number - 1,),
            )
            st.button(
                page.t("triage.next"),
                key="triage_next",
                disabled=number == last,
                on_click=_turn,
                args=(number + 1,),
            )
        show(
            tag(
                "p",
                page.t(
                    "triage.range",
                    first=numbers.number(first, page.lang),
                    last=numbers.number(min(posts, first + triage_data.PAGE_ROWS - 1), page.lang),
                    total=numbers.number(posts, page.lang),
                ),
                class_="m-quiet",
            )
        )
