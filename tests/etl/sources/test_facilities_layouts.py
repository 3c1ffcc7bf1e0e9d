"""Each published form of a facility list, read from a small file in that form."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contract import UnknownLayout, UnreadableFile
from machimori.city import City
from tests.etl.sources.reading import FIXTURES, read

FILES = FIXTURES / "facilities"


def test_national_sites_mark_hazards_with_1_and_leave_the_rest_blank(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "gsi_sites.json", chiyoda)
    assert (outcome.layout, outcome.rows_in, outcome.verdicts) == ("gsi_sites", 3, [])
    first = {name: value for name, value in outcome.accepted[0].items() if value is not None}
    assert first == {
        "source_facility_id": "E1310190001201",
        "name": "ひなた小学校",
        "role": "evacuation_site",
        "address": "東京都千代田区見本町1-2-3",
        "longitude": 139.75,
        "latitude": 35.69,
        "hazard_flood": True,
        "hazard_landslide": False,
        "hazard_storm_surge": False,
        "hazard_earthquake": True,
        "hazard_tsunami": False,
        "hazard_large_fire": False,
        "hazard_inland_flood": False,
        "hazard_volcano": False,
        "roles": "evacuation_site",
        "name_key": "ひなた小学校",
        "address_key": "千代田区見本町1-2-3",
        "town_key": "千代田区見本町",
        "common_id_place": "E1310190001",
        "source": "facilities",
        "source_file": "gsi_sites.json",
        "source_row": 1,
    }


def test_the_kind_digits_of_the_common_id_decide_the_role(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "gsi_shelters.json", chiyoda)
    assert outcome.layout == "gsi_shelters"
    assert [(row["name"], row["roles"], row["note"]) for row in outcome.accepted] == [
        ("ひなた小学校", "shelter", None),
        ("ひなた会館", "shelter", None),
        ("のどか福祉園", "welfare_shelter", "受入対象者：区が特定した者"),
    ]


def test_the_official_csv_reads_like_the_json_and_an_odd_id_keeps_the_lists_role(
    chiyoda: City,
) -> None:
    outcome = read("facilities", FILES / "gsi_sites.csv", chiyoda)
    assert outcome.layout == "gsi_sites"
    assert [
        (row["source_facility_id"], row["roles"], row["common_id_place"], row["note"])
        for row in outcome.accepted
    ] == [
        ("E1310190001201", "evacuation_site", "E1310190001", None),
        ("X-17", "evacuation_site", None, "正門は夜間閉鎖"),
    ]
    assert [(row["longitude"], row["latitude"]) for row in outcome.accepted] == [
        (139.75, 35.69),
        (139.76, 35.695),
    ]


def test_standard_03_in_cp932_with_a_stray_column(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "standard_03_cp932_extra_column.csv", chiyoda)
    assert outcome.layout == "standard_03"
    assert outcome.rejected == [(6, "coordinates_outside")]
    assert [
        (
            row["source_facility_id"],
            row["roles"],
            row["capacity"],
            row["capacity_indoor"],
            row["capacity_outdoor"],
            row["capacity_basis"],
            row["hazard_earthquake"],
            row["hazard_tsunami"],
        )
        for row in outcome.accepted
    ] == [
        ("CC01", "evacuation_site,shelter", 3830, 480, 3350, "面積の1/2", True, False),
        ("CC02", "evacuation_site", 2400, None, None, None, False, False),
        # A row that marks nothing at all says nothing: unknown, not "no".
        ("NEW001", "evacuation_site", None, None, None, None, None, None),
        ("CC04", "evacuation_site,welfare_shelter", 120, None, None, None, True, False),
    ]
    first = outcome.accepted[0]
    assert (first["name_kana"], first["municipality_code"], first["phone"]) == (
        "ヒナタショウガッコウ",
        "131016",
        "03-0000-0001",
    )


def test_signed_lists_have_two_role_columns_and_keep_partly_as_a_remark(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "signed_indoor.csv", chiyoda)
    assert outcome.layout == "kobe_indoor"
    assert outcome.rejected == [(4, "facility_role_missing")]
    assert outcome.doubts == [(2, "hazard_in_part", "洪水")]
    assert [
        (
            row["roles"],
            row["hazard_landslide"],
            row["hazard_flood"],
            row["hazard_tsunami"],
            row["note"],
        )
        for row in outcome.accepted
    ] == [
        (
            "evacuation_site,shelter",
            True,
            None,
            False,
            "《津波時》坂の上へ。洪水：一部の条件で利用可（△）",
        ),
        ("evacuation_site", None, True, True, None),
    ]


def test_one_column_for_two_hazards(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "signed_outdoor.csv", chiyoda)
    assert outcome.layout == "kobe_outdoor"
    assert outcome.rejected == [(3, "blank_row")]
    (row,) = outcome.accepted
    assert (row["hazard_earthquake"], row["hazard_large_fire"], row["hazard_tsunami"]) == (
        True,
        True,
        False,
    )


def test_linkdata_sites_with_the_position_in_one_cell(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "linkdata_sites.csv", chiyoda)
    assert outcome.layout == "takamatsu_sites"
    assert [
        (row["name"], row["roles"], row["hazard_flood"], row["capacity"], row["latitude"])
        for row in outcome.accepted
    ] == [
        ("ひなた小学校", "evacuation_site,shelter", None, 238, 35.69),
        ("みどり公園", "evacuation_site", True, None, 35.695),
        # Signed for no hazard: no evacuation site, only a shelter.
        ("のどか学園", "shelter", None, 182, 35.692),
    ]


def test_what_a_shelter_is_opened_for_is_a_remark(chiyoda: City) -> None:
    (row,) = read("facilities", FILES / "shelters_by_disaster.csv", chiyoda).accepted
    assert (row["roles"], row["area_m2"], row["note"], row["address"]) == (
        "shelter",
        475.0,
        "開設される災害：地震・津波、風水害",
        "東京都千代田区見本町1-2-3 体育館",
    )
    assert row["hazard_earthquake"] is None


def test_tsunami_lists(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "tsunami_refuges.csv", chiyoda)
    assert outcome.layout == "yaizu_tsunami_buildings"
    assert outcome.rejected == [(3, "facility_role_missing")]
    (tower,) = outcome.accepted
    assert (tower["roles"], tower["hazard_tsunami"], tower["hazard_flood"]) == (
        "tsunami_building",
        True,
        None,
    )
    (hotel,) = read("facilities", FILES / "shelter_and_tsunami_floors.csv", chiyoda).accepted
    assert (hotel["roles"], hotel["capacity"], hotel["capacity_basis"]) == (
        "tsunami_building",
        1750,
        "２階・３階",
    )


def test_support_stations_are_named_by_brand_and_branch(chiyoda: City) -> None:
    outcome = read("facilities", FILES / "support_stations_cp932.csv", chiyoda)
    assert outcome.layout == "support_stations"
    assert [(row["name"], row["roles"], row["address"]) for row in outcome.accepted] == [
        ("ミホンマート 見本町店", "support_station", "東京都千代田区見本町1-4-5"),
        ("見本石油（株） 見本町給油所", "support_station", "東京都千代田区見本町7-1"),
    ]


def test_temporary_stays_and_our_own_form(chiyoda: City) -> None:
    stays = read("facilities", FILES / "temporary_stay.csv", chiyoda)
    assert stays.layout == "temporary_stay"
    assert [
        (row["roles"], row["capacity"], row["capacity_basis"], row["is_public"])
        for row in stays.accepted
    ] == [
        ("temporary_stay", 1200, "3.3㎡に2人", True),
        ("temporary_stay", None, None, False),
        ("temporary_stay", 300, None, True),
    ]
    form = read("facilities", FILES / "facility_form.csv", chiyoda)
    assert form.layout == "facility_form"
    assert form.rejected == [(4, "facility_role_missing")]
    assert [
        (row["name"], row["roles"], row["longitude"], row["a11y_step_free"], row["a11y_elevator"])
        for row in form.accepted
    ] == [
        ("ひなた会館", "welfare_shelter", 139.7503, True, False),
        ("さくら広場", "wide_area_site", None, None, None),
    ]


def test_a_list_with_capacity_takes_its_role_from_the_configuration(
    chiyoda: City, tmp_path: Path
) -> None:
    path = tmp_path / "一覧.csv"
    path.write_text("No,施設名,所在地,緯度,経度,収容人数\n1,見本館,見本町1,35.69,139.75,80\n")
    stays = read(
        "facilities", path, chiyoda, defaults={"role": "temporary_stay", "is_public": False}
    )
    assert [(row["roles"], row["capacity"], row["is_public"]) for row in stays.accepted] == [
        ("temporary_stay", 80, False)
    ]
    assert read("facilities", path, chiyoda).rejected == [(2, "facility_role_missing")]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("wells.csv", "井戸の一覧"),
        ("water_points.csv", "応急給水拠点"),
        ("waste_sites.csv", "災害ごみの受入場所"),
    ],
)
def test_other_lists_of_the_disaster_section_are_refused_with_the_reason(
    chiyoda: City, file: str, why: str
) -> None:
    with pytest.raises(UnknownLayout, match=why):
        read("facilities", FILES / file, chiyoda)


def test_the_notice_that_nothing_is_published_is_passed_on(chiyoda: City) -> None:
    with pytest.raises(UnreadableFile, match="この自治体の緊急避難所データは公開されていません"):
        read("facilities", FILES / "unavailable.json", chiyoda)
