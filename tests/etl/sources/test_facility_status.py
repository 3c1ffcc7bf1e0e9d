"""Statements about shelters: series of lists, the status form, and what they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.contract import UnknownLayout
from machimori.city import City
from tests.etl.sources.reading import FIXTURES, ask, at, balances, read, town

FILES = FIXTURES / "facility_status"
MASTER = {
    "id": "master",
    "path": str(FIXTURES / "facilities" / "standard_03_cp932_extra_column.csv"),
    "defaults": {"role": "shelter"},
    "max_reject_ratio": 0.5,
}
#: facility_id of a name, by what the master calls it.
IDS = "SELECT name, facility_id FROM marts.facilities WHERE role = 'shelter'"


def said(outcome_rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in outcome_rows]


def test_the_moment_may_stand_in_the_name_of_the_column(chiyoda: City) -> None:
    path = FILES / "series" / "open_shelters_2024-01-09-1800.csv"
    outcome = read("facility_status", path, chiyoda)
    assert (outcome.layout, outcome.verdicts) == ("open_shelter_list_named_moment", [])
    assert said(outcome.accepted, "facility_id", "opening", "headcount", "observed_at") == [
        ("CC01", "開設", 180, at("2024-01-09 09:00")),
        ("NEW001", "開設", 40, at("2024-01-09 09:00")),
    ]


def test_noon_in_the_japanese_calendar(chiyoda: City) -> None:
    path = FILES / "series" / "open_shelters_2024-06-12-1200.csv"
    outcome = read("facility_status", path, chiyoda)
    assert said(outcome.accepted, "facility_id", "headcount", "observed_at") == [
        ("CC01", 12, at("2024-06-12 03:00"))
    ]


def test_the_files_own_moment_stands_in_where_rows_have_none(chiyoda: City, tmp_path: Path) -> None:
    path = tmp_path / "open_2024-01-11-1800.csv"
    path.write_text("ID,地区,名称,所在地_連結表記\nCC01,見本,ひなた小学校,見本町1\n")
    outcome = read("facility_status", path, chiyoda)
    assert said(outcome.accepted, "opening", "headcount", "observed_at") == [
        ("開設", None, at("2024-01-11 09:00"))
    ]


def test_a_series_keeps_every_statement_and_closes_nothing_by_absence(tmp_path: Path) -> None:
    city = town(
        tmp_path,
        facilities=MASTER,
        facility_status={
            "id": "series",
            "path": str(FILES / "series"),
            "defaults": {"incident_id": "quake", "incident_name": "見本地震"},
        },
    )
    assert balances(city)["series"] == (5, 5, 0, 0)
    ids = dict(ask(city, IDS))
    history = ask(
        city,
        "SELECT observed_at, facility_id, is_known_facility, facility_name, opening, headcount, "
        "event_type, mode, incident_id, received_at = observed_at "
        "FROM marts.facility_status_history ORDER BY observed_at, facility_name",
    )
    school, park = ids["ひなた小学校"], ids["みどり公園"]
    tail = ("status", "real", "quake", True)
    assert history == [
        (at("2024-01-09 09:00"), school, True, "ひなた小学校", "開設", 180, *tail),
        # Its id is in the master under another name: the id is believed.
        (at("2024-01-09 09:00"), ids["寄合処あけぼの"], True, "寄合い処みそら", "開設", 40, *tail),
        (at("2024-01-11 09:00"), school, True, "ひなた小学校", "開設", 175, *tail),
        (at("2024-01-11 09:00"), park, True, "みどり公園", "開設", 41, *tail),
        (at("2024-06-12 03:00"), school, True, "ひなた小学校", "開設", 12, *tail),
    ]
    assert ask(city, "SELECT incident_id, name, mode, started_at FROM marts.incidents") == [
        ("quake", "見本地震", "real", at("2024-01-09 09:00"))
    ]
    # 180 people where the hall is for 480: and nothing says that the park has closed.
    assert ask(
        city,
        "SELECT facility_id, opening, headcount FROM marts.facility_status ORDER BY headcount",
    ) == [
        (school, "開設", 12),
        (ids["寄合処あけぼの"], "開設", 40),
        (park, "開設", 41),
    ]


def test_the_status_form(chiyoda: City) -> None:
    outcome = read("facility_status", FILES / "status_form.csv", chiyoda)
    assert outcome.layout.startswith("status_form_")
    assert outcome.rejected == [
        (6, "status_says_nothing"),
        (8, "status_says_nothing"),
        (9, "status_of_nothing"),
        (10, "value_missing"),
    ]
    assert outcome.doubts == [
        (5, "count_negative", "避難者数"),
        (6, "count_too_large", "避難者数"),
        (7, "number_unreadable", "避難者数"),
    ]
    assert said(
        outcome.accepted,
        *("facility_id", "facility_name", "opening", "crowding", "headcount", "households"),
        *("outside_headcount", "observed_at", "note"),
    ) == [
        ("CC01", "ひなた小学校", "開設", "やや混雑", 120, 48, 6, at("2026-11-21 06:10"),
         "体育館のみ"),
        (None, "みどり公園", "開設準備中", None, None, None, None, at("2026-11-21 06:00"),
         None),
        ("X9", "山の小屋", "開設", "定員一杯", 30, None, None, at("2026-11-21 06:12"), None),
        ("CC01", "ひなた小学校", None, None, None, None, None, at("2026-11-21 06:30"),
         "数え直し中"),
        ("CC01", "ひなた小学校", None, None, None, None, None, at("2026-11-21 06:32"),
         "見た目"),
    ]  # fmt: skip


def test_statements_meet_their_facility_by_id_or_name_or_are_flagged(tmp_path: Path) -> None:
    city = town(
        tmp_path,
        facilities=MASTER,
        facility_status=[
            {"id": "form", "path": str(FILES / "status_form.csv"), "max_reject_ratio": 0.5},
            {"id": "json", "path": str(FILES / "status.json")},
        ],
    )
    balances(city)
    ids = dict(ask(city, IDS))
    assert ask(
        city,
        "SELECT observed_at, facility_id, is_known_facility, facility_name, opening, crowding, "
        "headcount, confirmed_at, reporter, event_type, mode, incident_id "
        "FROM marts.facility_status_history ORDER BY observed_at, facility_id, mode",
    )[:4] == [
        (at("2026-11-21 06:00"), ids["みどり公園"], True, "みどり公園", "開設準備中", None,
         None, None, None, "status", "real", None),
        *sorted([
            (at("2026-11-21 06:10"), ids["ひなた小学校"], True, "ひなた小学校", "開設",
             "やや混雑", 120, at("2026-11-21 06:20"), "総務班", "status", "real", None),
            (at("2026-11-21 06:10"), ids["ひなた小学校"], True, None, "開設", "定員一杯",
             99, None, None, "status", "training", "drill-2026"),
        ], key=lambda row: row[10]),
        (at("2026-11-21 06:12"), "X9", False, "山の小屋", "開設", "定員一杯", 30, None,
         None, "status", "real", None),
    ]  # fmt: skip
    assert ask(city, "SELECT incident_id, name, mode FROM marts.incidents") == [
        ("drill-2026", "総合防災訓練", "training")
    ]
    folded = ask(
        city,
        "SELECT mode, opening, headcount, opening_confirmed_at FROM marts.facility_status "
        f"WHERE facility_id = '{ids['ひなた小学校']}' ORDER BY mode",
    )
    assert folded == [
        ("real", "開設", 120, at("2026-11-21 06:20")),
        ("training", "開設", 99, at("2026-11-21 07:00")),
    ]


def test_event_ids_are_the_same_in_every_build_and_tell_statements_apart(tmp_path: Path) -> None:
    query = "SELECT event_id, observed_at, facility_name FROM marts.facility_status_history"
    builds = []
    for _ in range(2):
        city = town(
            tmp_path, facility_status={"id": "form", "path": str(FILES / "status_form.csv"),
                                       "max_reject_ratio": 0.5}
        )  # fmt: skip
        balances(city)
        builds.append(sorted(ask(city, query)))
    assert builds[0] == builds[1]
    assert len({event_id for event_id, *_ in builds[0]}) == len(builds[0]) == 5


def test_a_name_two_places_bear_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        "名称,種別,所在地,緯度,経度\n集会所,避難所,見本町1-1,35.690,139.750\n"
        "集会所,避難所,試作町2-2,35.700,139.760\n西館,一時滞在施設,見本町3-3,35.691,139.751\n"
        "西館,避難所,見本町3-3,35.691,139.751\n"
    )
    (tmp_path / "status.csv").write_text(
        "名称,種別,開設状況,時点\n集会所,,開設,2026-11-21 15:00\n西館,,開設,2026-11-21 15:01\n"
        "西館,temporary_stay,開設,2026-11-21 15:02\n"
    )
    city = town(
        tmp_path,
        facilities={"id": "places", "path": "places.csv"},
        facility_status={"id": "status", "path": "status.csv"},
    )
    balances(city)
    found = ask(
        city,
        "SELECT h.is_known_facility, f.role, h.facility_id LIKE 'unlisted\\_%' ESCAPE '\\' "
        "FROM marts.facility_status_history AS h LEFT JOIN marts.facilities AS f "
        "USING (facility_id) ORDER BY observed_at",
    )
    assert found == [
        (False, None, True),
        (True, "shelter", False),
        (True, "temporary_stay", False),
    ]


def test_a_master_list_is_no_status(chiyoda: City) -> None:
    with pytest.raises(UnknownLayout, match="facilities として"):
        read("facility_status", FIXTURES / "facilities" / "gsi_sites.json", chiyoda)


def test_statements_that_differ_in_one_word_are_two(tmp_path: Path) -> None:
    (tmp_path / "status.csv").write_text(
        "施設ID,名称,開設状況,混雑状況,避難者数,時点,確認日時,報告者,備考\n"
        "A,甲館,不明,,5,2026-11-21 15:00,,,\n"
        "A,甲館,,不明,5,2026-11-21 15:00,,,\n"
        "A,甲館,不明,,5,2026-11-21 15:00,,総務班,\n"
        "A,甲館,不明,,5,2026-11-21 15:00,,,総務班\n"
        "A,甲館,不明,,5,2026-11-21 15:00,2026-11-21 15:05,,\n"
        "A,甲館,不明,,5,2026-11-21 15:00,,,\n"
    )
    city = town(tmp_path, facility_status={"id": "status", "path": "status.csv"})
    assert balances(city) == {"status": (6, 5, 0, 1)}
    assert ask(
        city, "SELECT count(*), count(DISTINCT event_id) FROM marts.facility_status_history"
    ) == [(5, 5)]
