"""Road posts as the public page tells them: counts and shares alone, all of them past the gate."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from machimori.city import City
from machimori.store import gate
from machimori.store.gate import Subject
from machimori.store.kept import Kept
from machimori.store.queries import overview, road_release, road_survival
from machimori.store.queries.road_survival import Chosen, Share
from machimori.store.release_ledger import ReleaseLedger
from machimori.store.warehouse import Warehouse

#: Newest months that stand on the page; the file has all.
MOST_MONTHS = 12


@dataclass(frozen=True)
class PeriodShare:
    """Posts of a period and the share closed in time; None where they are too few to say."""

    period: str  # its first month, 2025-04; "all"
    posts: int | None
    share: Share | None


@dataclass(frozen=True)
class Count:
    """Posts of one month, district or kind; ``reports`` None: withheld."""

    name: str | None
    reports: int | None


@dataclass(frozen=True)
class RoadTold:
    """What is told of a build.

    ``months`` are newest first; ``districts`` (ids) and ``kinds`` are those of the newest month.
    """

    open: int | None
    periods: tuple[PeriodShare, ...]
    months: tuple[Count, ...]
    districts: tuple[Count, ...]
    kinds: tuple[Count, ...]


_KEPT: Kept[RoadTold] = Kept(3)


def road_told(warehouse: Warehouse, city: City) -> RoadTold:
    """The posts of a build, kept for as long as nothing more is released."""
    released: Hashable = ReleaseLedger.of(city, road_release.TABLE).state()
    key = (warehouse.signature, city.privacy, city.code, released)
    return _KEPT.get(key, lambda: _read(warehouse, city))


def _read(warehouse: Warehouse, city: City) -> RoadTold:
    monthly = road_release.monthly(warehouse, city).frame
    whole = monthly[monthly["level"] == "all"].sort_values("month", ascending=False)
    newest = monthly[monthly["month"] == (whole["month"].iloc[0] if len(whole) else None)]
    return RoadTold(
        open=overview.open_posts(warehouse, privacy=city.privacy),
        periods=_periods(warehouse, city),
        months=_counts(whole.head(MOST_MONTHS), "month"),
        districts=_counts(newest[newest["level"] == "district_id"], "district_id"),
        kinds=_counts(newest[newest["level"] == "category"], "category"),
    )


def _counts(rows: pd.DataFrame, name: str) -> tuple[Count, ...]:
    return tuple(
        Count(
            None if pd.isna(row[name]) else str(row[name]),
            None if pd.isna(row["reports"]) else int(row["reports"]),
        )
        for row in rows.to_dict("records")
    )


def _periods(warehouse: Warehouse, city: City) -> tuple[PeriodShare, ...]:
    chosen, days = Chosen(), overview.DONE_WITHIN_DAYS
    shares = {
        str(row["period"]): Share(days, row["share"], row["low"], row["high"])
        for row in road_survival.shares(warehouse, chosen).to_dict("records")
        if row["within_days"] == days
    }
    found = []
    for row in road_survival.summaries(warehouse, chosen).to_dict("records"):
        posts = gate.count(city.privacy, Subject.POSTS, int(row["posts"]))
        share = shares.get(str(row["period"])) if row["is_enough"] and posts is not None else None
        found.append(PeriodShare(str(row["period"]), posts, share))
    return tuple(found)
