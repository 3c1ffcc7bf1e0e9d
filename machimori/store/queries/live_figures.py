"""Figures of this municipality's own tables, told beside the published ones: live, not printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from machimori.city_privacy import Privacy
from machimori.store.queries import facilities, food, freshness, overview
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
    role: str = ""  # of places; totals never sum two roles


def live_figures(
    warehouse: Warehouse,
    reported: pd.DataFrame | None,
    *,
    now: datetime,
    privacy: Privacy | None = None,
) -> tuple[LiveFigure, ...]:
    """Open places by role (only while an incident is on), posts, boxes, freshness of the data.

    Args:
        warehouse: the generation.
        reported: public places with their state (``facilities.places_now``); None in peacetime.
        now: aware.
        privacy: thresholds below which a count of posts isn't told.
    """
    return (
        *_open_places(warehouse, reported, now),
        *_roads(warehouse, now, privacy),
        *_boxes(warehouse),
        *_freshness(warehouse, now),
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


def _roads(warehouse: Warehouse, now: datetime, privacy: Privacy | None) -> tuple[LiveFigure, ...]:
    found = overview.roads(warehouse, now=now, privacy=privacy)
    if found is None:
        return ()
    return (
        LiveFigure("posts", found.lately, "件", found.as_of, found.is_sample),
        LiveFigure(
            "posts_done",
            found.share_in_time,
            "%",
            found.as_of,
            found.is_sample,
            part=found.done_in_time,
            of=found.watched,
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
