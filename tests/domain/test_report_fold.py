"""Decisions of staff on what a source published: state, ends, reopening, conflicts, history."""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.events import Event
from machimori.domain.report_fold import event_frame, fold, history
from machimori.domain.vocabulary import ReportStatus
from tests.domain.journal_events import at, said

_DAY = 1440


def published(*rows: dict[str, Any]) -> pd.DataFrame:
    """Posts sent in five days before the start, open and untouched since."""
    base = {
        "status": "受付済",
        "severity": None,
        "assignee": None,
        "end_kind": None,
        "requested_at": at(-5 * _DAY),
        "updated_at": at(-5 * _DAY),
        "closed_at": None,
        "reopened_count": 0,
    }
    return pd.DataFrame([{"report_id": "a"} | base | row for row in rows])


def decided(event_id: str, minutes: float, report: str = "a", **payload: Any) -> Event:
    return said(event_id, "road_report", report, minutes, incident_id=None, **payload)


def folded(posts: pd.DataFrame, *events: Event) -> dict[str, Any]:
    (row,) = fold(posts, event_frame(events)).to_dict("records")
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def some(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_each_field_has_its_latest_word_and_the_rest_is_as_published() -> None:
    found = folded(
        published({"severity": "low", "assignee": "東班"}),
        decided("e1", 1, severity="high"),
        decided("e2", 2, status="対応中", assignee=""),
        decided("e3", 3, owner="prefectural", note="見た"),
    )
    assert found == {
        "report_id": "a",
        "is_known_report": True,
        "status": "対応中",
        "reason": None,
        "end_kind": None,
        "severity": "high",
        "owner": "prefectural",
        "referred_to": None,
        "assignee": None,
        "parent": None,
        "closed_at": None,
        "updated_at": pd.Timestamp(at(3)),
        "reopened_count": 0,
        "decided_at": pd.Timestamp(at(3)),
        "is_published_later": False,
        "has_conflict": False,
        "decisions": 3,
        "last_event_id": "e3",
        "published_status": "受付済",
        "published_severity": "low",
        "published_assignee": "東班",
        "published_end_kind": None,
        "published_requested_at": pd.Timestamp(at(-5 * _DAY)),
        "published_updated_at": pd.Timestamp(at(-5 * _DAY)),
        "published_closed_at": None,
        "published_reopened_count": 0,
    }


def test_done_is_not_repaired_unless_somebody_says_so() -> None:
    done = folded(published({}), decided("e1", 1, status="対応済"))
    assert some(done, "end_kind", "closed_at") == (None, pd.Timestamp(at(1)))
    repaired = folded(published({}), decided("e1", 1, status="対応済", end_kind="repaired"))
    assert repaired["end_kind"] == "repaired"
    other = folded(published({}), decided("e1", 1, status="重複", parent="b"))
    assert some(other, "end_kind", "parent") == ("duplicate", "b")


def test_a_post_opened_again_has_no_end_and_is_counted() -> None:
    steps = (
        decided("e1", 1, status="対応済"),
        decided("e2", 2, status="再開", reason="また穴"),
        decided("e3", 3, status="対応中"),
        decided("e4", 4, status="対応済"),
        decided("e5", 5, status="対象外", reason="私道"),
    )
    found = folded(published({}), *steps[:3])
    assert some(found, "status", "closed_at", "end_kind", "reopened_count") == (
        "対応中", None, None, 1,
    )  # fmt: skip
    # How it ended was put right later; when it ended stays.
    found = folded(published({}), *steps)
    assert some(found, "status", "closed_at", "end_kind", "reopened_count", "reason") == (
        "対象外", pd.Timestamp(at(4)), "out_of_scope", 1, "私道",
    )  # fmt: skip
    closed = published(
        {"status": "対応済", "closed_at": at(-_DAY), "end_kind": "repaired", "reopened_count": 2}
    )
    assert folded(closed, steps[1])["reopened_count"] == 3


def test_what_is_taken_back_was_never_decided() -> None:
    found = folded(
        published({}),
        decided("e1", 1, status="対応済"),
        decided("e2", 2, status="対応中", supersedes="e1"),
    )
    assert some(found, "status", "reopened_count", "decisions") == ("対応中", 0, 1)
    # The word of one post takes nothing of another back.
    two = fold(
        published({}, {"report_id": "b"}),
        event_frame(
            [
                decided("e1", 1, status="対応済"),
                decided("e2", 2, report="b", status="対応中", supersedes="e1"),
            ]
        ),
    )
    assert list(two["status"]) == ["対応済", "対応中"]


def test_the_source_speaks_last_only_when_it_changed_its_word_later() -> None:
    act = decided("e1", 0, status="対応中", published_status="受付済")
    touched = published({"updated_at": at(60)})
    assert some(folded(touched, act), "status", "is_published_later") == ("対応中", False)
    changed = published({"status": "対応済", "updated_at": at(60), "closed_at": at(50)})
    assert some(folded(changed, act), "status", "closed_at", "is_published_later") == (
        "対応済", pd.Timestamp(at(50)), True,
    )  # fmt: skip
    # It had changed before, and was read later: what was decided holds.
    early = published({"status": "対応済", "updated_at": at(-60), "closed_at": at(-60)})
    assert some(folded(early, act), "status", "reopened_count") == ("対応中", 1)
    silent = published({"status": None, "updated_at": at(60)})
    assert folded(silent, act)["status"] == "対応中"
    # Whoever decides after that has seen the new word.
    again = decided("e2", 90, status="再開", reason="x", published_status="対応済")
    assert some(folded(changed, act, again), "status", "reopened_count") == ("再開", 1)


def test_decisions_without_sight_of_each_other_both_stand_and_are_marked() -> None:
    first = decided("e1", 1, status="対応中", based_on="none")
    blind = decided("e2", 2, status="対象外", reason="x", based_on="none")
    assert some(folded(published({}), first, blind), "status", "has_conflict") == ("対象外", True)
    seen = decided("e3", 3, status="再開", reason="x", based_on="e2")
    assert folded(published({}), first, blind, seen)["has_conflict"] is False
    mended = decided("e3", 3, status="対応中", based_on="e2", supersedes="e2")
    assert folded(published({}), first, blind, mended)["has_conflict"] is False


def test_a_vanished_post_keeps_its_decisions_and_a_drill_decides_nothing() -> None:
    found = folded(published({}), decided("e1", 1, report="gone", status="対応済"))
    assert some(found, "report_id", "is_known_report", "status", "published_status") == (
        "gone", False, "対応済", None,
    )  # fmt: skip
    drill = said("e1", "road_report", "a", 1, mode="training", status="対応済")
    assert fold(published({}), event_frame([drill])).empty


def test_one_history_of_what_was_published_and_decided() -> None:
    told = pd.DataFrame(
        {
            "changed_at": [pd.NaT, pd.Timestamp(at(2))],
            "status": ["受付済", "対応中"],
            "status_original": [None, "着手"],
            "note": [None, "見た"],
            "source": ["s", "s"],
        }
    )
    events = [
        decided("e1", 1, severity="high"),
        decided("e2", 2, status="対応済"),
        decided("e3", 3, status="対応中", supersedes="e2", reason="まだ"),
    ]
    found = history(told, event_frame(events))
    assert [some(one, "by", "status", "is_taken_back") for one in found] == [
        ("source", "受付済", False),
        ("staff", None, False),
        ("source", "対応中", False),
        ("staff", "対応済", True),
        ("staff", "対応中", False),
    ]
    assert found[-1]["reason"] == "まだ"
    assert found[-1]["reporter"] == "見本 太郎"


def _events() -> st.SearchStrategy[list[Event]]:
    ids = [f"e{number}" for number in range(8)]
    statuses = st.sampled_from([None, *map(str, ReportStatus)])
    return st.lists(
        st.builds(
            decided,
            st.sampled_from(ids),
            st.integers(-3, 6),
            report=st.sampled_from(["a", "b", "gone"]),
            received=st.integers(0, 6),
            status=statuses,
            severity=st.sampled_from([None, "low", "urgent"]),
            owner=st.sampled_from([None, "port"]),
            assignee=st.sampled_from([None, "", "東班"]),
            published_status=st.sampled_from([None, "not_stated", "受付済", "対応済"]),
            based_on=st.sampled_from([None, "none", *ids]),
            supersedes=st.sampled_from([None, None, *ids]),
        ),
        max_size=8,
        unique_by=lambda event: event.event_id,
    )


def _posts() -> pd.DataFrame:
    return published(
        {"updated_at": at(2)},
        {"report_id": "b", "status": "対応済", "updated_at": at(3), "closed_at": at(1)},
    )


@settings(max_examples=8, deadline=None)
@given(_events(), st.randoms(use_true_random=False))
def test_neither_order_nor_other_posts_matter(events: list[Event], chance: Random) -> None:
    whole = fold(_posts(), event_frame(events))
    mixed = [*events, *events[:2]]
    chance.shuffle(mixed)
    pd.testing.assert_frame_equal(fold(_posts(), event_frame(mixed)), whole)
    for report in ("a", "b", "gone"):
        alone = fold(_posts(), event_frame([one for one in events if one.subject == report]))
        mine = whole[whole["report_id"] == report].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, mine)


@settings(max_examples=8, deadline=None)
@given(_events())
def test_an_open_post_has_no_end_and_no_count_falls(events: list[Event]) -> None:
    found = fold(_posts(), event_frame(events))
    is_open = (
        found["status"].isin(["受付済", "対応中", "経過観察", "再開"]) | found["status"].isna()
    )
    assert found.loc[is_open, ["closed_at", "end_kind", "parent"]].isna().all(axis=None)
    assert (found["reopened_count"] >= found["published_reopened_count"].fillna(0)).all()
    ends = found.loc[found["status"].isin(["重複", "対象外", "他管理者へ"]), "end_kind"]
    assert set(ends) <= {"duplicate", "out_of_scope", "referred"}
