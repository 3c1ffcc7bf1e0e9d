"""Decisions since the build, laid over it one after another.

Only the posts a new decision speaks of, and those whose group it changes, are folded and weighed
again; the others stay as they were laid before. However the decisions come, singly or all at
once, the same rows come out.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from machimori.city import City
from machimori.domain.events import ROAD_REPORT
from machimori.store.by_id import joined
from machimori.store.journal import EventLog
from machimori.store.queries import road_decisions, road_regrouped
from machimori.store.queries.road_decisions import Changes
from machimori.store.queries.road_regrouped import Said
from machimori.store.queries.road_urgency import reweighed
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse

_SAME = """
SELECT rowid AS row_number, * FROM wh.marts.road_reports WHERE report_id IN (SELECT unnest($ids))
"""


@dataclass(frozen=True)
class Laid:
    """What has been laid so far.

    Attributes:
        until: the newest decision taken in.
        folded: the posts decided about, before groups and weights are looked at.
        changes: the finished rows.
        said: what the groups follow from.
        groups: each post of a changed group, with its group and how many posts that has.
    """

    until: int
    folded: pd.DataFrame
    changes: Changes
    said: Said
    groups: dict[Hashable, tuple[object, int]]


def laid(
    warehouse: Warehouse, journal: EventLog | None, city: City | None, before: Laid | None = None
) -> Laid:
    """Lay what was decided since ``before``, or since the build.

    Args:
        warehouse: the build itself, without any decisions laid over it.
        journal: None where there is none yet.
        city: its targets and weights, for due moments and priorities; None leaves them.
        before: what was laid last, of the same build and city.
    """
    events = events_of(journal, ROAD_REPORT)
    after = warehouse.build.journal_watermark if before is None else before.until
    moved = {one.subject for one in events if one.seq > after}
    found = road_decisions.changed(warehouse, [one for one in events if one.subject in moved])
    folded, decisions = found.reports, found.decisions
    if before is not None:
        folded = joined(_without(before.folded, moved), folded)
        decisions = joined(_without(before.changes.decisions, moved), decisions)
    said = road_regrouped.said(warehouse, journal, decisions)
    if before is not None and before.said == said:
        group_rows, groups = before.changes.groups, before.groups
    else:
        group_rows = road_regrouped.regrouped(warehouse, said)
        groups = _sized(group_rows)
    known = {} if before is None else before.groups
    again = moved | {one for one in {*known, *groups} if known.get(one) != groups.get(one)}
    rows = _in_groups(warehouse, folded[folded["report_id"].isin(again)], groups, again)
    if city is not None:
        repeats = pd.Series({one: size for one, (_, size) in groups.items()}, dtype=float)
        told = [one for one in events if one.subject in again]
        rows = reweighed(warehouse, city, rows, told, repeats)
    if before is not None:
        rows = joined(_without(before.changes.reports, again), rows)
    until = max((one.seq for one in events), default=after)
    return Laid(max(until, after), folded, Changes(rows, decisions, group_rows), said, groups)


def _without(rows: pd.DataFrame, ids: set[Hashable] | set[str]) -> pd.DataFrame:
    return rows[~rows["report_id"].isin(ids)]


def _sized(rows: pd.DataFrame) -> dict[Hashable, tuple[object, int]]:
    """Group and number of its posts by post; a post that left every group is alone."""
    ids = rows["duplicate_group_id"]
    size = ids.map(ids.value_counts()).fillna(1).astype(int)
    return {
        report: (None if pd.isna(group) else group, number)
        for report, group, number in zip(rows["report_id"], ids, size, strict=True)
    }


def _in_groups(
    warehouse: Warehouse,
    folded: pd.DataFrame,
    groups: dict[Hashable, tuple[object, int]],
    asked: set[Hashable] | set[str],
) -> pd.DataFrame:
    """The posts asked for that were decided about or whose group has changed, with that group."""
    others = sorted({str(one) for one in groups if one in asked} - set(folded["report_id"]))
    rows = folded
    if others:
        rows = joined(folded, warehouse.built.frame(_SAME, {"ids": others}))
    moved = rows["report_id"].isin(set(groups))
    now = rows["report_id"].map({one: group for one, (group, _) in groups.items()})
    group = rows["duplicate_group_id"].astype(object)
    return rows.assign(duplicate_group_id=group.mask(moved, now.astype(object)))
