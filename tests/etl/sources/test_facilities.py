"""From several lists to one row per place and role."""

from __future__ import annotations

import shutil
from pathlib import Path

from machimori.city import City
from tests.etl.sources.reading import FIXTURES, ask, balances, town

FILES = FIXTURES / "facilities"
PLACES = (
    "SELECT place_id, list(role ORDER BY role), any_value(name) FROM marts.facilities "
    "GROUP BY place_id ORDER BY 3, 2"
)


def entry(file: str, **more: object) -> dict[str, object]:
    return {"id": file.split(".")[0], "path": str(FILES / file), **more}


def names_and_roles(city: City) -> list[tuple[str, list[str]]]:
    return [(name, roles) for _, roles, name in ask(city, PLACES)]


def test_one_place_in_two_lists_is_one_place_with_two_roles(tmp_path: Path) -> None:
    city = town(tmp_path, facilities=[entry("gsi_sites.json"), entry("gsi_shelters.json")])
    assert balances(city) == {"gsi_sites": (3, 3, 0, 0), "gsi_shelters": (3, 3, 0, 0)}
    # The school lies 27 m apart in the two lists; its ground and the hall share its 共通ID place.
    assert names_and_roles(city) == [
        ("のどか福祉園", ["welfare_shelter"]),
        ("ひなた会館", ["shelter"]),
        ("ひなた小学校", ["evacuation_site", "shelter"]),
        ("ひなた小学校グラウンド", ["evacuation_site"]),
        ("みどり公園", ["evacuation_site"]),
    ]


