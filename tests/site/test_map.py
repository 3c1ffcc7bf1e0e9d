"""The public map: its lists say what it shows, its files hold what its script needs."""

from __future__ import annotations

import json
from pathlib import Path

import lxml.html
import pytest

from machimori import database
from machimori.site.facts import Facts, gather
from machimori.site.files import section, section_of
from machimori.site.map_assets import later
from machimori.site.status_json import status
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

CHANGES = """
UPDATE marts.facilities SET name = '<img src=x onerror=alert(1)>'
WHERE facility_id = (SELECT min(facility_id) FROM marts.facilities WHERE role = 'shelter');
UPDATE marts.public_places SET name = '<b onclick=1>蛇口',
    details = '{"給水方法": "<script>alert(1)</script>"}' WHERE place_id = 'places:other:4';
DELETE FROM marts.hazards;
INSERT INTO marts.hazards
SELECT 'a' || step, 'flood', step || '級', step, step + 1,
    ST_Buffer(ST_Point(block.longitude, block.latitude), 0.0001), 'hazards', true
FROM (SELECT * FROM marts.town_blocks WHERE geometry IS NOT NULL
    ORDER BY town_block_id LIMIT 1) AS block, (VALUES (0.0), (3.0)) AS steps(step);
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("map")
    write_small_warehouse(folder / "warehouse.duckdb")
    with database.connect(folder / "warehouse.duckdb") as connection:
        connection.execute(CHANGES)
    city = small_city(folder)
    return gather(city, open_warehouse(city), None, now=NOW)


@pytest.fixture(scope="module")
def site(facts: Facts) -> dict[str, bytes]:
    state = status(facts)
    return {
        path: content
        for lang in ("ja", "en")
        for path, content in section(facts, state, f"{lang}/map").items()
    }


def told(content: bytes) -> list[str]:
    root = lxml.html.document_fromstring(content.decode())
    return [
        " ".join(" ".join(one.strip() for one in row.itertext()).split())
        for row in root.xpath("//tbody/tr")
    ]


def test_each_layer_has_a_list_of_everything_it_shows(site: dict[str, bytes]) -> None:
    for lang in ("ja", "en"):
        index = lxml.html.document_fromstring(site[f"{lang}/map/index.html"].decode())
        layers = index.xpath("//fieldset//input/@value")
        for key in layers:
            assert index.xpath(f"//ul[@class='ways']//a[@href='./{key}.html']") != []
            held = json.loads(site[f"{lang}/map/{key}.json"])
            listed = told(site[f"{lang}/map/{key}.html"])
            if "places" in held:
                assert len(listed) == len(held["places"]), key
        assert {"shelter", "aed", "toilet", "set-1a2b3c4d", "depth-flood", "past-floods"} <= set(
            layers
        )
    assert section_of("ja/map/shelter.json") == "ja/map"


def test_a_town_is_told_the_deepest_water_assumed_in_it(site: dict[str, bytes]) -> None:
    (row,) = told(site["en/map/depth-flood.html"])
    assert row.endswith("3.0 to 4.0 m")
    (row,) = told(site["ja/map/depth-flood.html"])
    assert row.endswith("3.0級")
    areas = json.loads(site["ja/map/depth-flood.json"])["features"]
    assert [one["properties"]["n"] for one in areas] == ["0.0級", "3.0級"], "the deepest on top"
    assert areas[0]["properties"]["c"] != areas[1]["properties"]["c"]


def test_what_is_published_about_a_place_is_told_and_what_is_not_is_no_data(
    site: dict[str, bytes],
) -> None:
    assert told(site["ja/map/aed.html"]) == [
        "見本会館 見本区見本町1 使える時間: 月・火・水・木・金 8:30〜17:00 小児用の設備: あり",
        "見本学校 見本区見本町2 設置場所: 職員室前 使える時間: データなし 小児用の設備: データなし",
    ]
    assert told(site["en/map/toilet.html"]) == [
        "見本公園 見本区見本町3 Hours: 24 hours Wheelchair toilet: No "
        "Baby equipment: No data Ostomate equipment: No data"
    ]
    (held,) = json.loads(site["ja/map/toilet.json"])["places"]
    assert held["d"][:2] == ["使える時間: 24時間", "車いす用トイレ: なし"]
    page = lxml.html.document_fromstring(site["ja/map/aed.html"].decode())
    (stated,) = page.xpath("//main//p[contains(text(), '131016_aed.csv')]/text()")
    assert stated == "131016_aed.csv · 2026年10月22日現在"


def test_a_dataset_of_any_kind_is_a_layer_and_its_words_stay_text(site: dict[str, bytes]) -> None:
    page = lxml.html.document_fromstring(site["en/map/set-1a2b3c4d.html"].decode())
    assert page.xpath("//main//b | //main//table//script") == []
    assert "<b onclick=1>蛇口" in page.text_content()
    assert page.xpath("//main//td//span[@lang='ja']/text()")[-1] == "<script>alert(1)</script>"
    index = lxml.html.document_fromstring(site["en/map/index.html"].decode())
    assert index.xpath("//fieldset//span[@lang='ja']/text()") == ["給水拠点"]


def test_the_ground_is_one_picture_and_its_place_is_told(site: dict[str, bytes]) -> None:
    for lang in ("ja", "en"):
        told = json.loads(site[f"{lang}/map/ground.json"])
        (south, west), (north, east) = told["corners"]
        assert all(south < one[1] < north and west < one[2] < east for one in told["stations"])
        assert site[f"{lang}/map/ground.svg"].startswith(b"<svg ")
        assert b'"drawing":"ground.svg"' in site[f"{lang}/map/index.html"]


def test_floods_of_the_past_are_told_by_town_and_day(site: dict[str, bytes]) -> None:
    assert told(site["ja/map/past-floods.html"]) == [
        "見本町一丁目 2019年10月12日 見本台風 0棟 データなし 0.4 m",
        "見本町一丁目 1999年8月29日 見本台風 データなし データなし 0.4 m",
        "見本町一丁目 1999年8月29日 見本台風 2棟 データなし 0.4 m",
    ]
    (area,) = json.loads(site["ja/map/past-floods.json"])["features"]
    assert area["properties"]["n"] == "2回"


def test_a_hidden_place_is_in_no_file_of_the_map(site: dict[str, bytes]) -> None:
    assert [path for path, content in site.items() if "非公開の見本AED".encode() in content] == []
    assert [
        path for path, content in site.items() if json.dumps("非公開の")[1:-1].encode() in content
    ] == []


def test_a_strangers_name_stays_text(site: dict[str, bytes]) -> None:
    page = lxml.html.document_fromstring(site["ja/map/shelter.html"].decode())
    assert page.xpath("//img") == []
    assert "<img src=x" in page.text_content()
    reading = site["ja/map/index.html"].partition(b'id="map-reading">')[2].partition(b"</script>")
    assert b"<" not in reading[0]


def test_the_library_is_no_part_of_the_first_view(site: dict[str, bytes]) -> None:
    index = site["ja/map/index.html"]
    head = index.partition(b"<body")[0]
    assert later() != {}
    assert [path for path in later() if Path(path).name.encode() in head] == []
    assert len(index) < 100_000
