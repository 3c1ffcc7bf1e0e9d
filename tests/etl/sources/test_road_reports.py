"""Posts in every form they are published in, and files that are no posts."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from etl.contract import UnknownLayout, UnreadableFile
from tests.etl.sources.one_file import read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "road_reports"
#: Moments in UTC, as the tables hold them.
at = datetime.fromisoformat
JAPANESE = {
    "report_id": "受付番号",
    "requested_at": "受付日時",
    "closed_at": "完了日時",
    "status": "状況",
    "category": "分野",
    "description": "内容",
    "latitude": "緯度",
    "longitude": "経度",
    "address": "場所",
}
WORRIES = {"geo3x3": "Geo3x3", "description": "危険箇所・気がかりな点"}
TORONTO = (-79.7, 43.5, -79.0, 43.9)
CHICAGO = (-88.0, 41.6, -87.5, 42.1)
ECHIZEN = (136.0, 35.8, 136.4, 36.1)


def test_redmine_issues_are_posts() -> None:
    got = read(
        "road_reports",
        FIXTURES / "redmine_issues.json",
        values={"custom_fields": {"分野": "category", "電話番号": "phone", "氏名": "description"}},
    )
    assert got.plan.layout == "redmine_issues"
    assert got.rows_in == 8
    shown = ("report_id", "status", "end_kind", "reopened_count", "longitude", "assignee")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("101", "受付済", None, 0, 139.7531, None),
        ("102", "対応中", None, 0, None, "道路公園課"),
        ("103", "対応済", None, 0, None, None),  # the assignee is a person
        ("104", "再開", None, 1, None, None),
        ("105", None, None, 0, 139.76, None),
        ("106", "対応済", None, 0, 139.7531, None),
        ("101", "対応済", None, 0, 139.7531, None),
    ]
    assert got.column("status_original")[4] == "要検討"
    assert set(got.column("category")) == {"舗装"}
    assert set(got.column("description")) == {"道路のへこみ\n車道に穴があります"}
    assert got.column("closed_at")[3] is None
    assert got.column("first_closed_at")[3] == at("2026-03-03 01:00")
    assert got.judged("row") == [(7, "coordinates_outside", None)]
    assert sorted(got.judged("value")) == [
        (4, "closed_but_open", "closed_on"),
        (5, "word_unknown", "status.name"),
        (6, "closed_before_requested", "closed_on"),
        (6, "updated_before_requested", "updated_on"),
    ]


def test_journals_tell_a_post_s_life_without_telling_who() -> None:
    got = read("road_reports", FIXTURES / "redmine_issues.json")
    assert got.children == {
        "change": [
            {
                "post": "102",
                "changed_at": at("2026-03-01 05:00"),
                "status": "対応中",
                "status_original": "対応中",
                "note": "現地を確認しました",
            },
            {
                "post": "103",
                "changed_at": at("2026-03-05 01:00"),
                "status": "対応済",
                "status_original": "対応済",
                "note": None,
            },
        ]
    }


def test_a_post_that_was_opened_again_and_ended_again_was_reopened(tmp_path: Path) -> None:
    """Its status alone no longer shows it; its journals do."""
    states = [("2", "対応中"), ("3", "対応済"), ("2", "対応中"), ("3", "対応済"), ("4", "再開")]
    journals = [
        {
            "created_on": f"2026-03-0{day}T00:00:00Z",
            "details": [{"property": "attr", "name": "status_id", "new_value": number}],
        }
        for day, (number, _) in enumerate(states, 2)
    ]
    issues = [
        {
            "id": int(number),
            "subject": "段差",
            "status": {"id": int(number), "name": name},
            "created_on": "2026-03-01T00:00:00Z",
            "journals": journals[: 4 if name == "対応済" else 5] if number in "34" else [],
        }
        for number, name in sorted(set(states))
    ]
    path = tmp_path / "issues.json"
    path.write_text(json.dumps({"issues": issues}), encoding="utf-8")
    got = read("road_reports", path)
    assert got.column("status") == ["対応中", "対応済", "再開"]
    assert got.column("reopened_count") == [0, 1, 2]


def test_nothing_about_a_reporter_is_kept_not_even_in_a_rejected_row() -> None:
    for name, entry in (
        ("redmine_issues.json", {}),
        ("seeclickfix_issues.json", {}),
        ("posts_cp932.csv", {"columns": JAPANESE}),
    ):
        got = read("road_reports", FIXTURES / name, **entry)
        kept = repr((got.accepted, got.verdicts, got.children))
        for personal in ("花子", "太郎", "次郎", "四郎", "090-", "40代", "Hanako", "Taro", "501"):
            assert personal not in kept, (name, personal)


def test_a_column_about_people_cannot_be_mapped() -> None:
    with pytest.raises(UnknownLayout, match="電話番号」は個人についての列"):
        read("road_reports", FIXTURES / "posts_cp932.csv", columns={"description": "電話番号"})


def test_a_table_is_read_by_the_configuration_s_columns() -> None:
    got = read(
        "road_reports",
        FIXTURES / "posts_cp932.csv",
        columns=JAPANESE,
        values={"status": {"検討": "経過観察"}},
    )
    shown = ("report_id", "status", "status_original", "requested_at", "closed_at")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("1", "受付済", "新規", at("2024-01-09 03:00"), None),
        ("2", "対応済", "完了", at("2024-01-10 00:05"), at("2024-01-12 08:00")),
        ("3", "経過観察", "検討", at("2024-01-11 09:00"), None),
    ]
    assert got.judged("row") == [(5, "coordinates_outside", "緯度")]


def test_a_japanese_header_is_not_guessed() -> None:
    with pytest.raises(UnknownLayout, match="road_reports"):
        read("road_reports", FIXTURES / "posts_cp932.csv")


def test_what_open311_servers_send() -> None:
    got = read("road_reports", FIXTURES / "open311_quirks.json")
    assert got.plan.layout == "open311_requests"
    shown = ("report_id", "status", "end_kind", "closed_at", "assignee", "photo_url", "longitude")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("1", "受付済", None, None, "Roads, Parks", "https://example.org/1.jpg", 139.7501),
        ("2", "対応済", None, at("2026-01-09 00:00"), "Roads", None, 139.7502),
        ("3", "対応済", "repaired", None, None, None, 139.7503),
        ("4", "重複", "duplicate", None, None, None, 139.7504),
        ("5", None, None, None, None, None, None),
    ]
    assert got.column("due_at")[0] == at("2026-01-19 15:00")
    assert sorted(got.judged("value")) == [
        (3, "not_a_web_address", "media_url"),
        (4, "updated_before_requested", "updated_datetime"),
        (5, "word_unknown", "status"),
    ]


def test_a_feed_with_its_axes_turned_is_turned_as_a_whole() -> None:
    got = read("road_reports", FIXTURES / "open311_turned.json")
    assert got.plan.axis_order == "swapped"
    assert [one.what for one in got.plan.decisions][-1] == "緯度と経度"
    assert got.column("latitude") == [35.69, 35.691, 35.692, 35.693, 35.694, 35.695]
    assert got.column("longitude")[0] == 139.75


def test_open311_xml() -> None:
    got = read("road_reports", FIXTURES / "open311_requests.xml")
    shown = ("report_id", "status", "closed_at", "description", "photo_url")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        (
            "638344",
            "対応済",
            at("2026-04-14 21:37:38"),
            "Deep & wide",
            "https://example.org/a.jpg",
        ),
        ("638349", "受付済", None, None, None),
    ]


def test_the_open311_bulk_file_says_open_by_having_no_end() -> None:
    got = read("road_reports", FIXTURES / "open311_bulk.csv")
    assert got.plan.layout == "open311_bulk"
    shown = ("report_id", "status", "end_kind", "closed_at")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("B-1", "対応済", None, at("2026-02-03 01:00")),
        ("B-2", "受付済", None, None),
        ("B-3", "他管理者へ", "referred", None),
    ]


def test_seeclickfix_issues() -> None:
    got = read("road_reports", FIXTURES / "seeclickfix_issues.json")
    assert got.plan.layout == "seeclickfix_issues"
    shown = ("report_id", "category", "status", "closed_at", "reopened_count")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("9001", "Pothole repair", "対応中", None, 0),
        ("9002", "Sign", "対応済", at("2026-05-03 00:00"), 0),
        ("9003", "Sign", "再開", None, 1),
    ]
    assert got.column("first_closed_at") == [None, at("2026-05-03 00:00"), at("2026-05-03 00:00")]
    assert got.judged("value") == []


@pytest.mark.parametrize(
    ("rows", "days", "rule"),
    [(100, 10, "answer_full_page"), (37, 90, "answer_full_window"), (37, 60, None)],
)
def test_an_answer_that_looks_cut_is_doubted(
    tmp_path: Path, rows: int, days: int, rule: str | None
) -> None:
    lines = ["service_request_id,status,requested_datetime,lat,long"]
    for number in range(rows):
        minute = number * days * 1440 // (rows - 1)
        moment = datetime.fromtimestamp(1_760_000_000 + minute * 60)  # noqa: DTZ006
        lines.append(f"{number},open,{moment:%Y-%m-%dT%H:%M:%S}+09:00,35.69,139.75")
    path = tmp_path / "requests.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    doubts = read("road_reports", path).judged("value")
    assert [one[:2] for one in doubts] == ([(rows + 1, rule)] if rule else [])


def test_rows_without_an_id_are_named_by_what_does_not_change(tmp_path: Path) -> None:
    def identities(status: str) -> list[str]:
        path = tmp_path / "posts.csv"
        path.write_text(
            "日時,内容,状況,緯度,経度\n"
            f"2026-01-01 10:00,段差,{status},35.69,139.75\n"
            f"2026-01-01 10:00,段差,{status},35.69,139.76\n"
            f",,{status},,\n",
            encoding="utf-8",
        )
        columns = {
            "requested_at": "日時",
            "description": "内容",
            "status": "状況",
            "latitude": "緯度",
            "longitude": "経度",
        }
        return read("road_reports", path, columns=columns).column("identity")

    before, after = identities("受付済"), identities("対応済")
    assert before == after
    assert len(set(before)) == 3


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("open311/giessen_services.xml", "list of services"),
        ("open311/dc_services.xml", "list of services"),
        ("open311/dc_service_definition.xml", "definition of one Open311 service"),
        ("syracuse/potholes.csv", "potholes that were filled"),
        ("yaizu/急ブレーキ.csv", "hard braking"),
        ("yaizu/アンダーパス.csv", "named points"),
        ("ichikawa/122033_211_magokoro_road.csv", "list of places"),
    ],
)
def test_what_is_no_post_is_not_called_one(real_data: Path, file: str, why: str) -> None:
    with pytest.raises(UnknownLayout, match=why):
        read("road_reports", real_data / "road_reports" / file)


def test_an_error_answer_says_what_the_server_said(real_data: Path) -> None:
    with pytest.raises(UnreadableFile, match="base is a duplicate"):
        read("road_reports", real_data / "road_reports/open311/boston_error_duplicate.xml")


def test_recorded_answers_of_toronto_and_chicago(real_data: Path) -> None:
    folder = real_data / "road_reports" / "open311"
    toronto = read("road_reports", folder / "toronto_requests.xml", TORONTO)
    assert toronto.column("status") == ["受付済", "受付済"]
    assert toronto.column("requested_at") == [at("2018-07-30 04:01")] * 2
    assert toronto.column("due_at") == [at("2018-08-03 04:01")] * 2
    assert toronto.column("updated_at") == [None, None]
    chicago = read("road_reports", folder / "chicago_requests.json", CHICAGO)
    assert chicago.column("report_id") == ["14-01100669", "14-01100627"]
    assert chicago.column("updated_at") == [
        at("2014-07-12 16:08:21"),
        at("2014-07-12 16:08:20"),
    ]


@pytest.mark.parametrize(
    ("file", "columns", "rows"),
    [
        (
            "kidssafe2021.csv",
            {"report_id": "項番", "geo3x3": "Geo3x3", "description": "内容", "address": "町名"},
            71,
        ),
        ("kidssafe_庄町.csv", {"geo3x3": "Geo3x3", "description": "危険箇所・気がかりな点"}, 3),
        (
            "kidssafe_村国3丁目.csv",
            {"geo3x3": "Geo3x3", "description": "危険箇所・気がかりな点"},
            8,
        ),
        ("kidssafe_横市町.csv", {"geo3x3": "Geo3x3", "description": "危険箇所・気がかりな点"}, 6),
        ("yabamichi_data.json", {"geo3x3": "geo", "description": "txt"}, 53),
    ],
)
def test_posts_with_a_geo3x3_code_have_no_date_and_no_state(
    real_data: Path, file: str, columns: dict[str, str], rows: int
) -> None:
    got = read("road_reports", real_data / "road_reports/echizen" / file, ECHIZEN, columns=columns)
    assert len(got.accepted) == rows
    assert set(got.column("status")) == set(got.column("requested_at")) == {None}
    assert all(136.1 < one < 136.3 for one in got.column("longitude"))
    assert all(35.8 < one < 36.0 for one in got.column("latitude"))


def test_repairs_are_read_where_the_configuration_says_so(real_data: Path) -> None:
    got = read(
        "road_reports",
        real_data / "road_reports/syracuse/potholes.csv",
        (-76.3, 42.9, -76.0, 43.2),
        columns={
            "requested_at": "TimeFilled",
            "latitude": "Latitude",
            "longitude": "Longitude",
            "address": "Location",
        },
        timezone="America/New_York",
    )
    assert got.rows_in == 7392
    assert got.column("requested_at")[0] == at("2016-04-12 11:54")
