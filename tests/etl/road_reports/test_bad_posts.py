"""Posts as bad as they come: nothing stops the run, nothing is guessed, everything is said."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl.pipeline import RunResult, run
from machimori.city import City
from tests.etl.conftest import table

at = datetime.fromisoformat
HEADER = ("番号", "受付", "完了", "更新", "状態", "内容", "緯度", "経度")
COLUMNS = dict(
    zip(
        ("report_id", "requested_at", "closed_at", "updated_at", "status", "description",
         "latitude", "longitude"),
        HEADER,
        strict=True,
    )
)  # fmt: skip
LONG = "あ" * 100_000 + "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x.invalid")'
RTL = "\u202e逆さ\u202c"


def city_of(folder: Path, file: str, **entry: Any) -> City:
    return City.model_validate(
        {
            "name": "見本区",
            "code": "131016",
            "bbox": (139.70, 35.65, 139.80, 35.72),
            "metric_crs": "EPSG:6677",
            "folder": folder,
            "sources": {"road_reports": [{"id": "posts", "path": file, **entry}]},
        }
    )


def row(number: object, **other: object) -> dict[str, object]:
    """A good row: sent in on the day of its number, open, in the middle of the ward."""
    day = f"2026-01-{number:02d}" if isinstance(number, int) and 0 < number < 32 else "2026-01-01"
    good = {
        "番号": number,
        "受付": f"{day} 09:00",
        "完了": "",
        "更新": f"{day} 10:00",
        "状態": "受付済",
        "内容": "路面のへこみ",
        "緯度": 35.69,
        "経度": 139.75,
    }
    return good | other


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    folder = tmp_path_factory.mktemp("bad_posts")
    written(
        folder / "posts.csv",
        [
            row(1, 完了="2025-12-01 09:00", 状態="対応済"),  # closed before it was sent in
            row(2, 完了="2026-01-03 09:00"),  # closed, and still open
            row(3, 状態="宙ぶらりん"),
            row(4),
            row(4, 内容="同じ番号の、あとから来た別の内容", 更新="2026-01-09 10:00"),
            row("0005", 受付="令和8年1月5日 午後3時20分"),
            row("B-6", 受付="2026/01/06 3:20:00 PM"),
            row(7, 緯度="35.69 ", 経度="１３９．７５"),
            row(8, 緯度=139.75, 経度=35.69),
            row(9, 緯度=0, 経度=0),
            row(10, 緯度=43.06, 経度=141.35),
            row(11, 内容=LONG),
            row(12, 内容=FORMULA),
            row(13, 内容=RTL),
            row(14, 内容="TEST 消してください"),
            *(row(number) for number in range(15, 30)),
        ],
    )
    result = run(city_of(folder, "posts.csv", columns=COLUMNS))
    assert [one.error for one in result.runs] == [None]
    return result


def posts(built: RunResult) -> dict[str, dict[str, Any]]:
    found = table(built.warehouse, "FROM wh.marts.road_reports").astype(object)
    plain = found.where(found.notna(), None)
    return {one["source_report_id"]: one for one in plain.to_dict("records")}


def doubts(built: RunResult) -> set[tuple[int, str]]:
    found = table(built.warehouse, "SELECT source_row, rule FROM wh.meta.rejects")
    return set(found.itertuples(index=False, name=None))


def test_no_row_is_lost(built: RunResult) -> None:
    (one,) = built.runs
    assert (one.rows_in, one.accepted + one.rejected + one.duplicates) == (30, 30)
    assert one.duplicates == 1


def test_what_is_derived_is_timed_apart_from_the_base_marts(
    built: RunResult, tmp_path: Path
) -> None:
    steps = list(built.derived)
    assert (steps[0], "decisions" in steps, "table" in steps) == ("vanished", True, True)
    assert built.seconds["derived"] == pytest.approx(sum(built.derived.values()))
    written(tmp_path / "posts.csv", [row(1)])
    base = run(city_of(tmp_path, "posts.csv", columns=COLUMNS), is_derived=False)
    assert (base.derived, "derived" in base.seconds) == ({}, False)
    assert len(table(base.warehouse, "FROM wh.marts.road_reports")) == 1


def test_dates_and_states_that_cannot_be(built: RunResult) -> None:
    found, said = posts(built), doubts(built)
    assert (found["1"]["status"], found["1"]["closed_at"]) == ("対応済", None)
    assert (found["2"]["status"], found["2"]["closed_at"], found["2"]["reopened_count"]) == (
        "再開", None, 1,
    )  # fmt: skip
    assert (found["3"]["status"], found["3"]["status_original"]) == (None, "宙ぶらりん")
    assert {
        (2, "closed_before_requested"),
        (3, "closed_but_open"),
        (4, "word_unknown"),
        (16, "looks_like_test"),
    } <= said
    assert found["4"]["description"] == "同じ番号の、あとから来た別の内容"
    assert {number: found[number]["requested_at"] for number in ("0005", "B-6")} == {
        "0005": pd.Timestamp("2026-01-05 06:20"),
        "B-6": pd.Timestamp("2026-01-06 06:20"),
    }


def test_positions_that_cannot_be(built: RunResult) -> None:
    found = posts(built)
    assert (found["7"]["latitude"], found["7"]["longitude"]) == (35.69, 139.75)
    for number in ("8", "9", "10"):
        post = found.get(number)
        assert post is None or (post["latitude"], post["longitude"]) in (
            (None, None),
            (35.69, 139.75),
        )


def test_a_hostile_text_stays_a_text(built: RunResult) -> None:
    found = posts(built)
    assert found["11"]["description"].endswith("<script>alert(1)</script>")
    assert len(found["11"]["description"]) == len(LONG)
    assert found["12"]["description"] == FORMULA
    assert "逆さ" in found["13"]["description"]


def test_ids_are_text_however_they_are_written(tmp_path: Path) -> None:
    def request(identifier: object, hour: int) -> dict[str, object]:
        return {
            "service_request_id": identifier,
            "status": "open",
            "requested_datetime": f"2026-01-05T{hour:02d}:00:00+09:00",
            "lat": "35.69",
            "long": 139.75,
            "description": "穴",
        }

    answer = [request(7, 9), request("7", 9), request("007", 9), request(8.0, 10)]
    (tmp_path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    result = run(city_of(tmp_path, "answer.json"))
    found = table(result.warehouse, "SELECT source_report_id FROM wh.marts.road_reports ORDER BY 1")
    assert list(found["source_report_id"])[:2] == ["007", "7"]
    assert len(found) == 3


def test_an_id_that_vanishes_is_vanished_and_not_repaired(tmp_path: Path) -> None:
    city = city_of(tmp_path, "posts.csv", columns=COLUMNS)
    file = written(tmp_path / "posts.csv", [row(number) for number in range(1, 11)])
    run(city)
    # 3 is gone; 1 is older than anything the feed still lists.
    written(file, [row(number) for number in (2, 4, 5, 6, 7, 8, 9, 10, 11)])
    warehouse = run(city).warehouse
    question = (
        "SELECT report_id, why, status, end_kind, last_seen_at FROM wh.marts.road_vanished "
        "ORDER BY report_id"
    )
    seen = at("2026-01-10 01:00")
    gone = [
        ("posts:1", "outside_window", "受付済", None, seen),
        ("posts:3", "vanished", "受付済", None, seen),
    ]
    assert list(table(warehouse, question).itertuples(index=False, name=None)) == gone
    assert "posts:3" not in set(table(warehouse, "FROM wh.marts.road_reports")["report_id"])
    # It stays vanished until it is listed again.
    written(file, [row(number) for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)])
    run(city)
    assert list(table(warehouse, question)["report_id"]) == ["posts:1"]


def test_a_feed_that_shrinks_by_half_is_held_back_and_nothing_vanishes(tmp_path: Path) -> None:
    city = city_of(tmp_path, "posts.csv", columns=COLUMNS)
    file = written(tmp_path / "posts.csv", [row(number) for number in range(1, 21)])
    run(city)
    written(file, [row(number) for number in range(1, 8)])
    result = run(city)
    assert [one.is_held_back for one in result.runs] == [True]
    assert len(table(result.warehouse, "FROM wh.marts.road_reports")) == 20
    assert table(result.warehouse, "FROM wh.marts.road_vanished").empty
