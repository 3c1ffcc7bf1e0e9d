"""The filters of the road queue, in the URL. Open posts are what one starts with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.domain.vocabulary import RoadOwner
from machimori.store.queries.road_clock import CLOCKS
from machimori.store.queries.triage import (
    AGE_BUCKETS,
    NOT_STATED,
    OPEN_STATUSES,
    SORTS,
    TriageFilter,
)
from machimori.ui import filters, road_words, triage_data
from machimori.ui.page import Page

SCOPES = ("open", "not_stated", "all")
#: Up to so many values stand as pills; more go into a list to open.
_MOST_PILLS = 9


def triage_filter(page: Page) -> tuple[TriageFilter, str]:
    """Draw the filters; returns what was chosen and the order of the queue."""
    offered = triage_data.choices(page)
    with st.container(key="staff_filters"):
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            scope = filters.choice(
                "scope",
                page.t("triage.filter_scope"),
                SCOPES,
                words=lambda code: page.t(f"triage.scope.{code}"),
            )
            sort = filters.choice(
                "sort",
                page.t("filter.sort"),
                SORTS,
                words=lambda code: page.t(f"triage.sort.{code}"),
            )
        with st.expander(page.t("filter.label"), expanded=False, key="triage_more"):
            statuses: list[str] = []
            if scope == "all":
                statuses = _several(page, offered, "status", group="status")
            categories = _several(page, offered, "category")
            districts = _several(page, offered, "district")
            ages = filters.several(
                "age",
                page.t("triage.filter_age"),
                AGE_BUCKETS,
                words=lambda code: page.t(f"triage.age.{code}"),
            )
            clocks = filters.several(
                "clock",
                page.t("clock.filter"),
                CLOCKS,
                words=lambda code: page.t(f"clock.{code}"),
            )
            owners = filters.several(
                "owner",
                page.t("triage.filter_owner"),
                [str(one) for one in RoadOwner],
                words=lambda code: road_words.owner(page, code),
            )
            sources = _several(page, offered, "source")
    by_scope = {"open": OPEN_STATUSES, "not_stated": (NOT_STATED,), "all": tuple(statuses)}
    return (
        TriageFilter(
            statuses=by_scope[scope],
            categories=tuple(categories),
            districts=tuple(districts),
            sources=tuple(sources),
            ages=tuple(ages),
            clocks=tuple(clocks),
            owners=tuple(owners),
        ),
        sort,
    )


def _several(page: Page, offered: pd.DataFrame, field: str, *, group: str = "") -> list[str]:
    """Pills for few values, a list to open for many; nothing where there is no choice."""
    mine = offered[offered["field"] == field]
    values = [str(value) for value in mine["value"]]
    if len(values) < 2:
        return []
    labels = {
        str(row.value): _label(page, str(row.label), group) for row in mine.itertuples(index=False)
    }
    label = page.t(f"triage.filter_{field}")
    if len(values) <= _MOST_PILLS:
        return filters.several(field, label, values, words=labels.__getitem__)
    chosen = filters.one_of_many(field, label, values, page.lang, words=labels.__getitem__)
    return [] if chosen is None else [chosen]


def _label(page: Page, label: str, group: str) -> str:
    if label == NOT_STATED:
        return page.t("word.not_stated")
    return page.word(group, label) if group else label
