"""Answers of the road queue, kept per build, filter and minute, so that a rerun is quick."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.queries import triage
from machimori.store.queries.road_clock import Ages
from machimori.store.queries.road_priority import Weighing
from machimori.store.queries.triage import Counts, TriageFilter
from machimori.store.warehouse import Warehouse
from machimori.ui.page import Page
from machimori.ui.staff_frame import minute

PAGE_ROWS = 50


def choices(page: Page) -> pd.DataFrame:
    """What the filters offer."""
    return _choices(page.warehouse, page.warehouse.signature)


def balance(page: Page) -> dict[str, Any]:
    """All posts, whatever the filter."""
    return _balance(page.warehouse, page.warehouse.signature)


def counts(page: Page, chosen: TriageFilter) -> Counts:
    """Counts of the filtered posts."""
    return _counts(
        page.warehouse,
        page.warehouse.signature,
        chosen,
        minute(page.now),
        page.zone,
        page.city.code,
    )


def ages(page: Page, chosen: TriageFilter) -> dict[str, Ages]:
    """How old the filtered posts are, counted as posts and as incidents."""
    return _ages(
        page.warehouse,
        page.warehouse.signature,
        chosen,
        minute(page.now),
        page.zone,
        page.city.code,
    )


def queue(
    page: Page, chosen: TriageFilter, *, sort: str, number: int, weighing: Weighing
) -> pd.DataFrame:
    """One page of the queue; pages count from 1."""
    return _queue(
        page.warehouse,
        page.warehouse.signature,
        chosen,
        minute(page.now),
        sort,
        number,
        weighing,
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _choices(_warehouse: Warehouse, signature: Any) -> pd.DataFrame:
    return triage.choices(_warehouse)


@st.cache_data(max_entries=4, show_spinner=False)
def _balance(_warehouse: Warehouse, signature: Any) -> dict[str, Any]:
    return triage.balance(_warehouse)


@st.cache_data(max_entries=64, ttl=300, show_spinner=False)
def _counts(
    _warehouse: Warehouse,
    signature: Any,
    chosen: TriageFilter,
    now: datetime,
    _zone: tzinfo,
    code: str,
) -> Counts:
    return triage.counts(_warehouse, chosen, now=now, zone=_zone)


@st.cache_data(max_entries=64, ttl=300, show_spinner=False)
def _queue(
    _warehouse: Warehouse,
    signature: Any,
    chosen: TriageFilter,
    now: datetime,
    sort: str,
    number: int,
    weighing: Weighing,
) -> pd.DataFrame:
    offset = (number - 1) * PAGE_ROWS
    return triage.queue(
        _warehouse,
        chosen,
        now=now,
        sort=sort,
        limit=PAGE_ROWS,
        offset=offset,
        weighing=weighing,
    )


@st.cache_data(max_entries=64, ttl=300, show_spinner=False)
def _ages(
    _warehouse: Warehouse,
    signature: Any,
    chosen: TriageFilter,
    now: datetime,
    _zone: tzinfo,
    code: str,
) -> dict[str, Ages]:
    return triage.ages(_warehouse, chosen, now=now, zone=_zone)
