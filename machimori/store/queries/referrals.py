"""Posts on the roads of others: who is to get which, what was handed over, what nobody can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, ReportStatus, RoadOwner
from machimori.store.queries.freshness import utc
from machimori.store.warehouse import Warehouse

_OPEN = ", ".join(f"'{one}'" for one in sorted(map(str, OPEN_REPORT_STATUSES)))
_TOTALS = f"""
SELECT
    coalesce(owner, '{RoadOwner.UNKNOWN}') AS owner,
    count(*) FILTER (WHERE status IN ({_OPEN})) AS waiting,
    count(*) FILTER (WHERE status IN ({_OPEN}) AND owner_confidence < $sure_from) AS unsure,
    count(*) FILTER (WHERE status = '{ReportStatus.REFERRED}') AS handed,
    min(closed_at) FILTER (WHERE status = '{ReportStatus.REFERRED}') AS oldest_handed_at,
    count(*) FILTER (WHERE status = '{ReportStatus.OUT_OF_SCOPE}') AS out_of_scope
FROM wh.marts.road_reports
GROUP BY ALL
"""  # noqa: S608 - the vocabulary's own words
_ROWS = """
SELECT
    report.report_id, report.source_report_id, report.category, report.status,
    date_sub('day', report.requested_at, $now) AS age_days, report.address, town.name AS town,
    report.owner, report.owner_confidence, report.owner_distance_m,
    computed.other_distance_m, road.name AS road_name, report.road_id,
    decided.referred_to, report.closed_at
FROM wh.marts.road_reports AS report
LEFT JOIN wh.marts.road_owners AS computed ON computed.report_id = report.report_id
LEFT JOIN wh.marts.roads AS road ON road.road_id = report.road_id
LEFT JOIN wh.marts.town_blocks AS town ON town.town_block_id = report.town_block_id
LEFT JOIN wh.marts.road_decisions AS decided ON decided.report_id = report.report_id
"""
_WAITING = f"""{_ROWS}
WHERE report.status IN ({_OPEN}) AND report.owner = $owner
ORDER BY report.requested_at NULLS LAST, report.report_id
LIMIT $most
"""
_HANDED = f"""{_ROWS}
WHERE report.status = '{ReportStatus.REFERRED}'
ORDER BY report.closed_at NULLS FIRST, report.report_id
LIMIT $most
"""


@dataclass(frozen=True)
class Totals:
    """Counts of posts, not of places."""

    waiting: dict[str, int]  # owner that is not us -> open posts
    unsure: int  # of those, below the confidence asked for
    unknown: int  # open posts nobody can say the owner of
    handed: int
    oldest_handed_at: datetime | None  # naive UTC
    out_of_scope: int


def totals(warehouse: Warehouse, ours: Sequence[str], *, sure_from: float) -> Totals:
    """Counts over all posts. ``ours`` are owners that are the municipality itself."""
    found = warehouse.frame(_TOTALS, {"sure_from": sure_from}).set_index("owner")
    there = [str(one) for one in found.index]
    others = [one for one in there if one not in {*ours, str(RoadOwner.UNKNOWN)}]
    waiting = {one: int(_of(found, one, "waiting")) for one in others}
    oldest = found["oldest_handed_at"].min()
    return Totals(
        waiting={
            one: count
            for one, count in sorted(waiting.items(), key=lambda pair: (-pair[1], pair[0]))
            if count
        },
        unsure=int(found.loc[others, "unsure"].sum()),
        unknown=_of(found, str(RoadOwner.UNKNOWN), "waiting"),
        handed=int(found["handed"].sum()),
        oldest_handed_at=None if pd.isna(oldest) else oldest.to_pydatetime(),
        out_of_scope=int(found["out_of_scope"].sum()),
    )


def waiting(warehouse: Warehouse, owner: str, *, now: datetime, most: int = 200) -> pd.DataFrame:
    """Open posts on the roads of one owner, the oldest first."""
    return _asked(warehouse, _WAITING, {"owner": owner, "now": utc(now), "most": most})


def handed(warehouse: Warehouse, *, now: datetime, most: int = 200) -> pd.DataFrame:
    """Posts that were handed over, the oldest first, with the addressee staff wrote down."""
    return _asked(warehouse, _HANDED, {"now": utc(now), "most": most})


def _asked(warehouse: Warehouse, question: str, bound: dict[str, Any]) -> pd.DataFrame:
    return warehouse.frame(question, bound)


def _of(found: pd.DataFrame, owner: str, column: str) -> int:
    return int(found.loc[owner, column]) if owner in found.index else 0  # type: ignore[arg-type]
