"""Which groups there are: the figures, the choice of scope, the list to pick from."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from machimori.store.queries import road_groups
from machimori.ui import filters, in_address, states
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.pick_table import pick_table
from machimori.ui.report_marks import stated
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column, records
from machimori.wording import numbers

GROUP = "group"
_PAGE = "page"
_ROWS = 25


def picked_group() -> str | None:
    """Id of the group in the address."""
    return in_address.value(GROUP)


def pick_group(group_id: str) -> None:
    """Put a group into the address."""
    in_address.put(GROUP, group_id)


def figures(page: Page) -> None:
    """Posts and what they tell of: reports and incidents, all and open."""
    counted = road_groups.counts(page.warehouse)

    def figure(key: str, reports: int, incidents: int) -> Html:
        words = page.t(
            "same_hole.figure",
            reports=numbers.number(reports, page.lang),
            incidents=numbers.number(incidents, page.lang),
        )
        return tag("div", tag("dt", page.t(key)), tag("dd", words))

    show(
        tag(
            "dl",
            figure("same_hole.open", counted.open_reports, counted.open_incidents),
            figure("same_hole.all", counted.reports, counted.incidents),
            class_="m-facts",
        )
    )


def scope(page: Page) -> str:
    """Which groups are looked at."""
    return filters.choice(
        "scope",
        page.t("same_hole.scope"),
        road_groups.SCOPES,
        words=lambda code: page.t(f"same_hole.scope.{code}"),
    )


def group_list(page: Page, chosen: str) -> None:
    """One page of the groups, those with most open posts first."""
    number = _page_number()
    total, found = road_groups.groups(
        page.warehouse, chosen, limit=_ROWS, offset=(number - 1) * _ROWS
    )
    if not total:
        states.notice(page.t("same_hole.none"), page.t(f"same_hole.none.{chosen}"))
        return
    pick_table(
        page,
        pd.DataFrame([_line(page, row) for row in records(found)], dtype=object),
        [
            Column("what", page.t("same_hole.column.what")),
            Column("posts", page.t("same_hole.column.posts"), align="right"),
            Column("open", page.t("same_hole.column.open"), align="right"),
            Column("when", page.t("same_hole.column.when")),
            Column("place", page.t("same_hole.column.place")),
        ],
        key="group_id",
        caption=page.t("same_hole.caption", n=numbers.number(total, page.lang)),
        picked=picked_group(),
        on_pick=pick_group,
        name="same_hole_groups",
    )
    _pager(page, number, math.ceil(total / _ROWS))


def _line(page: Page, row: Row) -> dict[str, object]:
    days: int = 0 if pd.isna(row["last_at"]) else (row["last_at"] - row["first_at"]).days
    return {
        "group_id": row["group_id"],
        "what": stated(page, row["category"]),
        "posts": page.t("same_hole.posts", n=numbers.number(int(row["posts"]), page.lang)),
        "open": page.t("same_hole.posts", n=numbers.number(int(row["open_posts"]), page.lang)),
        "when": join(
            page.t("word.not_stated") if pd.isna(row["last_at"]) else page.moment(row["last_at"]),
            " ",
            tag(
                "span",
                page.t("same_hole.within_days", n=numbers.number(days, page.lang)),
                class_="m-quiet",
            ),
        ),
        "place": stated(page, row["address"] if not pd.isna(row["address"]) else row["town"]),
    }


def _page_number() -> int:
    given = in_address.value(_PAGE) or "1"
    return max(1, int(given)) if given.isascii() and given.isdigit() else 1


def _turn(number: int) -> None:
    in_address.put(_PAGE, str(number))


def _pager(page: Page, number: int, last: int) -> None:
    if last <= 1:
        return
    with st.container(horizontal=True, key="same_hole_pager", vertical_alignment="center"):
        for key, to in (("triage.previous", number - 1), ("triage.next", number + 1)):
            st.button(
                page.t(key), key=f"same_hole {key}", disabled=not 1 <= to <= last,
                on_click=_turn, args=(to,),
            )  # fmt: skip
        words = page.t(
            "same_hole.page",
            n=numbers.number(number, page.lang),
            last=numbers.number(last, page.lang),
        )
        show(tag("p", words, class_="m-quiet"))
