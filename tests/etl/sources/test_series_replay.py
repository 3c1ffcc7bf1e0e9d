"""A series of lists with all that real ones do, replayed from the marts moment by moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from machimori.city import City
from machimori.domain.vocabulary import Opening
from machimori.store.desk import Desk
from machimori.store.journal import open_journal
from machimori.store.queries import board, facilities
from machimori.store.queries.as_of import View
from machimori.store.warehouse import open_warehouse
from tests.etl.sources.reading import ask, balances, town
from tests.etl.sources.series_replay import (
    Published,
    assert_found_again,
    incident_of,
    published,
    replayed,
)

MASTER = """ID,名称,種別,所在地,緯度,経度,想定収容人数
CC01,ひなた小学校,避難所,見本町1,35.690,139.750,屋内100人／屋外900人(面積の1/2)
CC02,みどり会館,避難所,見本町2,35.691,139.751,60
CC03,ふもと体育館,避難所,見本町3,35.692,139.752,
"""
PLAIN = "ID,地区,名称,人数,時点,所在地_連結表記\n"


def listed(moment: str, *rows: tuple[str, str, str]) -> str:
    return PLAIN + "".join(
        f"{place},見本,{name},{people},{moment},見本町\n" for place, name, people in rows
    )


SCHOOL, HALL, GYM = "ひなた小学校", "みどり会館", "ふもと体育館"
EVENING = datetime(2024, 1, 11, 9, 10, tzinfo=UTC)
#: File -> text. The first names its moment in a column, the last but one has other columns.
FILES = {
    "open_2024-01-09-1800.csv": (
        "ID,地区,名称,人数_令和6年1月9日午後6時時点,名称_カナ,所在地_連結表記\n"
        "CC01,見本,ひなた小学校,180,ヒナタ,見本町1\nNEW001,見本,寄合い処みそら,40,,見本町9\n"
    ),
    "open_2024-01-11-0600.csv": listed(
        "令和6年1月11日午前6時", ("CC01", SCHOOL, "120"), ("CC02", HALL, "30")
    ),
    "open_2024-01-11-1200.csv": listed(
        "令和6年1月11日正午", ("CC01", SCHOOL, "110"), ("NEW001", "寄合い処みそら", "41")
    ),
    # The hall has a new name, and is missing from the list before; it never closed.
    "open_2024-01-11-1800.csv": listed(
        "令和6年1月11日午後6時", ("CC01", SCHOOL, "101"), ("CC02", "みどり会館（改称）", "35")
    ),
    "open_2024-07-25-1300.csv": listed("令和6年7月25日午後1時30分", ("CC03", GYM, "1")),
    "open_2024-08-01-0600.csv": (
        "名称,人数,世帯数,時点,ID,備考\n"
        "ふもと体育館,2,1,令和6年8月1日午前0時,CC03,夜間のみ\n"
        "ひなた小学校,,,令和6年8月1日午前0時,CC01,人数は調査中\n"
    ),
    "open_2024-08-31-1300.csv": PLAIN,  # a list in which nothing is open any more
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "series"
    (folder / "latest").mkdir(parents=True)
    for number, (name, text) in enumerate(FILES.items()):
        encoding = ("utf-8", "utf-8-sig", "cp932")[number % 3]
        (folder / name).write_text(text, encoding=encoding, newline="")
    # The newest list is published a second time, with other line ends.
    copy = FILES["open_2024-01-11-1800.csv"].replace("\n", "\r\n")
    (folder / "latest" / "open.csv").write_text(copy, encoding="utf-8", newline="")
    (tmp_path / "master.csv").write_text(MASTER, encoding="utf-8")
    return folder


def built(folder: Path, **defaults: str) -> City:
    return town(
        folder.parent,
        facilities={"id": "master", "path": "master.csv"},
        facility_status={"id": "series", "path": "series", "defaults": defaults},
    )


def told(folder: Path) -> Published:
    as_read = {name: (folder.parent / "read" / name) for name in FILES}
    (folder.parent / "read").mkdir()
    for name, path in as_read.items():
        path.write_text(FILES[name], encoding="utf-8", newline="")
    return published(list(as_read.values()))


def test_every_moment_is_found_again_and_absence_closes_nothing(folder: Path) -> None:
    city = built(folder)
    assert balances(city)["series"] == (13, 11, 0, 2)  # the two rows published twice
    warehouse = open_warehouse(city)
    said = told(folder)
    assert len(said) == 6
    # A count that is not given leaves the last one standing.
    moments = sorted(said)
    said[moments[-1]] |= {"CC01": 101}
    assert_found_again(warehouse, city, said)


def test_what_is_odd_is_kept_and_flagged(folder: Path) -> None:
    city = built(folder, incident_id="quake", incident_name="見本地震", mode="real")
    balances(city)
    warehouse = open_warehouse(city)
    incident = incident_of(warehouse)
    first = min(told(folder))
    then = replayed(warehouse, city, incident, first, View.KNOWN)
    rows = then.set_index("published")
    assert not rows.loc["NEW001", "is_known_facility"]
    assert rows.loc["NEW001", "name"] == "寄合い処みそら"
    # 180 people where there is room for 100.
    assert (rows.loc["CC01", "headcount"], rows.loc["CC01", "capacity"]) == (180, 100)
    assert rows.loc["CC01", "crowding_shown"] == "定員一杯"
    renamed = ask(
        city,
        "SELECT DISTINCT facility_id, is_known_facility FROM marts.facility_status_history "
        "WHERE facility_name LIKE 'みどり会館%'",
    )
    assert len(renamed) == 1
    assert renamed[0][1] is True


def test_a_series_that_names_its_incident_is_in_force_for_the_public(folder: Path) -> None:
    city = built(folder, incident_id="quake", incident_name="見本地震", mode="real")
    balances(city)
    warehouse = open_warehouse(city)
    force = facilities.incident_in_force(warehouse, None, now=EVENING)
    assert force is not None
    assert (force.incident_id, force.name, force.mode) == ("quake", "見本地震", "real")
    shown = facilities.places_now(warehouse, None, city, force, now=EVENING)
    assert (shown["opening_shown"] == Opening.OPEN).sum() >= 1
    journal = open_journal(city)
    Desk(city, warehouse, journal, "見本 花子", EVENING).close_incident("quake", client_key="k")
    later = EVENING + timedelta(minutes=1)
    assert facilities.incident_in_force(warehouse, journal, now=later) is None
    journal.close()


def test_without_a_name_the_public_is_told_of_no_incident_and_staff_see_the_series(
    folder: Path,
) -> None:
    city = built(folder)
    balances(city)
    warehouse = open_warehouse(city)
    assert facilities.incident_in_force(warehouse, None, now=EVENING) is None
    (series,) = board.incidents(warehouse)
    assert (series.incident_id, series.name, series.mode) == (None, None, "real")
