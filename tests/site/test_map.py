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
    return [" ".join(row.text_content().split()) for row in root.xpath("//tbody/tr")]


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
        assert {"shelter", "depth-flood"} <= set(layers)
    assert section_of("ja/map/shelter.json") == "ja/map"


def test_a_town_is_told_the_deepest_water_assumed_in_it(site: dict[str, bytes]) -> None:
    (row,) = told(site["en/map/depth-flood.html"])
    assert row.endswith("3.0 to 4.0 m")
    (row,) = told(site["ja/map/depth-flood.html"])
    assert row.endswith("3.0級")
    areas = json.loads(site["ja/map/depth-flood.json"])["features"]
    assert [one["properties"]["n"] for one in areas] == ["0.0級", "3.0級"], "the deepest on top"
    assert areas[0]["properties"]["c"] != areas[1]["properties"]["c"]


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
