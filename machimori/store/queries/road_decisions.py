"""What staff decided about posts since the build, folded onto it.

For any decisions and any watermark the answer equals that of a full rebuild: the same fold, on the
same published values. Only the posts touched since the build are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.events import ROAD_PAIR, ROAD_REPORT, Event
from machimori.domain.report_fold import (
    PUBLISHED_COLUMNS,
    event_frame,
    fold,
    history,
)
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, ReportStatus
from machimori.store.by_id import rows_by_id
from machimori.store.journal import EventLog
from machimori.store.queries import road_regrouped
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse

#: Columns of marts.road_reports that a decision changes.
DECIDED = (
    "status", "severity", "updated_at", "closed_at", "end_kind", "reopened_count", "assignee",
)  # fmt: skip
_PUBLISHED = ", ".join(f"decided.published_{name}" for name in PUBLISHED_COLUMNS[1:])
# A post nobody had decided about has the computed owner in its row; others' are looked for.
_POSTS = f"""
WITH decided AS (
    FROM wh.marts.road_decisions WHERE report_id IN (SELECT unnest($ids))
),
computed AS (
    FROM wh.marts.road_owners WHERE report_id IN (SELECT report_id FROM decided)
)
SELECT
    report.rowid AS row_number, report.*, decided.report_id IS NOT NULL AS was_decided,
    {_PUBLISHED},
    CASE WHEN decided.report_id IS NULL THEN report.owner ELSE computed.owner END
        AS computed_owner,
    CASE WHEN decided.report_id IS NULL THEN report.owner_confidence
        ELSE computed.owner_confidence END AS computed_confidence,
    CASE WHEN decided.report_id IS NULL THEN report.owner_distance_m
        ELSE computed.owner_distance_m END AS computed_distance_m
FROM wh.marts.road_reports AS report
LEFT JOIN decided USING (report_id)
LEFT JOIN computed USING (report_id)
WHERE report.rowid IN (SELECT unnest($rows)) AND report.report_id IN (SELECT unnest($ids))
"""  # noqa: S608 - our own names
_HISTORY = """
SELECT changed_at, status, status_original, note, source
FROM wh.marts.road_report_history WHERE report_id = $report_id
"""
_VANISHED = """
SELECT
    source, why, count(*) AS posts,
    count(*) FILTER (WHERE list_contains($open_statuses, status)) AS open_posts,
    max(last_seen_at) AS last_seen_at
