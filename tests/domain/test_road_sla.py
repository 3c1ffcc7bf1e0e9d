"""Targets, due moments and pauses."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from machimori.domain.road_deadlines import deadlines
from machimori.domain.road_sla import Rule, Target, Unit, pauses_of, target_of, targets_of
from machimori.domain.working_time import OfficeHours

TOKYO = ZoneInfo("Asia/Tokyo")
COLUMNS = ["report_id", "category", "severity", "requested_at", "due_at"]
RULES = [
    Rule(Target(15, Unit.WORKING_DAYS)),
    Rule(Target(8, Unit.WORKING_HOURS), severity="urgent"),
    Rule(Target(5, Unit.WORKING_DAYS), category="街路灯"),
    Rule(Target(30, Unit.CALENDAR_DAYS), category="街路灯", severity="low"),
]


def test_what_names_both_goes_first() -> None:
    asked = [
        ("街路灯", "low"),
        ("街路灯", "urgent"),
        ("側溝", "urgent"),
        ("側溝", None),
        (None, None),
    ]
    assert [target_of(RULES, *pair) for pair in asked] == [
        Target(30, Unit.CALENDAR_DAYS),
        Target(5, Unit.WORKING_DAYS),
        Target(8, Unit.WORKING_HOURS),
        Target(15, Unit.WORKING_DAYS),
        Target(15, Unit.WORKING_DAYS),
    ]
    assert target_of([], "街路灯", "low") is None


def test_rules_are_asked_once_per_pair() -> None:
    categories = pd.Series(["街路灯", "側溝", None, "街路灯"])
    severities = pd.Series(["low", "urgent", None, None])
    targets, which = targets_of(RULES, categories, severities)
    assert [targets[number] for number in which] == [
        target_of(RULES, "街路灯", "low"),
        target_of(RULES, "側溝", "urgent"),
        target_of(RULES, None, None),
        target_of(RULES, "街路灯", None),
    ]
    assert targets_of([], categories, severities)[1].tolist() == [-1, -1, -1, -1]


def moment(text: str) -> pd.Timestamp:
    """Local time as naive UTC."""
    return pd.Timestamp(text, tz=TOKYO).tz_convert("UTC").tz_localize(None)


def found(rows: list[dict[str, object]], history: list[tuple[str, str, str]]) -> list[list[str]]:
    posts = pd.DataFrame(rows, columns=COLUMNS)
    for name in ("requested_at", "due_at"):
        posts[name] = pd.to_datetime(posts[name])
    told = pd.DataFrame(
        [(report, moment(at), status) for report, at, status in history],
        columns=["report_id", "changed_at", "status"],
    )
    told["changed_at"] = pd.to_datetime(told["changed_at"])
    out = deadlines(posts, told, RULES, OfficeHours(), TOKYO)
    out["due_at"] = [
        "" if pd.isna(one) else pd.Timestamp(one, tz="UTC").tz_convert(TOKYO).isoformat()[:16]
        for one in out["due_at"]
    ]
    return [[str(one) for one in row] for row in out.itertuples(index=False)]


def test_each_post_is_due_by_its_target_or_its_source() -> None:
    asked = moment("2026-11-20T16:15")
    stated = moment("2026-12-24T09:00")
    rows = [
        {"report_id": "a", "category": "側溝", "severity": "urgent", "requested_at": asked},
        {"report_id": "b", "category": "街路灯", "severity": "low", "requested_at": asked},
        {"report_id": "c", "category": "街路灯", "requested_at": asked, "due_at": stated},
        {"report_id": "d", "category": "側溝", "severity": "urgent"},
    ]
    assert found(rows, []) == [
        ["2026-11-24T15:30", "target", "8.0", "working_hours"],
        ["2026-12-20T23:59", "target", "30.0", "calendar_days"],
        ["2026-12-24T09:00", "published", "nan", "nan"],
        ["", "nan", "nan", "nan"],
    ]


def test_a_pause_that_ended_pushes_the_date_back() -> None:
    asked = moment("2026-11-16T08:30")
    rows = [
        {"report_id": name, "category": "側溝", "severity": "urgent", "requested_at": asked}
        for name in ("worked", "stands", "too late", "twice")
    ]
    history = [
        ("worked", "2026-11-16T10:30", "経過観察"),
        ("worked", "2026-11-17T10:30", "対応中"),
        ("stands", "2026-11-16T10:30", "経過観察"),
        ("too late", "2026-11-18T10:30", "経過観察"),
        ("too late", "2026-11-20T10:30", "対応中"),
        ("twice", "2026-11-16T10:30", "経過観察"),
        ("twice", "2026-11-16T11:30", "対応中"),
        ("twice", "2026-11-16T12:30", "他管理者へ"),
        ("twice", "2026-11-16T13:30", "再開"),
    ]
    assert [row[0] for row in found(rows, history)] == [
        "2026-11-17T16:30",  # a day of 8:45 hours was waited
        "2026-11-16T16:30",
        "2026-11-16T16:30",
        "2026-11-17T09:45",
    ]


def test_pauses_are_read_from_changes() -> None:
    history = pd.DataFrame(
        [
            ("b", pd.Timestamp("2026-01-02"), "経過観察"),
            ("a", pd.Timestamp("2026-01-03"), "対応中"),
            ("a", pd.Timestamp("2026-01-01"), "経過観察"),
            ("a", pd.Timestamp("2026-01-02"), "他管理者へ"),
            ("a", None, "経過観察"),
            ("c", pd.Timestamp("2026-01-01"), "対応中"),
        ],
        columns=["report_id", "changed_at", "status"],
    )
    history["changed_at"] = pd.to_datetime(history["changed_at"])
    stood = pauses_of(history)
    assert stood["report_id"].tolist() == ["a", "b"]
    assert stood["began_at"].tolist() == [pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-02")]
    assert stood["ended_at"].iloc[0] == pd.Timestamp("2026-01-03")
    assert pd.isna(stood["ended_at"].iloc[1])


def test_no_posts_have_no_deadlines() -> None:
    none = pd.DataFrame(columns=COLUMNS)
    none["requested_at"] = none["due_at"] = np.array([], dtype="datetime64[us]")
    history = pd.DataFrame(columns=["report_id", "changed_at", "status"])
    assert deadlines(none, history, RULES, OfficeHours(), TOKYO).empty
