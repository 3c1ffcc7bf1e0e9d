"""Whatever dates and states a source gives, a post's life stays in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.contract import SOURCE_ROW, Columns, FilePlan
from etl.road_reports.life import derive
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES, ReportStatus
from tests.etl.sources.one_file import read

START = datetime.fromisoformat("2026-01-01")
DATES = ("requested_at", "updated_at", "acknowledged_at", "closed_at", "reopened_at", "due_at")
TEXTS = ("report_id", "end_kind", "address", "description", "photo_url")
moments = st.none() | st.integers(0, 40).map(lambda days: START + timedelta(days=days))
words = st.none() | st.sampled_from([*map(str, ReportStatus), "closed", "OPEN", "別の言葉"])


def derived(posts: list[dict[str, Any]], *, fetched_at: str = "") -> Columns:
    plan = FilePlan(
        source="road_reports",
        source_id="posts",
        path=Path("posts.csv"),
        file="posts.csv",
        sha256="",
        format="csv",
        layout="configured",
        columns={"status": "状況"},
        published=("状況",),
        fetched_at=fetched_at,
    )
    status = pa.array([post.get("status") for post in posts], pa.string())
    rows = pa.array(range(2, len(posts) + 2), pa.int64())
    columns = Columns(pa.RecordBatch.from_arrays([status, rows], names=["状況", SOURCE_ROW]), plan)
    columns.values["status"] = status
    for names, kind in ((DATES, pa.timestamp("us")), (TEXTS, pa.string())):
        for name in names:
            columns.values[name] = pa.array([post.get(name) for post in posts], kind)
    for axis in ("longitude", "latitude"):
        columns.values[axis] = pa.array([post.get(axis) for post in posts], pa.float64())
    derive(columns, plan)
    return columns


posts = st.fixed_dictionaries({"status": words, **dict.fromkeys(DATES, moments)})


@settings(max_examples=150, deadline=None)
@given(st.lists(posts, min_size=1, max_size=20))
def test_a_life_is_in_order(given_posts: list[dict[str, Any]]) -> None:
    columns = derived(given_posts)
    rows = [
        dict(zip(columns.values, row, strict=True))
        for row in zip(*(array.to_pylist() for array in columns.values.values()), strict=True)
    ]
    for post, row in zip(given_posts, rows, strict=True):
        requested, closed, updated = row["requested_at"], row["closed_at"], row["updated_at"]
        assert requested == post["requested_at"]
        if row["status"] in OPEN_REPORT_STATUSES:
            assert closed is None
        if closed is not None and requested is not None:
            assert closed >= requested
        if updated is not None and requested is not None:
            assert updated >= requested
        assert row["status"] is None or row["status"] in set(ReportStatus)
        assert row["status_original"] == post["status"]
        assert row["reopened_count"] in (0, 1)
        assert (row["status"] == ReportStatus.REOPENED) <= (row["reopened_count"] == 1)


def test_a_post_from_after_the_fetch_is_doubted() -> None:
    fetched = datetime(2026, 1, 10, tzinfo=UTC)
    days = (9, 10, 12)
    columns = derived(
        [{"requested_at": START + timedelta(days=day - 1)} for day in days],
        fetched_at=fetched.isoformat(),
    )
    future = next(mask for _, rule, _, mask, _, _ in columns.verdicts if rule.endswith("in_future"))
    assert future.to_pylist() == [False, False, True]


def test_a_geo3x3_code_is_as_exact_as_its_cell(tmp_path: Path) -> None:
    code = "E91396597357289"
    lengths = (15, 12, 11, 10, 9, 8, 7)
    path = tmp_path / "posts.csv"
    path.write_text("\n".join(["場所,内容", *(f"{code[:n]},{n}" for n in lengths)]) + "\n", "utf-8")
    box = (100.0, 0.0, 160.0, 60.0)
    got = read("road_reports", path, box, columns={"geo3x3": "場所", "description": "内容"})
    assert got.column("position_precision") == [
        "surveyed", "surveyed", "town_block", "town_block", "town", "town", "municipality",
    ]  # fmt: skip


def test_a_post_is_named_by_what_does_not_change() -> None:
    base = {"requested_at": START, "description": "段差", "longitude": 139.75, "latitude": 35.69}
    names = [
        derived([{**base, **change}]).values["identity"][0].as_py()
        for change in (
            {},
            {"status": "対応済", "closed_at": START + timedelta(days=3), "updated_at": START},
            {"description": "別の段差"},
            {"longitude": 139.76},
            {"report_id": "7"},
        )
    ]
    assert names[0] == names[1]
    assert len({names[0], names[2], names[3]}) == 3
    assert names[4] is None