FROM wh.marts.road_vanished GROUP BY source, why ORDER BY source, why
"""
_UNKNOWN = """
SELECT report_id, status, assignee, decided_at, decisions
FROM wh.marts.road_decisions WHERE NOT is_known_report ORDER BY report_id
"""


@dataclass(frozen=True)
class Changes:
    """Rows of the marts that decisions since the build put in the place of the built ones."""

    reports: pd.DataFrame  # columns of marts.road_reports, and row_number in the built table
    decisions: pd.DataFrame  # columns of marts.road_decisions
    #: Posts in another group than the build's (``road_regrouped.COLUMNS``).
    groups: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(road_regrouped.COLUMNS))
    )


def version(warehouse: Warehouse, journal: EventLog | None) -> str | None:
    """Id of the newest decision or pair that the build has not seen; None if it has seen all."""
    told = [*events_of(journal, ROAD_REPORT)[-1:], *events_of(journal, ROAD_PAIR)[-1:]]
    newest = max(told, key=lambda event: event.seq, default=None)
    is_new = newest is not None and newest.seq > warehouse.build.journal_watermark
    return newest.event_id if newest is not None and is_new else None


def changed(warehouse: Warehouse, events: Sequence[Event]) -> Changes:
    """The posts that some events speak of, as they are after all of them."""
    frame = event_frame(events)
    ids = sorted(set(frame["report_id"]))
    posts = rows_by_id(warehouse, _POSTS, ids, mart="road_reports")
    decisions = fold(_as_published(posts), frame)
    return Changes(_replaced(posts, decisions), decisions)


def _as_published(posts: pd.DataFrame) -> pd.DataFrame:
    """What the sources say of the posts, taken from below what staff had decided by the build."""
    columns = {"report_id": posts["report_id"]}
    for name in PUBLISHED_COLUMNS[1:]:
        kept = posts[f"published_{name}"]
        columns[name] = kept.where(posts["was_decided"], posts[name])
    return pd.DataFrame(columns)


def _replaced(posts: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    folded = decisions.set_index("report_id").reindex(posts["report_id"])
    out = posts.loc[:, ~posts.columns.str.startswith(("published_", "computed_"))]
    out = out.drop(columns="was_decided")
    for name in DECIDED:
        out[name] = folded[name].to_numpy()
    stated = folded["owner"].notna().to_numpy()
    out["owner"] = folded["owner"].where(stated, posts["computed_owner"].to_numpy()).to_numpy()
    for name in ("confidence", "distance_m"):
        out[f"owner_{name}"] = posts[f"computed_{name}"].mask(stated)
    return out


@dataclass(frozen=True)
class PostState:
    """Where one post stands, for whoever is about to decide something about it."""

    report_id: str
    status: ReportStatus | None
    published_status: ReportStatus | None
    assignee: str | None
    severity: str | None
    owner: str | None
    end_kind: str | None
    reason: str | None
    referred_to: str | None
    parent: str | None
    decided_at: datetime | None  # naive UTC
    has_conflict: bool
    is_published_later: bool
    last_event: Event | None  # whatever became of it: what the next decision builds on


def states(
    warehouse: Warehouse, journal: EventLog | None, report_ids: Sequence[str]
) -> dict[str, PostState]:
    """The posts among those ids that a source lists, with every decision so far."""
    ids = sorted(set(report_ids))
    wanted = set(ids)
    events = [one for one in events_of(journal, ROAD_REPORT) if one.subject in wanted]
    posts = rows_by_id(warehouse, _POSTS, ids, mart="road_reports")
    published = _as_published(posts).assign(owner=posts["computed_owner"])
    folded = fold(published, event_frame(events)).set_index("report_id")
    last = {one.subject: one for one in events}
    found = {}
    for row in published.to_dict("records"):
        name = str(row["report_id"])
        base = {str(key): row.get(key) for key in ("status", "assignee", "severity", "end_kind")}
        held = folded.loc[name].to_dict() if name in folded.index else base
        plain = _record({str(key): value for key, value in held.items()})
        found[name] = PostState(
            report_id=name,
            status=_status(plain["status"]),
            published_status=_status(_record(row)["status"]),
            assignee=plain["assignee"],
            severity=plain["severity"],
            owner=plain.get("owner") or _record(row)["owner"],
            end_kind=plain["end_kind"],
            reason=plain.get("reason"),
            referred_to=plain.get("referred_to"),
            parent=plain.get("parent"),
            decided_at=plain.get("decided_at"),
            has_conflict=bool(plain.get("has_conflict", False)),
            is_published_later=bool(plain.get("is_published_later", False)),
            last_event=last.get(name),
        )
    return found


def events_about(journal: EventLog | None, report_id: str) -> list[Event]:
    """Every decision about one post, in the order they were acknowledged."""
    return [one for one in events_of(journal, ROAD_REPORT) if one.subject == report_id]


def told_about(
    warehouse: Warehouse, journal: EventLog | None, report_id: str
) -> list[dict[str, Any]]:
    """All that happened to one post, oldest first: published and decided in one list."""
    published = warehouse.frame(_HISTORY, {"report_id": report_id})
    return history(published, event_frame(events_about(journal, report_id)))


def vanished_posts(warehouse: Warehouse) -> pd.DataFrame:
    """Posts a source lists no more: source, why, posts, open_posts (as last seen), last_seen_at."""
    statuses = sorted(map(str, OPEN_REPORT_STATUSES))
    return warehouse.frame(_VANISHED, {"open_statuses": statuses})


def vanished_subjects(warehouse: Warehouse) -> pd.DataFrame:
    """Posts staff decided about that are in no source (any more), for the data health page."""
    return warehouse.frame(_UNKNOWN)


def _status(code: str | None) -> ReportStatus | None:
    return None if code is None else ReportStatus(code)


def _record(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
