"""The queue of posts: one line each, page by page, picked by click or keyboard."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from machimori.store.queries.road_priority import Weighing
from machimori.store.queries.triage import TriageFilter
from machimori.ui import in_address, states, triage_data
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.pick_table import pick_table
from machimori.ui.report_marks import age_html, stated, status_html
from machimori.ui.road_clock import due_html
from machimori.ui.road_words import owner_html
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column
from machimori.ui.triage_acts import may_decide
from machimori.ui.triage_common import choose
from machimori.ui.triage_common import chosen as chosen_posts
from machimori.ui.triage_priority import priority_column, stability_note
from machimori.ui.triage_weighing import weighing
from machimori.wording import numbers

_POST = "post"
_PAGE = "page"


def picked_post() -> str | None:
    """Id of the post in the address."""
    return in_address.value(_POST)


def pick_post(report_id: str) -> None:
    """Put a post into the address."""
    in_address.put(_POST, report_id)


def queue(page: Page, chosen: TriageFilter, *, sort: str, posts: int) -> pd.DataFrame:
    """Draw the page of the queue that the address names; returns its rows."""
    last = max(1, math.ceil(posts / triage_data.PAGE_ROWS))
    number = min(max(_page_number(), 1), last)
    weighed = weighing(page)
    rows = triage_data.queue(page, chosen, sort=sort, number=number, weighing=weighed)
    if rows.empty:
        states.notice(page.t("triage.none"), page.t("filter.none_found"))
        return rows
    pick_table(
        page,
        _shown(page, rows, weighed),
        _columns(page),
        key="report_id",
        caption=page.t("triage.queue_caption", n=numbers.number(posts, page.lang)),
        picked=picked_post(),
        on_pick=pick_post,
        name="triage_queue",
        choosing=page.t("roads.bulk.choose") if may_decide(page) else "",
        chosen=chosen_posts(),
        on_choose=lambda ids: choose(list(rows["report_id"]), ids),
    )
    _pager(page, number, last, posts)
    stability_note(page, len(rows))
    return rows


def _columns(page: Page) -> list[Column]:
    return [
        Column("priority", page.t("triage.column.priority"), align="right"),
        Column("what", page.t("triage.column.what")),
        Column("state", page.t("triage.column.status")),
        Column("age", page.t("triage.column.age"), align="right"),
        Column("place", page.t("triage.column.place")),
        Column("crowd", page.t("triage.column.at_mesh"), align="right"),
        Column("due", page.t("triage.column.due")),
    ]


def _shown(page: Page, rows: pd.DataFrame, weighed: Weighing) -> pd.DataFrame:
    """The rows in words and marks."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "report_id": rows["report_id"],
            "priority": priority_column(page, rows, weighed),
            "what": [_what(page, row) for row in records],
            "state": [status_html(page, row["status"]) for row in records],
            "age": [age_html(page, row["age_days"]) for row in records],
            "place": [_place(page, row) for row in records],
            "crowd": [_crowd(page, row["open_posts_at_mesh"]) for row in records],
            "due": [due_html(page, row["clock"], row["due_at"]) for row in records],
        },
        dtype=object,
    )


def _what(page: Page, row: Row) -> Html:
    """The category, how many posts tell of the same hole, and whose road it may be."""
    many = int(row["group_posts"])
    return tag(  # one piece: on a phone each piece of a cell would be a column of its own
        "span",
        stated(page, row["category"]),
        " ",
        tag("span", page.t("triage.same_hole", n=many), class_="m-quiet m-keep")
        if many > 1
        else None,
        " ",
        owner_html(page, row["owner"], row["owner_confidence"]),
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


def _page_number() -> int:
    given = in_address.value(_PAGE) or "1"
    return int(given) if given.isascii() and given.isdigit() else 1


def _turn(number: int) -> None:
    in_address.put(_PAGE, *([] if number == 1 else [str(number)]))


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
