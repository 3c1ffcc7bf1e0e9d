"""The state of each post: what its source published, and on it what staff decided. Pure.

One fold serves the build and the pages' overlay. It looks at sets and at the order
(observed_at, received_at, event_id) only, so events may come in any order and any split.

- Decisions of a post that another one of the same post supersedes are out.
- Each of status, severity, owner and assignee has the latest value decided; where nobody decided,
  the published one. How a post ended, why and whose it is now go with the status they were said
  with.
- A decision says what the source said when it was made (``published_status``). Where the source
  has changed its word since, and did so later than the decision, the source has spoken last.
  A source that merely touched its row changes nothing.
- ``closed_at`` is when the post last went from open to closed. Each step of staff from closed to
  open counts as reopened, on top of what the source counts.
- Two decisions made without sight of each other both stand; the post is marked ``has_conflict``
  until somebody who has seen both decides again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from machimori.domain.events import ROAD_REPORT, Event
from machimori.domain.report_transitions import CLOSED_STATUSES, ENDS
from machimori.domain.vocabulary import Mode

#: What a decision builds on that found none before it.
NOTHING_YET = "none"
#: What the source published of a post, as the fold needs it.
PUBLISHED_COLUMNS = (
    "report_id", "status", "severity", "assignee", "end_kind", "requested_at", "updated_at",
    "closed_at", "reopened_count",
)  # fmt: skip
#: What staff said in one decision.
_SAID = (
    "status", "reason", "end_kind", "severity", "owner", "referred_to", "assignee", "note",
    "parent", "answer", "template", "published_status", "based_on", "supersedes", "via",
)  # fmt: skip
EVENT_COLUMNS = (
    "event_id", "report_id", "observed_at", "received_at", "reporter", *_SAID,
)  # fmt: skip
#: Columns of marts.road_decisions: one row per post that staff decided something about.
DECISION_COLUMNS = (
    "report_id", "is_known_report", "status", "reason", "end_kind", "severity", "owner",
    "referred_to", "assignee", "parent", "closed_at", "updated_at", "reopened_count",
    "decided_at", "is_published_later", "has_conflict", "decisions", "last_event_id",
    *(f"published_{name}" for name in PUBLISHED_COLUMNS[1:]),
)  # fmt: skip
_TIMES = ("requested_at", "updated_at", "closed_at")
_CLOSED = frozenset(map(str, CLOSED_STATUSES))
_ENDS = {str(status): str(end) for status, end in ENDS.items()}
_Flags = npt.NDArray[np.bool_]


def event_frame(events: Iterable[Event]) -> pd.DataFrame:
    """Decisions about posts as ``EVENT_COLUMNS``; times naive UTC. Drills decide nothing."""
    rows = [
        {name: event.payload.get(name) for name in _SAID}
        | {
            "event_id": event.event_id,
            "report_id": event.subject,
            "observed_at": _naive(event.observed_at),
            "received_at": _naive(event.received_at),
            "reporter": event.reporter or None,
        }
        for event in events
        if event.kind == ROAD_REPORT and event.mode == Mode.REAL
    ]
    frame = pd.DataFrame(rows, columns=list(EVENT_COLUMNS), dtype=object)
    for name in ("observed_at", "received_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return frame


def fold(published: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """One row per post that a decision speaks of: ``DECISION_COLUMNS``, ordered by report_id.

    Args:
        published: ``PUBLISHED_COLUMNS`` of those posts, times naive UTC. A post that is missing
            has vanished: it keeps what staff said of it and is marked as not known.
        events: ``event_frame`` of all decisions about them.
    """
    standing = in_order(events)
    if standing.empty:
        return _typed(pd.DataFrame(columns=list(DECISION_COLUMNS), dtype=object))
    base = published.drop_duplicates("report_id").set_index("report_id")
    reports = pd.Index(sorted(set(standing["report_id"])), name="report_id")
    known = base.reindex(reports)
    out = pd.DataFrame(index=reports)
    out["is_known_report"] = reports.isin(base.index)
    for name in PUBLISHED_COLUMNS[1:]:
        out[f"published_{name}"] = _plain(known[name]) if name in known else None
    by_report = standing.groupby("report_id", sort=True)
    for name in ("severity", "assignee"):
        decided = by_report[name].last().reindex(reports)
        out[name] = _plain(decided).where(decided.notna(), out[f"published_{name}"])
    out["assignee"] = out["assignee"].where(out["assignee"] != "", None)
    out["owner"] = _plain(by_report["owner"].last().reindex(reports))
    out["decided_at"] = by_report["observed_at"].max().reindex(reports)
    out["decisions"] = by_report.size().reindex(reports)
    out["last_event_id"] = by_report["event_id"].last().reindex(reports)
    out["has_conflict"] = _conflicts(standing).reindex(reports, fill_value=False)
    touched = pd.to_datetime(out["published_updated_at"]).astype("datetime64[us]")
    out["updated_at"] = np.fmax(touched.to_numpy(), out["decided_at"].to_numpy())
    _statuses(out, standing)
    return _typed(out.reset_index())


def in_order(events: pd.DataFrame) -> pd.DataFrame:
    """Decisions that stand, each once, in their order."""
    once = events.drop_duplicates("event_id")
    naming = once[once["supersedes"].notna() & (once["supersedes"] != once["event_id"])]
    pairs = set(zip(naming["supersedes"], naming["report_id"], strict=True))
    if pairs:
        kept = [pair not in pairs for pair in zip(once["event_id"], once["report_id"], strict=True)]
        once = once[kept]
    return once.sort_values(["observed_at", "received_at", "event_id"], ignore_index=True)


def _conflicts(standing: pd.DataFrame) -> pd.Series:
    """Posts whose newest decision did not build on the one received before it.

    One that says nothing of what it builds on (an import) is in no conflict.
    """
    told = standing.sort_values(["report_id", "received_at", "event_id"])
    before = told.groupby("report_id")["event_id"].shift()
    blind = told["based_on"].notna() & before.notna() & (told["based_on"] != before)
    # What it built on may have been taken back since: then nothing was overlooked.
    standing_ids = told["report_id"] + "\x1f" + told["event_id"]
    built_on = told["report_id"] + "\x1f" + told["based_on"].fillna("")
    blind &= built_on.isin(standing_ids) | (told["based_on"] == NOTHING_YET)
    return blind.groupby(told["report_id"]).last()


def _statuses(out: pd.DataFrame, standing: pd.DataFrame) -> None:
    """Walk each post through its states: the published one stands at its place among them."""
    steps = _steps(out, standing)
    group = steps.groupby("report_id", sort=False)
    last = group.tail(1).set_index("report_id")
    previous = group["status"].shift()
    is_closed = steps["status"].isin(_CLOSED)
    was_closed = previous.isin(_CLOSED)
    is_first = ~steps["report_id"].duplicated()
    ours = ~steps["is_published"]
    reopened = ours & ~is_first & was_closed & ~is_closed & steps["status"].notna()
    count = reopened.groupby(steps["report_id"]).sum()
    published_count = pd.to_numeric(out["published_reopened_count"]).fillna(0)
    out["reopened_count"] = published_count.astype("int64") + count.reindex(out.index, fill_value=0)
    closing = steps[is_closed & (is_first | ~was_closed)]
    latest = closing[~closing["report_id"].duplicated(keep="last")]
    closed_at = latest.set_index("report_id")["at"]
    out["status"] = _plain(last["status"].reindex(out.index))
    ended = out["status"].isin(_CLOSED)
    out["closed_at"] = closed_at.reindex(out.index).where(ended)
    for name in ("end_kind", "reason", "referred_to", "parent"):
        said = _plain(last[name].reindex(out.index))
        out[name] = said.where(ended | (name == "reason"), None)
    by_source = last["is_published"].reindex(out.index).astype(bool)
    decided = standing[standing["status"].notna()]["report_id"]
    out["is_published_later"] = by_source & out.index.isin(set(decided))


def _steps(out: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    """Every state of every post in order; the published one carries ``is_published``."""
    said = standing[standing["status"].notna()].copy()
    said["at"] = said["observed_at"]
    said["end_kind"] = said["end_kind"].where(said["end_kind"].notna(), said["status"].map(_ENDS))
    earlier = _before_published(out, said)
    said["place"] = np.where(earlier, 0, 2)
    source = pd.DataFrame(
        {
            "report_id": out.index,
            "status": out["published_status"].to_numpy(),
            "at": pd.to_datetime(out["published_closed_at"]).to_numpy(),
            "end_kind": out["published_end_kind"].to_numpy(),
            "place": 1,
        }
    )
    columns = ["report_id", "status", "at", "end_kind", "reason", "referred_to", "parent", "place"]
    both = pd.concat(
        [said[columns].astype(object), source.reindex(columns=columns).astype(object)],
        ignore_index=True,
    )
    both["is_published"] = both["place"] == 1
    both["at"] = pd.to_datetime(both["at"]).astype("datetime64[us]")
    both["turn"] = np.arange(len(both))
    return both.sort_values(["report_id", "place", "turn"], ignore_index=True)


def _before_published(out: pd.DataFrame, said: pd.DataFrame) -> _Flags:
    """Decisions after which the source changed its word, and all that came before those."""
    base = out.reindex(said["report_id"])
    now_says = base["published_status"]
    then_said = said["published_status"]
    # Falling silent is not a word.
    changed = then_said.notna().to_numpy(dtype=bool) & now_says.notna().to_numpy(dtype=bool)
    changed &= then_said.to_numpy(dtype=object) != now_says.to_numpy(dtype=object)
    at = base[["published_updated_at", "published_closed_at"]].apply(pd.to_datetime).max(axis=1)
    later = at.to_numpy(dtype="datetime64[us]") > said["at"].to_numpy(dtype="datetime64[us]")
    spoken = pd.Series(changed & later, index=said.index)
    whole = spoken[::-1].groupby(said["report_id"][::-1]).cummax()[::-1]
    return np.asarray(whole, dtype=bool)


def _plain(values: pd.Series) -> pd.Series:
    """Missing values as None, whatever they were."""
    plain = values.to_numpy(dtype=object, copy=True)
    plain[values.isna().to_numpy()] = None
    return pd.Series(plain, index=values.index, dtype=object)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """``DECISION_COLUMNS`` in the types of the mart."""
    nothing = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    return pd.DataFrame(
        {name: _as_mart(name, frame.get(name, nothing)) for name in DECISION_COLUMNS},
        index=frame.index,
    )


def _as_mart(name: str, values: pd.Series) -> pd.Series:
    if name.endswith("_at"):
        return pd.to_datetime(values).astype("datetime64[us]")
    if name.endswith("_count") or name == "decisions":
        return pd.to_numeric(values).astype("Int64")
    if name.startswith(("is_", "has_")):
        return values.astype(bool)
    return _plain(values)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def history(published: pd.DataFrame, events: pd.DataFrame) -> list[dict[str, Any]]:
    """What happened to one post, oldest first: what its source tells, and what staff decided.

    Args:
        published: changed_at, status, status_original, note, source (marts.road_report_history).
        events: ``event_frame`` of its decisions.

    Returns:
        Records of changed_at, ``by`` (source or staff), and what was said; a decision that was
        taken back stays in the list, marked ``is_taken_back``.
    """
    told = [
        {"by": "source", "is_taken_back": False, **_record(row)}
        for row in published.to_dict("records")
    ]
    stands = set(in_order(events)["event_id"])
    decided = [
        {
            "by": "staff",
            "changed_at": row["observed_at"],
            "is_taken_back": row["event_id"] not in stands,
            **_record(row),
        }
        for row in events.drop_duplicates("event_id").to_dict("records")
    ]
    # Without a time it was before whatever has one.
    return sorted(
        told + decided,
        key=lambda one: (
            one["changed_at"] is not None,
            one["changed_at"] or 0,
            one["by"] == "staff",
            str(one.get("received_at")),
        ),
    )


def _record(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
