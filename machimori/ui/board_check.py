"""Whom to ask first, with the phone and the one-tap confirmation beside each."""

from __future__ import annotations

import pandas as pd

from machimori.domain.ageing import Freshness
from machimori.store.queries import board_figures
from machimori.store.queries.board import Incident
from machimori.ui import board_acts
from machimori.ui.board_acts import Writing
from machimori.ui.board_panels import phone_html
from machimori.ui.board_table import confirm_button, pick_place, picked_place, place_name
from machimori.ui.markup import Html, join, tag
from machimori.ui.page import Page
from machimori.ui.pick_table import pick_rows
from machimori.ui.staff_frame import Row
from machimori.ui.tables import records
from machimori.wording import numbers


def check_list(
    page: Page, places: pd.DataFrame, incident: Incident | None, may: Writing | None
) -> None:
    """Draw whom to ask first; nothing in peace."""
    if incident is None:
        return
    named = places[["facility_id", "name"]].to_dict("records")
    names = {str(row["facility_id"]): place_name(row) for row in named}
    pick_rows(
        check_html(page, places, may),
        name="board_check",
        pulse=page.beat,
        picked=picked_place(),
        on_pick=pick_place,
        on_act=lambda act: board_acts.confirm(page, incident, act, names),
    )


def check_html(page: Page, places: pd.DataFrame, may: Writing | None) -> Html:
    """Whom to ask first: people at stake times age, as a short list."""
    order = board_figures.check_order(places)
    waiting = int((places["last_open"] & (places["freshness"] != Freshness.FRESH)).sum())
    n = numbers.number(waiting, page.lang)
    heading = tag(
        "h2",
        page.t("board.check_order"),
        tag("span", page.t("board.waiting", n=n), class_="m-tag") if waiting else None,
        class_="m-h3",
    )
    if order.empty:
        return join(heading, tag("p", page.t("board.check_none"), class_="m-quiet"))
    rows = records(order)
    lines = [
        tag(
            "li",
            tag("button", place_name(row), type="button", class_="m-link"),
            " ",
            tag("span", _stake(page, row), class_="m-keep"),
            " ",
            phone_html(page, row["phone"]),
            " ",
            confirm_button(page, row, may),
            data_row=row["facility_id"],
        )
        for row in rows
    ]
    return tag(
        "section",
        heading,
        tag("p", page.t("board.check_order_note"), class_="m-quiet m-small"),
        tag("ol", *lines, class_="m-order"),
        class_="m-panel",
    )


def _stake(page: Page, row: Row) -> str:
    key = "board.stake_most" if row["is_upper_bound"] else "board.stake"
    return page.t(
        key,
        n=numbers.number(int(str(row["at_stake"])), page.lang),
        age=numbers.age(float(str(row["age_minutes"])), page.lang),
    )