def test_ids_depend_neither_on_row_order_nor_on_the_order_of_lists(tmp_path: Path) -> None:
    lists = [entry("gsi_sites.json"), entry("gsi_shelters.json"), entry("facility_form.csv")]
    query = "SELECT facility_id, place_id, name, role FROM marts.facilities ORDER BY ALL"
    found = []
    for number, order in enumerate((lists, lists[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        city = town(folder, facilities=[{**one, "max_reject_ratio": 0.5} for one in order])
        balances(city)
        found.append(ask(city, query))
    assert found[0] == found[1]
    assert all(
        facility_id == f"{place_id}_{role}" and facility_id.isascii()
        for facility_id, place_id, _, role in found[0]
    )
    turned = tmp_path / "turned.csv"
    header, *rows = (FILES / "facility_form.csv").read_text().splitlines()
    turned.write_text("\n".join([header, *rows[::-1]]) + "\n")
    for number, path in enumerate((FILES / "facility_form.csv", turned), 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        city = town(folder, facilities={"id": "x", "path": str(path), "max_reject_ratio": 0.5})
        balances(city)
        found.append(ask(city, query))
    assert found[2] == found[3]


def test_the_first_entry_is_believed_and_the_others_fill_its_gaps(tmp_path: Path) -> None:
    first = tmp_path / "first.csv"
    first.write_text(
        "名称,種別,所在地,電話番号,緯度,経度,収容人数,備考\n"
        "ひなた小学校,避難所,千代田区見本町1-2-3,,,,480,\n"
    )
    second = tmp_path / "second.csv"
    second.write_text(
        "名称,種別,所在地,電話番号,緯度,経度,収容人数,備考\n"
        "ひなた小学校,避難所,東京都千代田区見本町一丁目2番3号,03-0000-0001,35.69,139.75,500,裏門\n"
    )
    city = town(
        tmp_path,
        facilities=[{"id": "b", "path": "first.csv"}, {"id": "a", "path": "second.csv"}],
    )
    balances(city)
    assert ask(
        city,
        "SELECT name, address, phone, latitude, position_precision, capacity, note, source "
        "FROM marts.facilities",
    ) == [
        (
            "ひなた小学校",
            "千代田区見本町1-2-3",
            "03-0000-0001",
            35.69,
            "surveyed",
            480,
            "裏門",
            "b",
        )
    ]


def test_a_mentioned_shelter_has_neither_the_sites_capacity_nor_its_hazards(
    tmp_path: Path,
) -> None:
    city = town(
        tmp_path, facilities=entry("standard_03_cp932_extra_column.csv", max_reject_ratio=0.5)
    )
    assert balances(city) == {"standard_03_cp932_extra_column": (5, 4, 1, 0)}
    assert ask(
        city,
        "SELECT name, role, capacity, capacity_indoor, capacity_outdoor, capacity_basis, "
        "hazard_earthquake, hazard_tsunami, accepts, position_precision FROM marts.facilities "
        "ORDER BY source_row, role",
    ) == [
        ("ひなた小学校", "evacuation_site", 3830, 480, 3350, "面積の1/2", True, False,
         "residents", "surveyed"),
        # What the prose says of indoors is the shelter's.
        ("ひなた小学校", "shelter", 480, 480, 3350, "面積の1/2", None, None,
         "residents", "surveyed"),
        ("みどり公園", "evacuation_site", 2400, None, None, None, False, False,
         "residents", "surveyed"),
        ("寄合処あけぼの", "evacuation_site", None, None, None, None, None, None,
         "residents", "unknown"),
        ("のどか福祉園", "evacuation_site", 120, None, None, None, True, False,
         "residents", "surveyed"),
        ("のどか福祉園", "welfare_shelter", None, None, None, None, None, None,
         "residents", "surveyed"),
    ]  # fmt: skip


def test_roles_stay_apart_and_a_support_station_never_has_capacity(tmp_path: Path) -> None:
    shops = tmp_path / "shops.csv"
    shops.write_text("施設名,所在地,緯度,経度,収容人数\n見本マート,見本町1-9,35.69,139.75,30\n")
    city = town(
        tmp_path,
        facilities=[
            entry("gsi_shelters.json"),
            entry("temporary_stay.csv"),
            {"id": "shops", "path": "shops.csv", "defaults": {"role": "support_station"}},
        ],
    )
    balances(city)
    assert ask(
        city,
        "SELECT name, role, capacity, accepts, is_public FROM marts.facilities ORDER BY 1, 2",
    ) == [
        ("あさひビル１階ロビー", "temporary_stay", 1200, "commuters", True),
        ("のどか福祉園", "welfare_shelter", None, "residents", True),
        ("はくぶつホテル", "temporary_stay", None, "commuters", False),
        ("ひなた会館", "shelter", None, "residents", True),
        ("ひなた小学校", "shelter", None, "residents", True),
        ("ひなた小学校", "temporary_stay", 300, "commuters", True),
        ("見本マート", "support_station", None, "commuters", True),
    ]
    assert len(ask(city, "SELECT DISTINCT place_id FROM marts.facilities")) == 6


def test_a_name_without_address_or_position_is_the_one_place_so_named(tmp_path: Path) -> None:
    (tmp_path / "named.csv").write_text(
        "名称,種別,所在地\nひなた小学校,福祉避難所,\nだれも知らない館,福祉避難所,\n"
    )
    city = town(
        tmp_path, facilities=[entry("gsi_sites.json"), {"id": "named", "path": "named.csv"}]
    )
    balances(city)
    assert names_and_roles(city) == [
        ("だれも知らない館", ["welfare_shelter"]),
        ("ひなた小学校", ["evacuation_site", "welfare_shelter"]),
        ("ひなた小学校グラウンド", ["evacuation_site"]),
        ("みどり公園", ["evacuation_site"]),
    ]


def test_namesakes_in_one_town_are_two_places(tmp_path: Path) -> None:
    (tmp_path / "parks.csv").write_text(
        "名称,種別,所在地,緯度,経度\n"
        "児童公園,広域避難場所,千代田区見本町1-1,35.690,139.750\n"
        "児童公園,広域避難場所,千代田区見本町9-9,35.695,139.755\n"
        "児童公園,広域避難場所,千代田区試作町2-2,35.700,139.760\n"
    )
    city = town(tmp_path, facilities={"id": "parks", "path": "parks.csv"})
    balances(city)
    places = ask(city, "SELECT place_id, address FROM marts.facilities ORDER BY address")
    assert len({place for place, _ in places}) == 3


def test_a_folder_of_lists_is_one_entry(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for file in ("gsi_sites.json", "gsi_shelters.json"):
        shutil.copy(FILES / file, folder / file)
    shutil.copy(FILES / "gsi_sites.json", folder / "gsi_sites_again.json")
    city = town(tmp_path, facilities={"id": "gsi", "path": "lists"})
    assert balances(city) == {"gsi": (9, 6, 0, 3)}
    assert len(names_and_roles(city)) == 5


def test_a_table_mapped_by_the_configuration_gets_roles_and_places_too(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "番号,しせつ,ばしょ,しゅるい,人\n7,ひなた小学校,見本町1-2-3,避難所,屋内90人／屋外10人\n"
    )
    city = town(
        tmp_path,
        facilities=[
            entry("gsi_sites.json"),
            {
                "id": "own",
                "path": "own.csv",
                "columns": {
                    "source_facility_id": "番号",
                    "name": "しせつ",
                    "address": "ばしょ",
                    "role": "しゅるい",
                    "capacity": "人",
                },
            },
        ],
    )
    assert balances(city)["own"] == (1, 1, 0, 0)
    assert ask(
        city,
        "SELECT role, source_facility_id, capacity, latitude FROM marts.facilities "
        "WHERE name = 'ひなた小学校' ORDER BY role",
    ) == [("evacuation_site", "E1310190001201", None, 35.69), ("shelter", "7", 90, 35.69)]
