"""Two publishers' lists of places side by side: what differs, as a table and as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.domain.reconcile import Difference, Outcome, counts
from machimori.store.queries import reconciliation
from machimori.ui import filters
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, table

_ALL = "all"


def comparison(page: Page) -> None:
    """The choice of two lists, and what came of comparing them."""
    show(
        tag("h2", page.t("exchange.reconcile"), class_="m-h2"),
    )
    known = [one.source for one in reconciliation.lists(page.warehouse)]
    if len(known) < 2:
        show(tag("p", page.t("exchange.one_list"), class_="m-quiet"))
        return
    show(tag("p", page.t("exchange.reconcile_more"), class_="m-quiet"))
    left, middle, right = st.columns(3)
    with left:
        here = _list(page, "list_a", "exchange.here", known)
    with middle:
        there = _list(page, "list_b", "exchange.there", [one for one in known if one != here])
    roles = reconciliation.roles(page.warehouse, here, there)
    with right:
        role = filters.choice(
            "list_role",
            page.t("exchange.role"),
            [_ALL, *roles],
            words=lambda code: (
                page.t("exchange.all_roles") if code == _ALL else page.word("role", code)
            ),
        )
    chosen = None if role == _ALL else role
    found = reconciliation.compare(page.warehouse, here, there, role=chosen)
    _result(page, found, here, there)


def _list(page: Page, key: str, label: str, known: list[str]) -> str:
    picked = filters.one_of_many(
        key,
        page.t(label),
        known,
        page.lang,
        words=lambda one: _title(page, one),
        default=known[0],
    )
    return picked if picked in known else known[0]


def _title(page: Page, source: str) -> str:
    """The list's title and producer by the configuration; its id where it has none."""
    for _, entry in page.city.source(source):
        named = "・".join(part for part in (entry.producer, entry.title) if part)
        return f"{named}（{source}）" if named else source
    return source


def _result(page: Page, found: list[Difference], here: str, there: str) -> None:
    number = {str(outcome): n for outcome, n in counts(found).items()}
    show(tag("p", tag("strong", page.t("exchange.counts", **number))))
    with_same = st.toggle(page.t("exchange.show_same"), key="with_same")
    shown = [one for one in found if with_same or one.outcome != Outcome.SAME]
    if not shown:
        show(tag("p", page.t("exchange.no_difference"), class_="m-quiet"))
    else:
        frame = pd.DataFrame(reconciliation.as_rows(shown), columns=list(reconciliation.COLUMNS))
        table(
            page,
            frame,
            [
                Column(
                    "outcome",
                    page.t("exchange.outcome"),
                    show=lambda code: page.t(f"exchange.outcome_{code}"),
                ),
                Column("name_here", page.t("exchange.name_here")),
                Column("name_there", page.t("exchange.name_there")),
                Column("distance_m", page.t("exchange.distance"), "right"),
                Column("address_here", page.t("exchange.address_here")),
                Column("address_there", page.t("exchange.address_there")),
            ],
            caption=page.t("exchange.reconcile"),
            is_caption_spoken=True,
        )
    everything = pd.DataFrame(reconciliation.as_rows(found), columns=list(reconciliation.COLUMNS))
    download(page, everything, f"reconcile_{here}_{there}.csv", key="reconcile_csv")
