"""Groups as they are after what staff said since the build: the same laying as the build's own.

The build keeps what was found without staff (``marts.road_repeats``). Every pair and every parent
of the journal is laid over that again, so for any of them and any watermark the answer is that of
a full rebuild. Only posts that staff ever spoke of, and their found groups, are read.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from machimori.domain.duplicates import with_said
from machimori.domain.events import ROAD_PAIR
from machimori.domain.said_pairs import pairs_said
from machimori.store.journal import EventLog
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse

_PARENTS = "SELECT report_id, parent FROM wh.marts.road_decisions WHERE parent IS NOT NULL"
_FOUND = """
WITH named AS (SELECT unnest($ids) AS report_id),
met AS (
    SELECT DISTINCT automatic_group_id
    FROM wh.marts.road_repeats SEMI JOIN named USING (report_id)
    WHERE automatic_group_id IS NOT NULL
),
asked AS (
    SELECT report_id FROM named
    UNION
    SELECT report_id FROM wh.marts.road_repeats SEMI JOIN met USING (automatic_group_id)
)
SELECT
    report.report_id, found.score, found.nearest_report_id,
    coalesce(found.is_linked, FALSE) AS is_linked,
    found.automatic_group_id AS duplicate_group_id,
    report.duplicate_group_id AS built_group_id
FROM wh.marts.road_reports AS report
SEMI JOIN asked USING (report_id)
LEFT JOIN wh.marts.road_repeats AS found USING (report_id)
ORDER BY report.requested_at NULLS LAST, report.report_id
"""
#: Of a post whose group has changed since the build; a post by itself has no group.
COLUMNS = ("report_id", "duplicate_group_id", "is_oldest", "score")


@dataclass(frozen=True)
class Said:
    """All that moves groups: what staff said of pairs and parents, and the posts it names."""

    together: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...]
    named: frozenset[str]


def said(warehouse: Warehouse, journal: EventLog | None, decisions: pd.DataFrame) -> Said:
    """What staff said that groups follow from.

    Args:
        warehouse: the build itself.
        journal: None where there is none yet.
        decisions: columns of marts.road_decisions, of the posts decided about since the build.
    """
    pairs = events_of(journal, ROAD_PAIR)
    together, apart = pairs_said(pairs)
    parents = _parents(warehouse, decisions)
    named = {one.subject for one in pairs} | {str(one.payload["other"]) for one in pairs}
    # A decision moves a post only where it is, or was, filed as a repeat.
    was = set(warehouse.built.frame(_PARENTS)["report_id"])
    named |= {one for pair in parents for one in pair} | (set(decisions["report_id"]) & was)
    return Said((*together, *parents), tuple(apart), frozenset(named))


def regrouped(warehouse: Warehouse, said: Said) -> pd.DataFrame:
    """Posts whose group has other posts than in the build: ``COLUMNS``."""
    if not said.named:
        return pd.DataFrame(columns=list(COLUMNS))
    found = warehouse.built.frame(_FOUND, {"ids": sorted(said.named)}).astype(
        {"duplicate_group_id": object, "nearest_report_id": object, "built_group_id": object}
    )
    found["score"] = found["score"].astype(float)
    after = with_said(found, said.together, said.apart)
    now, built = after["duplicate_group_id"], after["built_group_id"]
    moved = now.fillna("") != built.fillna("")
    groups = {*now[moved].dropna(), *built[moved].dropna()}
    touched = moved | now.isin(groups) | built.isin(groups)
    out = after.loc[touched, ["report_id", "duplicate_group_id", "score"]].copy()
    out["is_oldest"] = out["report_id"] == out["duplicate_group_id"]
    return out.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def _parents(warehouse: Warehouse, decisions: pd.DataFrame) -> list[tuple[str, str]]:
    """Posts filed as repeats, and of which: by the build and since."""
    touched = set(decisions["report_id"])
    built = warehouse.built.frame(_PARENTS)
    kept = built[~built["report_id"].isin(touched)]
    since = decisions[decisions["parent"].notna()]
    both = pd.concat([kept, since[["report_id", "parent"]]])
    return sorted(zip(both["report_id"], both["parent"], strict=True))
