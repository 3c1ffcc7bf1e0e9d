"""Figures of this municipality's own tables, told beside the published ones: live, not printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from machimori.city import City
from machimori.store.queries import (
    datasets,
    facilities,
    food,
    freshness,
    open_tables,
    overview,
    road_survival,
)
from machimori.store.warehouse import Warehouse


@dataclass(frozen=True)
class LiveFigure:
    """One figure; its words are ``live.<key>`` and ``live.<key>_note`` of the catalogue.

    ``value`` None: too few data to say (``store.gate``). A share has its numerator and denominator.
    """

    key: str
    value: float | None
    unit: str
    as_of: datetime | None  # of the data, naive UTC; None: it states no time
    is_sample: bool
    part: int | None = None
    of: int | None = None
    low: float | None = None  # 95 % interval
    high: float | None = None
    role: str = ""  # of places; totals never sum two roles


def live_figures(
    warehouse: Warehouse, city: City, reported: pd.DataFrame | None, *, now: datetime
) -> tuple[LiveFigure, ...]:
    """Open places by role (only while an incident is on), posts, boxes, data.

    Args:
        warehouse: the generation.
        city: thresholds below which a count isn't told, and the scope of 整備率.
        reported: public places with their state (``facilities.places_now``); None in peacetime.
        now: aware.
    """
    return (
        *_open_places(warehouse, reported, now),
        *roads(warehouse, city, now=now),
        *_boxes(warehouse),
        *_freshness(warehouse, now),
        *_completeness(warehouse, city, now),
    )


def _open_places(
    warehouse: Warehouse, reported: pd.DataFrame | None, now: datetime
) -> tuple[LiveFigure, ...]:
    if reported is None or not len(reported):
        return ()
    told = freshness.utc(now)
    is_sample = warehouse.build.is_sample
    return tuple(
        LiveFigure("open_places", one.open, "か所", told, is_sample, role=str(one.role))
        for one in facilities.role_totals(reported)
    )


def roads(warehouse: Warehouse, city: City, *, now: datetime) -> tuple[LiveFigure, ...]:
    """Posts lately, and the share closed in time with its interval; nothing without any posts."""
    found = overview.roads(warehouse, now=now, privacy=city.privacy)
    if found is None:
        return ()
    closed = road_survival.closed_within(warehouse, days=overview.DONE_WITHIN_DAYS)
    return (
        LiveFigure("posts", found.lately, "件", found.as_of, found.is_sample),
        LiveFigure(
            "p_closed",
            None if closed is None else 100 * closed.share,
            "%",
            found.as_of,
            found.is_sample,
            low=None if closed is None else 100 * closed.low,
            high=None if closed is None else 100 * closed.high,
        ),
    )


def _boxes(warehouse: Warehouse) -> tuple[LiveFigure, ...]:
    points = food.points(warehouse)
    if not len(points):
        return ()
    newest = points["as_of"].max()
    as_of = None if pd.isna(newest) else newest
    return (LiveFigure("boxes", len(points), "か所", as_of, warehouse.build.is_sample),)


def _freshness(warehouse: Warehouse, now: datetime) -> tuple[LiveFigure, ...]:
    minute = now.replace(second=0, microsecond=0)
    sources = freshness.sources(warehouse, now=minute)
    if not len(sources):
        return ()
    newest = sources["as_of"].max()
    stale = int(sources["is_stale"].sum())
    return (
        LiveFigure(
            "fresh",
            len(sources) - stale,
            "件",
            None if pd.isna(newest) else newest,
            warehouse.build.is_sample,
            part=len(sources) - stale,
            of=len(sources),
        ),
    )


def _completeness(warehouse: Warehouse, city: City, now: datetime) -> tuple[LiveFigure, ...]:
    """整備率 of the municipality's own files, with numerator and denominator."""
    if not len(datasets.catalogue(warehouse)):
        return ()
    found = open_tables.standard_coverage(warehouse, city)
    sources = freshness.sources(
        warehouse, now=now.replace(second=0, microsecond=0), names=("open_datasets",)
    )
    newest = sources["as_of"].max()
    return (
        LiveFigure(
            "completeness",
            found.percent,
            "%",
            None if pd.isna(newest) else newest,
            warehouse.build.is_sample,
            part=found.numerator,
            of=found.denominator,
        ),
    )
